"""Who is taken for gone: nobody who has been here within a year by any door, and nobody who has something going on."""

import importlib
from typing import Any

import pytest

from domain.errors import NotFound
from domain.ids import new_id
from domain.people import Person, PersonRole
from domain.personal_kinds import LEFT_DAYS
from services.context import Services
from services.mini import sign_in
from services.people.follow import follow, leave
from services.people.joining import arrive
from services.people.roles import become
from services.privacy.erasing import erase_person
from services.privacy.retention import clean
from storage.migrations import migrations
from storage.retention import GOES_ON, gone_before
from tests.joined import APP, HER, Clock

MINI = "wxmini"


async def comes(services: Services, openid: str = "mini", unionid: str = "") -> Person:
    return await arrive(services, app=MINI, openid=openid, unionid=unionid, now=services.now())


async def gone(services: Services) -> int:
    return (await clean(services))["people"]


async def test_who_uses_the_mini_program_alone_stays_and_goes_a_year_after_the_last_time(
    services: Services, clock: Clock
) -> None:
    her = await comes(services)
    await become(services, her.id, PersonRole.DONOR, by=her.id, now=clock())
    pair = await sign_in.begin(services, her)
    for _ in range(16):  # her tokens are changed once in a while, and nothing else is written of her
        clock.move(days=25)
        pair = await sign_in.refresh(services, pair.refresh)
        assert await gone(services) == 0
    clock.move(days=LEFT_DAYS)
    assert await gone(services) == 0
    clock.move(days=1)
    assert await gone(services) == 1
    assert await services.people.find(MINI, "mini") is None


async def test_who_unfollowed_and_still_comes_by_another_door_stays(services: Services, clock: Clock) -> None:
    await follow(services, app=APP, openid=HER, now=clock())
    await arrive(services, app=APP, openid=HER, unionid="u", now=clock())
    await comes(services, unionid="u")
    await leave(services, app=APP, openid=HER, key="k", now=clock())
    clock.move(days=300)
    await comes(services, unionid="u")
    clock.move(days=300)
    assert await gone(services) == 0
    await services.people.heard([{"app": MINI, "openid": "mini", "action": "message", "at": clock()}])
    clock.move(days=300)
    assert await gone(services) == 0
    clock.move(days=LEFT_DAYS)
    assert await gone(services) == 1


async def test_who_joins_two_records_was_last_here_when_either_was(services: Services, clock: Clock) -> None:
    await arrive(services, app=APP, openid=HER, now=clock())
    clock.move(days=300)
    await comes(services, unionid="u")
    await services.people.follows(APP, HER, following=False, unionid="", now=clock())
    await services.db["people"].update_one({"identities.openid": HER}, {"$set": {"seen_on": "2020-01-01"}})
    joined = await services.people.find(MINI, "mini")
    await arrive(services, app=APP, openid=HER, unionid="u", now=clock())
    kept = await services.people.find(APP, HER)
    assert joined
    assert kept
    assert kept.seen_on == joined.seen_on


async def test_who_has_something_going_on_stays_until_it_is_over(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.retention.PART", 3)
    held = {(name, field): (await comes(services, f"{name}-{field}")).id for name, field in GOES_ON}
    await comes(services, "nothing")
    for (name, field), person in held.items():
        row: dict[str, Any] = {"key": new_id(), "receipt": new_id(), "wish": new_id(), "at": clock(), "open": True}
        row |= {"openid": "x", "asked_at": clock(), "state": "claimed", field: person}
        await services.db[name].insert_one({"_id": new_id(), **row})
    clock.move(days=LEFT_DAYS + 1)
    await services.db["questions"].update_many({}, {"$set": {"asked_at": clock()}})
    await services.db["bookings"].update_many({}, {"$set": {"at": clock()}})
    assert await gone(services) == 1
    assert await services.people.find(MINI, "nothing") is None
    assert await services.db["people"].count_documents({}) == len(held)
    await services.db["wishes"].update_many({"donor_id": {"$exists": True}}, {"$set": {"donor_id": ""}})
    assert await gone(services) == 1


async def test_of_whom_nobody_knows_when_she_was_here_stays_and_counts_from_the_migration_on(
    services: Services, clock: Clock
) -> None:
    await comes(services)
    await services.db["people"].update_many({}, {"$unset": {"seen_on": ""}})
    clock.move(days=10 * LEFT_DAYS)
    assert await gone(services) == 0
    name = next(each.module for each in migrations() if each.module.endswith("note_who_was_here"))
    migration = importlib.import_module(f"storage.migrations.{name}")
    for _ in range(2):
        await migration.up(services.db)
    assert (await services.db["people"].find_one({}))["seen_on"] > "2026"


async def test_who_comes_back_while_the_nights_run_is_under_way_stays(services: Services, clock: Clock) -> None:
    her = await comes(services)
    clock.move(days=LEFT_DAYS + 1)
    await comes(services)
    with pytest.raises(NotFound):
        await erase_person(services, her.id, how="term", now=clock(), unseen_since=gone_before(clock()))
    assert (await services.people.find(MINI, "mini")) is not None
    assert await services.vault.erasure_of(f"family:{her.id}") is None


async def test_that_she_was_here_is_written_once_a_day(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    her = await comes(services)
    clock.move(days=1)
    await comes(services)
    again = await services.people.find(MINI, "mini")
    assert again
    assert again.seen_on > her.seen_on
    await services.people.came(her, now=clock())  # another server has written it meanwhile
    monkeypatch.setattr(services.people, "_people", None)  # so that any call would fail
    await services.people.came(again, now=clock())
