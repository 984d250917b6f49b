"""Run every check and test; what stands behind goes to pytest."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from app.packages import apt_install, ensure_stores_can_run
from app.processes import ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PYTHON_FILES = (".", "xinqiao")
TEMPLATES = "console/templates"
PASSES_ON = True


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--long", action="store_true", help="run what takes longer as well")


def run(args: argparse.Namespace) -> int:
    """
    Run the checks, then the tests, and tell each one's seconds; 0 when all is well.

    With pytest arguments only the tests run. A check that fails doesn't keep the others from running.
    """
    ensure_stores_can_run()
    _ensure_browser()
    rest = list(args.rest)
    with ThreadPoolExecutor(_cores()) as pool:  # the longest check first, the others beside it
        taken = [] if rest else list(pool.map(_check, checks()))
    for done in taken:
        print(f"== {done.name}\n{done.said}", end="", flush=True)
    print("== tests", flush=True)
    began = time.monotonic()
    code = subprocess.run(_pytest(rest, long=args.long), cwd=ROOT, env=_environment(), check=False).returncode
    taken.append(_Done("tests", time.monotonic() - began, code))
    for done in taken:
        print(f"{'BAD' if done.code else 'ok':<4} {done.name:<22} {done.seconds:6.1f} s", file=sys.stderr, flush=True)
    return max(1 if done.code else 0 for done in taken)


@dataclass(frozen=True, slots=True)
class _Done:
    """A step that has ended: in how many seconds, with which exit code, and what it said."""

    name: str
    seconds: float
    code: int
    said: str = ""


def _check(check: tuple[str, list[str]]) -> _Done:
    name, command = check
    began = time.monotonic()
    ended = subprocess.run(
        command, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return _Done(name, time.monotonic() - began, ended.returncode, ended.stdout)


def checks() -> list[tuple[str, list[str]]]:
    """The checks before the tests, the longest first: a name and a command line each."""
    tool = Path(sys.executable).parent
    found = [
        ("types", [str(tool / "mypy"), "--no-error-summary", *_packages()]),
        ("format", [str(tool / "ruff"), "format", "--check", "--quiet", *PYTHON_FILES]),
        ("lint", [str(tool / "ruff"), "check", "--quiet", *PYTHON_FILES]),
        ("imports", [str(tool / "lint-imports"), "--no-cache"]),
        ("spelling", [str(tool / "codespell")]),
    ]
    if any((ROOT / TEMPLATES).rglob("*.html")):
        found.append(("templates", [str(tool / "djlint"), TEMPLATES, "--lint", "--quiet"]))
    found.append(("content", [sys.executable, "-P", "-c", _CHECK_CONTENT]))
    return found


_CHECK_CONTENT = (
    "from pathlib import Path; from services.content import load; from app.wiring import CONTENT; load(CONTENT)"
)


def _packages() -> list[str]:
    """Our packages: folders with an __init__.py beside this one."""
    return sorted(found.parent.name for found in ROOT.glob("*/__init__.py") if found.parent.name != "tests")


def _pytest(rest: Sequence[str], *, long: bool) -> list[str]:
    workers = (
        []
        if any(each in {"-n", "--pdb", "--collect-only"} for each in rest)
        else ["-n", str(_cores()), "--dist", "loadgroup"]
    )
    longer = ["--long"] if long else []
    return [sys.executable, "-m", "pytest", *workers, *longer, *rest]


def _cores() -> int:
    return min(8, max(2, len(os.sched_getaffinity(0))))


def _environment() -> dict[str, str]:
    """Settings of this machine must not reach the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XINQIAO_")}
    return kept | {"PYTHONPATH": str(ROOT), "CHROMIUM": _browser() or ""}


def _browser() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def _ensure_browser() -> None:
    """Have Chromium, for the tests of the phone and the console."""
    if _browser() is None and not apt_install("chromium", "fonts-noto-cjk"):
        print("xinqiao: no Chromium here, and it cannot be installed; tests in the browser will fail", file=sys.stderr)
