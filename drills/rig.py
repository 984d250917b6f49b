"""The whole product on this machine for a drill or a bench: stores, simulator, server and workers as processes."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.demo_keys import make_missing_keys, simulated_accounts
from app.embedded import mongod_program, valkey_program
from app.processes import LOOPBACK, ROOT, free_port, python_command, python_environment, spawn, stop_process
from app.settings import as_environment, load_settings
from drills.store import Store

DATABASE = "drill"
START_SECONDS = 180.0
ANSWER_SECONDS = 600.0
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class DidNotStart(Exception):
    """A part of the product did not come up. The text says which."""


@dataclass(slots=True)
class Rig:
    """What runs. `environment` makes any other process use the same stores, keys and platform."""

    folder: Path
    environment: dict[str, str]
    settings: dict[str, str]
    mongo_url: str
    simulator: str
    app: str
    mongo: Store
    server: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    store_pids: list[int] = field(default_factory=list)
    simulator_pid: int = 0

    def control(self, path: str, body: Mapping[str, Any] | None = None, *, method: str | None = None) -> Any:
        """What the simulator's control API answers; a POST where there is a `body`."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.simulator}/control{path}", data=data, method=method)  # noqa: S310 ours
        with _OPENER.open(request, timeout=ANSWER_SECONDS) as answer:
            return json.load(answer)

    def account(self) -> dict[str, Any]:
        """The official account as the simulator sees it."""
        found: dict[str, Any] = self.control("/state")["accounts"][0]
        return found

    def sent(self) -> int:
        """How many messages the platform has put into chats."""
        return sum(self.account()["sent"].values())

    def received(self) -> dict[str, int]:
        """How many messages each person has got, by the platform's log."""
        found: dict[str, int] = {}
        after = ""
        while after is not None:
            page = self.control(f"/log/summary?by=openid&app_id={self.app}&after={after}")
            found |= {openid: counts["received"] for openid, counts in page["openids"].items()}
            after = page["next"]
        return found

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """One of our commands as a process; what it says goes to a log in the folder."""
        with (self.folder / f"{arguments[0]}.log").open("ab") as log:
            return spawn(python_command("app", *arguments), environment=self.environment, output=log, folder=ROOT)

    @property
    def base(self) -> str:
        """The server's address."""
        return f"http://{LOOPBACK}:{self.settings['port']}"

    def start_server(self) -> None:
        """The server; returns once it works. Raises DidNotStart."""
        self.server = self.start("serve", "--child")
        _await(lambda: _answers(f"{self.base}/readyz"), self.server, "the server")

    def start_worker(self) -> subprocess.Popen[bytes]:
        """One worker more."""
        worker = self.start("worker", "--child")
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """`kill -9`, and another worker in its place."""
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        self.workers.remove(worker)
        self.start_worker()

    def run(self, *arguments: str, seconds: float | None = None) -> str:
        """What one of our commands prints. Raises CalledProcessError."""
        return subprocess.run(
            python_command("app", *arguments),
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=seconds,
        ).stdout


@contextmanager
def rig(folder: Path, *, kind: str = "service", workers: int = 0, serving: bool = True, **more: str) -> Iterator[Rig]:
    """Everything, started over the empty `folder` and ended afterwards; `more` are settings. Raises DidNotStart, StoreAway."""
    with ExitStack() as stack:
        store, redis_store = Store(mongod_program(folder / "mongo")), Store(valkey_program(folder / "redis"))
        stack.callback(redis_store.stop)
        stack.callback(store.stop)
        mongo, redis = store.url, redis_store.url
        keys = make_missing_keys({})
        made = {
            **{name: value for name, value in keys.items() if not name.endswith("gh_id") and name != "demo_password"},
            "mongo_url": mongo,
            "mongo_database": DATABASE,
            "redis_url": redis,
            "port": str(free_port()),
            "oa_kind": kind,
            "quiet_hours": "none",
            "log_level": "warning",
            "data_dir": str(folder),
            **more,
        }
        simulator_port = free_port()
        made["wechat_api_base"] = f"http://{LOOPBACK}:{simulator_port}"
        settings = load_settings(over=made, env_file=None)
        accounts = simulated_accounts(settings, keys, name="drill")
        environment = python_environment(as_environment(settings))
        up = Rig(folder, environment, made, mongo, made["wechat_api_base"], keys["oa_app_id"], store)
        stack.callback(lambda: [stop_process(each) for each in up.workers])
        up.store_pids = [store.pid, redis_store.pid]
        _start_simulator(stack, up, accounts, simulator_port)
        up.run("seed", "--sample")
        if serving:
            up.start_server()
            stack.callback(lambda: up.server and stop_process(up.server))
        for _ in range(workers):
            up.start_worker()
        yield up


def _start_simulator(stack: ExitStack, up: Rig, accounts: object, port: int) -> None:
    config = up.folder / "simulator.json"
    config.touch(mode=0o600)
    config.write_text(json.dumps(accounts), encoding="utf-8")
    data = up.folder / "simulator"
    data.mkdir()
    command = python_command("simulator", "--config", str(config), "--port", str(port), "--data", str(data))
    with (up.folder / "simulator.log").open("ab") as log:
        process = spawn(command, environment=python_environment(), output=log, folder=ROOT)
    stack.callback(stop_process, process)
    up.simulator_pid = process.pid
    _await(lambda: _answers(f"{up.simulator}/control/state"), process, "the simulator")


def await_answer(url: str, process: subprocess.Popen[bytes], what: str) -> None:
    """Wait until `url` answers 200. Raises DidNotStart when `process` ends or it takes too long."""
    _await(lambda: _answers(url), process, what)


def _await(look: Callable[[], bool], process: subprocess.Popen[bytes], what: str) -> None:
    end = time.monotonic() + START_SECONDS
    while not look():
        if process.poll() is not None or time.monotonic() > end:
            raise DidNotStart(what)
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with _OPENER.open(url, timeout=2.0) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


def resident_kb(pid: int) -> int:
    """The memory that a process holds; 0 when it has gone."""
    try:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0
    return int(found[1]) if found else 0


def cpu_seconds(pid: int) -> float:
    """What a process has used, in user and system time."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
