"""The folder of a demo: its stores, the keys that it made, its logs, and what runs now."""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from app.settings import BadSetting, Settings, load_settings


@dataclass(frozen=True, slots=True)
class Running:
    """What a demo started: settings by their field name, process ids by their part, and the simulator's address."""

    settings: dict[str, str] = field(default_factory=dict)
    pids: dict[str, int] = field(default_factory=dict)
    simulator: str = ""


class FolderBusy(Exception):
    """Another demo works in this folder."""

    def __init__(self) -> None:
        super().__init__("another demo works in this data folder; end it, or give another with --data")


class DataFolder:
    """One data folder. Everything in it is for its owner alone."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def make(self) -> None:
        """Make it, closed to others. Raises BadSetting when that is impossible."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path.chmod(0o700)
            (self.path / "logs").mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise BadSetting(f"the data folder {self.path} cannot be used: {error.strerror}") from None

    @contextmanager
    def held(self, *, patience: float = 0.0) -> Iterator[None]:
        """
        Hold the folder for one demo. The hold ends with the process. Raises FolderBusy after `patience` seconds: a
        command that only looks whether a demo runs holds it for a moment too.
        """
        lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        end = time.monotonic() + patience
        try:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= end:
                        raise FolderBusy from None
                time.sleep(0.02)
            yield
        finally:
            os.close(lock)

    def is_held(self) -> bool:
        """Whether a demo works in it now."""
        try:
            with self.held():
                return False
        except FolderBusy:
            return True
        except OSError:
            return False

    def empty(self) -> None:
        """Throw away what earlier demos left: stores, keys, logs and the simulator's people."""
        for name in ("mongo", "redis", "simulator", "logs"):
            shutil.rmtree(self.path / name, ignore_errors=True)
        for name in ("keys.json", "runtime.json", "simulator.json"):
            (self.path / name).unlink(missing_ok=True)
        self.make()

    def keys(self) -> dict[str, str]:
        """What an earlier demo made, by the setting's field name. Raises BadSetting when the file is broken."""
        return _strings(self._read("keys.json"))

    def keep_keys(self, keys: Mapping[str, str]) -> None:
        """Keep what was made."""
        self._write("keys.json", dict(keys))

    def running(self) -> Running | None:
        """What the demo in this folder started, or None when none runs."""
        if not self.is_held():
            return None
        found = self._read("runtime.json")
        if not found:
            return None
        return Running(
            settings=_strings(found.get("settings")),
            pids={str(name): int(pid) for name, pid in found.get("pids", {}).items()},
            simulator=str(found.get("simulator", "")),
        )

    def keep_running(self, running: Running) -> None:
        """Tell other commands what runs."""
        self._write("runtime.json", asdict(running))

    def forget_running(self) -> None:
        """Nothing runs any more."""
        (self.path / "runtime.json").unlink(missing_ok=True)

    def write_private(self, name: str, content: object) -> Path:
        """Write JSON that only the owner may read; its path."""
        self._write(name, content)
        return self.path / name

    def _read(self, name: str) -> dict[str, Any]:
        try:
            found = json.loads((self.path / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            raise BadSetting(f"{self.path / name} cannot be read; mend it, or take --reset") from None
        return found if isinstance(found, dict) else {}

    def _write(self, name: str, content: object) -> None:
        """Whole or not at all: a half-written file of keys would lock everything away."""
        fresh = self.path / f".{name}.{os.getpid()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path / name)


def _strings(found: object) -> dict[str, str]:
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def settings_here(*, serving: bool = False, given: Mapping[str, object] | None = None) -> Settings:
    """
    The settings of a command: the arguments `given` (by field name; None is not given), the environment and .env,
    and else what the demo of the data folder runs with.

    A demo's keys hold while it runs, and for commands that serve nobody afterwards too, so that its data can be
    worked on. `serving` is for serve and worker, which never take the demo's port. Raises BadSetting.
    """
    asked = {name: str(value) for name, value in (given or {}).items() if value is not None}
    folder = DataFolder(load_settings(over=asked).data_dir)
    running = folder.running()
    found = {"data_dir": str(folder.path)}
    if running or not serving:
        found |= folder.keys()
    if running:
        own = {"processes", "port"} if serving else {"processes"}
        found |= {name: value for name, value in running.settings.items() if name not in own}
    return load_settings(found, over=asked)
