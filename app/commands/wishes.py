"""Print the life of a wish as docs/wishes.zh-CN.md holds it, drawn from the code."""

import argparse

from app.wiring import CONTENT
from services.content import load
from services.wishes.drawing import page


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: there are none."""
    del parser


def run(args: argparse.Namespace) -> int:
    """Print it."""
    del args
    print(life(), end="")
    return 0


def life() -> str:
    """The drawing and its tables as Markdown."""
    return page(load(CONTENT).wish_form.days)
