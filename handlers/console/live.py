"""
What waits, live: a stream of server-sent events for each tab that is looked at, and one check a process for all of them.

Every few seconds the process asks once whether anything has happened at all; only then the streams count anew, each in
the regions of who watches. A stream ends with the session, and asking keeps no session alive.
"""

import asyncio
from contextlib import suppress
from typing import ClassVar

import orjson
from tornado.iostream import StreamClosedError
from tornado.web import Application

from domain.errors import StoreAway
from domain.staff import Permission
from handlers.access import requires
from handlers.base import DEVICE_COOKIE, SESSION_COOKIE, BaseHandler
from services.context import Services
from services.staff import is_open
from services.staff.changes import newest
from services.staff.visiting import waiting

CHECK_SECONDS = 5.0
PING_SECONDS = 25.0  # proxies close what is silent for a minute
MOST_STREAMS = 400
MOST_OF_ONE = 6


class Watch:
    """Wakes all streams of this process when something has changed. It asks only while somebody watches."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._asking: asyncio.Task[None] | None = None
        self._watching: dict[asyncio.Event, str] = {}

    def come(self, staff_id: str) -> asyncio.Event | None:
        """One more stream of hers, and what is set when there may be something new; None where there are too many."""
        hers = sum(each == staff_id for each in self._watching.values())
        if hers >= MOST_OF_ONE or len(self._watching) >= MOST_STREAMS:
            return None
        bell = asyncio.Event()
        self._watching[bell] = staff_id
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        return bell

    def go(self, bell: asyncio.Event) -> None:
        """One less; with the last the asking ends."""
        del self._watching[bell]
        if not self._watching and self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def wake(self) -> None:
        """Let all streams look again."""
        for bell in self._watching:
            bell.set()

    async def _ask(self) -> None:
        seen: tuple[str, ...] | None = None
        while True:
            with suppress(StoreAway):
                now = await newest(self._services)
                if seen is not None and now != seen:
                    self.wake()
                seen = now
            await asyncio.sleep(CHECK_SECONDS)


def watch_of(application: Application, services: Services) -> Watch:
    """The one of this process."""
    found: Watch = application.settings.setdefault("watch", Watch(services))
    return found


@requires(Permission.HOME_READ)
class Live(BaseHandler):
    """The stream; whoever asks for no stream gets the counts of the moment."""

    PROLONGS_SESSION: ClassVar[bool] = False

    def initialize(self) -> None:
        """The tab is there until it goes."""
        super().initialize()
        self._gone = False
        self._bell: asyncio.Event | None = None

    async def get(self) -> None:
        """Counts as they change. 204 where too many watch: the browser then asks no more."""
        counts = await waiting(self.services, by=self.staff)
        if self.request.headers.get("Accept") != "text/event-stream" or self.request.method == "HEAD":
            self.set_header("Content-Type", "application/json; charset=utf-8")
            self.finish(orjson.dumps(counts))
            return
        watch = watch_of(self.application, self.services)
        self._bell = bell = watch.come(self.staff.id)
        if bell is None:
            self.set_status(204)
            return
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        self.set_header("X-Accel-Buffering", "no")
        self._transforms = []  # a compressed stream would wait for more
        try:
            await self._stream(bell, counts)
        except (StreamClosedError, StoreAway):
            pass  # the browser asks again by itself
        finally:
            watch.go(bell)

    async def _stream(self, bell: asyncio.Event, counts: dict[str, int]) -> None:
        token, device = (self.get_cookie(name) or "" for name in (SESSION_COOKIE, DEVICE_COOKIE))
        self.write(f"retry: 15000\ndata: {orjson.dumps(counts).decode()}\n\n")
        await self.flush()
        while not self._gone:
            with suppress(TimeoutError):
                await asyncio.wait_for(bell.wait(), PING_SECONDS)
            bell.clear()
            if self._gone or not await is_open(self.services, token, device=device):
                return
            now = await waiting(self.services, by=self.staff)
            self.write(": \n\n" if now == counts else f"data: {orjson.dumps(now).decode()}\n\n")
            counts = now
            await self.flush()

    def on_connection_close(self) -> None:
        """The tab is gone, and its stream ends."""
        self._gone = True
        if self._bell is not None:
            self._bell.set()


ROUTES = [(r"/console/live", Live)]
