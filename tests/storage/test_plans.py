"""How MongoDB answers each list: by an index that has its order, and no further than the rows that are shown."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.bookings import State, WaitState
from domain.checks import CheckState
from domain.ids import new_id
from domain.knowledge import EntryState
from domain.lessons import LessonState
from domain.questions import QuestionState
from domain.regions import Scope
from domain.settings import SettingPart
from domain.wish_life import Desk
from domain.wish_stories import StoryState
from domain.wishes import WishState
from services.context import Services
from storage.mongo import Database
from storage.scoped import placed
from storage.staff import AccountState
from storage.wishes import LOOKED_THROUGH
from tests.storage.lists import AT, CITY, COUNTY, LISTS, MOST, NOW

OTHER = f"{CITY}370883/"
TOWN = f"{COUNTY}370881100/"
SCOPES = {
    "city": Scope.of(CITY),
    "county": Scope.of(COUNTY),
    "town": Scope.of(TOWN),
    "two": Scope.of(OTHER, TOWN),
}
ROWS = 3000
SAME = 40  # as many rows have the value at which a part begins: the index begins no further in
ENTRY = {"category": "学习", "answer": "", "variants": [], "sources": [], "live_at": AT}


def _path(number: int) -> str:
    return f"{CITY}{(370881, 370883, 370811)[number % 3]}/{370881100 + number % 7}/"


def _checked(ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Checks in two states, and blocks."""
    plain = {"field": "text", "digest": "", "why": "", "asked_at": AT, "staff_at": AT, "version": 1, "suggest": ""}
    plain |= {"label": 0, "tries": 0, "reason": "", "appealed": False, "kind": "text", "person": "p", "words": []}
    block = {"person": "p", "reason": "other", "by": "s1", "at": AT, "until": AT, "appealed_at": None}
    block |= {"answered_by": "", "answered_at": None, "lifted_at": None}
    decided = {"decided_by": "", "decided_at": None}
    states = (CheckState.HELD, CheckState.REFUSED)
    return {
        "checks": [
            {"_id": each, "about": each, **plain, **decided, "state": states[n % 2], **placed(_path(n))}
            for n, each in enumerate(ids)
        ],
        "blocks": [{"_id": each, **block, **placed(_path(n))} for n, each in enumerate(ids)],
    }


def _booked(ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Bookings, each counsellor's in a county, of which some were offered and let pass; a few places and hours; who waits."""
    held = {"state": State.HELD, "offered": True}
    bookings = [
        {"_id": each, "receipt": each, "counsellor": f"s{n % 3}", "person": f"p{n % 20}", **placed(_path(n))}
        | {"at": AT + timedelta(minutes=n), "state": State.BOOKED, "held_until": AT + timedelta(minutes=n)}
        | (held if n % 20 == 7 else {})
        for n, each in enumerate(ids)
    ]
    waits = [
        {"_id": each, "service": ("mind", "family")[n % 2], "place": f"b{n % 9}", "person": f"p{n}"}
        | {"state": WaitState.WAITING, "since": datetime.now(UTC), **placed(_path(n))}
        for n, each in enumerate(ids)
    ]
    few = [{"_id": each, "services": ["mind"], **placed(_path(n))} for n, each in enumerate(ids[:8])]
    return {"bookings": bookings, "booking_waits": waits, "booking_places": few, "booking_hours": few}


@pytest.fixture
async def stocked(services: Services) -> Services:
    """A few thousand rows of all that is listed, over three counties."""
    ids = sorted(new_id() for _ in range(ROWS))
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("wishes", "questions", "alerts", "cases", "audit", "staff", "people")
    }
    for number, row_id in enumerate(ids):
        place = placed(_path(number) if number % 50 else "")
        row = {"_id": row_id, "key": row_id, "receipt": row_id, "sharers": [f"p{number % 700}"], **place}
        state = [WishState.SUBMITTED, WishState.VERIFIED, WishState.PUBLISHED][number % 5 // 2]
        turn = {"desk": str(list(Desk)[number % 8]), "due_at": AT + timedelta(hours=number // 3), "child_key": row_id}
        turn |= {"code": row_id, "wall": ["", "k=books"], "line": f"1{row_id}", "next_at": AT}
        turn["stalls_at"] = turn["due_at"]
        rows["wishes"].append(row | turn | {"state": state, "guardian": f"p{number % 900}"} | placed(_path(number)))
        asked = {"state": QuestionState.OPEN if number % 2 else QuestionState.ANSWERED, "waits": number % 2 > 0}
        rows["questions"].append(row | asked | {"turn": f"1{number % 90:014}", "readers": [f"s{number % 20}"]})
        rows["alerts"].append(
            row
            | {
                "acknowledged_at": None if number % 2 else AT,
                "acknowledged_by": "" if number % 2 else "s1",
                "app": "a",
                "openid": row_id,
            }
        )
        due = {"due_at": AT + timedelta(hours=number // 3) if number % 2 else None, "remind_at": AT, "owner": "s1"}
        rows["cases"].append(row | due | {"open": True, "rank": f"{number % 97:04d}"} | placed(_path(number)))
        rows["audit"].append(row | {"actor": f"s{number % 20}", "about": f"w{number % 20}", "day": f"{number % 9}"})
        login = f"u{number * 7919 % ROWS:05d}"
        rows["staff"].append(
            row | {"state": AccountState.ACTIVE, "login": login, "name": f"王{number % 700}"} | placed(_path(number))
        )
        account = {"app": "a", "openid": row_id, "following": number % 3 > 0}
        rows["people"].append(row | {"identities": [account], "pushes": number % 4 > 0, "merged_into": None})
    rows |= _checked(ids) | _written(ids) | _booked(ids)
    rows["events"] = [
        {"_id": each, "about": f"w{n % 60}", "seq": n // 60, "region_path": COUNTY} for n, each in enumerate(ids)
    ]
    rows["regions"] = [
        {"_id": f"r{n}", "parent": f"p{n % 100}", "level": "village", "path": _path(n)} for n in range(ROWS)
    ]
    rows["wish_stories"] = [
        {"_id": each, "state": list(StoryState)[n % 2 * 3], "told_at": AT + timedelta(hours=n), "code": each}
        | placed(_path(n))
        for n, each in enumerate(ids)
    ]
    rows["staff_tokens"] = [{"_id": each, "digest": each, "staff": f"s{n % 20}"} for n, each in enumerate(ids)]
    rows["settings"] = [
        {"_id": each, "part": list(SettingPart)[n % 4], "number": n // 4 + 1} for n, each in enumerate(ids)
    ]
    rows["knowledge"] = [
        {"_id": each, **ENTRY, "question": f"题 {n % 700}", "changed_at": AT + timedelta(hours=n // 3)}
        | {"state": [EntryState.PUBLISHED, EntryState.ARCHIVED][n % 2], "waits": n % 3 == 0, "lacks": n % 5 == 0}
        for n, each in enumerate(ids)
    ]
    for name, documents in rows.items():
        await services.db[name].insert_many(documents)
    return services


def _written(ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    lessons = [
        {
            "_id": each,
            "slug": each,
            "state": LessonState.DRAFT,
            "title": f"第 {n % 90} 课",
            "changed_at": AT,
            "lacks": n % 5 == 0,
        }
        for n, each in enumerate(ids)
    ]
    pictures = [
        {"_id": each, "digest": each, "state": "archived" if n % 3 else "kept", "title": f"图{n % 97}"}
        for n, each in enumerate(ids)
    ]
    recordings = [each | {"form": "audio/mpeg"} for each in pictures]
    pushes = [{"_id": each, "created_at": AT + timedelta(hours=n // 2)} for n, each in enumerate(ids)]
    row = {"region": "", "state": "applied", "pledge": "", "pledged_at": AT, "version": 1, "checked_on": None}
    row |= {"checked_by": "", "decided_by": ""}
    applied = [{"_id": each, "person": each, "number": each, **row, **placed(_path(n))} for n, each in enumerate(ids)]
    lot = {"what": "书包", "kind": "study", "value_fen": 1, "point": "", "region": "", "seq": 1, "source": "bought"}
    lot |= {"received_on": "2026-11-20"}
    lots = [{"_id": each, "code": each, **lot, "many": n % 2, **placed(_path(n))} for n, each in enumerate(ids)]
    budget = {"year": 2026, "total_fen": 1, "spent_fen": 0, "version": 1}
    budgets = [{"_id": each, "county": each, **budget, **placed(_path(n))} for n, each in enumerate(ids)]
    move = {"kind": "in", "change": 1, "left": 1, "why": "", "point": "", "wish": "", "by": "s1", "at": AT, "seq": 1}
    moves = [{"_id": each, "lot": each, **move, **placed(_path(n))} for n, each in enumerate(ids)]
    plain = {"lessons": lessons, "pictures": pictures, "recordings": recordings, "pushes": pushes, "lot_moves": moves}
    return plain | {"volunteers": applied, "lots": lots, "budgets": budgets}


def _stages(plan: Any) -> Iterator[str]:
    if isinstance(plan, dict):
        if isinstance(plan.get("stage"), str):
            yield plan["stage"]
        for name, each in plan.items():
            if name != "rejectedPlans":
                yield from _stages(each)
    elif isinstance(plan, list):
        for each in plan:
            yield from _stages(each)


async def plan_of(db: Database, collection: str, ask: Callable[[], Awaitable[object]]) -> dict[str, Any]:
    """How MongoDB answers the command that `ask` sends: read from the profiler, so that the store's own query is tried."""
    await db.command("profile", 2)
    try:
        with suppress(KeyError, TypeError):  # the rows of this test hold only what is asked by
            await ask()
    finally:
        await db.command("profile", 0)
    found = (
        await db["system.profile"]
        .find(
            {
                "ns": f"{db.name}.{collection}",
                "$or": [
                    {"command.find": collection, "command.sort": {"$exists": True}},
                    {"command.aggregate": collection},
                ],
            }
        )
        .sort("ts", -1)
        .to_list(1)
    )
    await db.drop_collection("system.profile")
    (said,) = found
    command = {name: value for name, value in said["command"].items() if name in _PARTS}
    explained = await db.command("explain", command, verbosity="executionStats")
    return {"stages": set(_stages(explained)), "docs": said.get("docsExamined", 0), "keys": said.get("keysExamined", 0)}


_PARTS = ("find", "aggregate", "count", "filter", "sort", "limit", "pipeline", "cursor", "query", "projection", "hint")
_PARTS += ("collation",)


@pytest.mark.parametrize("after", ["the first rows", "further on"])
async def test_every_list_is_read_in_the_order_of_an_index(stocked: Services, after: str) -> None:
    """Whatever plan an earlier list of another place has left in the cache: each collection keeps its plans between them."""
    middle = await stocked.db["wishes"].find().sort("_id", 1).skip(ROWS // 2).to_list(1)
    last = middle[0]["_id"] if after == "further on" else ""
    wrong = {}
    for place, scope in SCOPES.items():
        for name, (collection, ask) in LISTS.items():
            plan = await plan_of(stocked.db, collection, lambda ask=ask, scope=scope: ask(stocked, scope, last))
            most = 30 if name == "regions below" else MOST + (SAME if " by " in name else 0)
            if (
                not plan["stages"] & {"IXSCAN"}
                or plan["stages"] & {"SORT", "COLLSCAN"}
                or plan["docs"] > most + len(scope.paths or ())
            ):
                wrong[name, place] = plan
    assert wrong == {}


COUNTS: dict[str, tuple[str, Callable[..., Awaitable[object]]]] = {
    "wishes": ("wishes", lambda s, scope: s.wishes.count_waiting(["village", "county"], scope=scope)),
    "wishes that wait too long": ("wishes", lambda s, scope: s.forgotten.count(NOW, scope=scope)),
    "cases of which something is overdue": ("cases", lambda s, scope: s.cases.count_overdue(NOW, scope=scope)),
    "open questions": ("questions", lambda s, scope: s.questions.count_open(scope=scope)),
    "open alerts": ("alerts", lambda s, scope: s.alerts.count_open(scope=scope)),
    "held checks": ("checks", lambda s, scope: s.checks.count_held(scope=scope)),
}


async def test_counts_read_the_index_alone(stocked: Services) -> None:
    for place, scope in SCOPES.items():
        for name, (collection, ask) in COUNTS.items():
            plan = await plan_of(stocked.db, collection, lambda ask=ask, scope=scope: ask(stocked, scope))
            assert plan["docs"] == 0, (name, place, plan)


async def test_whom_a_push_spares_is_read_from_the_index_alone(stocked: Services) -> None:
    """Each part of a push asks anew: no further than who wrote in danger within the time."""
    whole = await stocked.db["alerts"].count_documents({})
    for since, most in ((AT - timedelta(days=1), whole), (NOW + timedelta(days=1), 0)):
        plan = await plan_of(stocked.db, "alerts", lambda since=since: stocked.alerts.in_danger_since(since))
        assert not plan["stages"] & {"SORT", "COLLSCAN", "FETCH"}, plan
        assert plan["docs"] == 0, plan
        assert plan["keys"] <= most, plan


async def test_when_a_person_last_wrote_in_danger_is_read_by_her_own_alerts_alone(stocked: Services) -> None:
    await stocked.db["alerts"].update_one({}, {"$set": {"app": "a", "openid": "o"}})
    plan = await plan_of(stocked.db, "alerts", lambda: stocked.alerts.last_of("", [("a", "o")]))
    assert (plan["stages"] & {"SORT", "COLLSCAN"}, plan["docs"]) == (set(), 1)


async def test_a_search_of_wishes_by_words_looks_at_the_newest_alone(stocked: Services) -> None:
    """However many there are: no further than it may look, in the order of an index."""
    for place, scope in SCOPES.items():
        for words, kinds in (("没有", ()), ("没有", ("books",))):
            plan = await plan_of(
                stocked.db,
                "wishes",
                lambda words=words, kinds=kinds, scope=scope: stocked.wishes.worded(
                    words, kinds=kinds, scope=scope, most=MOST
                ),
            )
            assert not plan["stages"] & {"SORT", "COLLSCAN"}, (place, kinds, plan)
            assert plan["docs"] <= LOOKED_THROUGH, (place, kinds, plan)
