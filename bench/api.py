"""
What everybody reads by the API, side by side: a bare Tornado JSON handler and Xinqiao, each server alone on one core.

wrk asks over 32 connections, as from behind a proxy through which thousands of phones come, since each address is counted.
Stores and wrk share the other core. Prints a table and, last, one JSON line.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from app.embedded import running_mongod, running_valkey
from app.processes import LOOPBACK, ROOT
from bench import callback
from bench.callback import Figure

CONNECTIONS = callback.CONNECTIONS
WRK_SCRIPT = Path(__file__).with_name("reads.lua")
ASKED, ASKED_P99_MS = 0.5, 40.0
READS: dict[str, tuple[str, ...]] = {
    "lessons": ("/api/v1/lessons", "/api/v1/lessons?limit=50", "/api/v1/lessons?series=family-education"),
    "one lesson": (),
    "wish list": ("/api/v1/wishes", "/api/v1/wishes?limit=50", "/api/v1/wishes?price=100"),
}
LESSONS = 20  # read in turn as "one lesson"


def main(arguments: list[str]) -> int:
    """Run the bench; 0 when it ran."""
    parser = argparse.ArgumentParser(prog="xinqiao bench api", description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each is driven (default 8)")
    args = parser.parse_args(arguments)
    if shutil.which("wrk") is None:
        sys.stderr.write("wrk is not installed: apt-get install wrk\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="xinqiao-bench-") as folder:
        return _run(args.seconds, Path(folder))


def _run(seconds: float, folder: Path) -> int:
    with running_mongod(folder / "mongo") as mongo_url, running_valkey(folder / "redis") as redis_url:
        environment = callback.bench_environment(mongo_url, redis_url) | {"XINQIAO_TRUSTED_PROXIES": "127.0.0.1"}
        seed = [sys.executable, "-m", "app", "seed", "--sample"]
        subprocess.run(seed, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        figures = [*_bare(environment, seconds), *_ours(environment, seconds), *_bare(environment, seconds)]
    _print(figures)
    return 0


def _bare(environment: dict[str, str], seconds: float) -> Iterator[Figure]:
    with callback.server("json", environment) as (pid, port):
        yield _drive("tornado", "json", ("/",), pid=pid, port=port, seconds=seconds)


def _ours(environment: dict[str, str], seconds: float) -> Iterator[Figure]:
    with callback.server("xinqiao", environment) as (pid, port):
        for case, addresses in {**READS, "one lesson": _lessons(port)}.items():
            yield _drive("xinqiao", case, addresses, pid=pid, port=port, seconds=seconds)


def _lessons(port: int) -> tuple[str, ...]:
    listed = ["curl", "-sf", f"http://{LOOPBACK}:{port}/api/v1/lessons?limit={LESSONS}"]
    found = json.loads(subprocess.run(listed, check=True, capture_output=True).stdout)
    return tuple(f"/api/v1/lessons/{each['slug']}" for each in found["lessons"])


def _drive(server: str, case: str, addresses: tuple[str, ...], *, pid: int, port: int, seconds: float) -> Figure:
    _wrk(addresses, port, seconds=1)
    before = callback.cpu_seconds(pid)
    text = _wrk(addresses, port, seconds=seconds)
    used = callback.cpu_seconds(pid) - before
    measured = callback.measured(text)
    return Figure(
        server, case, measured.rate, measured.p50_ms, measured.p99_ms, used / measured.done * 1e6, measured.bad
    )


def _wrk(addresses: tuple[str, ...], port: int, *, seconds: float) -> str:
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--latency"]
    command += ["-s", str(WRK_SCRIPT), f"http://{LOOPBACK}:{port}", "--", ",".join(addresses)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _print(figures: list[Figure]) -> None:
    bare = [each.rate for each in figures if each.server == "tornado"]
    base = sum(bare) / len(bare)
    sys.stdout.write(f"{'server':10}{'case':14}{'req/s':>8}{'/tornado':>10}{'p50 ms':>8}{'p99 ms':>8}{'cpu µs':>8}\n")
    rows = []
    for each in figures:
        rows.append({**asdict(each), "to_tornado": round(each.rate / base, 3)})
        sys.stdout.write(
            f"{each.server:10}{each.case:14}{each.rate:8.0f}{each.rate / base:10.2f}"
            f"{each.p50_ms:8.1f}{each.p99_ms:8.1f}{each.cpu_us:8.0f}\n"
        )
        if each.bad:
            sys.stdout.write(f"  {each.bad} answers were errors\n")
    asked = {"to_tornado": ASKED, "p99_ms": ASKED_P99_MS}
    sys.stdout.write(json.dumps({"bench": "api", "asked": asked, "figures": rows}) + "\n")
