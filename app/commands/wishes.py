"""Print the life of a wish, drawn from the code, as docs/wishes.zh-CN.md holds it, or docs/wishes.md."""

import argparse

from app.wiring import CONTENT
from services.content import load
from services.wishes.drawing import page, page_of_names


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--names", action="store_true", help="by the names of events and the API, as docs/wishes.md holds it"
    )


def run(args: argparse.Namespace) -> int:
    """Print it."""
    print(life(names=args.names), end="")
    return 0


def life(*, names: bool = False) -> str:
    """The drawing and its tables as Markdown: in the words that staff read, or by the code's `names`."""
    return (page_of_names if names else page)(load(CONTENT).wish_form.days)
