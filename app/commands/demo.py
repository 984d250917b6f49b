"""Everything on this machine: stores, sample content, a simulated platform with a phone, server and worker."""

import argparse
import asyncio
import time
import urllib.request
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from app.commands import CommandFailed
from app.data_folder import DataFolder, Running
from app.demo_keys import choose_ports, make_missing_keys, simulated_accounts
from app.embedded import StoreProgram, Stores, await_store, describe, mongod_program, valkey_program
from app.packages import ensure_stores_can_run
from app.processes import ROOT, python_command, python_environment
from app.running import prepare_to_serve, set_logging
from app.settings import Settings, as_environment, load_settings
from app.supervisor import Program, StartFailed, Supervisor, show, until_told_to_stop
from app.wiring import CONTENT, open_services
from domain.errors import StoreAway
from services.content import load
from services.content.seeding import push_menu, seed
from services.context import Services
from services.samples import ensure_samples
from services.staff import ensure_demo
from storage.workers import WorkerBeats

Result = TypeVar("Result")
START_SECONDS = 60.0
LOOK_SECONDS = 0.05
DEFAULT_PORT = 8888


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--port", type=int, help=f"default: {DEFAULT_PORT}, or the next free one")
    parser.add_argument("--data", type=Path, help="folder for the demo's data; instead of XINQIAO_DATA_DIR")
    parser.add_argument("--reset", action="store_true", help="throw away what an earlier demo left")


def run(args: argparse.Namespace) -> int:
    """Run the demo until told to stop. Raises BadSetting, PortTaken, FolderBusy, StoreMissing."""
    over = {"data_dir": str(args.data)} if args.data else {}
    if args.port is not None:
        over["port"] = str(args.port)
    given = load_settings(over=over)
    folder = DataFolder(given.data_dir)
    folder.make()
    with folder.held(patience=1.0):
        if args.reset:
            folder.empty()
        ensure_stores_can_run()
        return asyncio.run(_Demo(folder, given, over).run())


class _Demo:
    """One run of the demo. `given` are the settings as they are given, `over` those from the command line."""

    def __init__(self, folder: DataFolder, given: Settings, over: dict[str, str]) -> None:
        self._folder = folder
        self._over = over
        self._given = given
        self._keys = make_missing_keys(folder.keys())
        folder.keep_keys(self._keys)
        self._port, self._simulator_port = choose_ports(given.port, asked="port" in given.model_fields_set)
        self._simulated = "wechat_api_base" not in given.model_fields_set
        self._running = Running()
        self._supervisor = Supervisor(say=_tell, changed=self._note)
        self._tasks: list[asyncio.Task[Any]] = []

    async def run(self) -> int:
        """Start everything, say READY, and wait to be told to stop; the exit code."""
        stopped = asyncio.create_task(until_told_to_stop())
        started = self._task(self._start())
        try:
            await asyncio.wait({stopped, started}, return_when=asyncio.FIRST_COMPLETED)
            if started.done():
                started.result()
                await stopped
        except StartFailed as problem:
            raise CommandFailed(str(problem)) from None
        finally:
            _tell("stopping")
            for each in self._tasks:
                each.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._supervisor.stop()
            self._folder.forget_running()
        return 0

    def _task(self, body: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Something that goes on beside, until the demo ends at the latest."""
        task = asyncio.create_task(body)
        self._tasks.append(task)
        return task

    async def _start(self) -> None:
        began = time.monotonic()
        _tell(f"data in {self._folder.path}")
        content = self._task(asyncio.to_thread(load, CONTENT))
        stores = await self._start_stores()
        settings = self._settings(stores)
        set_logging(settings)
        if self._simulated:
            institution = (await content).texts.institution
            simulator = self._task(self._start_simulator(settings, name=institution))
        _tell(await asyncio.to_thread(describe, stores))
        await prepare_to_serve(settings)
        self._running = Running(settings=_told(settings, self._given), simulator=self._simulator_url)
        serving = self._task(self._start_serving(settings))
        async with open_services(settings) as services:
            await WorkerBeats(services.redis, services.patience).forget_all()
            seeded = await seed(services, await content, sample=True)
            _tell(f"content: {seeded}")
            logins, password = await ensure_demo(services, password=self._keys["demo_password"])
            await ensure_samples(services)
            working = self._task(self._start_workers(settings, services))
            if self._simulated:
                await simulator
                await push_menu(services, await content)
            await asyncio.gather(serving, working)
        self._note()
        self._say_ready(settings, logins, password, time.monotonic() - began)

    async def _start_stores(self) -> Stores:
        """Both stores, at the same time, unless they are given."""
        mongo, valkey = await asyncio.gather(
            self._store(self._given.mongo_url, lambda: mongod_program(self._folder.path / "mongo")),
            self._store(self._given.redis_url, lambda: valkey_program(self._folder.path / "redis")),
        )
        return Stores(mongo_url=mongo, redis_url=valkey)

    async def _store(self, url: str, make: Callable[[], StoreProgram]) -> str:
        if url:
            return url
        store = make()

        def wanted() -> bool:  # the thread outlives a start that is cancelled, and would hold up the end
            return not self._supervisor.stopping

        async def ready() -> None:
            await asyncio.to_thread(await_store, store, wanted=wanted)

        await self._supervisor.start(Program(store.name, store.command, ready=ready, log=store.log))
        return await asyncio.to_thread(await_store, store, wanted=wanted)

    @property
    def _simulator_url(self) -> str:
        return f"http://127.0.0.1:{self._simulator_port}" if self._simulated else ""

    def _settings(self, stores: Stores) -> Settings:
        """What is given, and what the demo makes for the rest."""
        made = {
            **self._keys,
            "mongo_url": stores.mongo_url,
            "redis_url": stores.redis_url,
            "wechat_api_base": self._simulator_url,
            "log_level": "warning",
            "two_people": "false",
            "quiet_hours": "none",  # its people are simulated, and are shown a push at any hour
        }
        return load_settings(made, over=self._over | {"port": str(self._port)})

    async def _start_simulator(self, settings: Settings, *, name: str) -> None:
        config = self._folder.write_private("simulator.json", simulated_accounts(settings, self._keys, name=name))
        data = self._folder.path / "simulator"
        data.mkdir(exist_ok=True, mode=0o700)
        command = python_command(
            *("simulator", "--config", str(config), "--port", str(self._simulator_port)),
            *("--data", str(data), "--assets", str(ROOT / "node_modules")),
        )
        ready = _until(lambda: _answers(f"{self._simulator_url}/control/state"), "the simulator")
        await self._supervisor.start(self._program("simulator", command, python_environment(), ready))

    async def _start_serving(self, settings: Settings) -> None:
        environment = python_environment(as_environment(settings))
        ready = _until(lambda: _answers(f"http://127.0.0.1:{settings.port}/readyz"), "the server")
        command = python_command("app", "serve", "--child")
        await asyncio.gather(
            *(
                self._supervisor.start(self._program(f"serve-{number}", command, environment, ready))
                for number in range(1, settings.processes + 1)
            )
        )

    async def _start_workers(self, settings: Settings, services: Services) -> None:
        environment = python_environment(as_environment(settings))
        beats = WorkerBeats(services.redis, services.patience)

        async def work() -> bool:
            with suppress(StoreAway):
                return await beats.alive() >= settings.processes
            return False

        command = python_command("app", "worker", "--child")
        for number in range(1, settings.processes + 1):
            await self._supervisor.start(self._program(f"worker-{number}", command, environment, None))
        await _until(work, "the worker")()

    def _program(
        self, name: str, command: list[str], environment: dict[str, str], ready: Callable[[], Awaitable[None]] | None
    ) -> Program:
        log = self._folder.path / "logs" / f"{name}.log"
        return Program(name, command, environment=environment, ready=ready, log=log, shown=True)

    def _note(self) -> None:
        """Tell other commands what runs, once it is known."""
        if self._running.settings:
            self._running = replace(self._running, pids=self._supervisor.pids)
            self._folder.keep_running(self._running)

    def _say_ready(self, settings: Settings, logins: list[str], password: str, seconds: float) -> None:
        here = f"http://127.0.0.1:{settings.port}"
        if self._simulated:
            print(f"  phone     {self._simulator_url}/phones")
        print(f"  console   {here}/console/   sign in as {logins[0]} with {password}")
        print(f"            the same password for one of each role: {', '.join(logins[1:])}")
        print(f"  API docs  {here}/api/docs")
        print(f"  started in {seconds:.1f} s; Ctrl-C stops everything")
        print(f"READY {here}", flush=True)


def _told(settings: Settings, given: Settings) -> dict[str, str]:
    """What other commands cannot know: all but what is given to them too, or lies with the keys."""
    names = (
        "mongo_url",
        "mongo_database",
        "redis_url",
        "port",
        "wechat_api_base",
        "public_url",
        "oa_kind",
        "quiet_hours",
        "two_people",
    )
    return {name: str(getattr(settings, name)) for name in names} | {"processes": str(given.processes)}


def _tell(line: str) -> None:
    show(f"xinqiao: {line}")


def _until(look: Callable[[], Awaitable[bool]], what: str) -> Callable[[], Awaitable[None]]:
    """Waits until `look` says yes. Raises StartFailed after a minute."""

    async def wait() -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if await look():
                return
            await asyncio.sleep(LOOK_SECONDS)
        raise StartFailed(f"{what} does not answer")

    return wait


async def _answers(url: str) -> bool:
    """Whether `url` answers 200."""

    def ask() -> bool:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(url, timeout=2.0) as answer:
                return bool(answer.status == 200)
        except (OSError, ValueError):
            return False

    return await asyncio.to_thread(ask)
