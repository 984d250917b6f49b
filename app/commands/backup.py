"""Write a backup of the database, and the key vault apart from it in its newest state."""

import argparse
from pathlib import Path

from app.commands import CommandFailed
from app.data_folder import settings_here
from app.running import prepare_to_serve, run_async
from app.settings import Settings
from app.wiring import open_services
from services.context import Services
from storage.backups import BadBackup, back_up, write_keys
from storage.resealing import seal_apart

KEYS = "keys"


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "folder", metavar="DIR", type=Path, help="where backups lie; each gets a folder of its own in it"
    )
    parser.add_argument("--keys", metavar="DIR", type=Path, help="where the key vault's file lies (default: DIR/keys)")


def run(args: argparse.Namespace) -> int:
    """Do it. Raises BadSetting, CommandFailed, StoreAway."""
    settings = settings_here()
    return run_async(lambda: _run(settings, args.folder, args.keys or args.folder / KEYS))


async def _run(settings: Settings, folder: Path, keys: Path) -> int:
    await prepare_to_serve(settings)
    async with open_services(settings) as services:
        try:
            await write(services, folder, keys)
        except BadBackup as problem:
            raise CommandFailed(str(problem), 2) from None
        except OSError as problem:
            raise CommandFailed(f"{problem.filename or folder}: {problem.strerror}", 2) from None
    return 0


async def write(services: Services, folder: Path, keys: Path) -> None:
    """Write both and tell how it goes. Raises BadBackup, OSError, StoreAway."""
    make(folder)
    await write_keys(services.db, keys, now=services.now())  # a folder that can't take them is noticed before the rest
    await seal_apart(
        services.db, services.vault, services.seal
    )  # what an earlier release has left, before it lies in one
    done = await back_up(services.db, services.vault, folder, now=services.now(), tell=tell)
    many = await write_keys(services.db, keys, now=services.now())  # after the data: each key that it needs is there
    print(f"{done.folder}: {done.documents} documents, {done.bytes / 1e6:.1f} MB; {keys}: {many} data keys")


def make(folder: Path) -> None:
    """The folder is there, for this user alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def tell(name: str, many: int) -> None:
    """How far it has come."""
    print(f"{name:<20} {many}", flush=True)
