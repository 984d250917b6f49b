"""Every list that is read in parts, as its store is asked for it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from domain.checks import CheckState, Why
from domain.knowledge import EntryState
from domain.lessons import LessonState
from domain.people import Standing
from domain.questions import QuestionState
from domain.regions import Scope
from domain.settings import SettingPart
from domain.wish_stories import StoryState
from domain.wishes import WishState
from storage.knowledge import Wanted
from storage.paging import Part
from storage.staff import AccountState

CITY = "370000/370800/"
COUNTY = f"{CITY}370881/"
AT = datetime(2026, 3, 1, tzinfo=UTC)
NOW = AT + timedelta(days=999)
MOST = 10

LISTS: dict[str, tuple[str, Callable[..., Awaitable[object]]]] = {
    "wishes": ("wishes", lambda s, scope, last: s.wishes.page(scope=scope, after=last, most=MOST)),
    "wishes that wait, by their deadline": (
        "wishes",
        lambda s, scope, last: s.wishes.waiting(
            ["village", "township"], scope=scope, part=Part(after=last, rising=True), most=MOST
        ),
    ),
    "wishes that wait too long, by their wait": (
        "wishes",
        lambda s, scope, last: s.forgotten.page(NOW, scope=scope, part=Part(after=last, rising=True), most=MOST),
    ),
    "the wall": (
        "wishes",
        lambda s, _, last: s.wall.page({"kind": "books"}, after=f"1{last}" if last else "", most=MOST),
    ),
    "wishes that she brings with others": ("wishes", lambda s, _scope, _: s.sharing.of("p3", most=MOST)),
    "wishes about which the clock has something to do": (
        "wishes",
        lambda s, _scope, _: s.wishes.due(AT + timedelta(days=1), most=MOST),
    ),
    "lots in store": ("lots", lambda s, scope, last: s.lots.page(scope=scope, part=Part(after=last), most=MOST)),
    "lots of which some are left": (
        "lots",
        lambda s, scope, last: s.lots.page(scope=scope, there=True, part=Part(after=last), most=MOST),
    ),
    "what came and went in a span": (
        "lot_moves",
        lambda s, scope, _: s.lots.moved((AT, AT + timedelta(days=1)), scope=scope, most=MOST),
    ),
    "budgets": ("budgets", lambda s, scope, last: s.budgets.page(scope=scope, part=Part(after=last), most=MOST)),
    "stories that wait for a second reader": (
        "wish_stories",
        lambda s, scope, last: s.wish_stories.page(StoryState.DRAFT, scope=scope, part=Part(after=last), most=MOST),
    ),
    "stories that everybody reads": (
        "wish_stories",
        lambda s, _scope, last: s.wish_stories.told(after=last, most=MOST),
    ),
    "wishes of a state": (
        "wishes",
        lambda s, scope, last: s.wishes.page(scope=scope, state=WishState.SUBMITTED, after=last, most=MOST),
    ),
    "open questions": ("questions", lambda s, scope, _: s.questions.open(scope=scope, most=MOST)),
    "open questions, unplaced too": (
        "questions",
        lambda s, scope, _: s.questions.open(scope=scope, unplaced=True, most=MOST),
    ),
    "open questions by turn": (
        "questions",
        lambda s, scope, last: s.questions.open(scope=scope, part=Part(after=last, rising=True, by="turn"), most=MOST),
    ),
    "questions of hers by turn": (
        "questions",
        lambda s, _, last: s.tickets.hers("s3", part=Part(after=last, rising=True, by="turn"), most=MOST),
    ),
    "questions in a state": (
        "questions",
        lambda s, scope, last: s.tickets.in_state(
            QuestionState.ANSWERED, scope=scope, unplaced=False, part=Part(after=last), most=MOST
        ),
    ),
    "volunteers": ("volunteers", lambda s, scope, last: s.volunteers.page(scope=scope, part=Part(last), most=MOST)),
    "bookings of some days": (
        "bookings",
        lambda s, scope, _: s.bookings.between(AT, AT + timedelta(days=7), scope=scope, most=MOST),
    ),
    "bookings of a counsellor": (
        "bookings",
        lambda s, _scope, _: s.bookings.between(
            AT, AT + timedelta(days=7), scope=Scope.of(COUNTY), counsellor="s0", most=MOST
        ),
    ),
    "bookings of hers": ("bookings", lambda s, _scope, last: s.bookings.of_person("p3", after=last, most=MOST)),
    "times that were offered and not taken": (
        "bookings",
        lambda s, _scope, _: s.bookings.offers_over(now=AT + timedelta(days=9), most=MOST),
    ),
    "places to meet": ("booking_places", lambda s, scope, _: s.booking_places.all(scope=scope)),
    "hours of a service": ("booking_hours", lambda s, _scope, _: s.booking_hours.offering("mind")),
    "who waits at a place": ("booking_waits", lambda s, _scope, _: s.booking_waits.first("mind", "b3", most=MOST)),
    "where somebody waits": ("booking_waits", lambda s, _scope, _: s.booking_waits.lines()),
    "open alerts": ("alerts", lambda s, scope, last: s.alerts.page(scope=scope, after=last, most=MOST)),
    "all alerts": ("alerts", lambda s, scope, last: s.alerts.page(scope=scope, open_only=False, after=last, most=MOST)),
    "cases by gravity": (
        "cases",
        lambda s, scope, last: s.cases.page(scope=scope, part=Part(after=last, rising=True, by="rank"), most=MOST),
    ),
    "cases of which something is overdue, by its time": (
        "cases",
        lambda s, scope, last: s.cases.overdue(NOW, scope=scope, part=Part(after=last, rising=True), most=MOST),
    ),
    "cases of which somebody is to be reminded": (
        "cases",
        lambda s, _scope, _: s.cases.to_chase(NOW, working=True, most=MOST),
    ),
    "staff": ("staff", lambda s, scope, _: s.staff.visible(scope=scope, most=MOST)),
    "staff of a state": (
        "staff",
        lambda s, scope, _: s.staff.visible(scope=scope, state=AccountState.ACTIVE, after="u00100", most=MOST),
    ),
    "audit": ("audit", lambda s, scope, last: s.audit.page(scope=scope, after=last, most=MOST)),
    "audit of somebody": ("audit", lambda s, scope, last: s.audit.page(scope=scope, actor="s3", after=last, most=MOST)),
    "audit of something": (
        "audit",
        lambda s, scope, last: s.audit.page(scope=scope, about="w3", after=last, most=MOST),
    ),
    "a story": ("events", lambda s, _scope, _: s.events.of("w3", scope=Scope.of(COUNTY), most=MOST)),
    "lessons": ("lessons", lambda s, _scope, _: s.lessons.page(most=MOST)),
    "entries by their last change": (
        "knowledge",
        lambda s, _scope, last: s.knowledge.page(part=Part(after=last, by="changed_at"), most=MOST),
    ),
    "entries by their question": (
        "knowledge",
        lambda s, _scope, last: s.knowledge.page(part=Part(after=last, rising=True, by="question"), most=MOST),
    ),
    "entries of a topic by their last change": (
        "knowledge",
        lambda s, _scope, last: s.knowledge.page(
            Wanted(category="学习"), part=Part(after=last, by="changed_at"), most=MOST
        ),
    ),
    "entries with something to fill in": (
        "knowledge",
        lambda s, _scope, last: s.knowledge.page(
            Wanted(to_fill=True), part=Part(after=last, by="changed_at"), most=MOST
        ),
    ),
    "entries of a state by their last change": (
        "knowledge",
        lambda s, _scope, last: s.knowledge.page(
            Wanted(state=EntryState.ARCHIVED), part=Part(after=last, by="changed_at"), most=MOST
        ),
    ),
    "drafts of entries by their last change": (
        "knowledge",
        lambda s, _scope, last: s.knowledge.page(
            Wanted(drafts=True), part=Part(after=last, by="changed_at"), most=MOST
        ),
    ),
    "lessons to which something is to be added": (
        "lessons",
        lambda s, _scope, _: s.lessons.page(lacks=True, most=MOST),
    ),
    "the same by their last change": (
        "lessons",
        lambda s, _scope, last: s.lessons.page(lacks=True, part=Part(after=last, by="changed_at"), most=MOST),
    ),
    "lessons of a state": ("lessons", lambda s, _scope, _: s.lessons.page(state=LessonState.DRAFT, most=MOST)),
    "pictures": ("pictures", lambda s, _scope, last: s.pictures.page(after=last, most=MOST)),
    "recordings": ("recordings", lambda s, _scope, last: s.recordings.page(after=last, most=MOST)),
    "pictures by title": (
        "pictures",
        lambda s, _, last: s.pictures.page(
            begins="图1" if not last else "", part=Part(after=last, rising=True, by="title"), most=MOST
        ),
    ),
    "pushes": ("pushes", lambda s, _scope, _: s.pushes.page(most=MOST)),
    "lessons by title": (
        "lessons",
        lambda s, _scope, last: s.lessons.page(part=Part(after=last, rising=True, by="title"), most=MOST),
    ),
    "lessons of a state, by title, backwards": (
        "lessons",
        lambda s, _scope, last: s.lessons.page(
            state=LessonState.DRAFT, part=Part(before=last, rising=True, by="title"), most=MOST
        ),
    ),
    "lessons by their last change": (
        "lessons",
        lambda s, _scope, last: s.lessons.page(
            state=LessonState.DRAFT, part=Part(after=last, by="changed_at"), most=MOST
        ),
    ),
    "staff by name": (
        "staff",
        lambda s, scope, last: s.staff.visible(scope=scope, part=Part(after=last, rising=True, by="name"), most=MOST),
    ),
    "staff of a state, by name, falling": (
        "staff",
        lambda s, scope, last: s.staff.visible(
            scope=scope, state=AccountState.ACTIVE, part=Part(after=last, by="name"), most=MOST
        ),
    ),
    "staff by login, backwards": (
        "staff",
        lambda s, scope, last: s.staff.visible(scope=scope, part=Part(before=last, rising=True, by="login"), most=MOST),
    ),
    "audit, the oldest first": (
        "audit",
        lambda s, scope, last: s.audit.page(scope=scope, part=Part(after=last, rising=True), most=MOST),
    ),
    "people": ("people", lambda s, scope, last: s.people.page("a", scope=scope, part=Part(after=last), most=MOST)),
    "people, unplaced too, the first seen first": (
        "people",
        lambda s, scope, last: s.people.page(
            "a", scope=scope, unplaced=True, part=Part(after=last, rising=True), most=MOST
        ),
    ),
    **{
        f"people who are {standing}": (
            "people",
            lambda s, scope, last, standing=standing: s.people.page(
                "a", scope=scope, unplaced=True, standing=standing, part=Part(after=last), most=MOST
            ),
        )
        for standing in Standing
    },
    "held checks": (
        "checks",
        lambda s, scope, last: s.checks.page(scope=scope, part=Part(last, rising=True), most=MOST),
    ),
    "checks that were taken back": (
        "checks",
        lambda s, scope, last: s.checks.page(scope=scope, why=Why.FOUND, part=Part(last, rising=True), most=MOST),
    ),
    "refused checks, the newest first": (
        "checks",
        lambda s, scope, last: s.checks.page(scope=scope, state=CheckState.REFUSED, part=Part(after=last), most=MOST),
    ),
    "blocks": ("blocks", lambda s, scope, last: s.blocks.page(scope=scope, part=Part(after=last), most=MOST)),
    "regions below": ("regions", lambda s, _scope, _: s.regions.below("p3")),
    "saves of a setting": ("settings", lambda s, _scope, _: s.setting_store.page(SettingPart.TEXTS, most=MOST)),
    "tokens": ("staff_tokens", lambda s, _scope, _: s.staff_tokens.of("s3", most=MOST)),
}
