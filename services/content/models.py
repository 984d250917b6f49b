"""What content/ may hold. A file that doesn't fit is refused with its name and the field that is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from domain import menus, replies
from domain.bookings import Rules as BookingRules
from domain.calendar import Calendar, DaysOff, MadeUpDay, calendar_problems, calendar_to_body
from domain.forgotten import OWN_DAYS
from domain.knowledge import Age, EntryFields
from domain.lessons import DIGEST_MOST, TITLE_MOST, Quiz, Series
from domain.questions import KnowledgeEntry
from domain.regions import Region, RegionLevel, region_path
from domain.tickets import Canned, Promise
from domain.wish_life import STAGES
from services.knowledge.checks import LESSONS_MOST, MUST_WIN_MOST, VARIANT_MOST
from services.lessons.checks import LessonFields

LESSON_LEAST, LESSON_MOST = 300, 800
QUIZ_COUNT = 2
VARIANTS_LEAST = 3
MORE_MOST = 1_200
BUTTONS_MOST, SUB_BUTTONS_MOST = 3, 5  # platform: menu/create
BUTTON_BYTES, SUB_BUTTON_BYTES, KEY_BYTES = 16, 60, 128

Wording = Annotated[str, Field(min_length=2, max_length=VARIANT_MOST)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\n]*\S[^\n]*$")]


class Checked(BaseModel):
    """A part of the content: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class RegionNode(Checked):
    """A place and the places right below it."""

    code: Annotated[str, Field(pattern=r"^\d{6,12}$")]
    name: Line
    level: RegionLevel
    below: tuple["RegionNode", ...] = ()

    def flat(self, above: tuple[str, ...] = ()) -> list[Region]:
        """This place and all below it."""
        codes = (*above, self.code)
        here = Region(code=self.code, name=self.name, level=self.level, path=region_path(codes))
        return [here, *(region for each in self.below for region in each.flat(codes))]

    @model_validator(mode="after")
    def _deeper(self) -> "RegionNode":
        order = list(RegionLevel)
        for each in self.below:
            if order.index(each.level) <= order.index(self.level):
                raise ValueError(f"{each.name} lies below {self.name}, but not by its level")
        return self


class RegionsFile(Checked):
    """content/regions.yaml. `sample` says that places below the counties are made up."""

    sample: bool
    province: RegionNode


class SeriesItem(Checked):
    """A series of lessons."""

    slug: Slug
    name: Line
    about: Line
    order: int = Field(ge=1)

    def to_domain(self) -> Series:
        """As the rest knows it."""
        return Series(slug=self.slug, name=self.name, about=self.about, order=self.order)


class QuizItem(Checked):
    """A question at a lesson's end."""

    question: Annotated[str, Field(min_length=2, max_length=120)]
    options: tuple[Annotated[str, Field(min_length=1, max_length=120)], ...] = Field(min_length=2, max_length=4)
    answer: int = Field(ge=0)
    why: Annotated[str, Field(min_length=2, max_length=120)]

    @model_validator(mode="after")
    def _answered(self) -> "QuizItem":
        if self.answer >= len(self.options):
            raise ValueError("answer is not one of the options")
        if len(set(self.options)) != len(self.options):
            raise ValueError("two options are the same")
        return self


class LessonItem(Checked):
    """content/lessons/SERIES/SLUG.yaml."""

    slug: Slug
    title: Annotated[str, Field(min_length=2, max_length=TITLE_MOST)]
    series: Slug
    order: int = Field(ge=1, le=9999)
    digest: Annotated[str, Field(min_length=4, max_length=DIGEST_MOST)]
    minutes: int = Field(ge=1, le=15)
    body: str
    quiz: tuple[QuizItem, ...] = Field(min_length=QUIZ_COUNT, max_length=QUIZ_COUNT)
    sources: tuple[Line, ...] = Field(min_length=1)
    staff_fill: tuple[Line, ...] = ()

    @field_validator("body")
    @classmethod
    def _long_enough(cls, body: str) -> str:
        length = len(re.sub(r"\s", "", body))
        if not LESSON_LEAST <= length <= LESSON_MOST:
            raise ValueError(f"the body has {length} characters, not {LESSON_LEAST} to {LESSON_MOST}")
        return body

    def fields(self) -> LessonFields:
        """As an editor would fill it in."""
        quiz = tuple(
            Quiz(question=each.question, options=each.options, answer=each.answer, why=each.why) for each in self.quiz
        )
        return LessonFields(
            slug=self.slug,
            title=self.title,
            series=self.series,
            order=self.order,
            digest=self.digest,
            body=self.body,
            minutes=self.minutes,
            quiz=quiz,
            sources=self.sources,
            to_fill=self.staff_fill,
        )


class KnowledgeItem(Checked):
    """
    A checked answer with the wordings of its question; `staff_fill` tells staff what is missing locally, `age` whose matter it
    is ("any" also where it is that of several ages), `must_win` for what it has to be found first, `lessons` the slugs of
    those that go on from it, and `valid_until` its last day, where it speaks of a year's amounts. `more` is Markdown that its
    page has after the answer.
    """

    id: Slug
    question: Annotated[str, Field(min_length=2, max_length=80)]
    variants: tuple[Wording, ...] = Field(min_length=VARIANTS_LEAST)
    answer: Annotated[str, Field(min_length=10, max_length=650)]
    sources: tuple[Line, ...] = ()
    staff_fill: tuple[Line, ...] = ()
    age: Age
    must_win: tuple[Wording, ...] = Field(default=(), max_length=MUST_WIN_MOST)
    lessons: tuple[Slug, ...] = Field(default=(), max_length=LESSONS_MOST)
    valid_until: date | None = None
    more: Annotated[str, Field(max_length=MORE_MOST)] = ""

    def fields(self, category: str) -> EntryFields:
        """As an editor would fill it in."""
        same = self.model_dump(exclude={"id", "staff_fill", "more"})
        page = f"{self.answer}\n\n{self.more}" if self.more else ""
        return EntryFields(category=category, to_fill=self.staff_fill, page=page, **same)


class KnowledgeFile(Checked):
    """content/knowledge/CATEGORY.yaml."""

    category: Line
    entries: tuple[KnowledgeItem, ...] = Field(min_length=1)

    def fields(self) -> list[tuple[str, EntryFields]]:
        """Each id, and what an editor would have filled in."""
        return [(each.id, each.fields(self.category)) for each in self.entries]


class Button(Checked):
    """A button of the account's menu, or a group of them. `path` is an address of ours, `key` what the chat answers."""

    name: Line
    key: str = ""
    path: str = ""
    buttons: tuple["Button", ...] = ()

    @model_validator(mode="after")
    def _one_thing(self) -> "Button":
        if sum(map(bool, (self.key, self.path, self.buttons))) != 1:
            raise ValueError(f"{self.name}: exactly one of key, path and buttons")
        if len(self.key.encode()) > KEY_BYTES:
            raise ValueError(f"{self.name}: the key is longer than {KEY_BYTES} bytes")
        return self

    def to_domain(self) -> menus.Button:
        """As the rest knows it."""
        if self.buttons:
            return menus.Button(self.name, below=tuple(each.to_domain() for each in self.buttons))
        return menus.Button(self.name, "view" if self.path else "click", self.path or self.key)


class Menu(Checked):
    """content/menu.yaml."""

    buttons: tuple[Button, ...] = Field(min_length=1, max_length=BUTTONS_MOST)

    @model_validator(mode="after")
    def _fits(self) -> "Menu":
        for button in self.buttons:
            if len(button.buttons) > SUB_BUTTONS_MOST:
                raise ValueError(f"{button.name}: more than {SUB_BUTTONS_MOST} buttons below it")
            _named(button, BUTTON_BYTES)
            for each in button.buttons:
                _named(each, SUB_BUTTON_BYTES)
                if each.buttons:
                    raise ValueError(f"{each.name}: a menu has two levels")
        return self

    def to_domain(self) -> menus.Menu:
        """As the rest knows it."""
        return menus.Menu(tuple(each.to_domain() for each in self.buttons))


def _named(button: Button, most: int) -> None:
    if len(button.name.encode()) > most:
        raise ValueError(f"{button.name}: longer than {most} bytes")


class Hotline(Checked):
    """A number to call. `everywhere` is false for one whose hours or existence differ by place."""

    number: Annotated[str, Field(pattern=r"^\d{3,6}$")]
    name: Line
    for_what: Line
    note: str = ""


class OffItem(Checked):
    """Days off, both ends included."""

    first: date
    last: date
    name: Line


class MadeUpItem(Checked):
    """A day of a weekend that is worked."""

    day: date
    name: Line


class HolidaysFile(Checked):
    """content/holidays.yaml: the office's time to begin with. `checked` is false until a person has compared the days."""

    checked: bool
    morning: tuple[time, time]
    afternoon: tuple[time, time]
    days_off: tuple[OffItem, ...]
    made_up: tuple[MadeUpItem, ...] = ()

    def to_domain(self) -> Calendar:
        """As the domain knows it. Raises ValueError for what staff couldn't save either."""
        calendar = Calendar(
            self.morning,
            self.afternoon,
            tuple(DaysOff(each.first, each.last, each.name) for each in self.days_off),
            tuple(MadeUpDay(each.day, each.name) for each in self.made_up),
            checked=self.checked,
        )
        problems = calendar_problems(calendar_to_body(calendar))
        if problems:
            raise ValueError(", ".join(f"{field}: {problem}" for field, problem in problems.items()))
        return calendar


class CannedItem(Checked):
    """A reply ready-made."""

    title: Annotated[Line, Field(max_length=replies.TITLE_MOST)]
    text: Annotated[str, Field(min_length=10, max_length=replies.TEXT_MOST)]


class QuestionsFile(Checked):
    """content/questions.yaml: what is promised to those who ask, in working hours, and replies ready-made."""

    hours: float = Field(gt=0, le=80)
    urgent_hours: float = Field(gt=0, le=80)
    rise_hours: float = Field(gt=0, le=80)
    urgent_words: tuple[Line, ...]
    canned: tuple[CannedItem, ...] = Field(max_length=20)

    def to_domain(self) -> Promise:
        """As the domain knows it."""
        canned = tuple(Canned(each.title, each.text) for each in self.canned)
        return Promise(self.hours, self.urgent_hours, self.rise_hours, self.urgent_words, canned)


class BookingsFile(Checked):
    """content/bookings.yaml: what can be booked with a counsellor, and the rules."""

    services: dict[Slug, Line] = Field(min_length=1, max_length=9)
    minutes: int = Field(ge=10, le=60)
    hold_minutes: int = Field(ge=2, le=60)
    offer_hours: int = Field(ge=1, le=24)
    missed_after: int = Field(ge=0, le=60)
    missed_most: int = Field(ge=1, le=10)
    missed_days: int = Field(ge=1, le=366)

    def to_domain(self) -> BookingRules:
        """As the domain knows it."""
        given = self.model_dump(exclude={"services"})
        return BookingRules(tuple(self.services.items()), **given)


class Law(Checked):
    """A law that content cites. `text_read` is false where only public pages tell what it says: staff check it."""

    id: Slug
    name: Annotated[str, Field(pattern=r"^《.+》$")]
    short: Line
    in_force_since: date | None = None
    text_read: bool = True


class Texts(Checked):
    """content/texts.yaml: what every federation words for itself."""

    institution: Line
    quiet_from: time
    quiet_until: time


class ConsentText(Checked):
    """content/consents/ID.yaml: a text that people agree to. A changed text is a new version, and a new file."""

    id: Annotated[str, Field(pattern=r"^[a-z_]+\.v\d+$")]
    title: Line
    body: Annotated[str, Field(min_length=100)]


class WishForm(Checked):
    """content/forms/wish.yaml: what a micro-wish can be, and what it may cost."""

    id: Literal["wish"]
    kinds: Mapping[Slug, Line] = Field(min_length=1)
    company: tuple[Slug, ...]
    most_yuan: int = Field(ge=1, le=10_000)
    most_yuan_of: Mapping[Slug, Annotated[int, Field(ge=1, le=10_000)]] = Field(default_factory=dict)
    verify_days: int = Field(ge=1, le=60)
    second_yuan: int = Field(ge=1, le=10_000)
    year_most: int = Field(ge=1, le=20)
    claims_most: int = Field(ge=1, le=20)
    claims_unknown: int = Field(ge=1, le=20)
    organisation_claims_most: int = Field(ge=1, le=1000)
    share_above_yuan: int = Field(ge=0, le=10_000)
    sharers_most: int = Field(ge=1, le=4)
    shares_most: int = Field(ge=1, le=20)
    remind_days: int = Field(ge=1, le=20)
    days: Mapping[Slug, Annotated[int, Field(ge=1, le=250)]]
    forbidden: Mapping[Slug, tuple[Line, ...]]
    hardships: Mapping[Slug, Line] = Field(min_length=1)
    reasons: Mapping[Slug, Line] = Field(min_length=1)

    @model_validator(mode="after")
    def _every_state_has_its_days(self) -> "WishForm":
        wanted = {*map(str, STAGES), "escalated", *OWN_DAYS}
        if set(self.days) != wanted:
            raise ValueError(f"days are for {', '.join(sorted(wanted))}")
        if not set(self.company) <= set(self.kinds):
            raise ValueError("company names kinds")
        if not set(self.most_yuan_of) <= set(self.kinds) - set(self.company):
            raise ValueError("most_yuan_of names kinds that cost something")
        return self


@dataclass(frozen=True, slots=True)
class Content:
    """All of content/, checked."""

    regions: tuple[Region, ...]
    menu: Menu
    series: tuple[Series, ...]
    lessons: tuple[LessonFields, ...]
    entries: Mapping[str, EntryFields]
    wish_form: WishForm
    consents: Mapping[str, ConsentText]
    hotlines: tuple[Hotline, ...]
    texts: Texts
    laws: tuple[Law, ...]
    calendar: Calendar
    promise: Promise
    booking: BookingRules

    @property
    def knowledge(self) -> tuple[KnowledgeEntry, ...]:
        """The entries as the search and the chat know them."""
        return tuple(fields.live(entry_id) for entry_id, fields in self.entries.items())
