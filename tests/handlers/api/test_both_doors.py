"""A crowd at both doors by HTTP: events that the platform signs, and sign-ins of the mini-program, in any order at once."""

import asyncio
import random
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from domain.staff import Appointment, StaffMember, StaffRole
from services.people import taking_in
from simulator.control import CODES
from simulator.state import Person
from tests.handlers.conftest import Platform, Serving
from tests.joined import APP
from tests.rig import MINI_APP, Rig

CITY = "370000/370800/"
ADMINISTRATOR = StaffMember("staff", "li", "李芳", (Appointment(StaffRole.ADMINISTRATOR, CITY),), CITY)
AT_ONCE = 40
SIGN_INS_A_MINUTE = 200  # below what one address may
SUBSCRIBE = "<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[subscribe]]></Event><EventKey></EventKey>"


class Crowd:
    """People who come by the account and by the mini-program; whether a unionid is told is for chance to say."""

    def __init__(self, rig: Rig, base: str, http: aiohttp.ClientSession, seed: int) -> None:
        self.rig, self.base, self.http, self.chance = rig, base, http, random.Random(seed)
        self.account = Platform(base, http, rig.clock)
        self.gate = asyncio.Semaphore(AT_ONCE)
        self.signed_in = 0

    def tell_unionids(self, *said: bool) -> None:
        for app in (APP, MINI_APP):
            known = self.rig.platform.accounts[app]
            known.settings = replace(known.settings, open_platform=self.chance.choice(said))

    async def follow(self, person: Person) -> None:
        account = self.rig.platform.accounts[APP]
        async with self.gate:
            self.rig.platform.follow(account, account.followers[person.openids[APP]])
            answer = await self.account.pushes(SUBSCRIBE, openid=person.openids[APP])
            assert answer.status == 200

    async def sign_in(self, person: Person) -> None:
        account = self.rig.platform.accounts[MINI_APP]
        async with self.gate:
            self.signed_in += 1
            if self.signed_in % SIGN_INS_A_MINUTE == 0:
                self.rig.move(timedelta(seconds=61))
            code = CODES["login"](self.rig.platform, account, account.followers[person.openids[MINI_APP]])
            async with self.http.post(f"{self.base}/api/v1/session", json={"code": code}) as answer:
                assert answer.status == 201, await answer.text()

    async def come(self, people: list[Person], *said: bool) -> None:
        arrivals = [(way, each) for each in people for way in (self.follow, self.sign_in, self.sign_in)]
        self.chance.shuffle(arrivals)

        async def arrive(way, person: Person) -> None:  # type: ignore[no-untyped-def]
            self.tell_unionids(*said)
            await way(person)

        await asyncio.gather(*(arrive(way, each) for way, each in arrivals))


async def crowd(rig: Rig, serve: Serving, http: aiohttp.ClientSession, *, people: int, seed: int) -> None:
    found = Crowd(rig, await serve(rig.services), http, seed)
    everybody = [rig.platform.add_person("") for _ in range(people)]
    await found.come(everybody, True, False)
    await rig.work(most=50 * people)
    found.tell_unionids(True)
    await asyncio.gather(*(found.sign_in(each) for each in everybody))
    await taking_in.begin(rig.services, by=ADMINISTRATOR)
    await rig.work(most=50 * people)
    living = await rig.services.db["people"].find({"merged_into": None}).to_list(None)
    told = {frozenset(each["openid"] for each in one["identities"]) for one in living}
    assert told == {frozenset(each.openids.values()) for each in everybody}
    assert len(living) == people
    gone = await rig.services.db["people"].count_documents({"merged_into": {"$gt": ""}})
    assert await rig.services.db["events"].count_documents({"kind": "joined"}) == gone
    ids = {one["_id"] for one in living}
    assert set(await rig.services.db["person_sessions"].distinct("person")) <= ids, "a sign-in leads to a tombstone"


async def test_a_crowd_at_both_doors_by_http_is_as_many_people_as_it_is(
    rig: Rig, serve: Serving, http: aiohttp.ClientSession
) -> None:
    await crowd(rig, serve, http, people=40, seed=3)


@pytest.mark.long
async def test_a_thousand_at_both_doors_by_http_are_a_thousand_people(
    rig: Rig, serve: Serving, http: aiohttp.ClientSession
) -> None:
    await crowd(rig, serve, http, people=1000, seed=7)
