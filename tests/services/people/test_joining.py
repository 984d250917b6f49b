"""One person, whichever door she comes through, in whatever order, however many at once; and nothing is lost on the way."""

import asyncio
import random
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from bson.binary import Binary

from domain.ids import new_id
from domain.people import PersonRole
from services.context import Services
from services.people.joining import arrive, ids_of, repoint
from storage import references
from storage.consents import Consent
from storage.indexes import INDEXES
from storage.joining import JoiningStore
from storage.phones import Phone as Number
from tests.bot.test_flows import WHOLE_WISH
from tests.joined import APP, HER, Clock, Phone

MINI = "wxmini"
QUFU, VILLAGE = "370000/370800/370881/", "370000/370800/370881/370881100/370881100201/"


async def agree(services: Services, person: str, text: str) -> None:
    now = services.now()
    await services.consents.insert(Consent(new_id(), person, "test", text, "chat", now))


async def living(services: Services) -> int:
    return await services.db["people"].count_documents({"merged_into": None})


@pytest.mark.parametrize(
    ("first", "second"),
    [((APP, "oa", "u"), (MINI, "mini", "u")), ((MINI, "mini", "u"), (APP, "oa", "u"))],
    ids=["account first", "mini-program first"],
)
async def test_a_unionid_told_at_both_doors_is_one_person(services: Services, first: tuple, second: tuple) -> None:
    for app, openid, unionid in (first, second):
        await arrive(services, app=app, openid=openid, unionid=unionid, now=services.now())
    one = await services.people.find(APP, "oa")
    assert one is not None
    assert one == await services.people.find(MINI, "mini")
    assert {each.unionid for each in one.identities} == {"u"}
    assert await living(services) == 1


async def test_who_has_no_unionid_is_joined_with_nobody(services: Services) -> None:
    for app, openid in ((APP, "o1"), (APP, "o2"), (MINI, "m1"), (MINI, "m1")):
        await arrive(services, app=app, openid=openid, now=services.now())
    assert await living(services) == 3


async def test_a_unionid_that_comes_later_joins_what_each_record_held(services: Services, clock: Clock) -> None:
    mini = await arrive(services, app=MINI, openid="mini", unionid="u", now=clock())
    await services.people.settle(mini.id, region="370881", region_path=QUFU)
    await services.people.add_role(mini.id, PersonRole.DONOR)
    await services.people.want_pushes(mini.id, wanted=False, now=clock())
    await agree(services, mini.id, "by the mini-program")
    clock.move(hours=1)
    phone = Phone(services)
    for each in (*WHOLE_WISH, "提交"):
        await phone.says(each)
    await phone.says("我想单独问问专家，孩子半夜总是哭怎么办")
    before = await services.people.find(APP, HER)
    assert before is not None
    joined = await arrive(services, app=APP, openid=HER, unionid="u", now=clock())
    assert joined.id == before.id, "the official account's record stays"
    assert joined.roles == {PersonRole.DONOR, PersonRole.GUARDIAN}
    assert (joined.region_path, joined.pushes) == (VILLAGE, False), "her own place counts, and 退订 said anywhere"
    assert {each.app for each in joined.identities} == {APP, MINI}
    assert len(await services.wishes.of_guardian(joined.id)) == 1
    assert {each.text for each in await services.consents.of(joined.id)} == {"child_wish.v3", "by the mini-program"}
    assert (await services.people.get(mini.id)).id == joined.id, "the tombstone leads to her"
    assert await ids_of(services, mini.id) == [joined.id, mini.id]
    event = await services.db["events"].find_one({"about": joined.id, "kind": "joined"})
    assert (event["kind"], event["data"]) == ("joined", {"from": mini.id, "how": "unionid"})
    assert await holders(services, mini.id) <= allowed_to_remember()


async def holders(services: Services, person: str) -> set[tuple[str, str]]:
    """Every (collection, field) in which the id stands."""
    found = set()
    for name in await services.db.list_collection_names():
        async for document in services.db[name].find():
            found |= {(name, field) for field, value in document.items() if person in repr(value)}
    return found


def allowed_to_remember() -> set[tuple[str, str]]:
    old = {(name, field) for name, fields in references.OF_ITS_DAY.items() for field in fields}
    tombstone = {("people", "_id"), ("people", "identities")}
    return old | tombstone | {("events", "data"), ("outbox", "_id"), ("outbox", "args")}


async def test_each_field_of_the_list_follows_the_one_who_stays(services: Services) -> None:
    mini = await arrive(services, app=MINI, openid="mini", unionid="u", now=services.now())
    await services.people.settle(mini.id, region="370881", region_path=QUFU)
    fields = [*references.HERS.items(), *((name, (field,)) for name, field in references.ONE_A_PERSON.items())]
    for name, held in fields:
        unique = {"key": new_id(), "receipt": new_id(), "scene": new_id(), "browser": new_id(), "at": services.now()}
        await services.db[name].insert_one({"_id": new_id(), **unique, **dict.fromkeys(held, mini.id)})
    await arrive(services, app=APP, openid=HER, now=services.now())
    joined = await arrive(services, app=APP, openid=HER, unionid="u", now=services.now())
    assert joined.region_path == QUFU
    for name, held in fields:
        for field in held:
            assert await services.db[name].count_documents({field: joined.id}) == 1, (name, field)


def test_every_collection_says_whether_it_refers_to_a_person() -> None:
    """A new one that is forgotten here would be lost by a merge."""
    sources = "".join(each.read_text(encoding="utf-8") for each in Path("storage").glob("*.py"))
    made = {*re.findall(r'\bdb\["(\w+)"\]', sources), *INDEXES}
    told = {*references.HERS, *references.ONE_A_PERSON, *references.OF_ITS_DAY, *references.BY_ACCOUNT}
    assert made - told - references.OF_NOBODY == set()
    assert told & references.OF_NOBODY == set()
    for name, fields in references.HERS.items():
        indexed = {next(iter(each.document["key"])) for each in INDEXES[name]}
        assert set(fields) <= indexed or name == "sign_in_codes", f"{name} is read as a whole at each merge"


async def test_of_two_that_are_open_one_stays_open_and_both_are_hers(services: Services) -> None:
    now = services.now()
    mini = await arrive(services, app=MINI, openid="mini", unionid="u", now=now)
    hers = await arrive(services, app=APP, openid=HER, now=now)
    for person, days in ((mini.id, 30), (hers.id, 7)):
        await services.db["cases"].insert_one({"_id": new_id(), "person": person, "open_for": person})
        block = {"person": person, "person_open": person, "until": now + timedelta(days=days)}
        await services.db["blocks"].insert_one({"_id": new_id(), **block})
    joined = await arrive(services, app=APP, openid=HER, unionid="u", now=now)
    for name, field in references.OPEN_ONCE.items():
        assert await services.db[name].count_documents({"person": joined.id}) == 2
        assert sorted([each[field] async for each in services.db[name].find()]) == ["", joined.id]
    longer = await services.db["blocks"].find_one({"person_open": joined.id})
    assert longer["until"] == now + timedelta(days=30)


async def test_a_chain_of_three_ends_at_one(services: Services) -> None:
    store, now = JoiningStore(services.db), services.now()
    people = [await arrive(services, app=f"app{number}", openid="o", now=now) for number in range(3)]
    first, second, third = (each.id for each in people)
    for one, other in ((second, third), (first, second)):
        await store.merge(one, other, home=APP, how="staff", late=now, now=now)
    await store.merge(first, third, home=APP, how="staff", late=now, now=now)
    assert {(await services.people.get(each)).id for each in (first, second, third)} == {first}
    assert await ids_of(services, third) == [first, second, third]


async def test_what_is_written_for_a_record_while_it_is_joined_follows(services: Services) -> None:
    mini = await arrive(services, app=MINI, openid="mini", unionid="u", now=services.now())
    await arrive(services, app=APP, openid=HER, unionid="v", now=services.now())
    home = await services.people.find(APP, HER)
    assert home is not None
    await JoiningStore(services.db).merge(
        mini.id, home.id, home=APP, how="staff", late=services.now(), now=services.now()
    )
    await agree(services, mini.id, "late")
    row = await services.db["outbox"].find_one({"task": "repoint_person"})
    await repoint(services, row["args"]["gone"])
    assert [each.text for each in await services.consents.of(home.id)] == ["late"]


async def test_of_two_staff_accounts_bound_to_one_woman_the_older_binding_stays(
    services: Services, clock: Clock
) -> None:
    for number, unionid in enumerate(("", "u")):
        person = await arrive(services, app=f"app{number}", openid="o", unionid=unionid, now=clock())
        await services.bindings.bind(f"staff{number}", person.id, now=clock())
        clock.move(hours=1)
    joined = await arrive(services, app="app0", openid="o", unionid="u", now=clock())
    assert await services.bindings.staff_of(joined.id) == "staff0"
    assert await services.bindings.bound_at("staff1") is None


async def test_of_two_phone_numbers_the_newer_stays_whichever_record_does(services: Services, clock: Clock) -> None:
    for first, second in (("a", "b"), ("b", "a")):  # the record of "a" is the one that stays
        unionid = f"u{first}"
        for door in (first, second):
            app = APP if door == "a" else MINI
            person = await arrive(services, app=app, openid=f"{first}{door}", now=clock())
            number = Number(person.id, f"{first}{door}", clock())
            await services.phones.put(number, sealed=Binary(b"x"), digest=f"{first}{door}")
            clock.move(hours=1)
        for door in (first, second):
            app = APP if door == "a" else MINI
            joined = await arrive(services, app=app, openid=f"{first}{door}", unionid=unionid, now=clock())
        kept = await services.phones.of(joined.id)
        assert kept
        assert kept.masked == f"{first}{second}"
    assert await services.db["phones"].count_documents({}) == 2


async def test_a_crowd_at_both_doors_at_once_is_as_many_people_as_it_is(services: Services) -> None:
    await crowd(services, people=60, seed=5)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
async def test_a_thousand_at_both_doors_at_once_are_a_thousand_people(services: Services, seed: int) -> None:
    await crowd(services, people=1000, seed=seed)


async def crowd(services: Services, *, people: int, seed: int) -> None:
    """Each comes by both doors and twice by each, in any order; the first time at a door her unionid may be missing."""
    chance = random.Random(seed)
    arrivals = []
    for number in range(people):
        for app in (APP, MINI):
            arrivals += [
                (app, f"{app}-{number}", chance.choice(["", f"u{number}"])),
                (app, f"{app}-{number}", f"u{number}"),
            ]
    chance.shuffle(arrivals)
    gate = asyncio.Semaphore(40)

    async def come(number: int, app: str, openid: str, unionid: str) -> None:
        async with gate:
            person = await arrive(services, app=app, openid=openid, unionid=unionid, now=services.now())
            if number % 5 == 0:
                await services.people.follows(app, openid, following=True, now=services.now())
            await agree(services, person.id, openid.rpartition("-")[2])

    await asyncio.gather(*(come(number, *each) for number, each in enumerate(arrivals)))
    async for row in services.db["outbox"].find({"task": "repoint_person"}):
        await repoint(services, row["args"]["gone"])
    assert await living(services) == people
    whose = {}
    async for document in services.db["people"].find({"merged_into": None}):
        numbers = {each["openid"].rpartition("-")[2] for each in document["identities"]}
        assert len(document["identities"]) == 2
        assert len(numbers) == 1
        whose[document["_id"]] = numbers.pop()
    kept = Counter()
    async for row in services.db["consents"].find():
        assert whose[row["person"]] == row["text"], "what she agreed to is another's, or a tombstone's"
        kept[row["text"]] += 1
    assert set(kept.values()) == {4}
    tombstones = await services.db["people"].count_documents({"merged_into": {"$gt": ""}})
    assert await services.db["events"].count_documents({"kind": "joined"}) == tombstones
