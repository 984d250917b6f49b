"""The parts of a drill: stores that can be stopped, servers and workers of ours, and people who write."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from app.embedded import mongod_program, valkey_program
from app.processes import LOOPBACK, ROOT, free_port, python_command, spawn, stop_process
from bench.bodies import sign_push
from drills.rig import DidNotStart, await_answer
from drills.store import Store


@contextmanager
def stores(folder: Path) -> Iterator[tuple[Store, Store]]:
    """MongoDB and Redis over `folder`, ended afterwards."""
    mongo, redis = Store(mongod_program(folder / "mongo")), Store(valkey_program(folder / "redis"))
    try:
        yield mongo, redis
    finally:
        mongo.stop()
        redis.stop()


@contextmanager
def product(environment: dict[str, str], folder: Path, *, processes: int) -> Iterator[str]:
    """Seeded stores, `processes` servers on one port and as many workers; the servers' address."""
    port = free_port()
    own = {**environment, "XINQIAO_PORT": str(port), "XINQIAO_DATA_DIR": str(folder / "data")}
    with (folder / "product.log").open("ab") as log, ExitStack() as stack:
        seeding = spawn(python_command("app", "seed", "--sample"), environment=own, output=log, folder=ROOT)
        if seeding.wait():
            raise DidNotStart("the seed")
        for command in ("serve", "worker"):
            for _ in range(processes):
                process = spawn(python_command("app", command, "--child"), environment=own, output=log, folder=ROOT)
                stack.callback(stop_process, process)
        base = f"http://{LOOPBACK}:{port}"
        await_answer(f"{base}/readyz", process, "the server")
        yield base


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back: the HTTP status, the reply's XML and the seconds it took."""

    status: int
    text: str
    seconds: float


class Writers:
    """People who write to the account, over one client."""

    def __init__(self, base: str, http: aiohttp.ClientSession) -> None:
        self._base = base
        self._http = http
        self._numbers = iter(range(time.time_ns() // 1000, 1 << 62))

    async def say(self, openid: str, words: str) -> Heard:
        """One message; a connection that fails counts as status 0."""
        address, body = sign_push(openid, words, number=next(self._numbers))
        began = time.monotonic()
        try:
            async with self._http.post(f"{self._base}{address}", data=body.encode()) as answer:
                text = (await answer.read()).decode()
                return Heard(answer.status, text, time.monotonic() - began)
        except (aiohttp.ClientError, TimeoutError):
            return Heard(0, "", time.monotonic() - began)
