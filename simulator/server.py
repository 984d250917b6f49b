"""The simulator as one web application."""

import asyncio
import contextlib
import sys
import traceback
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson
from aiohttp import web

from simulator import (
    articles,
    chats,
    checking,
    codes,
    control,
    custom,
    mass,
    media,
    menus,
    pages,
    phones,
    subscribe,
    tags,
    tokens,
    users,
)
from simulator.api import JSON_HEADERS, handle, table
from simulator.control import PLATFORM, Handler
from simulator.errors import ControlError, PlatformError
from simulator.state import Platform, Settings
from simulator.store import Store

MOST_BYTES = 24 << 20
APIS = table(
    [
        *tokens.CALLS,
        *users.CALLS,
        *tags.CALLS,
        *menus.CALLS,
        *codes.CALLS,
        *media.CALLS,
        *articles.CALLS,
        *mass.CALLS,
        *custom.CALLS,
        *subscribe.CALLS,
        *phones.CALLS,
        *checking.CALLS,
    ]
)


class BadConfiguration(Exception):
    """The configuration file can't be used; the words say why."""


def read_accounts(file: Path) -> list[Settings]:
    """The accounts that the configuration declares. Raises BadConfiguration."""
    try:
        given = orjson.loads(file.read_bytes())
        accounts = [_settings(each) for each in given["accounts"]]
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadConfiguration(f"{file}: {error}") from error
    if not accounts:
        raise BadConfiguration(f"{file}: no accounts")
    return accounts


def _settings(given: dict[str, Any]) -> Settings:
    known = {name: value for name, value in given.items() if name in Settings.__slots__}
    if "templates" in known:
        known["templates"] = tuple(known["templates"])
    return Settings(**known)


def make_app(*, accounts: list[Settings], data: Path, base_url: str, assets: Path) -> web.Application:
    """The whole simulator; `base_url` is where it is reached, `assets` holds the browser's packages."""
    platform = Platform(accounts=accounts, store=Store(data), base_url=base_url, assets=assets)
    app = web.Application(middlewares=[_guard], client_max_size=MOST_BYTES)
    app[PLATFORM] = platform
    for method, path, handler in [*control.ROUTES, *chats.ROUTES, *pages.ROUTES]:
        app.router.add_route(method, path, handler)
    app.router.add_static("/phone-assets", pages.PHONE)
    if assets.is_dir():
        app.router.add_static("/assets", assets)
    app.router.add_route("*", "/{rest:.*}", _platform_call)
    app.cleanup_ctx.append(_running)
    app.on_shutdown.append(chats.end_streams)
    return app


async def _platform_call(request: web.Request) -> web.StreamResponse:
    return await handle(request.app[PLATFORM], APIS, request)


async def _running(app: web.Application) -> AsyncIterator[None]:
    platform = app[PLATFORM]
    platform.load()
    connector = aiohttp.TCPConnector(limit=256)
    async with aiohttp.ClientSession(connector=connector, trust_env=False) as http:
        platform.http = http
        writing = asyncio.create_task(platform.store.run())
        yield
        platform.http = None
        for job in [*platform.jobs, writing]:
            job.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await writing
    await platform.store.close()


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """No request, however broken, gets a 5xx; and no page from elsewhere drives the phones."""
    if request.path.startswith("/control/") and not _from_here(request):
        return control.answer({"error": "the request comes from another site"}, 403)
    try:
        response = await handler(request)
    except ControlError as refused:
        return control.answer({"error": refused.words}, refused.status)
    except (web.HTTPException, ConnectionError):
        raise
    except web.RequestPayloadError:
        return web.Response(body=orjson.dumps(PlatformError(47001).answer()), headers=JSON_HEADERS)
    except Exception:  # noqa: BLE001 the platform answers a failure of its own in this way
        traceback.print_exc(file=sys.stderr)
        return web.Response(body=orjson.dumps(PlatformError(-1).answer()), headers=JSON_HEADERS)
    if not response.prepared:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response


def _from_here(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    return not origin or urlsplit(origin).netloc == request.host
