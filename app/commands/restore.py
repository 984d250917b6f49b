"""Restore a backup, and erase again whoever was erased since it was written."""

import argparse
from pathlib import Path

from app.commands import CommandFailed
from app.commands.backup import KEYS, tell
from app.data_folder import settings_here
from app.running import prepare_to_serve, run_async
from app.settings import Settings
from app.wiring import open_services
from services.context import Services
from services.privacy.replaying import replay
from storage.backups import BadBackup, is_empty, merge_keys
from storage.backups import restore as put_back
from storage.backups.files import MANIFEST
from storage.bootstrap import prepare_schema


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="a backup, or a folder of them: the newest is taken")
    parser.add_argument("--keys", metavar="DIR", type=Path, help="where the key vault's file lies (default: beside it)")
    parser.add_argument("--replace", action="store_true", help="throw away what lies in the database now")


def run(args: argparse.Namespace) -> int:
    """Do it. Raises BadSetting, CommandFailed, StoreAway."""
    settings = settings_here()
    return run_async(lambda: _run(settings, args))


async def _run(settings: Settings, args: argparse.Namespace) -> int:
    try:
        folder = find(args.folder)
        keys = args.keys or folder.resolve().parent / KEYS
        await prepare_to_serve(settings)
        async with open_services(settings) as services:
            await bring_back(services, folder, keys, replace=args.replace)
    except BadBackup as problem:
        raise CommandFailed(str(problem), 2) from None
    except OSError as problem:
        raise CommandFailed(f"{problem.filename}: {problem.strerror}", 2) from None
    return 0


def find(folder: Path) -> Path:
    """The backup that is meant: the folder itself, or the newest one in it. Raises BadBackup."""
    if (folder / MANIFEST).is_file():
        return folder
    found = sorted(each.parent for each in folder.glob(f"data-*/{MANIFEST}"))
    if not found:
        raise BadBackup(f"{folder} is no backup, and there is none in it")
    return found[-1]


async def bring_back(services: Services, folder: Path, keys: Path, *, replace: bool) -> None:
    """
    The data of `folder`, with the newest vault and everything that was erased or withdrawn since. Raises BadBackup (also
    for a database that isn't empty, without `replace`), StoreAway.
    """
    if not replace and not await is_empty(services.db):
        raise BadBackup("the database isn't empty; --replace throws away what lies in it")
    came = await merge_keys(services.db, keys)
    done = await put_back(services.db, services.vault, folder, now=services.now(), tell=tell)
    await prepare_schema(services.db)
    families = await replay(services)
    print(
        f"restored {done.documents} documents from {folder}; {came} data keys came from {keys}; "
        f"{families} families were erased before or since, {done.erased} documents of theirs stayed away"
    )
