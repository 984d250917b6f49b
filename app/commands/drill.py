"""Harm the running product on purpose and see that it keeps its promises: drill NAME, with its own arguments behind it."""

import argparse
import importlib

from app.commands import CommandFailed
from app.processes import ROOT

PASSES_ON = True


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("name", help="what to try: " + ", ".join(_names()))


def run(args: argparse.Namespace) -> int:
    """Run a drill; its exit code. Raises CommandFailed when there is none of that name."""
    if args.name not in _names():
        raise CommandFailed(f"there is no drill {args.name!r}; there are {', '.join(_names())}", 2)
    return int(importlib.import_module(f"drills.{args.name}").main(args.rest))


def _names() -> list[str]:
    """The modules of drills/ that can be run."""
    files = sorted((ROOT / "drills").glob("[a-z]*.py"))
    return [file.stem for file in files if "\ndef main(arguments" in file.read_text(encoding="utf-8")]
