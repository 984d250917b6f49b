import asyncio
from datetime import UTC, datetime

import pytest

from storage.mongo import Database
from storage.people import PeopleStore

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def people(database: Database) -> PeopleStore:
    return PeopleStore(database)


async def test_an_account_seen_twice_at_once_is_one_person(people: PeopleStore) -> None:
    found = await asyncio.gather(*(people.ensure("wx1", "o1", now=NOW) for _ in range(10)))
    assert len({person.id for person in found}) == 1


async def test_one_openid_in_two_apps_is_two_people(people: PeopleStore) -> None:
    first = await people.ensure("wx1", "o1", now=NOW)
    second = await people.ensure("wx2", "o1", now=NOW)
    assert first.id != second.id


async def test_a_merged_person_is_found_behind_the_tombstone(people: PeopleStore, database: Database) -> None:
    old = await people.ensure("wx1", "o1", now=NOW)
    new = await people.ensure("wx2", "o2", now=NOW)
    await database["people"].update_one({"_id": old.id}, {"$set": {"merged_into": new.id}})
    assert (await people.get(old.id)).id == new.id


async def test_leaving_ends_pushes_and_takes_the_profile(people: PeopleStore, database: Database) -> None:
    person = await people.follows("wx1", "o1", following=True, now=NOW)
    await database["people"].update_one({"_id": person.id}, {"$set": {"region_path": "37/", "tags": ["x"]}})
    await people.left("wx1", "o1", now=NOW)
    left = await people.get(person.id)
    identity = left.identity("wx1")
    assert identity is not None
    assert not identity.following
    assert left.region_path == ""


async def test_who_said_stop_stays_stopped_when_she_comes_back(people: PeopleStore) -> None:
    person = await people.follows("wx1", "o1", following=True, now=NOW)
    await people.want_pushes(person.id, wanted=False, now=NOW)
    await people.left("wx1", "o1", now=NOW)
    back = await people.follows("wx1", "o1", following=True, now=NOW)
    assert not (await people.get(back.id)).pushes


async def test_missing_people_are_made_once(people: PeopleStore) -> None:
    openids = [f"o{n}" for n in range(50)]
    await people.ensure("wx1", "o7", now=NOW)
    assert await people.make_missing("wx1", openids, now=NOW, following=True) == 49
    assert await people.make_missing("wx1", openids, now=NOW, following=True) == 0
