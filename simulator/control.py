"""The control API: what a test, or a phone in the browser, may do to the simulated platform."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import orjson
from aiohttp import web

from simulator.actions import ACTS, Doing, allow, login_code, phone_code
from simulator.api import word_of
from simulator.checking import let_go, seen, set_checking
from simulator.codes import alive
from simulator.custom import open_window
from simulator.delivery import Outcome, Push, check_callback, common, deliver, deliver_event
from simulator.errors import ControlError
from simulator.faults import KINDS
from simulator.menus import menu_for
from simulator.state import Account, Follower, Person, Platform, public

MOST_FOLLOWERS = 2_000_000
MOST_LISTED = 1000
AT_ONCE = 20
FLUSH_AT = 20_000
CODES = {"login": login_code, "phone": phone_code}
PLATFORM = web.AppKey("platform", Platform)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def answer(found: object, status: int = 200) -> web.Response:
    """`found` as JSON."""
    return web.Response(body=orjson.dumps(found), status=status, content_type="application/json")


async def fields_of(request: web.Request) -> dict[str, Any]:
    """The request's JSON object, empty without a body. Raises ControlError."""
    body = await request.read()
    try:
        found = orjson.loads(body) if body.strip() else {}
    except orjson.JSONDecodeError as error:
        raise ControlError("the body must be a JSON object") from error
    if not isinstance(found, dict):
        raise ControlError("the body must be a JSON object")
    return found


def whole(value: object, name: str, *, default: int, most: int) -> int:
    """A whole number from 0 to `most`. Raises ControlError."""
    if value is None or value == "":
        return default
    try:
        number = int(str(value))
    except ValueError as error:
        raise ControlError(f"{name} must be a whole number") from error
    if not 0 <= number <= most:
        raise ControlError(f"{name} must be from 0 to {most}")
    return number


def account_of(platform: Platform, app_id: object) -> Account:
    """The account, the first one when none is named. Raises ControlError."""
    if app_id is None or app_id == "":
        return next(iter(platform.accounts.values()))
    found = platform.accounts.get(app_id) if isinstance(app_id, str) else None
    if found is None:
        raise ControlError("no such account", 404)
    return found


def follower_of(account: Account, openid: object) -> Follower:
    """The person as this account sees her. Raises ControlError."""
    found = account.followers.get(openid) if isinstance(openid, str) else None
    if found is None:
        raise ControlError("no such openid", 404)
    return found


async def state(request: web.Request) -> web.Response:
    """GET /control/state."""
    platform = request.app[PLATFORM]
    accounts = [
        {
            **public(each.settings),
            "following": each.following,
            "known": len(each.followers),
            "sent": {channel: count for channel, count in each.by_channel.items() if channel},
            "notices": each.notices,
        }
        for each in platform.accounts.values()
    ]
    return answer(
        {
            "accounts": accounts,
            "people": platform.last_person,
            "now": _iso(platform),
            "clock_offset": round(platform.clock.offset, 3),
            "faults": platform.faults.listed(),
            "working": len(platform.jobs),
            "unwritten": platform.store.waiting,
        }
    )


def _iso(platform: Platform) -> str:
    return datetime.fromtimestamp(platform.now(), UTC).isoformat()


async def clock(request: web.Request) -> web.Response:
    """GET and POST /control/clock."""
    platform = request.app[PLATFORM]
    if request.method == "POST":
        given = await fields_of(request)
        try:
            if given.get("reset"):
                platform.clock.offset = 0.0
            elif "at" in given:
                at = datetime.fromisoformat(str(given["at"]))
                platform.clock.set_to((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
            else:
                platform.clock.offset += float(given["advance"])
            now = _iso(platform)
        except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
            platform.clock.offset = 0.0
            raise ControlError("give advance (seconds), at (ISO 8601) or reset") from error
        platform.store.put("clock", "", "offset", platform.clock.offset)
        return answer({"now": now, "offset": platform.clock.offset})
    return answer({"now": _iso(platform), "offset": platform.clock.offset})


def _person(person: Person, account: Account) -> dict[str, Any]:
    openid = person.openids[account.app_id]
    return {
        "number": person.number,
        "nickname": person.nickname,
        "unionid": person.unionid,
        "openids": person.openids,
        "openid": openid,
        "following": account.followers[openid].following,
    }


async def people(request: web.Request) -> web.Response:
    """GET and POST /control/people: those made by hand come first."""
    platform = request.app[PLATFORM]
    if request.method == "POST":
        given = await fields_of(request)
        name = given.get("name", given.get("nickname", ""))
        if not isinstance(name, str) or len(name) > 64:
            raise ControlError("name must be text of at most 64 characters")
        person = platform.add_person(name)
        return answer(_person(person, account_of(platform, given.get("app_id"))), 201)
    account = account_of(platform, request.query.get("app_id"))
    if openid := request.query.get("openid"):
        person = platform.person_of(account, follower_of(account, openid))
        return answer({"people": [_person(person, account)], "total": 1, "next": None})
    start = whole(request.query.get("after"), "after", default=0, most=10**9)
    limit = whole(request.query.get("limit"), "limit", default=100, most=MOST_LISTED)
    by_hand = platform.by_hand[start : start + limit]
    rest = max(0, start - len(platform.by_hand))
    bulk = [account.followers[each] for each in account.in_bulk[rest : rest + limit - len(by_hand)]]
    total = len(platform.by_hand) + len(account.in_bulk)
    end = start + len(by_hand) + len(bulk)
    people_found = [*(platform.people[each] for each in by_hand), *(platform.person_of(account, each) for each in bulk)]
    found = [_person(each, account) for each in people_found]
    return answer({"people": found, "total": total, "next": end if found and end < total else None})


async def followers(request: web.Request) -> web.Response:
    """POST /control/followers: many at once, with or without their subscribe pushes, or as if all had just written."""
    platform = request.app[PLATFORM]
    given = await fields_of(request)
    account = account_of(platform, given.get("app_id"))
    count = whole(given.get("count"), "count", default=1, most=MOST_FOLLOWERS)
    if account.is_mini:
        raise ControlError("nobody follows a mini-program")
    began = time.monotonic()
    made: list[Follower] = []
    failed = 0
    for number in range(count):
        follower = platform.add_in_bulk(account)
        platform.follow(account, follower)
        if given.get("wrote"):
            open_window(platform, account, follower, "message")
        if given.get("deliver"):
            made.append(follower)
        if len(made) >= AT_ONCE or (made and number + 1 == count):
            outcomes = await asyncio.gather(
                *(deliver_event(platform, account, each.openid, "subscribe", {"EventKey": ""}) for each in made)
            )
            failed += sum(1 for each in outcomes if each.delivery != "answered")
            made.clear()
        if platform.store.waiting > FLUSH_AT:
            await platform.store.flush()
    seconds = round(time.monotonic() - began, 3)
    return answer({"made": count, "failed": failed, "following": account.following, "seconds": seconds}, 201)


async def act(request: web.Request) -> web.Response:
    """POST /control/act: what a person does."""
    platform = request.app[PLATFORM]
    given = await fields_of(request)
    account = account_of(platform, given.get("app_id"))
    follower = follower_of(account, given.get("openid"))
    action = str(given.get("action"))
    seen(platform, account, follower)
    if action in CODES:
        if not account.is_mini:
            raise ControlError("only mini-programs log in and ask for numbers")
        return answer({"code": CODES[action](platform, account, follower)})
    doing = Doing(platform, account, follower, given)
    allow(doing, action)
    if given.get("wait", True) is False:
        platform.background(ACTS[action](doing))
        return answer({"delivery": "queued", "tries": [], "reply": None, "notice": ""})
    return answer(_told(await ACTS[action](doing)))


def _told(outcome: Outcome) -> dict[str, Any]:
    return {**asdict(outcome), "tries": len(outcome.tries), "each_try": outcome.tries}


async def push(request: web.Request) -> web.Response:
    """POST /control/push: any event as it is, filled up with what every push has."""
    platform = request.app[PLATFORM]
    given = await fields_of(request)
    account = account_of(platform, given.get("app_id"))
    fields = given.get("fields", {})
    openid = given.get("openid", "")
    if not isinstance(fields, dict) or not isinstance(openid, str):
        raise ControlError("fields must be an object, openid text")
    if given.get("event"):
        fields = {"Event": str(given["event"]), **fields}
    kind = str(fields.get("MsgType", "event"))
    duplicate = whole(given.get("duplicate"), "duplicate", default=0, most=20)
    whole_push = Push({**common(platform, account, openid, kind), **fields}, openid)
    return answer(_told(await deliver(platform, account, whole_push, duplicate=duplicate)))


async def pushes(request: web.Request) -> web.Response:
    """GET /control/pushes: what went to the accounts' servers last, newest first."""
    limit = whole(request.query.get("limit"), "limit", default=100, most=MOST_LISTED)
    return answer({"pushes": list(request.app[PLATFORM].pushes)[: -limit - 1 : -1]})


async def check(request: web.Request) -> web.Response:
    """POST /control/check: whether the account's address passes the platform's check."""
    platform = request.app[PLATFORM]
    account = account_of(platform, (await fields_of(request)).get("app_id"))
    return answer({"passed": await check_callback(platform, account)})


async def menu(request: web.Request) -> web.Response:
    """GET /control/menu: the buttons that a person sees."""
    account = account_of(request.app[PLATFORM], request.query.get("app_id"))
    openid = request.query.get("openid")
    who = follower_of(account, openid) if openid else Follower("", 0)
    return answer({"button": menu_for(account, who)})


async def codes(request: web.Request) -> web.Response:
    """GET /control/qr: the newest codes that can be scanned, each with the address of its picture."""
    platform = request.app[PLATFORM]
    account = account_of(platform, request.query.get("app_id"))
    limit = whole(request.query.get("limit"), "limit", default=50, most=MOST_LISTED)
    found: list[dict[str, Any]] = []
    for ticket, code in reversed(account.named("tickets").items()):
        if len(found) >= limit:
            break
        if alive(platform, code):
            found.append({"ticket": ticket, **code, "picture": f"/control/qr.svg?ticket={ticket}"})
    return answer({"tickets": found})


async def faults(request: web.Request) -> web.Response:
    """POST, GET and DELETE /control/faults."""
    platform = request.app[PLATFORM]
    if request.method == "DELETE":
        platform.faults.remove(request.query.get("id"))
    elif request.method == "POST":
        return answer(asdict(platform.faults.add(**_fault(await fields_of(request)))), 201)
    return answer({"faults": platform.faults.listed()})


def _fault(given: dict[str, Any]) -> dict[str, Any]:
    if word_of(given.get("fault")) not in KINDS:
        raise ControlError(f"fault must be one of {', '.join(sorted(KINDS))}")
    path = given.get("path", "*")
    if not isinstance(path, str):
        raise ControlError("path must be text")
    read: dict[str, Any] = {"path": path, "fault": given["fault"]}
    try:
        read["probability"] = float(given.get("probability", 1.0))
        read["seconds"] = float(given.get("seconds", 1.0))
        read["times"] = None if given.get("times") is None else int(given["times"])
        read["errcode"] = None if given.get("errcode") is None else int(given["errcode"])
    except (TypeError, ValueError, OverflowError) as error:
        raise ControlError("probability, seconds, times and errcode must be numbers") from error
    if not 0 <= read["seconds"] <= 3600:
        raise ControlError("seconds must be from 0 to 3600")
    if read["fault"] == "5xx" and read["errcode"] is not None and not 500 <= read["errcode"] <= 599:
        raise ControlError("errcode of a 5xx must be its status")
    return read


async def checks(request: web.Request) -> web.Response:
    """POST /control/checks: what checks of content find, and whether results wait; or let those that wait go."""
    platform = request.app[PLATFORM]
    given = await fields_of(request)
    set_checking(platform, given)
    gone = 0
    if given.get("let_go"):
        times = whole(given.get("times"), "times", default=1, most=20)
        gone = await let_go(platform, newest_first=bool(given.get("newest_first")), times=max(1, times))
    return answer({"held": len(platform.checking.held), "gone": gone})


async def reset(request: web.Request) -> web.Response:
    """POST /control/reset: everything is forgotten, the accounts stay."""
    await request.app[PLATFORM].forget()
    return answer({"reset": True})


ROUTES: list[tuple[str, str, Handler]] = [
    ("GET", "/control/state", state),
    ("*", "/control/clock", clock),
    ("*", "/control/people", people),
    ("POST", "/control/followers", followers),
    ("POST", "/control/act", act),
    ("POST", "/control/push", push),
    ("GET", "/control/pushes", pushes),
    ("POST", "/control/check", check),
    ("GET", "/control/menu", menu),
    ("GET", "/control/qr", codes),
    ("*", "/control/faults", faults),
    ("POST", "/control/checks", checks),
    ("POST", "/control/reset", reset),
]
