"""
The callback side by side: a bare Tornado handler, WeRoBot, and Xinqiao, each server alone on one core.

Bodies are signed beforehand and driven by wrk over 32 connections, so that the client is not what is measured. Stores
and wrk share the other core. Prints a table and, last, one JSON line.
"""

import argparse
import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from app.embedded import running_mongod, running_valkey
from app.processes import LOOPBACK, ROOT, free_port
from bench.bodies import AES_KEY, APP, TOKEN, Case, write_requests
from bench.sample import FIELD_KEY, grow
from domain.ids import new_id

CONNECTIONS = 32
WRK_SCRIPT = Path(__file__).with_name("requests.lua")
LATENCY = re.compile(r"^\s*(50|99)%\s+([\d.]+)(us|ms|s)", re.MULTILINE)
MOST_RATE = 9000  # requests a second that are signed in advance
ROUND, ROUND_SECONDS = 40_000, 14.0  # wrk always takes its whole time: a round that about fills it
DONE = re.compile(r"(\d+) requests in")
RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
BAD = re.compile(r"Non-2xx or 3xx responses: (\d+)")
UNIT_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Figure:
    """What one contender did with one kind of message. Times in ms, CPU in µs a request of the server process."""

    server: str
    case: str
    rate: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    bad: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A run of wrk: requests a second, times in ms, how many were done and how many answered with an error."""

    rate: float
    p50_ms: float
    p99_ms: float
    done: int
    bad: int


def main(arguments: list[str]) -> int:
    """Run the bench; 0 when it ran."""
    parser = argparse.ArgumentParser(prog="xinqiao bench callback", description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each contender is driven (default 8)")
    parser.add_argument("--people", type=int, default=2000, help="how many people write (default 2000)")
    parser.add_argument("--entries", type=int, default=2000, help="entries of the knowledge base (default 2000)")
    parser.add_argument(
        "--memory", type=int, default=0, metavar="MESSAGES", help="instead: memory over so many messages"
    )
    args = parser.parse_args(arguments)
    if shutil.which("wrk") is None:
        sys.stderr.write("wrk is not installed: apt-get install wrk\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="xinqiao-bench-") as folder:
        return _run(args, Path(folder))


def _run(args: argparse.Namespace, folder: Path) -> int:
    with running_mongod(folder / "mongo") as mongo_url, running_valkey(folder / "redis") as redis_url:
        environment = bench_environment(mongo_url, redis_url)
        seed = [sys.executable, "-m", "app", "seed", "--sample"]
        subprocess.run(seed, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        asyncio.run(grow(environment, entries=args.entries))
        if args.memory:
            return _memory(args.memory, environment, folder)
        figures = list(_figures(args, environment, folder))
    _print(figures)
    return 0


def bench_environment(mongo_url: str, redis_url: str) -> dict[str, str]:
    """Settings for a server that is measured, over these stores."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("XINQIAO_")},
        "XINQIAO_MONGO_URL": mongo_url,
        "XINQIAO_MONGO_DATABASE": "bench",
        "XINQIAO_REDIS_URL": redis_url,
        "XINQIAO_OA_APP_ID": APP,
        "XINQIAO_OA_APP_SECRET": "none-is-called",
        "XINQIAO_OA_TOKEN": TOKEN,
        "XINQIAO_OA_AES_KEY": AES_KEY,
        "XINQIAO_OA_ENCRYPTION": "compatible",
        "XINQIAO_FIELD_KEY": FIELD_KEY,
        "XINQIAO_SECRET": "bench-bench-bench-bench",
        "XINQIAO_WECHAT_API_BASE": "http://127.0.0.1:1",
        "XINQIAO_LOG_LEVEL": "warning",
    }


def _figures(args: argparse.Namespace, environment: dict[str, str], folder: Path) -> Iterator[Figure]:
    contenders: list[tuple[str, list[Case]]] = [
        ("tornado", [Case("command")]),
        ("werobot", [Case("command"), Case("command", safe=True)]),
        (
            "xinqiao",
            [Case(name, safe=safe) for name in ("command", "dialogue", "question") for safe in (False, True)],
        ),
        ("tornado", [Case("command")]),
    ]
    for name, cases in contenders:
        with server(name, environment) as (pid, port):
            for case in cases:
                yield _drive(name, case, pid=pid, port=port, args=args, folder=folder)


@contextmanager
def server(name: str, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """A contender on the first core; its process id and port."""
    port = free_port()
    if name == "xinqiao":
        command = [sys.executable, "-m", "app", "serve", "--child", "--port", str(port)]
    else:
        command = [sys.executable, "-m", f"bench.servers.{name}", str(port)]
    process = subprocess.Popen(
        ["taskset", "-c", "0", *command], cwd=ROOT, env={**environment, "XINQIAO_PORT": str(port)}
    )
    try:
        _await(port, process, ready=name == "xinqiao")
        yield process.pid, port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def _await(port: int, process: subprocess.Popen[bytes], *, ready: bool) -> None:
    """Wait until the server answers, and says that it is ready where it has words for it."""
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        found = subprocess.run(
            ["curl", "-s", *(["-f"] if ready else []), "-o", os.devnull, f"http://{LOOPBACK}:{port}/readyz"],
            check=False,
        )
        if found.returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _drive(server: str, case: Case, *, pid: int, port: int, args: argparse.Namespace, folder: Path) -> Figure:
    requests = folder / "requests"
    crowd = new_id()[-7:]
    if case.opening:
        write_requests(requests, case.opening, crowd=crowd, people=args.people, count=args.people)
        _wrk(requests, port, seconds=60)
    write_requests(requests, case, crowd=crowd, people=args.people, count=int(args.seconds * MOST_RATE))
    before = cpu_seconds(pid)
    text = _wrk(requests, port, seconds=args.seconds)
    used = cpu_seconds(pid) - before
    found = measured(text)
    return Figure(
        server=server,
        case=case.label,
        rate=found.rate,
        p50_ms=found.p50_ms,
        p99_ms=found.p99_ms,
        cpu_us=used / found.done * 1e6,
        bad=found.bad,
    )


def measured(text: str) -> Measured:
    """What wrk says of a run."""
    latency = {found[1]: float(found[2]) * UNIT_MS[found[3]] for found in LATENCY.finditer(text)}
    bad = BAD.search(text)
    return Measured(
        rate=float(_one(RATE, text)),
        p50_ms=latency.get("50", 0.0),
        p99_ms=latency.get("99", 0.0),
        done=max(int(_one(DONE, text)), 1),
        bad=int(bad[1]) if bad else 0,
    )


def _one(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    if found is None:
        raise RuntimeError("wrk did not say how it went")
    return found[1]


def _wrk(requests: Path, port: int, *, seconds: float) -> str:
    """Send the requests of a file once, for at most `seconds`; what wrk prints."""
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--latency"]
    command += ["-s", str(WRK_SCRIPT), f"http://{LOOPBACK}:{port}", "--", str(requests)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def cpu_seconds(pid: int) -> float:
    """What the process has used, in user and system time."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(_one(re.compile(r"VmRSS:\s+(\d+)"), status))


def _memory(messages: int, environment: dict[str, str], folder: Path) -> int:
    """Resident memory after a tenth and after all of `messages` messages from 100,000 people."""
    sent = at_tenth = 0
    with server("xinqiao", environment) as (pid, port):
        while sent < messages:
            write_requests(folder / "requests", Case("mixed"), crowd="memory0", people=100_000, count=ROUND, first=sent)
            sent += min(ROUND, int(_one(DONE, _wrk(folder / "requests", port, seconds=ROUND_SECONDS))))
            if not at_tenth and sent >= messages / 10:
                at_tenth = _resident_kb(pid)
        at_end = _resident_kb(pid)
    growth = at_end / at_tenth - 1
    sys.stdout.write(
        json.dumps({"messages": sent, "kb_at_tenth": at_tenth, "kb_at_end": at_end, "growth": round(growth, 4)}) + "\n"
    )
    return 0


def _print(figures: list[Figure]) -> None:
    bare = [each.rate for each in figures if each.server == "tornado"]
    base = sum(bare) / len(bare)
    werobot = {each.case: each.rate for each in figures if each.server == "werobot"}
    sys.stdout.write(
        f"{'server':10}{'case':18}{'req/s':>8}{'/tornado':>10}{'/werobot':>10}{'p50 ms':>8}{'p99 ms':>8}{'cpu µs':>8}\n"
    )
    rows = []
    for each in figures:
        beside = each.rate / werobot.get("command, safe" if "safe" in each.case else "command", each.rate)
        rows.append({**asdict(each), "to_tornado": round(each.rate / base, 3), "to_werobot": round(beside, 2)})
        sys.stdout.write(
            f"{each.server:10}{each.case:18}{each.rate:8.0f}{each.rate / base:10.2f}{beside:10.1f}"
            f"{each.p50_ms:8.1f}{each.p99_ms:8.1f}{each.cpu_us:8.0f}\n"
        )
        if each.bad:
            sys.stdout.write(f"  {each.bad} answers were errors\n")
    sys.stdout.write(json.dumps({"bench": "callback", "figures": rows}) + "\n")
