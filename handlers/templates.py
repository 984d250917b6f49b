"""The pages' templates and the addresses of their assets."""

import functools
import hashlib
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2

from domain.calendar import day_in_china
from domain.receipts import format_receipt
from wording import console as words
from wording import errors, wish_life
from wording.wishes import yuan

ROOT = Path(__file__).resolve().parent.parent
ASSETS: dict[str, Path] = {
    "/console/assets/": ROOT / "console" / "assets",
    "/console/pictures/": ROOT / "docs" / "pictures",
    "/assets/htmx/": ROOT / "node_modules" / "htmx.org" / "dist",
    "/assets/weui/": ROOT / "node_modules" / "weui" / "dist" / "style",
}
HERE = ZoneInfo("Asia/Shanghai")


@functools.cache
def templates() -> jinja2.Environment:
    """All templates, escaped by default; an unknown name in one is an error, not a blank."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "console" / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(asset=asset, words=words)
    environment.globals.update(WISH_STATES=wish_life.STATES, WISH_TONES=wish_life.TONES)
    environment.filters.update(
        day=day,
        minute=minute,
        moment=moment,
        yuan=yuan,
        receipt=format_receipt,
        field_problem=errors.for_field,
    )
    return environment


def help_pages() -> frozenset[str]:
    """The sections of the console that have a page of help."""
    return frozenset(each.stem for each in (ROOT / "console" / "templates" / "help").glob("*.html"))


@functools.cache
def asset(address: str) -> str:
    """The address with the digest of the file's content, so that browsers may keep it for a year."""
    prefix = next(each for each in ASSETS if address.startswith(each))
    content = (ASSETS[prefix] / address.removeprefix(prefix)).read_bytes()
    return f"{address}?v={hashlib.sha256(content).hexdigest()[:12]}"


def moment(at: datetime | None, now: datetime) -> str:
    """A time as people say it: 今天 15:04, 昨天 09:30, 11 月 28 日 10:00, 2025 年 1 月 2 日."""
    if at is None:
        return ""
    local, today = at.astimezone(HERE), day_in_china(now)
    days = (today - local.date()).days
    if days in words.NEAR_DAYS:
        return f"{words.NEAR_DAYS[days]} {local:%H:%M}"
    if local.year == today.year:
        return words.DAY_AND_TIME.format(month=local.month, day=local.day, time=f"{local:%H:%M}")
    return words.LONG_AGO.format(year=local.year, month=local.month, day=local.day)


def day(at: datetime | date | None) -> str:
    """A moment's day here, or a day itself: 2026 年 11 月 28 日."""
    if at is None:
        return ""
    local = at.astimezone(HERE) if isinstance(at, datetime) else at
    return words.LONG_AGO.format(year=local.year, month=local.month, day=local.day)


def minute(at: datetime) -> str:
    """A date with its time, as it stands on paper: 2026 年 11 月 28 日 15:04."""
    return f"{day(at)} {at.astimezone(HERE):%H:%M}"
