"""How one platform call is declared, checked and answered."""

import asyncio
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

from simulator.errors import PlatformError
from simulator.faults import Fault
from simulator.state import Account, Follower, Platform

OFFICIAL = frozenset({"service", "subscription"})
SERVICE = frozenset({"service"})
MINI = frozenset({"mini"})
ALL = OFFICIAL | MINI
OK: Mapping[str, object] = {"errcode": 0, "errmsg": "ok"}
# Escapes of what needs none are shown letter by letter, as the platform does: \u0000..\u007f stay escapes.
ESCAPED = re.compile(rb"(?<!\\)\\u(?!00[0-7])")
JSON_HEADERS = {"Content-Type": "application/json; encoding=utf-8"}
GROWTH_AT = 100_000


@dataclass(slots=True)
class Call:
    """One call that passed the common checks."""

    platform: Platform
    account: Account
    path: str
    query: Mapping[str, str]
    body: dict[str, Any]
    raw: web.Request
    apis: "Mapping[str, Api]"

    def follower(self, openid: object) -> Follower:
        """Her, by openid. Raises 40003."""
        found = self.account.followers.get(openid) if isinstance(openid, str) else None
        if found is None:
            raise PlatformError(40003)
        return found

    def part(self, name: str, errcode: int = 40035) -> dict[str, Any]:
        found = self.body.get(name)
        if not isinstance(found, dict):
            raise PlatformError(errcode)
        return found


Run = Callable[[Call], Any]


@dataclass(frozen=True, slots=True)
class Api:
    """One address of the platform. `daily` and `minute` are the limits of a new account."""

    path: str
    run: Run
    method: str = "POST"
    kinds: frozenset[str] = OFFICIAL
    certified: bool = True
    daily: int | None = None
    minute: int | None = None
    minute_errcode: int = 45011
    token: bool = True
    upload: bool = False
    grows: bool = False
    awaits: bool = field(default=False)


def table(apis: list[Api]) -> dict[str, Api]:
    """The calls by their address, each knowing whether it must be awaited."""
    made: dict[str, Api] = {}
    for api in apis:
        awaits = inspect.iscoroutinefunction(api.run)
        fields = {name: getattr(api, name) for name in Api.__slots__}
        made[api.path] = Api(**{**fields, "awaits": awaits})
    return made


def text_of(value: object, errcode: int = 40035) -> str:
    """A text field. Raises `errcode` when it is something else."""
    if not isinstance(value, str):
        raise PlatformError(errcode)
    return value


def word_of(value: object) -> str:
    """A word to be looked up; what is no text is no word that is known."""
    return value if isinstance(value, str) else ""


def number_of(value: object, errcode: int = 40035) -> int:
    """A number, which callers may also send as text. Raises `errcode`."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise PlatformError(errcode)
    try:
        return int(value)
    except ValueError as error:
        raise PlatformError(errcode) from error


def parse_json(body: bytes) -> dict[str, Any]:
    """A request's JSON object. Raises 44002 or 47001."""
    if not body.strip():
        raise PlatformError(44002)
    if b"\\u" in body:
        body = ESCAPED.sub(rb"\\\\u", body)
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise PlatformError(47001) from error
    if not isinstance(found, dict):
        raise PlatformError(47001)
    return found


def daily_limit(account: Account, api: Api) -> int | None:
    """How often the account may call this a day; some limits grow tenfold with the followers."""
    if api.path in account.settings.limits:
        return account.settings.limits[api.path]
    if api.daily is None:
        return None
    return api.daily * 10 if api.grows and account.following >= GROWTH_AT else api.daily


def used_today(platform: Platform, account: Account, path: str) -> int:
    used = account.named("quota").get(path)
    return int(used[1]) if used and used[0] == platform.clock.day() else 0


def count_call(platform: Platform, account: Account, api: Api) -> None:
    """Count one call. Raises 45009 beyond the day's limit, 45011 (or what it has) beyond the minute's."""
    limit = daily_limit(account, api)
    if limit is not None:
        used = used_today(platform, account, api.path)
        if used >= limit:
            raise PlatformError(45009)
        platform.keep_document(account, "quota", api.path, [platform.clock.day(), used + 1])
    if api.minute is not None:
        minute = platform.now() // 60
        spent = account.minute_calls.setdefault(api.path, [minute, 0])
        if spent[0] != minute:
            spent[0], spent[1] = minute, 0
        if spent[1] >= api.minute:
            raise PlatformError(api.minute_errcode)
        spent[1] += 1


def check_token(platform: Platform, api: Api, value: str | None) -> Account:
    """Whose token it is. Raises 41001, 40014, 40001, 42001 or 48001."""
    if not value:
        raise PlatformError(41001)
    token = platform.tokens.get(value)
    if token is None:
        raise PlatformError(40014 if len(value) < 20 or not value.isascii() else 40001)
    if token.expires_at <= platform.now():
        raise PlatformError(40001 if token.superseded else 42001)
    account = platform.accounts.get(token.app_id)
    if account is None:
        raise PlatformError(40001)
    if account.settings.kind not in api.kinds or (api.certified and not account.settings.certified):
        raise PlatformError(48001)
    return account


async def handle(platform: Platform, apis: dict[str, Api], request: web.Request) -> web.StreamResponse:
    """Answer one platform call, with whatever fault is switched on for it."""
    path = request.path
    fault = platform.faults.strike(path)
    if fault is not None:
        early = await _before(platform, fault, request)
        if early is not None:
            return early
    answer = await _answer(platform, apis, request)
    if fault is not None and not isinstance(answer, web.StreamResponse):
        return _after(fault, answer, request)
    if isinstance(answer, web.StreamResponse):
        return answer
    return web.Response(body=orjson.dumps(answer), headers=JSON_HEADERS)


async def _answer(platform: Platform, apis: dict[str, Api], request: web.Request) -> Any:
    try:
        api = _find(apis, request)
        query = request.query
        body: dict[str, Any] = {}
        if request.method == "POST" and not api.upload:
            raw = await request.read()
            body = parse_json(raw) if api.method == "POST" or raw.strip() else {}
        account = (
            check_token(platform, api, query.get("access_token")) if api.token else _by_app_id(platform, query, body)
        )
        if api.token:
            count_call(platform, account, api)
        found = api.run(Call(platform, account, api.path, query, body, request, apis))
        return await found if api.awaits else found
    except PlatformError as refused:
        return refused.answer()
    except web.HTTPRequestEntityTooLarge:
        return PlatformError(45001).answer()


def _find(apis: dict[str, Api], request: web.Request) -> Api:
    """The call at this address. Raises 40066, 43001, 43002."""
    api = apis.get(request.path)
    if api is None:
        raise PlatformError(40066)
    if request.method not in api.method.split("|"):
        raise PlatformError(43001 if api.method == "GET" else 43002)
    return api


def _by_app_id(platform: Platform, query: Mapping[str, str], body: dict[str, Any]) -> Account:
    app_id = query.get("appid") or body.get("appid")
    if not app_id:
        raise PlatformError(41002)
    account = platform.accounts.get(app_id) if isinstance(app_id, str) else None
    if account is None:
        raise PlatformError(40013)
    return account


async def _before(platform: Platform, fault: Fault, request: web.Request) -> web.StreamResponse | None:
    if fault.fault == "slow":
        await asyncio.sleep(fault.seconds)
    elif fault.fault == "5xx":
        return web.Response(
            status=fault.errcode or 502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html"
        )
    elif fault.fault == "drop_before":
        _drop(request)
        return web.Response()
    elif fault.fault in {"busy", "quota"}:
        refusal = PlatformError(fault.errcode or (-1 if fault.fault == "busy" else 45009))
        return web.Response(body=orjson.dumps(refusal.answer()), headers=JSON_HEADERS)
    elif fault.fault == "token_revoked":
        token = platform.tokens.pop(request.query.get("access_token", ""), None)
        if token is not None:
            platform.store.put("token", "", token.value, None)
    return None


def _drop(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _after(fault: Fault, answer: Mapping[str, Any], request: web.Request) -> web.Response:
    body = orjson.dumps(answer)
    if fault.fault == "drop_after":
        _drop(request)
    elif fault.fault == "truncated":
        return web.Response(body=body[: len(body) // 2], headers=JSON_HEADERS)
    elif fault.fault == "odd_json":
        odd = {
            "unheard_of": {"List": ""},
            **{key: str(each) if type(each) is int else each for key, each in answer.items()},
        }
        return web.Response(body=b"\n" + orjson.dumps(odd) + b"\n", headers={"Content-Type": "text/plain"})
    return web.Response(body=body, headers=JSON_HEADERS)
