"""Of ten thousand questions: a search finds one without looking at others, and what wants an entry is read part by part."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson.binary import Binary

from domain.ids import new_id
from domain.knowledge import EntryState
from domain.regions import Scope
from services.context import Services
from storage.scoped import placed
from storage.tickets import Asked

CITY, QUFU, ZOUCHENG = "370000/370800/", "370000/370800/370881/", "370000/370800/370883/"
AT, MANY, MOST = datetime(2026, 9, 1, tzinfo=UTC), 10_000, 200
SCOPES = {"all": Scope.system(), "the city": Scope.of(CITY), "a county": Scope.of(QUFU)}


@pytest.fixture
async def many(services: Services) -> Services:
    ids = sorted(new_id() for _ in range(MANY))
    await services.db["questions"].insert_many(
        {"_id": each, "key": each, "receipt": f"{number:011}", "asker": "p", "state": "open", "waits": True, "seq": 0}
        | {"suggested": [f"e{number % 40}"] if number % 3 else [], "asked_at": AT + timedelta(minutes=number // 4)}
        | {"sealed": Binary(b"x", 6), "proposal": "taken" if number % 10 == 0 else None}
        | placed((QUFU, ZOUCHENG)[number % 2])
        for number, each in enumerate(ids)
    )
    return services


async def told(services: Services, collection: str, ask: Callable[[], Awaitable[Any]]) -> tuple[Any, dict[str, Any]]:
    """What was answered, and what the server says of how it found that."""
    await services.db.command("profile", 2)
    try:
        answer = await ask()
    finally:
        await services.db.command("profile", 0)
    (said,) = (
        await services.db["system.profile"]
        .find({"ns": f"{services.db.name}.{collection}", "op": {"$in": ["query", "command"]}})
        .sort("ts", -1)
        .to_list(1)
    )
    await services.db.drop_collection("system.profile")
    return answer, said


@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
async def test_a_search_by_receipt_looks_at_one_question(many: Services, scope: Scope) -> None:
    found, said = await told(many, "questions", lambda: many.questions.by_receipt("00000000500", scope=scope))
    assert found.receipt == "00000000500"
    assert (said["docsExamined"], said["keysExamined"]) == (1, 1)


@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
async def test_what_wants_an_entry_is_read_part_by_part_each_once(many: Services, scope: Scope) -> None:
    seen: list[Asked] = []

    async def ask() -> list[Asked]:
        after = seen[-1] if seen else None
        return await many.tickets.unproposed(AT, scope=scope, unplaced=False, after=after, most=MOST)

    while True:
        part, said = await told(many, "questions", ask)
        if not part:
            break
        seen += part
        assert not said.get("hasSortStage")
        if len(part) == MOST:
            assert said["docsExamined"] <= MOST * (3 if scope.paths == (QUFU,) else 1) + 8
    assert (
        len({each.id for each in seen})
        == len(seen)
        == 9000 // (2 if scope.paths == (QUFU,) else 1) - (500 if scope.paths == (QUFU,) else 0)
    )
    assert seen == sorted(seen, key=lambda each: (each.at, each.id), reverse=True)


async def test_the_nearest_entries_are_counted_from_those_of_the_time_alone(many: Services) -> None:
    since = AT + timedelta(minutes=2400)
    found, said = await told(
        many, "questions", lambda: many.tickets.nearest_of(since, scope=SCOPES["the city"], unplaced=False, most=5)
    )
    assert len(found) == 5
    assert said["docsExamined"] <= 400
    assert "COLLSCAN" not in said["planSummary"]


async def test_entries_that_did_not_help_are_read_in_the_order_of_an_index(many: Services) -> None:
    entry = {"category": "", "question": "", "answer": "", "variants": [], "sources": [], "to_fill": []}
    await many.db["knowledge"].delete_many({})
    await many.db["knowledge"].insert_many(
        entry | {"_id": f"e{number:04}", "state": EntryState.PUBLISHED, "unsolved": number % 50, "changed_at": AT}
        for number in range(2000)
    )
    _, said = await told(many, "knowledge", lambda: _ids(many))
    assert (said["docsExamined"], said.get("hasSortStage")) == (20, None)


async def _ids(many: Services) -> int:
    try:
        return len(await many.knowledge.unsolved(most=20))
    except KeyError:  # the rows of this test hold only what is asked by
        return 0
