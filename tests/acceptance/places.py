"""Where the product is met: a demo of its own processes, or the tests' own process with a clock that is moved, for what takes hours."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from types import SimpleNamespace

import pytest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from app.bodies import READ_MOST_BYTES
from app.processes import ROOT
from app.web import make_app
from domain.calendar import CHINA
from domain.staff import StaffRole
from domain.tickets import Canned, Promise
from services.bookings.waiting import offer
from services.cases.watching import watch
from services.content.reading import load
from services.context import Services
from services.questions.following import ask_after
from services.questions.giving import look_after
from services.questions.live import LiveKnowledge
from services.questions.sentences import Sentences
from services.staff import add
from simulator import delivery
from tests.console.conftest import PASSWORD
from tests.handlers.conftest import settings_for
from tests.joined import APP
from tests.rig import LEASE, Rig
from worker.schedule import ask_daily
from worker.tasks.inbox import Copier

# Day of November 2026, counted on past its end, hour, minute; the clock begins on the 24th, a Tuesday, at five in the afternoon.
Time = tuple[int, ...]
CITY = "370800"
PROMISE = Promise(urgent_words=("离家出走",), canned=(Canned("问清楚", "谢谢您来问。孩子多大？"),))


@dataclass(frozen=True)
class Place:
    """Where the product is met: the server's address, the simulator's, and the password of all sample staff."""

    base: str
    phones: str
    password: str


@dataclass
class Office:
    """The product on a platform whose clock is moved with ours."""

    rig: Rig
    place: Place
    copier: Copier

    async def employs(self, login: str, name: str, role: StaffRole, region: str = CITY) -> None:
        """Somebody works here from now on, with the password of the place."""
        await add(self.rig.services, login=login, name=name, roles=(role,), region=region, password=PASSWORD)

    async def is_at(self, time: Time) -> None:
        """Move on to this time in China, and do what is due by then."""
        day, *of_day = time
        at = datetime.combine(date(2026, 11, 1) + timedelta(days=day - 1), clock_time(*of_day), CHINA)
        await self.later(at - self.rig.clock())

    async def later(self, by: timedelta) -> None:
        """Move on by so much, and do what is due by then."""
        self.rig.move(by)
        await self.works()

    async def works(self) -> None:
        """What the worker does of what is due by now; the clock stands."""
        await self.copier.copy()
        for round_ in (look_after, watch, ask_after, offer, ask_daily):
            await round_(self.rig.services)
        await self.rig.services.answers.refresh()
        while work := await self.rig.services.outbox.take_next(now=self.rig.clock(), lease=LEASE):
            await self.rig.step(work)


async def with_content(services: Services) -> Services:
    """What is delivered with the product is what people are answered with, in the place of the tests' few entries."""
    await services.db["knowledge"].delete_many({})
    await services.knowledge.deliver(load(ROOT / "content").entries, now=services.now())
    known = LiveKnowledge(services.knowledge, services.now, Sentences.load())
    await known.refresh()
    return replace(services, answers=known)


@asynccontextmanager
async def opened_office(rig: Rig, patch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """The product of `rig` behind a server; what the platform pushes is signed by the clock that is moved."""
    moved = SimpleNamespace(time=lambda: rig.clock().timestamp())
    patch.setattr(delivery, "time", moved)  # a push signed by the machine's clock is days from ours: refused
    sockets = bind_sockets(0, "127.0.0.1")
    base = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    rig.services = replace(rig.services, facts=replace(rig.services.facts, public_url=base, promise=PROMISE))
    account = rig.platform.accounts[APP]
    account.settings = replace(account.settings, callback_url=f"{base}/wechat/callback")
    settings = settings_for("plain", oa_token=account.settings.token, wechat_api_base=rig.platform.base_url)
    server = HTTPServer(make_app(rig.services, settings), max_body_size=READ_MOST_BYTES)
    server.add_sockets(sockets)
    try:
        yield Office(rig, Place(base, rig.platform.base_url, PASSWORD), Copier(rig.services))
    finally:
        server.stop()
        await server.close_all_connections()
