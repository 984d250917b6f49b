"""Stand in for the platform on this machine; arguments go to the simulator itself."""

import argparse
import os
import sys

from app.processes import ROOT, python_command, python_environment

PASSES_ON = True


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: all are the simulator's own."""
    del parser


def run(args: argparse.Namespace) -> int:
    """Become the simulator; returns never."""
    rest = list(args.rest)
    if "--assets" not in rest and "--help" not in rest:
        rest += ["--assets", str(ROOT / "node_modules")]
    command = python_command("simulator", *rest)
    sys.stdout.flush()
    os.execve(command[0], command, python_environment())  # noqa: S606 our own module
