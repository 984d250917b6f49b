"""The product on the simulator over HTTP, on real stores, with a clock that stands until there is nothing to do."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.keeping import take
from domain.pushes import Channel, Ledger, Push, PushState
from domain.staff import Appointment, StaffMember, StaffRole
from services import pushes
from services.context import Services
from simulator.control import PLATFORM
from simulator.custom import open_window
from simulator.server import make_app
from simulator.state import Platform, Settings
from storage.outbox import Work
from storage.redis import Redis
from storage.tokens import RedisTokenStore
from tests.joined import APP, GH, Clock
from wechat.client import AccountKind, MiniProgram, WeChatClient
from wechat.messages import parse
from worker.later import Later
from worker.tasks import TASKS

MINI_APP = "wx0000000000000002"
ASSETS = Path(__file__).parents[1] / "node_modules"
LEASE = timedelta(seconds=15)
MOST_STEPS = 400
_CITY = "370000/370800/"
STAFF = StaffMember("staff", "wang", "王芳", (Appointment(StaffRole.PUBLISHER, _CITY),), _CITY)
OVER = {PushState.DONE, PushState.STOPPED, PushState.PAUSED}


class Killed(BaseException):
    """The worker is dead from here on: nothing that it had in hand is written."""


@dataclass
class Rig:
    """The product's parts and the platform that they talk to."""

    services: Services
    platform: Platform
    clock: Clock
    closings: Any

    async def people(self, count: int, *, wrote: int = 0, known: bool = True) -> list[str]:
        """Followers, of whom the first `wrote` have just written; unless `known`, the product has to learn of them."""
        account = self.platform.accounts[APP]
        made = [self.platform.add_in_bulk(account) for _ in range(count)]
        for number, follower in enumerate(made):
            self.platform.follow(account, follower)
            if number < wrote:
                open_window(self.platform, account, follower, "message")
        openids = [each.openid for each in made]
        if known:
            now = self.clock()
            await self.services.people.make_missing(APP, openids, now=now, following=True)
            await self.services.people.heard(
                {"app": APP, "openid": each, "action": "message", "at": now} for each in openids[:wrote]
            )
        return openids

    async def leaves(self, openid: str, *, known: bool = True) -> None:
        """She unfollows; unless `known`, the event that tells so was lost."""
        account = self.platform.accounts[APP]
        self.platform.unfollow(account, account.followers[openid])
        if known:
            await self.services.people.left(APP, openid, now=self.clock())

    async def push(self, channel: Channel = Channel.AUTO, *, audience: str = "all", **more: Any) -> Push:
        """A push of a lesson, not yet worked on."""
        return await pushes.create(
            self.services, lesson_slug="warm-up", audience=audience, channel=channel, by="test", **more
        )

    async def work(
        self, push: Push | None = None, *, until: Callable[[], bool] = lambda: False, most: int = MOST_STEPS
    ) -> Ledger | None:
        """
        Do what the outbox holds as one worker would, moving the clock to what is due next, until nothing is left, the
        push is over or waits for hours, or `until`; more than `most` steps are too many. The ledger of the push.
        """
        for _ in range(most):
            if until() or (push is not None and (await self.services.pushes.get(push.id)).state in OVER):
                break
            work = await self.services.outbox.take_next(now=self.clock(), lease=LEASE)
            if work is not None:
                await self.step(work)
            elif not await self._wait():
                break
        else:
            pytest.fail("the work never ends")
        return await pushes.ledger(self.services, push.id) if push else None

    async def step(self, work: Work) -> None:
        """One step of a row; raises what the task raises, Killed above all."""
        try:
            await TASKS[work.task](self.services, work)
        except Later as later:
            await self.services.outbox.again(work, due_at=later.at, progress=later.progress)
        else:
            await self.services.outbox.done(work, now=self.clock())

    async def _wait(self) -> bool:
        """Move on to what is due next, once the platform has done what it is at; False when that is hours away."""
        while self.platform.jobs:
            await asyncio.wait(list(self.platform.jobs))
        rows = self.services.db["outbox"].find({"done_at": None}, {"due_at": 1, "lease_until": 1})
        due = [max(row["due_at"], row["lease_until"] or row["due_at"]) async for row in rows]
        if not due or min(due) > self.clock() + timedelta(hours=1):
            return False
        self.move(max(min(due) - self.clock(), timedelta(milliseconds=1)))
        await self.services.pushes.rows.lapse(now=self.clock())
        return True

    def move(self, by: timedelta) -> None:
        """Move our clock and the platform's."""
        self.clock.at += by
        self.platform.clock.set_to(self.clock().timestamp())

    async def got(self) -> Counter[str]:
        """How many messages each person has got."""
        await self.platform.store.flush()
        while self.platform.jobs:
            await asyncio.wait(list(self.platform.jobs))
        query = "SELECT openid, COUNT(*) FROM entries WHERE channel IN ('custom', 'mass', 'subscribe') GROUP BY openid"
        return Counter(dict(await self.platform.store.read(query, ())))

    async def channels(self) -> Counter[str]:
        """How many messages went by which channel of the platform."""
        return Counter({name: count for name, count in self.platform.accounts[APP].by_channel.items() if name})

    async def states(self, push: Push) -> dict[str, tuple[str, str]]:
        """State and reason of each row, by openid."""
        rows = self.services.db["deliveries"].find({"push": push.id})
        return {row["openid"]: (str(row["state"]), row["reason"]) async for row in rows}

    def fault(self, path: str, fault: str, **more: Any) -> None:
        """Switch a fault of the platform on."""
        self.platform.faults.add(path=path, fault=fault, **more)


@dataclass
class Closings:
    """How the platform's closing events reach the product: at once, not at all, or twice."""

    times: int = 1
    services: Services | None = None

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        for _ in range(self.times):
            assert self.services is not None
            await take(self.services, parse(body), app=APP)
        return web.Response(text="success")


@pytest.fixture
def kind() -> AccountKind:
    """A service account; a test that needs the other kind says so by parametrising this."""
    return "service"


@pytest.fixture
async def rig(services: Services, redis: Redis, clock: Clock, kind: AccountKind, tmp_path: Path) -> AsyncIterator[Rig]:
    closings = Closings()
    callback = web.Application()
    callback.router.add_post("/callback", closings.handle)
    async with TestServer(callback) as server, aiohttp.ClientSession() as http:
        account = Settings(
            app_id=APP,
            app_secret="secret",
            gh_id=GH,
            kind=kind,
            token="TokenOfTests",
            callback_url=str(server.make_url("/callback")),
        )
        mini = replace(account, app_id=MINI_APP, gh_id="gh_000000000002", kind="mini", format="json", callback_url="")
        app = make_app(accounts=[account, mini], data=tmp_path, base_url="http://127.0.0.1", assets=ASSETS)
        async with TestServer(app) as simulator:
            platform = app[PLATFORM]
            platform.base_url = str(simulator.make_url("")).rstrip("/")
            platform.clock.set_to(clock().timestamp())
            common = {
                "app_secret": "secret",
                "api_base": platform.base_url,
                "tokens": RedisTokenStore(redis, clock),
                "http": http,
                "now": clock,
                "sleep": _no_sleep,
            }
            closings.services = replace(
                services,
                wechat=WeChatClient(app_id=APP, kind=kind, **common),
                mini=MiniProgram(app_id=MINI_APP, kind="mini", **common),
                facts=replace(services.facts, oa_kind=kind, mini_app=MINI_APP, public_url="http://127.0.0.1"),
            )
            yield Rig(closings.services, platform, clock, closings)


def _no_sleep(_seconds: float) -> Awaitable[object]:
    return asyncio.sleep(0)
