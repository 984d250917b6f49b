"""Rows of voice messages: the clock finds those that wait by an index, however many are kept."""

from datetime import UTC, datetime, timedelta

from services.context import Services
from tests.storage.test_plans import plan_of

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


async def test_the_clock_looks_at_those_only_whose_time_is_over(services: Services) -> None:
    kept = {"slot": 0, "person": "p", "at": NOW, "seconds": 1, "size": 1, "sealed": None}
    rows = [{"_id": f"v{n}", "wish_key": f"k{n}", **kept} for n in range(500)]
    for n, each in enumerate(rows[:3]):
        each["until"] = NOW + timedelta(hours=n)
    await services.db["wish_voices"].insert_many(rows)
    plan = await plan_of(services.db, "wish_voices", lambda: services.wish_voices.settle(NOW, most=100))
    assert ("IXSCAN" in plan["stages"], plan["docs"]) == (True, 1)
    hers = await plan_of(services.db, "wish_voices", lambda: services.wish_voices.count("k7"))
    assert hers["docs"] <= 1
