"""Set the official account's menu at the platform, as it was released or as content/menu.yaml has it: menu push."""

import argparse
import asyncio

from app.commands import CommandFailed
from app.data_folder import settings_here
from app.running import run_async
from app.settings import Settings, require, serving_names
from app.wiring import CONTENT, open_services
from services.content import load
from services.content.seeding import push_menu
from wechat.errors import WeChatError


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("what", choices=["push"], help="push: set the menu")


def run(args: argparse.Namespace) -> int:
    """Set the menu. Raises BadSetting, StoreAway, CommandFailed with the platform's answer."""
    del args
    settings = settings_here()
    require(settings, *serving_names(settings))
    return run_async(lambda: _push(settings))


async def _push(settings: Settings) -> int:
    content = await asyncio.to_thread(load, CONTENT)
    async with open_services(settings) as services:
        try:
            number = await push_menu(services, content)
        except WeChatError as problem:
            raise CommandFailed(f"the platform did not take the menu: {problem}") from None
    which = f"version {number}" if number else "content/menu.yaml"
    print(f"the menu is set ({which}); people see it within minutes, or when they follow anew")
    return 0
