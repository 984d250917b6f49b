"""Codes to scan, each with a scene of the account's own."""

import io
from typing import Any

import segno

from simulator.api import SERVICE, Api, Call, number_of, word_of
from simulator.errors import PlatformError
from simulator.state import Account, Platform, new_id

MOST_SECONDS = 2_592_000
SECONDS_WHEN_ABSENT = 60
MOST_PERMANENT = 100_000
SCENE_CHARACTERS = 64
TEMPORARY = frozenset({"QR_SCENE", "QR_STR_SCENE"})
PERMANENT = frozenset({"QR_LIMIT_SCENE", "QR_LIMIT_STR_SCENE"})


def _scene(call: Call, action: str) -> str:
    """The scene, a number also as text. Raises 40053."""
    info = call.part("action_info", 40053).get("scene")
    if not isinstance(info, dict):
        raise PlatformError(40053)
    if "STR" in action:
        text = info.get("scene_str")
        if not isinstance(text, str) or not 1 <= len(text) <= SCENE_CHARACTERS:
            raise PlatformError(40053)
        return text
    number = number_of(info.get("scene_id"), 40053)
    most = 100_000 if action in PERMANENT else (1 << 32) - 1
    if not 1 <= number <= most:
        raise PlatformError(40053)
    return str(number)


def create(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/qrcode/create."""
    action = word_of(call.body.get("action_name"))
    if action not in TEMPORARY | PERMANENT:
        raise PlatformError(40053)
    scene = _scene(call, action)
    code: dict[str, Any] = {"scene": scene, "action": action, "url": f"http://weixin.qq.com/q/{new_id('02', 22)}"}
    answer: dict[str, Any] = {}
    if action in TEMPORARY:
        seconds = number_of(call.body.get("expire_seconds", SECONDS_WHEN_ABSENT), 40053)
        if not 1 <= seconds <= MOST_SECONDS:
            raise PlatformError(40053)
        code["expires_at"] = call.platform.now() + seconds
        answer["expire_seconds"] = seconds
        _forget_old(call.platform, call.account)
    elif _permanent(call.account) >= MOST_PERMANENT:
        raise PlatformError(40053)
    else:
        code["expires_at"] = 0.0
        call.platform.keep_document(call.account, "permanent_codes", "count", _permanent(call.account) + 1)
    ticket = new_id("gQ", 92)
    call.platform.keep_document(call.account, "tickets", ticket, code)
    return {"ticket": ticket, **answer, "url": code["url"]}


def _permanent(account: Account) -> int:
    return int(account.named("permanent_codes").get("count", 0))


def _forget_old(platform: Platform, account: Account) -> None:
    """A temporary code that ran out a day ago is of no use to anyone."""
    tickets = account.named("tickets")
    if len(tickets) % 1000 != 999:
        return
    old = platform.now() - 86_400
    for ticket in [key for key, each in tickets.items() if 0 < each["expires_at"] < old]:
        platform.drop_document(account, "tickets", ticket)


def alive(platform: Platform, code: dict[str, Any]) -> bool:
    """Whether the code can still be scanned."""
    return not code["expires_at"] or code["expires_at"] > platform.now()


def find_code(platform: Platform, account: Account, *, ticket: str, scene: str) -> tuple[str, dict[str, Any]] | None:
    """The newest code with this ticket, scene or address that can still be scanned."""
    for key, code in reversed(account.named("tickets").items()):
        named = key == ticket if ticket else scene in {code["scene"], code["url"]}
        if named and alive(platform, code):
            return key, code
    return None


def picture(platform: Platform, ticket: str, kind: str) -> bytes | None:
    """The code drawn as `kind` (png or svg); None for a ticket that is unknown or ran out."""
    for account in platform.accounts.values():
        code = account.named("tickets").get(ticket)
        if code and alive(platform, code):
            drawn = io.BytesIO()
            segno.make(code["url"], error="m").save(drawn, kind=kind, scale=8)
            return drawn.getvalue()
    return None


CALLS = [Api("/cgi-bin/qrcode/create", create, kinds=SERVICE, daily=100_000)]
