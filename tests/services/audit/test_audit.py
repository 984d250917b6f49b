"""The audit log: written, sealed day by day, and verified against somebody with access to the database."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.audit import Act
from domain.regions import Scope
from services.audit import seal_days, verify
from services.context import Services
from tests.joined import Clock

FIRST_DAY = datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.fixture
async def sealed(services: Services, clock: Clock) -> Services:
    """Three days of five rows, sealed on the fourth."""
    for day in range(3):
        clock.at = FIRST_DAY + timedelta(days=day)
        for number in range(5):
            act = Act("child_read", about=f"wish-{number}", region_path="37/3708/", data={"why": "核实", "n": number})
            await services.audit.add(act, by="s1", now=clock())
    clock.at = FIRST_DAY + timedelta(days=3)
    await seal_days(services)
    return services


async def test_a_log_that_nobody_touched_holds(sealed: Services) -> None:
    verdict = await verify(sealed)
    assert (verdict.holds, verdict.days, verdict.rows) == (True, 3, 15)


async def test_a_day_that_is_not_over_is_not_sealed(services: Services, clock: Clock) -> None:
    await services.audit.add(Act("signed_in"), by="s1", now=clock())
    assert await seal_days(services) == []
    assert (await verify(services)).holds


async def test_sealing_twice_or_in_two_processes_at_once_is_sealing_once(services: Services, clock: Clock) -> None:
    await services.audit.add(Act("signed_in"), by="s1", now=clock())
    clock.at += timedelta(days=2)
    made = await asyncio.gather(*(seal_days(services) for _ in range(4)))
    assert sum(map(len, made)) == 1
    assert await seal_days(services) == []


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"$set": {"data.why": "好奇"}}, "rows"),
        ({"$set": {"actor": "s2"}}, "rows"),
        ({"$set": {"at": FIRST_DAY}}, "rows"),
    ],
)
async def test_a_row_that_was_altered_by_hand_shows(sealed: Services, change: dict[str, Any], broken: str) -> None:
    await sealed.db["audit"].update_one({"day": "2026-03-02", "data.n": 3}, change)
    assert (await verify(sealed)).broken == (("2026-03-02", broken),)


async def test_a_row_that_was_removed_shows(sealed: Services) -> None:
    await sealed.db["audit"].delete_one({"day": "2026-03-01"})
    assert (await verify(sealed)).broken == (("2026-03-01", "rows"),)


async def test_a_row_slipped_into_a_sealed_day_shows(sealed: Services) -> None:
    await sealed.audit.add(Act("signed_in"), by="s1", now=FIRST_DAY)
    assert (await verify(sealed)).broken == (("2026-03-01", "rows"),)


async def test_a_seal_made_anew_over_altered_rows_shows_on_the_next_day(sealed: Services) -> None:
    await sealed.db["audit"].delete_many({"day": "2026-03-01"})
    await sealed.db["audit_seals"].update_one({"_id": "2026-03-01"}, {"$set": {"rows": 0, "digest": "1" * 64}})
    assert ("2026-03-02", "chain") in (await verify(sealed)).broken


async def test_a_day_without_its_seal_shows(sealed: Services) -> None:
    await sealed.db["audit_seals"].delete_one({"_id": "2026-03-02"})
    broken = dict((await verify(sealed)).broken)
    assert broken == {"2026-03-02": "unsealed", "2026-03-03": "chain"}


async def test_rows_are_shown_by_region_the_newest_first(sealed: Services) -> None:
    await sealed.audit.add(Act("signed_in", region_path="37/3709/"), by="s1", now=FIRST_DAY)
    rows = await sealed.audit.page(scope=Scope.of("37/3708/"), most=4)
    assert [row.data["n"] for row in rows] == [4, 3, 2, 1]
    more = await sealed.audit.page(scope=Scope.of("37/3708/"), after=rows[-1].id)
    assert len(more) == 11
    assert await sealed.audit.page(scope=Scope.nothing()) == []
