"""Starting programs that cannot outlive us, and finding ports on the loopback address."""

import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"
PORTS = (20_000, 32_000)
MOST_PORTS = 50
_PR_SET_PDEATHSIG = 1


class PortTaken(Exception):
    """The port that was asked for is in use. `port` names it."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is in use")
        self.port = port


def python_command(*arguments: str) -> list[str]:
    """The command line that runs one of our modules in the interpreter of this process, from any folder."""
    return [sys.executable, "-P", "-m", *arguments]


def python_environment(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment with our folder importable, and `settings` put over it."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **(settings or {})}


def spawn(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | int | None = None,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """
    Start `command` so that the kernel ends it when the thread that called this ends, however that happens.

    Call it from the main thread, so that this thread is the process. The child leads a process group of its own:
    a Ctrl-C at the terminal reaches us, and we end the children in order. Raises OSError when it cannot start.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=None if environment is None else dict(environment),
        cwd=folder,
        process_group=0,
        preexec_fn=_tether(os.getpid()),  # noqa: PLW1509 only a system call; no lock of another thread is touched
    )


def _tether(parent: int) -> Callable[[], None]:
    prctl = ctypes.CDLL(None, use_errno=True).prctl  # looked up before the fork

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # the parent ended between fork and prctl
            os._exit(1)

    return tie


def stop_process(process: subprocess.Popen[bytes], *, patience: float = 10.0) -> int:
    """End a child kindly, and by force when `patience` seconds are over; its exit code."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` of the loopback address now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except (OSError, OverflowError):
            return False
    return True


def free_port(preferred: int | None = None) -> int:
    """
    `preferred` where it is free, or else one below those that the kernel gives to connections that go out: one of these
    could take it before who asked listens.
    """
    if preferred is not None and is_free(preferred):
        return preferred
    for _ in range(MOST_PORTS):
        port = random.randrange(*PORTS)  # noqa: S311 no secret
        if is_free(port):
            return port
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def alive(pid: int) -> bool:
    """Whether a process with this id runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
