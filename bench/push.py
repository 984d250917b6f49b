"""
A push beside a bare loop: the same client and as many calls side by side, against the same simulated platform.

The loop writes nothing down. The push builds its rows, claims and settles each, minds pauses and loses nobody. One
worker and one loop, a process each; the simulator and the stores share what the machine has. Prints a table and, last,
one JSON line.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import uvloop

from drills.rig import DATABASE, Rig, cpu_seconds, rig
from services.pushes.direct import CREWS, WAVE
from storage.deliveries import LANES
from storage.mongo import open_mongo
from wechat.client import WeChatClient
from wechat.messages import NewsReply
from wechat.tokens import StoredToken

LESSON = "listen-before-you-speak"
AT_ONCE = LANES * CREWS * WAVE
CARD = NewsReply(
    title="先听完，再说话", description="几分钟就懂", url="https://example.org/h5", picture_url="https://example.org/p"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """
    What one contender did: seconds of building rows, messages a second once it sends, and the CPU µs a message of its
    own process, of the stores and of the simulated platform.
    """

    contender: str
    building: float
    rate: float
    cpu_us: float
    stores_us: float
    platform_us: float


def main(arguments: list[str]) -> int:
    """Run the bench; 0 when it ran."""
    parser = argparse.ArgumentParser(prog="xinqiao bench push", description=__doc__)
    parser.add_argument("--people", type=int, default=10_000, help="how many people get a message (default 10000)")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="xinqiao-bench-") as folder, rig(Path(folder), serving=False) as up:
        up.control("/followers", {"app_id": up.app, "count": args.people, "deliver": False, "wrote": True})
        figures = [_loop(up, args.people), _push(up, args.people), _loop(up, args.people)]
    return _report(args.people, figures)


def _loop(up: Rig, people: int) -> Figure:
    """The bare loop, in a process of its own."""
    stores, platform = _used(up)
    said = subprocess.run(
        [sys.executable, "-P", "-c", "import sys; from bench.push import loop; sys.exit(loop())"],
        env=up.environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    rate, own = json.loads(said.splitlines()[-1])
    return Figure("loop", 0.0, rate, own, *_since(up, (stores, platform), people))


def loop() -> int:
    """Send to every follower and print the rate and the CPU time a message; 0."""
    from app.settings import load_settings  # noqa: PLC0415 only the loop's own process reads them

    settings = load_settings(env_file=None)

    async def run() -> tuple[float, float]:
        async with aiohttp.ClientSession() as http:
            client = WeChatClient(
                app_id=settings.oa_app_id,
                app_secret=settings.oa_app_secret.get_secret_value(),
                api_base=settings.wechat_api_base,
                kind=settings.oa_kind,
                tokens=_InMemory(),
                http=http,
                now=lambda: datetime.now(UTC),
                sleep=asyncio.sleep,
            )
            openids: deque[str] = deque()
            page = await client.followers("")
            while page.openids:
                openids += page.openids
                page = await client.followers(page.next_openid)
            count, began, used = len(openids), time.monotonic(), time.process_time()

            async def caller() -> None:
                while openids:
                    await client.send_news(openids.popleft(), CARD)

            await asyncio.gather(*(caller() for _ in range(AT_ONCE)))
            return count / (time.monotonic() - began), (time.process_time() - used) / count * 1e6

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.stdout.write(json.dumps(runner.run(run())) + "\n")
    return 0


def _push(up: Rig, people: int) -> Figure:
    worker = up.start_worker()
    up.run("push", LESSON, "--to", "tag:nobody", "--channel", "customer")  # when this is done the worker works
    used, others = cpu_seconds(worker.pid), _used(up)
    ledger = json.loads(
        up.run("push", LESSON, "--to", "all", "--channel", "customer", "--push", "bench").splitlines()[-1]
    )
    used = cpu_seconds(worker.pid) - used
    if ledger["sent"] != people:
        raise RuntimeError(f"the push sent {ledger['sent']} of {people}")
    created, ran, finished = asyncio.run(_moments(up))
    return Figure("push", ran - created, people / (finished - ran), used / people * 1e6, *_since(up, others, people))


def _used(up: Rig) -> tuple[float, float]:
    """CPU seconds of the stores and of the platform so far."""
    return sum(map(cpu_seconds, up.store_pids)), cpu_seconds(up.simulator_pid)


def _since(up: Rig, before: tuple[float, float], people: int) -> tuple[float, float]:
    stores, platform = _used(up)
    return (stores - before[0]) / people * 1e6, (platform - before[1]) / people * 1e6


async def _moments(up: Rig) -> tuple[float, float, float]:
    """When the push was created, began to send, and ended."""
    async with open_mongo(up.mongo_url, DATABASE) as db:
        at = {event["kind"]: event["at"].timestamp() async for event in db["events"].find({"about": "bench"})}
    return at["created"], at["run"], at["finish"]


class _InMemory:
    """A token store of one process."""

    def __init__(self) -> None:
        self._held: StoredToken | None = None

    async def get(self, app_id: str) -> StoredToken | None:
        del app_id
        return self._held

    async def put(self, app_id: str, token: StoredToken) -> None:
        del app_id
        self._held = token

    async def lock(self, app_id: str, *, seconds: int) -> str | None:
        del app_id, seconds
        return "mine"

    async def unlock(self, app_id: str, ticket: str) -> None:
        del app_id, ticket


def _report(people: int, figures: list[Figure]) -> int:
    bare = [each.rate for each in figures if each.contender == "loop"]
    base = sum(bare) / len(bare)
    sys.stdout.write(
        f"{'contender':10}{'building s':>11}{'messages/s':>12}{'to loop':>9}{'cpu µs':>8}{'stores':>8}{'platform':>10}\n"
    )
    for each in figures:
        sys.stdout.write(
            f"{each.contender:10}{each.building:>11.2f}{each.rate:>12.0f}{each.rate / base:>9.2f}{each.cpu_us:>8.0f}"
            f"{each.stores_us:>8.0f}{each.platform_us:>10.0f}\n"
        )
    ratio = next(each.rate for each in figures if each.contender == "push") / base
    found = {"bench": "push", "people": people, "at_once": AT_ONCE, "figures": [asdict(each) for each in figures]}
    sys.stdout.write(json.dumps({**found, "ratio": round(ratio, 3)}) + "\n")
    return 0
