"""List the slugs of the lessons that can be pushed, with their titles."""

import argparse

from app.data_folder import settings_here
from app.running import run_async
from app.settings import Settings, require, serving_names
from app.wiring import open_services


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: there are none."""
    del parser


def run(args: argparse.Namespace) -> int:
    """List. Raises BadSetting, StoreAway."""
    del args
    settings = settings_here()
    require(settings, *serving_names(settings))
    return run_async(lambda: _list(settings))


async def _list(settings: Settings) -> int:
    async with open_services(settings) as services:
        for lesson in await services.lessons.published():
            print(f"{lesson.slug}\t{lesson.title}")
    return 0
