"""Check settings, stores, schema, clock, platform access, the callback's address and this machine, a line each."""

import argparse
import asyncio
import os
import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from app.data_folder import settings_here
from app.embedded import StoreMissing, versions
from app.running import run_async
from app.settings import PREFIX, BadSetting, Settings, require, serving_names
from app.wiring import open_services
from domain.errors import StoreAway
from storage.bootstrap import mongo_version, redis_version
from storage.migrations import migrations, schema_version
from storage.mongo import open_mongo
from wechat.errors import WeChatError

LEAST_FREE_BYTES = 2 * 1024**3
MOST_SKEW_SECONDS = 60.0
TIMEOUT = aiohttp.ClientTimeout(total=5)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    well: bool
    what: str


Check = Callable[[Settings], Awaitable[Finding]]


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: there are none."""
    del parser


def run(args: argparse.Namespace) -> int:
    """Check everything; 0 when all is well, 1 otherwise."""
    del args
    try:
        settings = settings_here()
    except BadSetting as problem:
        print(f"BAD   {problem}")
        return 1
    return run_async(lambda: _check(settings))


async def _check(settings: Settings) -> int:
    well = True
    for check in (_settings, _names, _programs, _disk, _mongo, _redis, _schema, _platform, _callback):
        try:
            finding = await check(settings)
        except StoreAway as problem:
            finding = Finding(well=False, what=str(problem))
        well &= finding.well
        print(f"{'ok' if finding.well else 'BAD':<5} {finding.what}", flush=True)
    return 0 if well else 1


async def _settings(settings: Settings) -> Finding:
    try:
        require(settings, *serving_names(settings))
    except BadSetting as problem:
        return Finding(well=False, what=str(problem))
    return Finding(well=True, what=f"settings: {settings.oa_kind} account, {settings.oa_encryption} messages")


async def _names(_: Settings) -> Finding:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    strange = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if strange:
        return Finding(well=False, what=f"settings that nothing reads: {', '.join(strange)}")
    return Finding(well=True, what="settings: every name is known")


async def _programs(_: Settings) -> Finding:
    try:
        found = await asyncio.to_thread(versions)
    except StoreMissing as problem:
        return Finding(well=False, what=f"embedded stores: {problem}")
    return Finding(well=True, what="embedded stores: " + ", ".join(f"{name} {text}" for name, text in found.items()))


async def _disk(settings: Settings) -> Finding:
    free = await asyncio.to_thread(_free_bytes, settings.data_dir)
    return Finding(well=free >= LEAST_FREE_BYTES, what=f"disk: {free / 1024**3:.0f} GiB free where the data lies")


def _free_bytes(folder: Path) -> int:
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return shutil.disk_usage(there).free


async def _mongo(settings: Settings) -> Finding:
    if not settings.mongo_url:
        return Finding(well=False, what=f"MongoDB: {PREFIX}MONGO_URL is missing, and no demo runs here")
    return Finding(well=True, what=f"MongoDB {await asyncio.to_thread(mongo_version, settings.mongo_url)} answers")


async def _redis(settings: Settings) -> Finding:
    if not settings.redis_url:
        return Finding(well=False, what=f"Redis: {PREFIX}REDIS_URL is missing, and no demo runs here")
    return Finding(well=True, what=f"{await asyncio.to_thread(redis_version, settings.redis_url)} answers")


async def _schema(settings: Settings) -> Finding:
    if not settings.mongo_url:
        return Finding(well=False, what="schema: no database")
    known = max((step.number for step in migrations()), default=0)
    async with open_mongo(settings.mongo_url, settings.mongo_database) as db:
        found = await schema_version(db)
    return Finding(well=found == known, what=f"schema: the database has {found}, this release {known}")


async def _platform(settings: Settings) -> Finding:
    if not (settings.oa_app_id and settings.mongo_url and settings.redis_url and settings.field_keys):
        return Finding(well=False, what="platform: settings are missing")
    host = urlsplit(settings.wechat_api_base).netloc
    async with open_services(settings) as services:
        try:
            addresses = await services.wechat.server_addresses()
        except WeChatError as problem:
            return Finding(well=False, what=f"platform: {host} says {problem}")
    return Finding(well=True, what=f"platform: {host} knows this account ({len(addresses)} addresses)")


async def _callback(settings: Settings) -> Finding:
    """Ask our own public address for its health; its Date header tells whether the clocks agree."""
    url = f"{settings.public_url}/healthz"
    began = time.monotonic()
    try:
        async with aiohttp.ClientSession(timeout=TIMEOUT) as http, http.get(url) as answer:
            status, date = answer.status, answer.headers.get("Date", "")
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return Finding(well=False, what=f"address: {settings.public_url} does not answer")
    took = time.monotonic() - began
    skew = abs((parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds()) if date else 0.0
    well = status == 200 and skew < MOST_SKEW_SECONDS
    words = f"{settings.public_url} answers {status} in {took * 1000:.0f} ms, clocks {skew:.0f} s apart"
    return Finding(well=well, what=f"address: {words}; the callback is {settings.public_url}/wechat/callback")
