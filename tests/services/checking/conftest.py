"""A rig whose mini-program's events and pictures go both ways, and women who hand in texts."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.keeping import take
from domain.checks import Check, CheckState
from domain.people import Person
from domain.regions import Scope
from domain.staff import Appointment, StaffMember, StaffRole
from services.checking.asking import hold_overdue, picture_of
from services.checking.links import opened
from services.checking.submitting import state_of, submit_picture, submit_text
from services.context import Services
from simulator.checking import seen
from storage.mongo import Session, in_transaction
from tests.joined import APP
from tests.rig import MINI_APP, Rig
from wechat.messages import parse

PATH = "370000/370800/370881/370881100/370881100201/"
CITY, TOWN = "370000/370800/", "370000/370800/370881/370881100/"


def member(role: StaffRole, path: str = CITY, name: str = "wang") -> StaffMember:
    return StaffMember(name, name, "王芳", (Appointment(role, path),), path)


@dataclass
class Safe:
    """The product's parts beside the platform, with what a test does again and again."""

    rig: Rig

    @property
    def services(self) -> Services:
        return self.rig.services

    async def woman(self, *, mini: bool = True) -> Person:
        """Somebody who follows the account and, with `mini`, uses the mini-program now."""
        platform = self.rig.platform
        account, program = platform.accounts[APP], platform.accounts[MINI_APP]
        follower = platform.add_in_bulk(account)
        platform.follow(account, follower)
        person = await self.services.people.ensure(APP, follower.openid, now=self.rig.clock())
        if mini:
            user = platform.add_in_bulk(program)
            seen(platform, program, user)
            identity = {"app": MINI_APP, "openid": user.openid, "unionid": "", "following": False}
            await self.services.db["people"].update_one({"_id": person.id}, {"$push": {"identities": identity}})
        return await self.services.people.get(person.id)

    async def active(self, person: Person) -> None:
        """She uses the mini-program again."""
        program = self.rig.platform.accounts[MINI_APP]
        identity = person.identity(MINI_APP)
        assert identity
        seen(self.rig.platform, program, program.followers[identity.openid])

    async def hands_in(self, person: Person, text: str, *, about: str = "wish-1", field: str = "text") -> Check:
        async def write(session: Session) -> Check:
            return await submit_text(
                self.services, about=about, field=field, region_path=PATH, person=person, text=text, session=session
            )

        return await in_transaction(self.services.db, write)

    async def sends_picture(self, person: Person, picture: bytes, *, about: str) -> Check:
        async def write(session: Session) -> Check:
            return await submit_picture(
                self.services,
                about=about,
                field="picture",
                region_path=PATH,
                person=person,
                picture=picture,
                session=session,
            )

        return await in_transaction(self.services.db, write)

    async def now(self, check: Check) -> Check:
        return (await self.services.checks.get(check.id, scope=Scope.system()))[0]

    async def state(self, about: str = "wish-1") -> CheckState:
        return await state_of(self.services, about)

    async def hours(self, hours: float) -> None:
        """Let time go by while a worker works."""
        end = self.rig.clock() + timedelta(hours=hours)
        while self.rig.clock() < end:
            await self.rig.work(until=lambda: self.rig.clock() >= end)
            await hold_overdue(self.services)
            if self.rig.clock() < end:
                self.rig.move(min(timedelta(minutes=30), end - self.rig.clock()))
        await self.rig.work(until=lambda: self.rig.clock() > end + timedelta(minutes=1))

    async def said_to(self, person: Person) -> list[str]:
        identity = person.identity(APP)
        assert identity
        account = self.rig.platform.accounts[APP]
        await self.rig.platform.store.flush()
        chat = await self.rig.platform.chat_after(account, identity.openid, 0, 50)
        notes = self.services.db["notes"].find({"openid": identity.openid})
        left = [(self.services.seal.open(bytes(each["sealed"])) or b"").decode() async for each in notes]
        return [each["text"] for each in chat if each["side"] == "account"] + left


@pytest.fixture
async def safe(rig: Rig) -> AsyncIterator[Safe]:
    made = Safe(rig)

    async def told(request: web.Request) -> web.Response:
        await take(rig.services, parse(await request.read()), app=MINI_APP)
        return web.Response(text="success")

    async def picture(request: web.Request) -> web.Response:
        check_id, name = request.match_info["check"], request.match_info["name"]
        content = await picture_of(rig.services, check_id, version=opened(rig.services, check_id, name))
        return web.Response(body=content, content_type="image/jpeg")

    server = web.Application()
    server.router.add_post("/told", told)
    server.router.add_get("/checked/{check}/{name}.jpg", picture)
    async with TestServer(server) as running:
        program = rig.platform.accounts[MINI_APP]
        program.settings = replace(program.settings, callback_url=str(running.make_url("/told")))
        base = str(running.make_url("")).rstrip("/")
        rig.services = rig.closings.services = replace(rig.services, facts=replace(rig.services.facts, public_url=base))
        yield made
