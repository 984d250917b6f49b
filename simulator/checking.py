"""Checks of content for mini-programs: of text at once, of pictures and sound by a later event."""

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp

from simulator.api import MINI, Api, Call, number_of, text_of
from simulator.delivery import deliver_event
from simulator.errors import ControlError, PlatformError
from simulator.findings import NORMAL
from simulator.state import Account, Follower, Platform, new_id

SCENES = frozenset({1, 2, 3, 4})
KINDS = frozenset({1, 2})  # sound, picture
LATELY = 2 * 3600.0
MOST_CHARACTERS = 2500
MOST_BYTES = 10 << 20
REPEATED_SECONDS = 60.0
SUGGESTED = frozenset({"pass", "review", "risky"})
UNREACHABLE = -1008
BEHIND_SECONDS = 0.02


def seen(platform: Platform, account: Account, follower: Follower) -> None:
    """She uses the mini-program now."""
    if account.is_mini:
        follower.active_at = platform.now()
        platform.keep(account, follower)


def _user(call: Call) -> Follower:
    """Who wrote or sent it. Raises 40003, 43104 for somebody known to another account, 61010 when she isn't active."""
    openid = call.body.get("openid")
    follower = call.account.followers.get(openid) if isinstance(openid, str) else None
    if follower is None:
        others = (each for each in call.platform.accounts.values() if each is not call.account)
        raise PlatformError(43104 if any(openid in each.followers for each in others) else 40003)
    if call.platform.now() - follower.active_at > LATELY:
        raise PlatformError(61010)
    return follower


def _scene(call: Call) -> None:
    if number_of(call.body.get("scene", 0), 40129) not in SCENES:
        raise PlatformError(40129)


def check_text(call: Call) -> dict[str, Any]:
    """POST /wxa/msg_sec_check. Without version 2 it is the old call, which says 87014 or nothing."""
    content = text_of(call.body.get("content"), 44004)
    if not content:
        raise PlatformError(44004)
    if len(content) > MOST_CHARACTERS:
        raise PlatformError(45002)
    parts = [content, *(text_of(call.body.get(name, "")) for name in ("title", "nickname", "signature"))]
    hits = call.platform.checking.found("\n".join(parts))
    if call.body.get("version") != 2:
        if any(suggest == "risky" for _word, suggest, _label in hits):
            raise PlatformError(87014)
        return {"errcode": 0, "errmsg": "ok"}
    _scene(call)
    _user(call)
    model = {"strategy": "content_model", "errcode": 0, "suggest": "pass", "label": NORMAL, "prob": 90}
    words = [
        {"strategy": "keyword", "errcode": 0, "suggest": suggest, "label": label, "keyword": word}
        for word, suggest, label in hits
    ]
    suggest, label = hits[0][1:] if hits else ("pass", NORMAL)
    return {
        "errcode": 0,
        "errmsg": "ok",
        "result": {"suggest": suggest, "label": label},
        "detail": [model, *words],
        "trace_id": new_id("", 24),
    }


def check_media(call: Call) -> dict[str, Any]:
    """POST /wxa/media_check_async: what is found comes by an event."""
    if call.body.get("version") != 2:
        raise PlatformError(40035)
    if number_of(call.body.get("media_type", 0), 40004) not in KINDS:
        raise PlatformError(40004)
    _scene(call)
    follower = _user(call)
    url = text_of(call.body.get("media_url"))
    if not url.startswith(("http://", "https://")):
        raise PlatformError(40035)
    checking, now = call.platform.checking, call.platform.now()
    if now - checking.asked.get((call.account.app_id, url), -REPEATED_SECONDS) < REPEATED_SECONDS:
        raise PlatformError(87020)
    checking.asked[call.account.app_id, url] = now
    trace = new_id("", 24)
    call.platform.background(_look(call.platform, call.account, follower.openid, url, trace))
    return {"errcode": 0, "errmsg": "ok", "trace_id": trace}


async def _look(platform: Platform, account: Account, openid: str, url: str, trace: str) -> None:
    """Fetch it, look, and tell."""
    await asyncio.sleep(BEHIND_SECONDS)
    checking = platform.checking
    errcode = await _fetch(platform, url)
    hits = checking.found(url)
    suggest, label = hits[0][1:] if hits else checking.media
    told: dict[str, Any] = {"appid": account.app_id, "trace_id": trace, "version": 2, "errcode": errcode}
    if errcode:
        told |= {"errmsg": "download error", "detail": []}
    else:
        detail = {"strategy": "content_model", "errcode": 0, "suggest": suggest, "label": label, "prob": 90}
        told |= {"errmsg": "ok", "result": {"suggest": suggest, "label": label}, "detail": [detail]}
    told["FromUserName"] = openid
    if checking.hold:
        checking.held.append((account.app_id, told))
    else:
        await deliver_event(platform, account, "", "wxa_media_check", told)


async def _fetch(platform: Platform, url: str) -> int:
    """The errcode of fetching it."""
    if platform.http is None:
        return UNREACHABLE
    try:
        async with platform.http.get(url) as answer:
            body = await answer.content.read(MOST_BYTES + 1)
            return 0 if answer.status == 200 and 0 < len(body) <= MOST_BYTES else UNREACHABLE
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        return UNREACHABLE


def set_checking(platform: Platform, given: Mapping[str, Any]) -> None:
    """Take what the control API says. Raises ControlError."""
    checking = platform.checking
    if "words" in given:
        if not isinstance(given["words"], dict):
            raise ControlError("words must be an object: word → [suggest, label]")
        checking.words = {word: _verdict(found) for word, found in given["words"].items()}
    if "media" in given:
        checking.media = _verdict(given["media"])
    if "hold" in given:
        checking.hold = bool(given["hold"])


def _verdict(given: object) -> tuple[str, int]:
    match given:
        case [str(suggest), int(label)] if suggest in SUGGESTED:
            return suggest, label
    raise ControlError("a finding is [pass, review or risky, label]")


async def let_go(platform: Platform, *, newest_first: bool = False, times: int = 1) -> int:
    """Push the events that were held, each `times` times; how many there were."""
    held, platform.checking.held = platform.checking.held, []
    for app_id, told in reversed(held) if newest_first else held:
        await deliver_event(platform, platform.accounts[app_id], "", "wxa_media_check", told, duplicate=times - 1)
    return len(held)


CALLS = [
    Api(
        "/wxa/msg_sec_check",
        check_text,
        kinds=MINI,
        certified=False,
        daily=2_000_000,
        minute=4000,
        minute_errcode=44991,
    ),
    Api(
        "/wxa/media_check_async",
        check_media,
        kinds=MINI,
        certified=False,
        daily=200_000,
        minute=2000,
        minute_errcode=44991,
    ),
]
