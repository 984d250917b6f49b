"""Write regions, series, lessons and the knowledge base from content/ into the database; twice is the same as once."""

import argparse
import asyncio

from app.data_folder import settings_here
from app.running import prepare_to_serve, run_async
from app.settings import Settings
from app.wiring import CONTENT, open_services
from services.content import load
from services.content.seeding import seed


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--sample", action="store_true", help="publish the lessons at once instead of as drafts")


def run(args: argparse.Namespace) -> int:
    """Seed. Raises BadSetting, StoreAway."""
    settings = settings_here()
    return run_async(lambda: _seed(settings, sample=args.sample))


async def _seed(settings: Settings, *, sample: bool) -> int:
    await prepare_to_serve(settings)
    content = await asyncio.to_thread(load, CONTENT)
    async with open_services(settings) as services:
        print(await seed(services, content, sample=sample))
    return 0
