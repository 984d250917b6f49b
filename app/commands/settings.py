"""Print the page docs/settings.md."""

import argparse

from app.settings import settings_markdown


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: there are none."""
    del parser


def run(args: argparse.Namespace) -> int:
    """Print the page."""
    del args
    print(settings_markdown(), end="")
    return 0
