"""
Redis is stopped, then MongoDB, while people write. What must hold stands in docs/architecture.md: commands, lessons and
answers go on, a submission is refused in words and never half-kept, danger gets its card, and full service is back within
five seconds.
"""

import argparse
import asyncio
import itertools
import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp

from bench.callback import bench_environment
from drills.parts import Heard, Writers, product, stores
from drills.store import Store
from storage.mongo import Database, open_mongo

FORM = ("微心愿", "同意", "{name}", "8岁", "曲阜", "1", "1", "学习用品", "一个新书包", "80", "提交")
KEPT = re.compile(r"已收到，编号 ([\d -]+)")
REFUSED = ("填不了", "再发一次", "没能存上", "没能办成")
BACK_WITHIN = 5.0
SLOWEST = 5.0
PAUSE_SECONDS = 0.25

Deed = Callable[["People", str], Awaitable[str]]


class People:
    """Everybody who writes, what came of it by phase, and what they were told."""

    def __init__(self, writers: Writers) -> None:
        self.phase = "all well"
        self.came: Counter[tuple[str, str, str]] = Counter()
        self.receipts: set[str] = set()
        self.in_danger: set[str] = set()
        self.children = 0
        self._writers = writers
        self._numbers = itertools.count(1)

    async def write(self, stop: asyncio.Event, deed: str) -> None:
        """Do one thing again and again, each time as somebody new."""
        while not stop.is_set():
            phase = self.phase
            outcome = await DEEDS[deed](self, f"o-drill-{next(self._numbers):06d}")
            if phase == self.phase:  # what spans two phases tells nothing of either
                self.came[phase, deed, outcome] += 1
            await asyncio.sleep(PAUSE_SECONDS)

    async def say(self, openid: str, words: str) -> Heard:
        """One message."""
        return await self._writers.say(openid, words)


def _wrong(heard: Heard) -> str:
    """What is wrong with an answer, whatever was asked; "" when it came in time."""
    if heard.status != 200:
        return f"status {heard.status}"
    if heard.seconds > SLOWEST:
        return "too slow"
    return "late" if heard.text == "success" else ""


async def _command(people: People, openid: str) -> str:
    heard = await people.say(openid, "微课堂")
    return _wrong(heard) or ("right" if "1. " in heard.text else "wrong words")


async def _question(people: People, openid: str) -> str:
    heard = await people.say(openid, "孩子写作业磨蹭怎么办")
    return _wrong(heard) or ("right" if "人工" in heard.text else "wrong words")


async def _danger(people: People, openid: str) -> str:
    heard = await people.say(openid, "老公正在打我，救命")
    if "110" in heard.text:  # whoever saw the card counts on somebody's having been called
        people.in_danger.add(openid)
    return _wrong(heard) or ("right" if "110" in heard.text else "wrong words")


async def _wish(people: People, openid: str) -> str:
    name = f"王{chr(0x4E00 + people.children // 5000)}{chr(0x4E00 + people.children % 5000)}"
    people.children += 1  # each child has one wish that goes on
    for words in FORM:
        heard = await people.say(openid, words.format(name=name))
        if wrong := _wrong(heard):
            return wrong
        if any(each in heard.text for each in REFUSED):
            return "refused in words"
    receipt = KEPT.search(heard.text)
    if receipt is None:
        return f"wrong words: {heard.text[:60]!r}"
    people.receipts.add(re.sub(r"\D", "", receipt[1]))
    return "right"


DEEDS: dict[str, Deed] = {"command": _command, "question": _question, "danger": _danger, "wish": _wish}
ALLOWED = {"wish": {"right", "refused in words"}}


def main(arguments: list[str]) -> int:
    """Run the drill; 1 when something didn't hold."""
    parser = argparse.ArgumentParser(prog="xinqiao drill stores", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long each store is away (default 30)")
    parser.add_argument("--people", type=int, default=8, help="how many do each thing at once (default 8)")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="xinqiao-drill-") as name, stores(Path(name)) as (mongo, redis):
        environment = bench_environment(mongo.url, redis.url)
        with product(environment, Path(name), processes=2) as base:
            return asyncio.run(_drill(args, base, mongo, redis))


async def _drill(args: argparse.Namespace, base: str, mongo: Store, redis: Store) -> int:
    async with aiohttp.ClientSession() as http:
        people = People(Writers(base, http))
        stop = asyncio.Event()
        writing = [asyncio.create_task(people.write(stop, deed)) for deed in DEEDS for _ in range(args.people)]
        await asyncio.sleep(5)
        back = {}
        for name, store in (("Redis", redis), ("MongoDB", mongo)):
            people.phase = f"{name} away"
            await asyncio.to_thread(store.stop)
            await asyncio.sleep(args.seconds)
            people.phase = f"{name} coming back"
            await asyncio.to_thread(store.start)
            back[name] = await _seconds_until_well(people)
            people.phase = f"{name} back"
            await asyncio.sleep(5)
        stop.set()
        await asyncio.gather(*writing)
    async with open_mongo(mongo.url, "bench") as db:
        return _tell(people, back, await _missing(people, db))


async def _seconds_until_well(people: People) -> float:
    """From when the store answers until everything works at the first try, each by somebody new."""
    began = time.monotonic()
    numbers = itertools.count(1)
    while time.monotonic() - began < 10 * BACK_WITHIN:
        attempts = [deed(people, f"o-back-{began:.3f}-{next(numbers)}") for deed in DEEDS.values()]
        if set(await asyncio.gather(*attempts)) == {"right"}:
            break
        await asyncio.sleep(0.1)
    return time.monotonic() - began


async def _missing(people: People, db: Database) -> dict[str, int]:
    """What was promised and isn't in MongoDB; alerts that waited in Redis get a moment to move."""
    for _ in range(100):
        alerts = set(await db["alerts"].distinct("openid"))
        if people.in_danger <= alerts:
            break
        await asyncio.sleep(0.1)
    kept = set(await db["wishes"].distinct("receipt"))
    wishes = await db["wishes"].count_documents({})
    consents = await db["consents"].count_documents({})
    events = await db["events"].count_documents({"kind": "submitted"})
    return {
        "receipts without a wish": len(people.receipts - kept),
        "wishes half kept": abs(wishes - consents) + abs(wishes - events),
        "dangers without an alert": len(people.in_danger - alerts),
    }


def _tell(people: People, back: dict[str, float], missing: dict[str, int]) -> int:
    bad = [
        f"{count} times in phase {phase}: {deed}: {outcome}"
        for (phase, deed, outcome), count in sorted(people.came.items())
        if outcome not in ALLOWED.get(deed, {"right"}) or (phase == "all well" and outcome != "right")
    ]
    bad += [f"{count} {what}" for what, count in missing.items() if count]
    bad += [f"{name}: full service {seconds:.1f} s after" for name, seconds in back.items() if seconds > BACK_WITHIN]
    for (phase, deed, outcome), count in sorted(people.came.items()):
        sys.stdout.write(f"{phase:20}{deed:10}{outcome:20}{count:6}\n")
    for line in bad:
        sys.stdout.write(f"BAD {line}\n")
    told = {"receipts": len(people.receipts), "dangers": len(people.in_danger), **missing}
    seconds = {name: round(each, 2) for name, each in back.items()}
    sys.stdout.write(json.dumps({"drill": "stores", "back_after_s": seconds, **told, "bad": len(bad)}) + "\n")
    return 1 if bad else 0
