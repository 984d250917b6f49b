"""
The followers of an account taken in, with workers killed on the way.

The platform's people are made without our knowing. A program of an administrator has all of them taken in; twice a worker is
killed with `kill -9`. Then our people are held against the platform's: each follower is one person, with her unionid, and
nobody else is. Prints how quickly each part went, what the worker that nobody killed held in memory, and, last, one JSON
line; exit 1 when something doesn't add up.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
import urllib.request
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from drills.rig import DATABASE, Rig, resident_kb, rig
from storage.mongo import open_mongo

WORKERS = 2
KILLS = (0.15, 0.55)  # of all that there is to do, when a worker is killed
LOOK_SECONDS = 0.5  # a program may call five times a second
CITY = "370800"
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(slots=True)
class Found:
    """How it went: seconds of each part, memory of a worker, and what must not be, by what it is."""

    people: int
    seconds: dict[str, float] = field(default_factory=dict)
    kills: int = 0
    kb_at_tenth: int = 0
    kb_at_end: int = 0
    wrong: dict[str, int] = field(default_factory=dict)


def main(arguments: list[str]) -> int:
    """Run the drill; 0 when everything adds up."""
    parser = argparse.ArgumentParser(prog="xinqiao drill followers", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="how many people follow (default 100000)")
    args = parser.parse_args(arguments)
    found = Found(args.people)
    with tempfile.TemporaryDirectory(prefix="xinqiao-drill-") as folder, rig(Path(folder), workers=WORKERS) as up:
        call = _program(up)
        while any(each["state"] == "running" for each in call("GET")["syncs"]):  # the daily one, of nobody yet
            time.sleep(LOOK_SECONDS)
        up.control("/followers", {"app_id": up.app, "count": args.people, "deliver": False})
        call("POST", {"Idempotency-Key": "drill-followers-1"})
        _watch(up, call, found)
        found.wrong |= asyncio.run(_audit(up))
    growth = found.kb_at_end / found.kb_at_tenth - 1 if found.kb_at_tenth else 0.0
    for part, seconds in found.seconds.items():
        sys.stdout.write(f"{part:10}{seconds:>8.1f} s  {args.people / max(seconds, 0.1):>9.0f} people a second\n")
    sys.stdout.write(f"memory    {found.kb_at_tenth} kB at a tenth, {found.kb_at_end} kB at the end\n")
    for what, count in found.wrong.items():
        sys.stdout.write(f"WRONG {what}: {count}\n")
    ok = not found.wrong
    sys.stdout.write(json.dumps({"drill": "followers", "ok": ok, **asdict(found), "growth": round(growth, 4)}) + "\n")
    return 0 if ok else 1


def _program(up: Rig) -> Any:
    """Calls of an administrator's program: a method and headers; what it answers."""
    up.run("staff", "add", "drill", "--name", "演练", "--role", "administrator", "--region", CITY)
    secret = up.run("staff", "token", "drill", "--name", "followers").split()[-1]

    def call(method: str, headers: dict[str, str] | None = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 an address of this machine
            f"{up.base}/api/v1/staff/follower-syncs",
            data=b"" if method == "POST" else None,
            headers={"Authorization": f"Bearer {secret}", **(headers or {})},
            method=method,
        )
        with _OPENER.open(request, timeout=60) as answer:
            return json.load(answer)

    return call


def _watch(up: Rig, call: Any, found: Found) -> None:
    """Until it is over: kill, look at the memory, and take the time of each part."""
    survivor, kills, began = up.workers[0], list(KILLS), time.monotonic()
    while True:
        sync = call("GET")["syncs"][0]
        done = (sync["listed"] + sync["asked"]) / (2 * found.people)
        now = time.monotonic()
        if sync["part"] == "facts" and "list" not in found.seconds:
            found.seconds["list"] = round(now - began, 1)
        if kills and done >= kills[0]:
            kills.pop(0)
            up.kill(up.workers[-1])
            found.kills += 1
        if not found.kb_at_tenth and done >= 0.1:
            found.kb_at_tenth = resident_kb(survivor.pid)
        found.kb_at_end = resident_kb(survivor.pid) or found.kb_at_end
        if sync["state"] != "running":
            found.seconds["facts"] = round(now - began - found.seconds.get("list", 0.0), 1)
            break
        time.sleep(LOOK_SECONDS)
    if sync["state"] != "done":
        found.wrong[f"it ended as {sync['state']}"] = 1
    if kills:
        found.wrong["kills that came too late"] = len(kills)


async def _audit(up: Rig) -> dict[str, int]:
    """Our people against the platform's."""
    following = up.account()["following"]
    async with open_mongo(up.mongo_url, DATABASE) as db:
        hers = {"merged_into": None, "identities": {"$elemMatch": {"app": up.app, "following": True}}}
        people = await db["people"].count_documents(hers)
        nameless = await db["people"].count_documents({**hers, "identities.unionid": ""})
    wrong = {"followers and people differ": abs(following - people), "without a unionid": nameless}
    return {what: count for what, count in wrong.items() if count}
