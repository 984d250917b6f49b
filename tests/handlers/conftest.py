"""Servers of ours on loopback, and a platform that signs with wechatpy: two errors of ours can't cancel out."""

import io
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
import pytest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from app.bodies import READ_MOST_BYTES
from app.settings import Settings, load_settings
from app.web import make_app
from services.context import Services
from storage.redis import open_redis
from tests.joined import APP, GH, HER, Clock, join

TOKEN, OLD_TOKEN = "tokenOfToday", "tokenOfBefore"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OLD_AES_KEY = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"
MINI_APP = "wx0000000000000002"


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the body as sent, and its clear text."""

    status: int
    body: bytes
    clear: str = ""


@dataclass
class Platform:
    """Pushes to `base` as the platform does: every try is signed anew, a message keeps its number."""

    base: str
    http: aiohttp.ClientSession
    clock: Clock
    safe: bool = False
    token: str = TOKEN
    aes_key: str = AES_KEY
    app: str = APP
    path: str = "/wechat/callback"
    numbers: Any = field(default_factory=lambda: itertools.count(5_000_000_001))

    def signed(self, *parts: str, **more: str) -> dict[str, str]:
        """The query of a push."""
        timestamp, nonce = str(int(self.clock().timestamp())), f"n{next(self.numbers)}"
        signer = WeChatSigner()
        signer.add_data(self.token, timestamp, nonce, *parts)
        return {"signature": signer.signature, "timestamp": timestamp, "nonce": nonce, **more}

    async def says(self, words: str, *, openid: str = HER, number: int | None = None) -> Answer:
        """Push a text message."""
        body = f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{words}]]></Content>"
        return await self.pushes(body, openid=openid, number=number)

    async def pushes(self, body: str, *, openid: str = HER, number: int | None = None) -> Answer:
        """Push a message or an event."""
        number = number or next(self.numbers)
        return await self.posts(
            f"<xml><ToUserName><![CDATA[{GH}]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>"
            f"<CreateTime>{1_700_000_000 + number % 1_000_000}</CreateTime>{body}<MsgId>{number}</MsgId></xml>"
        )

    async def posts(self, body: str | bytes) -> Answer:
        """Push any body."""
        query = self.signed()
        crypto = WeChatCrypto(self.token, self.aes_key, self.app)
        if self.safe:
            text = body if isinstance(body, str) else body.decode("utf-8", "replace")
            envelope = crypto.encrypt_message(text, query["nonce"], query["timestamp"])
            sealed = envelope.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
            signer = WeChatSigner()
            signer.add_data(self.token, query["timestamp"], query["nonce"], sealed)
            query |= {"encrypt_type": "aes", "msg_signature": signer.signature}
            body = f"<xml><ToUserName><![CDATA[{GH}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        async with self.http.post(
            f"{self.base}{self.path}", params=query, data=io.BytesIO(body.encode() if isinstance(body, str) else body)
        ) as response:
            content = await response.read()
            clear = content.decode("utf-8", "replace")
            if self.safe and clear.startswith("<xml>"):
                clear = _opened(crypto, clear)
            return Answer(response.status, content, clear)


def _opened(crypto: WeChatCrypto, envelope: str) -> str:
    def between(name: str) -> str:
        return (
            envelope.split(f"<{name}>")[1]
            .split(f"</{name}>", maxsplit=1)[0]
            .removeprefix("<![CDATA[")
            .removesuffix("]]>")
        )

    opened = crypto.decrypt_message(envelope, between("MsgSignature"), between("TimeStamp"), between("Nonce"))
    return opened if isinstance(opened, str) else opened.decode()


def settings_for(mode: str = "compatible", **more: str) -> Settings:
    """Settings with the tokens and keys of today and before."""
    return load_settings(
        {
            "oa_app_id": APP,
            "oa_app_secret": "none",
            "oa_token": f"{TOKEN},{OLD_TOKEN}",
            "oa_aes_key": f"{AES_KEY},{OLD_AES_KEY}",
            "oa_encryption": mode,
            "mini_app_id": MINI_APP,
            "mini_app_secret": "none",
            "mini_token": TOKEN,
            "mini_aes_key": AES_KEY,
            "mini_encryption": "compatible",
            "secret": "s" * 40,
            **more,
        }
    )


Serving = Callable[..., Any]


@pytest.fixture
async def serve(services: Services) -> AsyncIterator[Serving]:
    """Start a server with `services` (or others) and settings; its address."""
    async with AsyncExitStack() as stack:

        async def start(parts: Services | None = None, settings: Settings | None = None) -> str:
            server = HTTPServer(make_app(parts or services, settings or settings_for()), max_body_size=READ_MOST_BYTES)
            sockets = bind_sockets(0, "127.0.0.1")
            server.add_sockets(sockets)

            async def end() -> None:
                server.stop()
                await server.close_all_connections()

            stack.push_async_callback(end)
            return f"http://127.0.0.1:{sockets[0].getsockname()[1]}"

        yield start


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def platform(serve: Serving, http: aiohttp.ClientSession, clock: Clock) -> Platform:
    return Platform(await serve(), http, clock)


@pytest.fixture
async def another_process(services: Services, redis_url: str, clock: Clock) -> AsyncIterator[Services]:
    """The same stores seen from a process of its own: its connections, its memory."""
    async with open_redis(redis_url) as redis, aiohttp.ClientSession() as session:
        joined = join(
            services.db, redis, vault=services.vault, http=session, clock=clock, screen=services.screen.screen
        )
        joined = replace(joined, wishes=services.wishes)
        await joined.live_lessons.refresh()
        await joined.answers.refresh()
        yield joined
