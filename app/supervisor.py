"""Keeps programs running: starts them, starts again what dies, and ends all of them in order."""

import asyncio
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.processes import spawn, stop_process

LOOK_SECONDS = 0.1
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
SETTLED_SECONDS = 30.0
LARGEST_LOG = 10 * 1024 * 1024


class StartFailed(Exception):
    """A program ended before it worked. The text names it and ends with what it last said."""


@dataclass(frozen=True, slots=True)
class Program:
    """
    A program to keep running. `ready` waits until it works and may raise; `log` gets what it says, which is also
    shown when `shown`. Without a log it writes where we write.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None = None
    ready: Callable[[], Awaitable[None]] | None = None
    log: Path | None = None
    shown: bool = False


class Supervisor:
    """
    Programs, ended in the opposite order of their start.

    `say` gets a line when something ends or comes back; `changed` is called whenever a process id changes.
    """

    def __init__(self, *, say: Callable[[str], None], changed: Callable[[], None] = lambda: None) -> None:
        self._say = say
        self._changed = changed
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False

    @property
    def pids(self) -> dict[str, int]:
        """The process id of each program that runs."""
        return {name: process.pid for name, process in self._running.items()}

    @property
    def stopping(self) -> bool:
        """Whether everything is being ended."""
        return self._stopping

    async def start(self, program: Program) -> None:
        """
        Start a program, wait until it works, and keep it running from then on.

        Raises StartFailed when it ends before it works; what its `ready` raises passes.
        """
        process = self._spawn(program)
        if program.ready is not None:
            ready = asyncio.ensure_future(program.ready())
            try:
                while not ready.done():
                    if process.poll() is not None:
                        raise StartFailed(
                            f"{program.name} ended at its start (exit {process.returncode}){_last_words(program)}"
                        )
                    await asyncio.wait({ready}, timeout=LOOK_SECONDS / 2)
                ready.result()
            finally:
                ready.cancel()
        self._tasks.append(asyncio.create_task(self._keep(program)))

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        if program.log is None:
            process = spawn(program.command, environment=program.environment)
        elif program.shown:
            process = spawn(program.command, environment=program.environment, output=subprocess.PIPE)
            self._tasks.append(asyncio.create_task(_forward(program, process)))
        else:
            _turn_over(program.log)
            with program.log.open("ab") as log:
                process = spawn(program.command, environment=program.environment, output=log)
        self._running[program.name] = process
        self._changed()
        return process

    async def _keep(self, program: Program) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            process, since = self._running[program.name], time.monotonic()
            await _ended(process)
            if self._stopping:
                return
            if time.monotonic() - since > SETTLED_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            self._say(f"{program.name} ended ({_how(process.returncode)}); starting it again in {pause:.1f} s")
            await asyncio.sleep(pause)
            if self._stopping:
                return
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            try:
                self._spawn(program)
                if program.ready is not None:
                    await program.ready()
            except Exception as error:  # noqa: BLE001 whatever it was, the next round tries again
                self._say(f"{program.name} does not come back yet: {error}")

    async def stop(self) -> None:
        """End everything, the last started first, each given time to end well."""
        self._stopping = True
        for name in reversed(self._running):
            await asyncio.to_thread(stop_process, self._running[name])
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _ended(process: subprocess.Popen[bytes]) -> None:
    while True:  # a look, since a child's end has no event of its own here
        if process.poll() is not None:
            return
        await asyncio.sleep(LOOK_SECONDS)


async def _forward(program: Program, process: subprocess.Popen[bytes]) -> None:
    """Copy what a program says to its log and, with its name before each line, to standard error."""
    if process.stdout is None or program.log is None:
        return
    _turn_over(program.log)
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), process.stdout
    )
    rest = b""
    try:
        with program.log.open("ab", buffering=0) as log:
            while chunk := await reader.read(65_536):
                log.write(chunk)
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    show(f"{program.name}: {line.decode(errors='replace')}")
    finally:
        transport.close()


def show(line: str) -> None:
    """Print to standard error, and don't mind that nobody reads it any more."""
    with suppress(OSError, ValueError):
        print(line, file=sys.stderr, flush=True)


def _turn_over(log: Path) -> None:
    with suppress(FileNotFoundError):
        if log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".old.log"))


def _last_words(program: Program) -> str:
    if program.log is None or not program.log.exists():
        return ""
    lines = program.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f": {lines[-1].strip()} (more in {program.log})" if lines else ""


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit {code}"


async def until_told_to_stop() -> None:
    """
    Returns on Ctrl-C, SIGTERM, SIGHUP, or when the terminal that we were started from is gone.

    Started under nohup, hang-ups are let pass, as is asked for there.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    minds_hangup = signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN
    for number in (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if minds_hangup else [])):
        loop.add_signal_handler(number, stop.set)
    watch = asyncio.create_task(_terminal_gone(stop)) if minds_hangup else None
    try:
        await stop.wait()
    finally:
        if watch is not None:
            watch.cancel()


async def _terminal_gone(stop: asyncio.Event) -> None:
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return  # started without one
    try:
        poll = select.poll()
        poll.register(terminal, 0)
        while True:
            if any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0)):
                stop.set()
                return
            await asyncio.sleep(0.5)
    finally:
        os.close(terminal)
