"""What stands in the chats: for a phone to show as it comes, and for a test to count."""

import asyncio
from typing import Any

import orjson
from aiohttp import web

from simulator.control import PLATFORM, account_of, answer, follower_of, whole
from simulator.state import SENT_CHANNELS, Account

MOST_LINES = 1000
SHOWN_AT_FIRST = 200
MOST_LOGGED = 100_000
QUIET_SECONDS = 15.0
Line = dict[str, Any]


async def chat(request: web.Request) -> web.Response:
    """GET /control/chat: what she sees, oldest first."""
    platform = request.app[PLATFORM]
    account = account_of(platform, request.query.get("app_id"))
    follower = follower_of(account, request.query.get("openid"))
    after = whole(request.query.get("after"), "after", default=0, most=10**12)
    limit = whole(request.query.get("limit"), "limit", default=SHOWN_AT_FIRST, most=MOST_LINES)
    return answer({"entries": await platform.chat_after(account, follower.openid, after, limit)})


async def stream(request: web.Request) -> web.StreamResponse:
    """GET /control/chat/stream: the same as server-sent events, then every line as it comes."""
    platform = request.app[PLATFORM]
    account = account_of(platform, request.query.get("app_id"))
    follower = follower_of(account, request.query.get("openid"))
    last = request.headers.get("Last-Event-ID") or request.query.get("after")
    after = whole(last, "after", default=0, most=10**12)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    queue: asyncio.Queue[Line] = asyncio.Queue()
    account.listeners.setdefault(follower.openid, set()).add(queue)
    try:
        for line in await platform.chat_after(account, follower.openid, after, SHOWN_AT_FIRST):
            await _send(response, line)
            after = line["seq"]
        await response.write(b": ready\n\n")
        await _follow(response, queue, after)
    except (ConnectionError, asyncio.CancelledError):
        pass
    finally:
        account.listeners.get(follower.openid, set()).discard(queue)
    return response


async def _follow(response: web.StreamResponse, queue: asyncio.Queue[Line], after: int) -> None:
    while True:
        try:
            line = await asyncio.wait_for(queue.get(), QUIET_SECONDS)
        except TimeoutError:
            await response.write(b": quiet\n\n")
            continue
        if not line:
            return
        if "typing" in line:
            await response.write(b"event: typing\ndata: %s\n\n" % orjson.dumps(line))
        elif line["seq"] > after:
            await _send(response, line)


async def _send(response: web.StreamResponse, line: Line) -> None:
    await response.write(b"id: %d\ndata: %s\n\n" % (line["seq"], orjson.dumps(line)))


async def end_streams(app: web.Application) -> None:
    """An empty line tells every open stream to end."""
    for account in app[PLATFORM].accounts.values():
        for queues in account.listeners.values():
            for queue in queues:
                queue.put_nowait({})


def _where(account: Account, query: Any) -> tuple[str, list[object]]:
    """The condition on lines that the account pushed, narrowed by channel, kind, openid and msg."""
    channels = [each for each in sorted(SENT_CHANNELS) if query.get("channel") in {None, "", each}]
    condition = f"app = ? AND channel IN ({', '.join('?' * len(channels))})"
    values: list[object] = [account.app_id, *channels]
    for name in ("kind", "openid", "msg"):
        if query.get(name):
            condition += f" AND {name} = ?"
            values.append(query[name])
    return condition, values


async def log(request: web.Request) -> web.Response:
    """GET /control/log: every message that reached someone's chat, oldest first."""
    platform = request.app[PLATFORM]
    account = account_of(platform, request.query.get("app_id"))
    after = whole(request.query.get("after"), "after", default=0, most=10**12)
    limit = whole(request.query.get("limit"), "limit", default=1000, most=MOST_LOGGED)
    condition, values = _where(account, request.query)
    query = f"SELECT entry FROM entries WHERE {condition} AND seq > ? ORDER BY seq LIMIT ?"  # noqa: S608 only names
    found = [orjson.loads(row[0]) for row in await platform.store.read(query, (*values, after, limit))]
    return answer({"entries": found, "next": found[-1]["seq"] if len(found) == limit and found else None})


async def summary(request: web.Request) -> web.Response:
    """
    GET /control/log/summary: of each message, how many people have it once, twice, …; with `by=openid` how many
    messages each person has, a page of openids at a time.
    """
    platform = request.app[PLATFORM]
    account = account_of(platform, request.query.get("app_id"))
    condition, values = _where(account, request.query)
    if request.query.get("by") == "openid":
        limit = whole(request.query.get("limit"), "limit", default=10_000, most=MOST_LOGGED)
        query = (
            f"SELECT openid, COUNT(*), COUNT(DISTINCT channel || msg) FROM entries WHERE {condition} AND openid > ?"  # noqa: S608 only names
            " GROUP BY openid ORDER BY openid LIMIT ?"
        )
        rows = await platform.store.read(query, (*values, request.query.get("after", ""), limit))
        people = {openid: {"received": count, "different": different} for openid, count, different in rows}
        return answer({"openids": people, "next": rows[-1][0] if rows and len(rows) == limit else None})
    query = (
        "SELECT channel, msg, times, COUNT(*), MIN(first) FROM (SELECT channel, msg, openid, COUNT(*) AS times,"  # noqa: S608 only names
        f" MIN(seq) AS first FROM entries WHERE {condition} GROUP BY channel, msg, openid)"
        " GROUP BY channel, msg, times ORDER BY MIN(first)"
    )
    return answer(_summed(await platform.store.read(query, values)))


def _summed(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    messages: dict[tuple[str, str], dict[str, Any]] = {}
    times_overall: dict[str, int] = {}
    for channel, msg, times, people, _first in rows:
        found = messages.setdefault(
            (channel, msg), {"channel": channel, "msg": msg, "people": 0, "received": 0, "times": {}}
        )
        found["people"] += people
        found["received"] += people * times
        found["times"][str(times)] = people
        times_overall[str(times)] = times_overall.get(str(times), 0) + people
    received = sum(each["received"] for each in messages.values())
    return {"messages": list(messages.values()), "received": received, "times": times_overall}


ROUTES = [
    ("GET", "/control/chat", chat),
    ("GET", "/control/chat/stream", stream),
    ("GET", "/control/log", log),
    ("GET", "/control/log/summary", summary),
]
