"""Keyword replies for programs of staff: rules one by one in the draft, tried, and released by a second person."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import Field

from bot.keywords import meant
from bot.words import is_reserved
from domain.errors import Invalid, NotFound
from domain.ids import is_id
from domain.keywords import PRIORITY_MOST, Rule, from_body, to_body
from domain.staff import Permission
from domain.versions import Version
from handlers.access import requires
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.account import (
    DraftCall,
    VersionList,
    VersionRow,
    release_operation,
    version_facts,
    version_list,
)
from handlers.api.staff.call import StaffCall
from handlers.templates import HERE
from services.account import keywords
from services.account.live import rule_for

TEXT_MOST, TRIED_MOST = 2000, 500


class RuleWrite(Model):
    """A rule. It answers with one of `reply`, the lesson with this slug, or a picture of the media library."""

    words: list[str] = Field(max_length=50)
    contains: bool = False
    reply: str = Field(default="", max_length=TEXT_MOST)
    lesson: str = Field(default="", max_length=64)
    picture: str = Field(default="", max_length=26)
    priority: int = Field(default=50, ge=1, le=PRIORITY_MOST, description="a lower one comes first")
    days: list[int] = Field(default_factory=list, max_length=7, description="Monday is 1; none means all")
    hours: list[str] = Field(default=["", ""], min_length=2, max_length=2, description="HH:MM, in China's time")
    span: list[str] = Field(default=["", ""], min_length=2, max_length=2, description="YYYY-MM-DD, both included")
    on: bool = True


class RuleView(RuleWrite):
    """A rule with its id."""

    id: str


class KeywordsVersion(VersionRow):
    """A version of all rules, in the order in which they are looked through."""

    rules: list[RuleView]


class KeywordsView(Model):
    """
    What answers and what is being written; null where there is none. `bad` are the rules of what is being written that
    don't fit any more, with a stable word for why.
    """

    released: KeywordsVersion | None
    draft: KeywordsVersion | None
    bad: dict[str, str]


class TryAsk(Model):
    """A sentence, as somebody would write it; `at` is a moment in China's time, now without it."""

    text: str = Field(min_length=1, max_length=TRIED_MOST)
    which: Literal["draft", "live"] = "draft"
    at: str = Field(default="", pattern=r"^(20\d\d-\d\d-\d\dT\d\d:\d\d)?$", description="YYYY-MM-DDTHH:MM")


class TryView(Model):
    """
    What the chat would do: `stage` is a stable word ("danger", "command", "keyword", "answer" …), `said` what that says
    of it, `rule` the rule that would answer, `near` questions that are close.
    """

    stage: str
    said: str
    rule: RuleView | None
    near: list[str]


def _rules(rules: Iterable[Rule]) -> list[RuleView]:
    return [RuleView.model_validate(each) for each in to_body(rules)["rules"]]


def _version(version: Version | None) -> KeywordsVersion | None:
    if version is None:
        return None
    return KeywordsVersion.model_validate(version_facts(version) | {"rules": _rules(from_body(version.body))})


class _KeywordsCall(DraftCall):
    """Answers with the keyword replies; the ETag is the draft's `seq`, 0 without one."""

    async def show(self) -> None:
        """What answers, and the draft."""
        draft, rules = await keywords.written(self.services)
        live = await self.services.keywords.released()
        bad = await keywords.bad_rules(self.services, rules, reserved=is_reserved)
        self.versioned(draft.seq if draft else 0)
        self.answer(KeywordsView(released=_version(live), draft=_version(draft), bad=bad))


@requires(Permission.ACCOUNT_READ)
class KeywordsCall(_KeywordsCall):
    """All of them."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getKeywords",
            summary="The keyword replies: what answers, and the draft",
            answer=KeywordsView,
            versioned=True,
        )
    }

    async def get(self) -> None:
        """Both."""
        await self.show()


def _change(name: str, summary: str, body: type[Model] | None = None) -> Operation:
    path = {"id": ID}
    return Operation(
        id=name, summary=summary, answer=KeywordsView, path=path, problems=(404,), body=body, seen=True, versioned=True
    )


@requires(Permission.ACCOUNT_CHANGE)
class RuleCall(_KeywordsCall):
    """One rule of the draft."""

    OPERATIONS: ClassVar = {
        "put": _change("saveRule", "Save a rule in the draft; an id that isn't there yet makes a new one", RuleWrite),
        "delete": _change("removeRule", "Leave a rule out of the draft"),
    }

    async def put(self, rule_id: str) -> None:
        """Keep it, if the draft is still as the caller has read it."""
        given = self.body(RuleWrite)
        if not is_id(rule_id):
            raise NotFound
        saved = keywords.put(
            self.services, _rule(rule_id, given), seen=self.seen_version(), by=self.staff, reserved=is_reserved
        )
        await self.unless_changed(saved)
        await self.show()

    async def delete(self, rule_id: str) -> None:
        """Leave it out."""
        await self.unless_changed(keywords.remove(self.services, rule_id, seen=self.seen_version(), by=self.staff))
        await self.show()


def _rule(rule_id: str, given: RuleWrite) -> Rule:
    words = (" ".join(each.split()) for each in given.words)
    facts: dict[str, Any] = given.model_dump(exclude={"words", "days", "hours", "span", "reply"})
    days = tuple(sorted(set(given.days)))
    return Rule(
        id=rule_id,
        words=tuple(dict.fromkeys(each for each in words if each)),
        reply=given.reply.strip(),
        days=() if days == tuple(range(1, 8)) else days,
        hours=(given.hours[0], given.hours[1]),
        span=(given.span[0], given.span[1]),
        **facts,
    )


@requires(Permission.ACCOUNT_READ)
class TryCall(StaffCall):
    """Trying a sentence."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="tryKeywords",
            summary="What the chat would do with a sentence; nothing is kept, nobody is alerted",
            answer=TryView,
            body=TryAsk,
        )
    }

    async def post(self) -> None:
        """What would be answered."""
        given, rules = self.body(TryAsk), self.services.live_keywords.rules
        if given.which == "draft":
            _, rules = await keywords.written(self.services)

        def find(said: str, now: datetime) -> Rule | None:
            return rule_for(rules, said, now)

        found = await meant(self.services, given.text, now=self._moment(given.at), find_rule=find)
        rule = _rules([found.rule])[0] if found.rule else None
        self.answer(TryView(stage=found.stage, said=found.said, rule=rule, near=list(found.near)))

    def _moment(self, at: str) -> datetime:
        try:
            return datetime.fromisoformat(at).replace(tzinfo=HERE) if at else self.services.now()
        except ValueError:
            raise Invalid("at") from None


@requires(Permission.ACCOUNT_READ)
class KeywordsVersionsCall(StaffCall):
    """Their versions."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listKeywordsVersions", summary="The keyword replies' versions, the newest first", answer=VersionList
        )
    }

    async def get(self) -> None:
        """The list."""
        self.answer(version_list(await self.services.keywords.page()))


@requires(Permission.ACCOUNT_RELEASE)
class KeywordsReleaseCall(_KeywordsCall):
    """Let them answer."""

    OPERATIONS: ClassVar = {
        "post": release_operation(
            "releaseKeywords", "Release a draft of the keyword replies that somebody else wrote", KeywordsView
        )
    }

    async def post(self, version_id: str) -> None:
        """Released, if the draft is still as she saw it; they answer at once."""
        seen = self.seen_version()
        await self.unless_changed(
            keywords.release(self.services, version_id, seen=seen, by=self.staff, reserved=is_reserved)
        )
        await self.show()


@requires(Permission.ACCOUNT_CHANGE)
class KeywordsTakeUpCall(_KeywordsCall):
    """Roll-back."""

    OPERATIONS: ClassVar = {
        "post": release_operation(
            "takeUpKeywords", "An earlier version of the keyword replies as the new draft", KeywordsView
        )
    }

    async def post(self, version_id: str) -> None:
        """Taken up; what was the draft stays among the earlier versions."""
        seen = self.seen_version()
        await self.unless_changed(keywords.take_up(self.services, version_id, seen=seen, by=self.staff))
        await self.show()


_BASE, _GAP = "/api/v1/staff/account/keywords", r"([0-9a-z]{26})"
API_ROUTES = [
    Route(_BASE, _BASE, KeywordsCall),
    Route(f"{_BASE}/try", f"{_BASE}/try", TryCall),
    Route(f"{_BASE}/versions", f"{_BASE}/versions", KeywordsVersionsCall),
    Route(f"{_BASE}/versions/{{id}}/release", rf"{_BASE}/versions/{_GAP}/release", KeywordsReleaseCall),
    Route(f"{_BASE}/versions/{{id}}/again", rf"{_BASE}/versions/{_GAP}/again", KeywordsTakeUpCall),
    Route(f"{_BASE}/{{id}}", rf"{_BASE}/{_GAP}", RuleCall),
]
