"""Measure: bench NAME, with the measurement's own arguments behind it."""

import argparse
import importlib

from app.commands import CommandFailed
from app.processes import ROOT

PASSES_ON = True


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("name", help="what to measure: " + ", ".join(_names()))


def run(args: argparse.Namespace) -> int:
    """Run a bench; its exit code. Raises CommandFailed when there is none of that name."""
    if args.name not in _names():
        raise CommandFailed(f"there is no bench {args.name!r}; there are {', '.join(_names())}", 2)
    return int(importlib.import_module(f"bench.{args.name}").main(args.rest))


def _names() -> list[str]:
    """The modules of bench/ that can be run."""
    files = sorted((ROOT / "bench").glob("[a-z]*.py"))
    return [file.stem for file in files if "\ndef main(arguments" in file.read_text(encoding="utf-8")]
