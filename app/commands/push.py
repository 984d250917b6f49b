"""Push a published lesson to all followers, a tag, or the openids of a file; show progress, end with the ledger."""

import argparse
import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from app.commands import CommandFailed
from app.data_folder import settings_here
from app.running import run_async, set_logging
from app.settings import Settings, require, serving_names
from app.supervisor import show
from app.wiring import open_services
from domain.errors import Conflict, Invalid, NotFound, StoreAway
from domain.pushes import Ledger, Push, PushState
from services import pushes
from services.context import Services
from services.pushes.manage import OPENID
from storage.workers import WorkerBeats
from worker.run import run_worker

PUSH_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
LOOK_SECONDS = 0.5
SAY_SECONDS = 2.0
LONG_WAIT = timedelta(minutes=2)
BY = "command"


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("lesson", help="the lesson's slug; ./xinqiao lessons lists them")
    parser.add_argument("--to", required=True, metavar="all|tag:NAME|FILE", help="FILE: an openid a line")
    parser.add_argument("--channel", default="auto", choices=["auto", "customer", "mass", "subscribe"])
    parser.add_argument("--push", metavar="ID", help="a name of your own; the same ID again goes on with that push")


def run(args: argparse.Namespace) -> int:
    """Push. Raises BadSetting, StoreAway, CommandFailed."""
    if args.push is not None and not PUSH_ID.match(args.push):
        raise CommandFailed("--push takes up to 64 letters, digits, hyphens and underscores", 2)
    audience, openids = audience_of(args.to)
    settings = settings_here()
    require(settings, *serving_names(settings))
    set_logging(settings.model_copy(update={"log_level": "warning"}))
    return run_async(lambda: _push(settings, args, audience, openids))


def audience_of(to: str) -> tuple[str, Iterable[str] | None]:
    """What `--to` says: the audience's name, and openids to be read where it is a file. Raises CommandFailed."""
    if to == "all" or (to.startswith("tag:") and to != "tag:"):
        return to, None
    file = Path(to)
    if not file.is_file():
        raise CommandFailed(f"--to takes all, tag:NAME, or a file of openids; there is no file {to}", 2)
    if next(openids_of(file), None) is None:
        raise CommandFailed(f"{to} holds no openid", 2)
    for _ in openids_of(file):
        pass  # a wrong line is told before anything is sent
    return "openids", openids_of(file)


def openids_of(file: Path) -> Iterator[str]:
    """The openids of a file, an openid a line, blank lines left out. Raises CommandFailed with the wrong line's number."""
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                openid = line.strip()
                if not openid:
                    continue
                if OPENID.fullmatch(openid) is None:
                    raise CommandFailed(f"{file}: line {number} is no openid", 2)
                yield openid
    except (OSError, UnicodeDecodeError):
        raise CommandFailed(f"{file} cannot be read as text", 2) from None


async def _push(settings: Settings, args: argparse.Namespace, audience: str, openids: Iterable[str] | None) -> int:
    async with open_services(settings) as services:
        try:
            push = await pushes.create(
                services,
                lesson_slug=args.lesson,
                audience=audience,
                channel=args.channel,
                by=BY,
                push_id=args.push,
                openids=openids,
            )
        except NotFound:
            raise CommandFailed(
                f"there is no published lesson {args.lesson!r}; ./xinqiao lessons lists them", 2
            ) from None
        except (Invalid, Conflict) as problem:
            raise CommandFailed(f"this push cannot be made: {problem}", 2) from None
        show(f"push {push.id}: {push.title}")
        async with _somebody_works(services):
            ledger = await _follow(services, push)
    print(json.dumps(asdict(ledger)), flush=True)
    return 0


@asynccontextmanager
async def _somebody_works(services: Services) -> AsyncIterator[None]:
    """A worker lives while inside: one that runs already, or this process."""
    if await WorkerBeats(services.redis, services.patience).alive():
        yield
        return
    show("no worker runs; this command does its work")
    stop = asyncio.Event()
    work = asyncio.create_task(run_worker(services, stop))
    try:
        yield
    finally:
        stop.set()
        await work


async def _follow(services: Services, push: Push) -> Ledger:
    """Show how far the push is until it ends, or has to wait for longer than a person would; the ledger then."""
    said = 0.0
    loop = asyncio.get_running_loop()
    while True:
        try:
            now, ledger = await services.pushes.get(push.id), await pushes.ledger(services, push.id)
        except StoreAway as problem:
            show(f"{problem}; waiting")
            await asyncio.sleep(SAY_SECONDS)
            continue
        over = now.state in {PushState.DONE, PushState.STOPPED, PushState.PAUSED}
        waits = _waits_long(now, services.now())
        if over or waits or loop.time() - said >= SAY_SECONDS:
            said = loop.time()
            _show_progress(now, ledger)
        if over or waits:
            return ledger
        await asyncio.sleep(LOOK_SECONDS)


def _waits_long(push: Push, now: datetime) -> bool:
    if push.waits_for == "content":
        return True
    return push.waits_until is not None and push.waits_until - now > LONG_WAIT


def _show_progress(push: Push, ledger: Ledger) -> None:
    done = ledger.audience - ledger.pending
    line = f"{push.state}: {done} of {ledger.audience}, {ledger.sent} sent"
    others = {"unreachable": ledger.unreachable, "failed": ledger.failed, "unconfirmed": ledger.unconfirmed}
    line += "".join(f", {count} {name}" for name, count in others.items() if count)
    if push.waits_for:
        until = f" until {push.waits_until:%Y-%m-%d %H:%M} UTC" if push.waits_until else ""
        line += f"; waits ({push.waits_for}){until}, workers go on with it then"
    show(line)
    sys.stderr.flush()
