"""Print the description of the API under /api/v1 (OpenAPI 3.1, JSON)."""

import argparse

import orjson

from handlers.api.docs import openapi


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: there are none."""
    del parser


def run(args: argparse.Namespace) -> int:
    """Print the document."""
    del args
    print(orjson.dumps(openapi(), option=orjson.OPT_INDENT_2).decode())
    return 0
