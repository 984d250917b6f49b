"""
The platform's callbacks: the official account's and the mini-program's.

WeChat waits five seconds and asks up to three times. After four we answer with the empty reply, and what was being
worked out goes out as a customer-service message.
"""

import asyncio
from types import TracebackType
from typing import ClassVar

import structlog
from tornado.web import HTTPError, RequestHandler

from bot.keeping import note_late, send_later, take
from domain.errors import StoreAway
from handlers.access import public
from handlers.observe import log_failure
from services.context import Services
from wechat.crypto import Callback, Forged, Opened
from wechat.messages import Inbound, NoReply, Reply, parse, render

log = structlog.get_logger()

LATE_SECONDS = 4.0
NOTE_SECONDS = 0.5
EMPTY_REPLY = b"success"
SEND_PAUSES = (0.0, 1.0, 3.0, 9.0)


@public
class AccountCallback(RequestHandler):
    """The official account: a passive reply to each message."""

    SETTING: ClassVar[str] = "oa_callback"

    def initialize(self) -> None:
        """Take what the application holds for this callback."""
        self._services: Services = self.settings["services"]
        self._callback: Callback | None = self.settings[self.SETTING]
        self._app = self.app_of(self._services)
        self._timer: asyncio.TimerHandle | None = None
        self._noting: asyncio.Task[None] | None = None

    def set_default_headers(self) -> None:
        """Say no more than is needed."""
        self.set_header("Server", "xinqiao")
        self.set_header("X-Content-Type-Options", "nosniff")

    def app_of(self, services: Services) -> str:
        """The app id of the account whose callback this is."""
        return services.facts.oa_app

    def check_xsrf_cookie(self) -> None:
        """The platform signs; it has no cookie."""

    async def get(self) -> None:
        """The platform checks that the address is ours."""
        if self._callback is None:
            self.set_status(404)
            return
        query = {name: values[-1].decode("utf-8", "replace") for name, values in self.request.query_arguments.items()}
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        try:
            self.write(self._callback.verify_url(query, self._services.now()))
        except Forged:
            self.set_status(403)

    async def post(self) -> None:
        """A message or an event."""
        if self._callback is None:
            self.set_status(404)
            return
        query = {name: values[-1].decode("utf-8", "replace") for name, values in self.request.query_arguments.items()}
        try:
            opened = self._callback.open(query, self.request.body, self._services.now())
        except Forged:
            self.set_status(403)
            return
        message = parse(opened.body)
        await self.respond(message, opened, self._callback)

    async def respond(self, message: Inbound, opened: Opened, callback: Callback) -> None:
        """Reply within the platform's time, or later by another way."""
        if not message.openid:
            self._end(EMPTY_REPLY)
            return
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(LATE_SECONDS, self._late, message, opened.body)
        try:
            reply = await take(self._services, message, app=self._app)
        finally:
            self._timer.cancel()
        if self._noting is None:
            self._end(self._rendered(reply, message, opened, callback))
            return
        await self._noting
        await self._send(reply, message)

    def _rendered(self, reply: Reply, message: Inbound, opened: Opened, callback: Callback) -> bytes:
        if isinstance(reply, NoReply):
            return EMPTY_REPLY
        at = int(self._services.now().timestamp())
        return callback.seal(render(reply, to=message.openid, sender=message.to, at=at), opened)

    def _end(self, body: bytes) -> None:
        if body is EMPTY_REPLY:
            self.set_header("Content-Type", "text/plain; charset=utf-8")
        else:
            self.set_header("Content-Type", "text/xml; charset=utf-8")
        self.finish(body)

    def _late(self, message: Inbound, body: bytes) -> None:
        self._noting = asyncio.ensure_future(self._note(message, body))

    async def _note(self, message: Inbound, body: bytes) -> None:
        """Leave the rest to a task, as far as the stores answer in time, and give the empty reply."""
        try:
            async with asyncio.timeout(NOTE_SECONDS):
                await note_late(self._services, message, app=self._app, body=body, now=self._services.now())
        except TimeoutError:
            log.warning("late turn not noted in time")
        self._end(EMPTY_REPLY)

    def log_exception(
        self, typ: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Without the address, which holds the sender's openid."""
        del typ
        if value is not None and not isinstance(value, HTTPError):
            log_failure(type(self).__name__, value, tb)

    async def _send(self, reply: Reply, message: Inbound) -> None:
        for pause in SEND_PAUSES:
            await asyncio.sleep(pause)
            try:
                await send_later(
                    self._services,
                    app=self._app,
                    openid=message.openid,
                    key=message.key,
                    reply=reply,
                    now=self._services.now(),
                )
            except StoreAway:
                continue
            return
        log.error("late reply not kept: the database does not answer")


@public
class MiniProgramCallback(AccountCallback):
    """The mini-program: it takes no passive reply, so every answer goes out as a customer-service message."""

    SETTING: ClassVar[str] = "mini_callback"

    def app_of(self, services: Services) -> str:
        """The mini-program's."""
        return services.facts.mini_app

    async def respond(self, message: Inbound, opened: Opened, callback: Callback) -> None:
        """Answer `success` at once; the reply follows."""
        del callback
        if not message.openid:
            self._end(EMPTY_REPLY)
            return
        await self._note(message, opened.body)
        reply = await take(self._services, message, app=self._app)
        await self._send(reply, message)


ROUTES = [
    (r"/wechat/callback", AccountCallback),
    (r"/wechat/miniprogram", MiniProgramCallback),
]
