"""Verify the audit log."""

import argparse

from app.commands import CommandFailed
from app.data_folder import settings_here
from app.running import prepare_to_serve, run_async
from app.settings import Settings
from app.wiring import open_services
from services.audit import verify

WORDS = {
    "rows": "rows were altered, removed or added after the day was sealed",
    "chain": "its seal does not follow the day before's",
    "unsealed": "has rows though the log was sealed past it",
}


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="verify")
    actions.add_parser("verify", help="whether the log still says what it said when each day was sealed")


def run(args: argparse.Namespace) -> int:
    """Do it. Raises BadSetting, CommandFailed, StoreAway."""
    del args
    settings = settings_here()
    return run_async(lambda: _run(settings))


async def _run(settings: Settings) -> int:
    await prepare_to_serve(settings)
    async with open_services(settings) as services:
        verdict = await verify(services)
    for day, problem in verdict.broken:
        print(f"{day}: {WORDS[problem]}")
    if not verdict.holds:
        raise CommandFailed(f"the audit log does not hold on {len(verdict.broken)} days", 1)
    print(f"the audit log holds: {verdict.rows} rows on {verdict.days} sealed days; head {verdict.head}")
    return 0
