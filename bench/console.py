"""
The console of a whole city beside that of ten villages: the same lists, asked for in turn in one run.

The city has 14 counties, 156 townships, 6,000 villages, 8,000 members of staff, 500,000 people, 100,000 wishes, 20,000
questions and 200,000 events. Each list is asked of an application in this process, as somebody of the city and of a county; printed are the medians of the
server's time for the first rows, in ms, and what the city takes more. Last comes one JSON line.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
import uvloop
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from app.demo_keys import make_missing_keys
from app.embedded import running_mongod, running_valkey
from app.settings import load_settings
from app.web import make_app
from app.wiring import open_services
from bench.city import places
from domain.ids import new_id
from domain.regions import Region, RegionLevel
from domain.staff import StaffRole
from domain.tickets import turn_of
from domain.wishes import WishState
from handlers.base import DEVICE_COOKIE, SESSION_COOKIE
from services.context import Services
from services.staff import add, sign_in
from storage.bootstrap import prepare_schema
from storage.scoped import placed

PASSWORD = "a password of the bench"  # noqa: S105 of a database that ends with the bench
PAGES: tuple[str, ...] = (
    "/console/",
    "/console/wishes",
    "/console/wishes?state=submitted",
    "/console/lessons",
    "/console/pushes",
)
PAGES += ("/console/questions", "/console/alerts", "/api/v1/staff/staff", "/api/v1/staff/audit")
PAGES += ("/console/people", "/console/people?state=quiet")
PART = 5000
PEOPLE = 5  # for each wish
SIZES: dict[str, tuple[int, int, int, int, int]] = {"ten": (1, 2, 10, 10, 200), "city": (14, 156, 6000, 8000, 100_000)}


def main(arguments: list[str]) -> int:
    """Run the bench; 0 when it ran."""
    parser = argparse.ArgumentParser(prog="xinqiao bench console", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30, help="how often each page is asked for (default 30)")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="xinqiao-bench-") as folder:
        path = Path(folder)
        with (
            running_mongod(path / "mongo", cache_gb=0.5) as mongo,
            running_valkey(path / "redis") as redis,
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            return runner.run(_compare(mongo, redis, args.rounds))


async def _compare(mongo: str, redis: str, rounds: int) -> int:
    keys = make_missing_keys({})
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()))
        sites: dict[str, tuple[str, dict[str, str]]] = {}
        for name, size in SIZES.items():
            settings = load_settings(
                {**keys, "mongo_url": mongo, "redis_url": redis, "mongo_database": f"bench_{name}"}, env_file=None
            )
            services = await stack.enter_async_context(open_services(settings))
            await prepare_schema(services.db)
            await _fill(services, size[:3], staff=size[3], wishes=size[4])
            server = HTTPServer(make_app(services, settings))
            sockets = bind_sockets(0, "127.0.0.1")
            server.add_sockets(sockets)
            stack.callback(server.stop)
            sites[name] = (f"http://127.0.0.1:{sockets[0].getsockname()[1]}", await _people(services))
        figures = await _measure(http, sites, rounds)
    return _report(figures)


async def _fill(services: Services, tree: tuple[int, int, int], *, staff: int, wishes: int) -> None:
    regions = list(places(*tree))
    await services.regions.put(regions)
    villages = [each for each in regions if each.level is RegionLevel.VILLAGE]
    now = datetime.now(UTC)
    rows: dict[str, list[dict[str, Any]]] = {"staff": [], "wishes": [], "events": [], "audit": []}
    for number in range(staff):
        path = villages[number % len(villages)].path
        role = {"role": "village_officer", "region_path": path, "since": None, "until": None, "deputy_for": ""}
        account = {"login": f"officer{number}", "name": "王芳", "state": "active", "appointments": [role], "seq": 1}
        account |= {"password_hash": "", "created_at": now, "changed_at": now}
        rows["staff"].append({"_id": new_id(), **placed(path), **account})
    for number in range(wishes):
        place, at = villages[number * 7 % len(villages)], now - timedelta(minutes=wishes - number)
        wish: dict[str, Any] = {
            "_id": f"{number:026d}",
            "key": f"k{number}",
            "receipt": f"{number:011d}",
            "guardian": f"g{number // 3}",
        }
        wish |= {"state": list(WishState)[number % 3], "kind": "books", "text": "一个新书包", "cost_fen": 8000}
        wish |= {"child_masked": "王*明", "age_band": "6-8", "region": place.code, **placed(place.path)}
        rows["wishes"].append(wish | {"submitted_at": at, "changed_at": at, "seq": 2, "sealed": b"", "consent": "c"})
        for seq, kind in enumerate(("submitted", "child_read"), 1):
            event = {"_id": new_id(), "about": wish["_id"], "seq": seq, "kind": kind, "actor": "s", "at": at}
            rows["events"].append(event | {"region_path": place.path, "data": {}})
        act = {"_id": new_id(), "day": f"{at:%Y-%m-%d}", "at": at, "actor": "s", "kind": "child_read", "data": {}}
        rows["audit"].append(act | {"about": wish["_id"], **placed(place.path)})
    rows["people"] = [_person(number, villages, services.facts.oa_app, now) for number in range(wishes * PEOPLE)]
    rows["questions"] = [_question(number, villages, now) for number in range(wishes // 5)]
    for name, documents in rows.items():
        for start in range(0, len(documents), PART):
            await services.db[name].insert_many(documents[start : start + PART], ordered=False)


def _person(number: int, places: list[Region], app: str, now: datetime) -> dict[str, Any]:
    """Nine of ten follow, one of twenty is quiet; the region of four of five is known."""
    account = {"app": app, "openid": f"o{number:027d}", "following": number % 10 > 0, "followed_at": now}
    facts: dict[str, Any] = {"merged_into": None, "roles": [], "tags": [], "pushes": number % 20 > 0, "created_at": now}
    return {"_id": f"{number:026d}", "identities": [account], **facts} | placed(
        places[number * 7 % len(places)].path if number % 5 else ""
    )


def _question(number: int, places: list[Region], now: datetime) -> dict[str, Any]:
    at = now - timedelta(minutes=number)
    facts = {"receipt": f"{number:011d}", "asker": f"g{number}", "state": "open", "suggested": [], "asked_at": at}
    facts |= {"waits": True, "due_at": at, "raise_at": at, "turn": turn_of(at, urgent=False), "readers": []}
    return {"_id": f"{number:026d}", "key": f"k{number}", "sealed": b"", **facts} | placed(
        places[number * 11 % len(places)].path
    )


async def _people(services: Services) -> dict[str, str]:
    """Somebody of the city and of a county, signed in: their cookies."""
    found = {}
    for who, region in (("city", "370800"), ("county", "370801")):
        roles = [StaffRole.ADMINISTRATOR]
        await add(services, login=f"bench-{who}", name="王芳", roles=roles, region=region, password=PASSWORD)
        opened = await sign_in(services, login=f"bench-{who}", password=PASSWORD, address="127.0.0.1")
        found[who] = f"{SESSION_COOKIE}={opened.token}; {DEVICE_COOKIE}={opened.device}"
    return found


async def _measure(
    http: aiohttp.ClientSession, sites: dict[str, tuple[str, dict[str, str]]], rounds: int
) -> dict[tuple[str, str], dict[str, list[float]]]:
    figures: dict[tuple[str, str], dict[str, list[float]]] = {}
    for number in range(rounds + 3):
        for name, (base, people) in sites.items():
            for who, cookie in people.items():
                for page in PAGES:
                    began = time.perf_counter()
                    async with http.get(base + page, headers={"Cookie": cookie}, allow_redirects=False) as answer:
                        await answer.read()
                    if answer.status != 200:
                        raise RuntimeError(f"{page}: {answer.status}")
                    if number >= 3:  # caches and plans are warm, as in any office at nine
                        took = (time.perf_counter() - began) * 1000
                        figures.setdefault((page, who), {}).setdefault(name, []).append(took)
    return figures


def _report(figures: dict[tuple[str, str], dict[str, list[float]]]) -> int:
    sys.stdout.write(f"{'page':36}{'as':8}{'ten ms':>9}{'city ms':>9}{'ratio':>7}\n")
    found = []
    for (page, who), times in figures.items():
        ten, city = median(times["ten"]), median(times["city"])
        sys.stdout.write(f"{page:36}{who:8}{ten:>9.1f}{city:>9.1f}{city / ten:>7.2f}\n")
        found.append({"page": page, "as": who, "ten_ms": round(ten, 2), "city_ms": round(city, 2)})
    sys.stdout.write(json.dumps({"bench": "console", "figures": found}) + "\n")
    return 0
