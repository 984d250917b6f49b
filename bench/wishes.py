"""
The wall, the queues and the figures over 50,000 wishes with 200,000 events, from one warm process with embedded stores.

Each page is asked for again and again, as everybody, as the city, as a county and as a village; printed are the median and the
99th per cent of the time until the whole answer was there, in ms, and then by which plans MongoDB found it, with how many
documents it read for how many rows. Last comes one JSON line.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import aiohttp
import uvloop
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from app.demo_keys import make_missing_keys
from app.embedded import running_mongod, running_valkey
from app.running import set_logging
from app.settings import load_settings
from app.web import make_app
from app.wiring import open_services
from bench.city import places
from domain.ids import new_id
from domain.regions import RegionLevel
from domain.staff import StaffRole
from domain.wish_life import STAGES
from domain.wishes import AGE_BANDS, ENDED, WishState
from handlers.base import DEVICE_COOKIE, SESSION_COOKIE
from services.context import Services
from services.staff import add, sign_in
from storage.bootstrap import prepare_schema
from storage.scoped import placed
from storage.wall import facets, place_in_line, price_band

TREE = (14, 156, 6000)
EVENTS_EACH = 4
PART = 5000
ASKED_P99_MS = 100.0
PASSWORD = "a password of the bench"  # noqa: S105 of a database that ends with the bench
COUNTY = "370801"
TWO_YEARS = timedelta(days=730)
PUBLIC = (
    "/h5/wishes",
    f"/h5/wishes?county={COUNTY}&price=100",
    "/api/v1/wishes?limit=50",
    f"/api/v1/wishes?county={COUNTY}&kind=study&age=6-8",
)
QUEUES = ("/console/wishes/waiting", "/console/wishes/waiting?late=1", "/console/wishes/waiting?desk=donor")
LISTS = ("/console/wishes", "/console/wishes?state=published", "/console/wishes?state=open")
FIGURES = ("/console/wishes/figures",)
STAFF = {
    "city": (StaffRole.CITY, "370800"),
    "county": (StaffRole.COUNTY, COUNTY),
    "village": (StaffRole.VILLAGE_OFFICER, f"{COUNTY}100200"),
}


def main(arguments: list[str]) -> int:
    """Run the bench; 0 when it ran."""
    parser = argparse.ArgumentParser(prog="xinqiao bench wishes", description=__doc__)
    parser.add_argument("--wishes", type=int, default=50_000, help="how many there are (default 50000)")
    parser.add_argument("--rounds", type=int, default=200, help="how often each page is asked for (default 200)")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="xinqiao-bench-") as folder:
        path = Path(folder)
        with (
            running_mongod(path / "mongo", cache_gb=0.5) as mongo,
            running_valkey(path / "redis") as redis,
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            return runner.run(_run(mongo, redis, wishes=args.wishes, rounds=args.rounds))


async def _run(mongo: str, redis: str, *, wishes: int, rounds: int) -> int:
    stores = {"mongo_url": mongo, "redis_url": redis, "mongo_database": "bench", "log_level": "warning"}
    settings = load_settings({**make_missing_keys({}), **stores}, env_file=None)
    set_logging(settings)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()))
        services = await stack.enter_async_context(open_services(settings))
        await prepare_schema(services.db)
        await fill(services, wishes=wishes)
        server = HTTPServer(make_app(services, settings))
        sockets = bind_sockets(0, "127.0.0.1")
        server.add_sockets(sockets)
        stack.callback(server.stop)
        base = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
        asked = list(_asked(await _people(services)))
        times = {(page, who): await _times(http, base + page, cookie, rounds) for page, who, cookie in asked}
        plans = {}
        for page, who, cookie in asked:
            async with _profiled(services) as plan:
                await _get(http, base + page, cookie)
            plans[page, who] = plan
    return _report(times, plans)


def _asked(people: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    yield from ((page, "", "") for page in PUBLIC)
    for who, cookie in people.items():
        yield from ((page, who, cookie) for page in (*QUEUES, *LISTS, *FIGURES))


async def fill(services: Services, *, wishes: int) -> None:
    """A city's regions, and so many wishes of two years in all states, each with its events."""
    regions = list(places(*TREE))
    await services.regions.put(regions)
    villages = [each for each in regions if each.level is RegionLevel.VILLAGE]
    kinds, now = [kind for kind, _ in services.facts.wish.kinds], datetime.now(UTC)
    for start in range(0, wishes, PART):
        rows = [
            _wish(number, villages[number * 7 % len(villages)].path, kinds, now - TWO_YEARS * (1 - number / wishes))
            for number in range(start, min(start + PART, wishes))
        ]
        await services.db["wishes"].insert_many(rows, ordered=False)
        events = [event for row in rows for event in _events(row)]
        await services.db["events"].insert_many(events, ordered=False)


def _wish(number: int, path: str, kinds: list[str], at: datetime) -> dict[str, Any]:
    state = list(WishState)[number % len(WishState)]
    kind, age, cost = kinds[number % len(kinds)], AGE_BANDS[number % len(AGE_BANDS)][1], 2000 + number % 29 * 1000
    county, code = path.split("/")[2], f"{100_000 + number}"
    words = facets(county=county, kind=kind, price=price_band(cost), age=age) if state is WishState.PUBLISHED else []
    due = None if state in ENDED else at + timedelta(days=800 if number % 10 else 10)
    return {
        "_id": f"{number:026d}",
        "key": f"k{number}",
        "receipt": f"{number:011d}",
        "guardian": f"g{number // 2}",
        "state": state.value,
        "kind": kind,
        "text": "一个新书包",
        "public_text": "一个新书包",
        "cost_fen": cost,
        "child_masked": "王*明",
        "age_band": age,
        "region": path.split("/")[-2],
        **placed(path),
        "sealed": b"",
        "consent": "c",
        "submitted_at": at,
        "changed_at": at,
        "since": at,
        "due_at": due,
        "next_at": due,
        "desk": "" if state in ENDED else STAGES[state].desk.value,
        "seq": EVENTS_EACH,
        "turn": EVENTS_EACH,
        "code": code,
        "wall": words,
        "line": place_in_line(at, code, first=number % 50 == 0),
        "published_at": at,
    }


def _events(wish: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for seq, kind in zip(range(1, EVENTS_EACH + 1), ("submitted", "checked", "verified", "approved"), strict=True):
        at = wish["submitted_at"] + timedelta(days=seq)
        event = {"_id": new_id(), "about": wish["_id"], "seq": seq, "kind": kind, "actor": "s", "at": at}
        yield event | {"region_path": wish["region_path"], "data": {}}


async def _people(services: Services) -> dict[str, str]:
    """Staff who have signed in: their cookies."""
    found = {}
    for who, (role, region) in STAFF.items():
        await add(services, login=f"bench-{who}", name="王芳", roles=[role], region=region, password=PASSWORD)
        opened = await sign_in(services, login=f"bench-{who}", password=PASSWORD, address="127.0.0.1")
        found[who] = f"{SESSION_COOKIE}={opened.token}; {DEVICE_COOKIE}={opened.device}"
    return found


async def _times(http: aiohttp.ClientSession, address: str, cookie: str, rounds: int) -> list[float]:
    """In ms, once caches and plans are warm."""
    for _ in range(3):
        await _get(http, address, cookie)
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        await _get(http, address, cookie)
        found.append((time.perf_counter() - began) * 1000)
    return found


async def _get(http: aiohttp.ClientSession, address: str, cookie: str) -> None:
    headers = {"Cookie": cookie} if cookie else {}
    async with http.get(address, headers=headers, allow_redirects=False) as answer:
        await answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{address}: {answer.status}")


@asynccontextmanager
async def _profiled(services: Services) -> Any:
    """What MongoDB's profiler saw of the collection `wishes` meanwhile, as lines."""
    await services.db.command("profile", 2)
    lines: list[str] = []
    try:
        yield lines
    finally:
        await services.db.command("profile", 0)
        of_wishes = {"ns": f"{services.db.name}.wishes", "op": {"$in": ["query", "command"]}}
        lines += [
            f"{row.get('planSummary', '?')}: {row.get('docsExamined', 0)} read, {row.get('nreturned', 0)} given"
            async for row in services.db["system.profile"].find(of_wishes)
        ]
        await services.db["system.profile"].drop()


def _report(times: Mapping[tuple[str, str], list[float]], plans: Mapping[tuple[str, str], list[str]]) -> int:
    sys.stdout.write(f"{'page':56}{'as':9}{'median ms':>10}{'p99 ms':>9}\n")
    found = []
    for (page, who), each in times.items():
        p99 = quantiles(each, n=100)[98]
        sys.stdout.write(f"{page:56}{who:9}{median(each):>10.1f}{p99:>9.1f}\n")
        for line in plans[page, who]:
            sys.stdout.write(f"    {line}\n")
        row = {"page": page, "as": who, "median_ms": round(median(each), 2), "p99_ms": round(p99, 2)}
        found.append(row | {"plans": plans[page, who]})
    sys.stdout.write(json.dumps({"bench": "wishes", "asked": {"p99_ms": ASKED_P99_MS}, "figures": found}) + "\n")
    return 0
