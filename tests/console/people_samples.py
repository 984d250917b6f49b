"""What the pages of people can show, made up, as in samples.py."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from domain.audit import AuditRow
from domain.calendar import QuietHours
from domain.follower_syncs import FollowerSync, SyncPart, SyncState
from domain.lessons import Lesson, LessonState
from domain.people import Follower, PersonRole, RoleGiven
from domain.pushes import Channel, Push, PushState
from domain.questions import Question, QuestionState
from domain.regions import Region, RegionLevel
from domain.wishes import Wish, WishState
from handlers.console.knowledge_table import state_tag
from handlers.console.people import PEOPLE, story_of
from handlers.console.table import Asked, look
from services.people.look import Told
from services.staff.searching import Found
from storage.alerts import Alert
from storage.events import Event
from storage.staff import StaffAccount
from tests.console.account_samples import RULE, SCENE
from tests.console.knowledge_samples import ENTRY
from tests.console.media_samples import PICTURE
from wording import people as said
from wording import staff as staff_words

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
PATH = "370000/370800/370881/370881100/370881100201/"
PLACES = {"370800": "济宁市", "370881": "曲阜市", "370881100": "吴村镇", "370881100201": "峪口村"}
HER = Follower(
    id="01k0000000000000000000001a",
    region_path=PATH,
    following=True,
    pushes=True,
    roles=frozenset({PersonRole.GUARDIAN, PersonRole.LEAD_DANCER}),
    tags=("一班",),
    since=NOW - timedelta(days=40),
    followed_at=NOW - timedelta(days=40),
    heard_at=NOW - timedelta(hours=2),
    given=(
        RoleGiven(PersonRole.GUARDIAN, "01k0000000000000000000001a", NOW),
        RoleGiven(PersonRole.LEAD_DANCER, "s1", NOW),
    ),
    muted=("family",),
    quiet=QuietHours(time(20), time(8)),
)
GONE = Follower("01k0000000000000000000001b", "", False, False, frozenset(), (), NOW - timedelta(days=90), None, None)
WISH = Wish(
    id="01k0000000000000000000000c",
    receipt="30572214683",
    guardian_id=HER.id,
    state=WishState.SUBMITTED,
    kind="clothes",
    text="一双 35 码的运动鞋",
    cost_fen=12800,
    child_masked="王*明",
    age_band="9-11",
    region="370881100201",
    region_path=PATH,
    submitted_at=NOW - timedelta(hours=3),
    changed_at=NOW,
)
QUESTION = Question(
    "01k0000000000000000000000e", "30572214683", HER.id, QuestionState.OPEN, (), PATH, NOW - timedelta(days=1)
)
ALERT = Alert(
    "01k0000000000000000000000f", "k", "app", "o", "", "domestic_violence", (), "", PATH, NOW - timedelta(minutes=20)
)
READING = AuditRow("a1", "2026-11-24", NOW, "s1", "person_read", HER.id, PATH, {})


def _list(rows: list[Follower], **filters: str) -> dict[str, Any]:
    about = {"places": PLACES}
    return {
        "may_import": not filters,
        "table": look(PEOPLE, Asked({"state": ""} | filters, PEOPLE.sort), rows, about, most=30),
    }


def _page(told: Told) -> dict[str, Any]:
    actors = {"s1": "王芳", told.person.id: said.HERSELF}
    return {
        "told": told,
        "person": told.person,
        "story": story_of(told),
        "actors": actors,
        "places": PLACES,
        "said": said,
        "muted": ["家庭教育"] if told.person.muted else [],
        "quiet": "晚上 8 点到早上 8 点" if told.person.quiet else "",
        "may_change": told.person.following,
        "to_give": [each for each in PersonRole if each not in told.person.roles],
    }


CHANGE = Event(HER.id, 1, "region_chosen", HER.id, NOW - timedelta(days=2))
FULL = Told(HER, [WISH], [QUESTION], [ALERT], [], [READING], [CHANGE], notices=2)
SYNC = FollowerSync(
    "f1",
    SyncState.RUNNING,
    SyncPart.FACTS,
    "",
    "s1",
    NOW,
    NOW,
    total=5_000_000,
    listed=5_000_000,
    made=4_999_000,
    asked=1200,
)
SYNCED = [
    replace(SYNC, by="system", state=state, asked=5_000_000, left=120, tagged=33, finished_at=NOW - timedelta(days=day))
    for day, state in enumerate((SyncState.DONE, SyncState.STOPPED, SyncState.REFUSED))
]


def _syncs(running: FollowerSync | None, earlier: list[FollowerSync]) -> tuple[str, dict[str, Any]]:
    actors = {"s1": "王芳", "system": said.BY_ITSELF}
    return "people/followers.html", {"running": running, "earlier": earlier, "actors": actors, "said": said}


LESSON = Lesson(
    id="01k0000000000000000000000a",
    slug="listen-first",
    title="听孩子把话说完",
    series="family",
    order=1,
    digest="先听，再开口。",
    body="先听。",
    minutes=3,
    quiz=(),
    sources=(),
    state=LessonState.PUBLISHED,
    version=3,
    published_at=NOW,
    changed_at=NOW,
)
PUSH = Push("p1", LESSON.id, LESSON.slug, LESSON.title, "all", Channel.AUTO, PushState.RUNNING, "s1", NOW, 12345)
FOUND = Found(
    [LESSON],
    WISH,
    QUESTION,
    HER,
    [StaffAccount("s1", "wang", "王芳", "370000/370800/", ())],
    [Region("370881100201", "峪口村", RegionLevel.VILLAGE, PATH)],
    [ENTRY],
    [WISH],
    [PUSH],
    [RULE],
    [PICTURE],
    [SCENE],
    more=frozenset({"lessons", "scenes"}),
)


def _search(
    found: Found, asked: str = "听", template: str = "search.html", only: str = ""
) -> tuple[str, dict[str, Any]]:
    values = {"asked": asked, "found": found, "roles": {}, "places": PLACES, "called": said.called, "only": only}
    values |= {"groups": staff_words.FOUND, "kinds": {"clothes": "衣物鞋帽"}, "tag_of": state_tag}
    return template, values | {"part": "parts/_found.html"}


PEOPLE_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "people": ("people/list.html", _list([HER, GONE])),
    "people-empty": ("people/list.html", _list([])),
    "people-none-so": ("people/list.html", _list([], state="quiet")),
    "person": ("people/detail.html", _page(FULL)),
    "followers-running": _syncs(SYNC, SYNCED),
    "followers-waiting": _syncs(replace(SYNC, waits_until=NOW + timedelta(hours=9)), []),
    "followers-none": _syncs(None, []),
    "search": _search(Found(), asked=""),
    "search-found": _search(FOUND),
    "search-only": _search(Found([LESSON], more=frozenset({"lessons"})), only="lessons"),
    "search-part": _search(Found(), template="parts/_found.html"),
    "person-gone": ("people/detail.html", _page(Told(replace(GONE, since=None), [], [], [], [], []))),
}
