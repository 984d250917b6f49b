"""Pushes to the account's server: signed anew at each try, cut after five seconds, three tries in all."""

import asyncio
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import aiohttp

from simulator.crypto import Broken, seal, signature, to_json, to_xml
from simulator.notices import ACCOUNT_FAILED, MINI_FAILED
from simulator.replies import COMPATIBLE, PLAIN, SAFE, mode_of, read_reply
from simulator.state import Account, Platform

TRIES = 3
PATIENCE = 5.0
MOST_BODY = 1 << 20
HANDED_OVER = "transfer_customer_service"
# What comes of itself, or from someone who just left: nothing that is answered to it reaches anyone.
UNANSWERABLE = frozenset({"unsubscribe", "LOCATION", "VIEW", "view_miniprogram"})


@dataclass(slots=True)
class Outcome:
    """What became of one push: `delivery` is answered, failed, broken or unconfigured."""

    delivery: str = "unconfigured"
    tries: list[dict[str, Any]] = field(default_factory=list)
    reply: dict[str, Any] | None = None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Push:
    """One body and how it is told: `openid` is whose chat it belongs to, "" for nobody's."""

    fields: Mapping[str, Any]
    openid: str = ""

    @property
    def is_message(self) -> bool:
        return self.fields.get("MsgType") != "event"

    @property
    def answerable(self) -> bool:
        return bool(self.openid) and self.fields.get("Event") not in UNANSWERABLE


def common(platform: Platform, account: Account, openid: str, kind: str) -> dict[str, Any]:
    """The fields that every push begins with."""
    return {
        "ToUserName": account.settings.gh_id,
        "FromUserName": openid or account.settings.gh_id,
        "CreateTime": int(platform.now()),
        "MsgType": kind,
    }


async def deliver_event(
    platform: Platform, account: Account, openid: str, event: str, fields: Mapping[str, Any], *, duplicate: int = 0
) -> Outcome:
    """Push an event."""
    push = Push({**common(platform, account, openid, "event"), "Event": event, **fields}, openid)
    return await deliver(platform, account, push, duplicate=duplicate)


async def deliver(platform: Platform, account: Account, push: Push, *, duplicate: int = 0) -> Outcome:
    """Push it, and `duplicate` times more after that, as the platform does at times; the outcome of the first."""
    if not account.settings.callback_url:
        return Outcome()
    body = _body(account, push.fields)
    outcome = await _deliver_once(platform, account, push, body)
    for _ in range(duplicate):
        again = await _deliver_once(platform, account, push, body, quiet=True)
        outcome.tries.extend(again.tries)
    return outcome


async def _deliver_once(
    platform: Platform, account: Account, push: Push, body: bytes, *, quiet: bool = False
) -> Outcome:
    outcome = Outcome("failed")
    for _ in range(TRIES):
        answer, told = await _try(platform, account, push, body)
        outcome.tries.append(told)
        if answer is None:
            continue
        _read(platform, account, push, answer, outcome)
        break
    if outcome.delivery != "answered" and push.answerable:
        outcome.notice = MINI_FAILED if account.is_mini else ACCOUNT_FAILED
    _show(platform, account, push, outcome, quiet=quiet)
    platform.pushes.append({"app_id": account.app_id, "body": dict(push.fields), **asdict(outcome)})
    return outcome


def _read(platform: Platform, account: Account, push: Push, answer: bytes, outcome: Outcome) -> None:
    try:
        found = read_reply(platform, account, answer, openid=push.openid, is_message=push.is_message)
    except Broken as broken:
        outcome.delivery = "broken"
        outcome.tries[-1]["reason"] = broken.reason
        return
    outcome.delivery = "answered"
    outcome.reply = found


def _show(platform: Platform, account: Account, push: Push, outcome: Outcome, *, quiet: bool) -> None:
    """Put the reply, or the notice that there is none, into her chat; a push made twice shows its reply once."""
    if quiet or not push.answerable:
        return
    follower = account.followers.get(push.openid)
    if follower is None or not (follower.following or account.is_mini):
        return
    if outcome.notice:
        platform.say(account, push.openid, side="system", kind="notice", text=outcome.notice)
    elif outcome.reply is not None and outcome.reply["kind"] != HANDED_OVER:
        platform.say(account, push.openid, side="account", channel="passive", **outcome.reply)
        follower.exchanged_at = platform.now()


def _body(account: Account, fields: Mapping[str, Any]) -> bytes:
    settings = account.settings
    write = to_json if settings.format == "json" else to_xml
    plain = write(fields)
    mode = mode_of(account)
    if mode == PLAIN:
        return plain
    sealed = {"Encrypt": seal(plain, aes_key=settings.aes_key, app_id=settings.app_id)}
    return write({**fields, **sealed} if mode == COMPATIBLE else {"ToUserName": settings.gh_id, **sealed})


def _query(account: Account, openid: str, body: bytes) -> dict[str, str]:
    """Signed by the machine's own clock: a server that minds how fresh a push is looks at that one."""
    token = account.settings.token
    stamp, nonce = str(int(time.time())), str(secrets.randbelow(10**9) + 10**9)
    query = {"signature": signature(token, stamp, nonce), "timestamp": stamp, "nonce": nonce, "openid": openid}
    if mode_of(account) in {COMPATIBLE, SAFE}:
        query["encrypt_type"] = "aes"
        query["msg_signature"] = signature(token, stamp, nonce, _sealed_part(body))
    return query


def _sealed_part(body: bytes) -> str:
    """The sealed part of a body that was written above."""
    start, end = (b'"Encrypt":"', b'"') if body.startswith(b"{") else (b"<Encrypt><![CDATA[", b"]]>")
    return body[body.rindex(start) + len(start) :].split(end, 1)[0].decode()


async def _try(platform: Platform, account: Account, push: Push, body: bytes) -> tuple[bytes | None, dict[str, Any]]:
    """One try: the body of a 200 or None, and what is told of it."""
    if platform.http is None:
        return None, {"status": 0, "reason": "the simulator is stopping"}
    kind = "application/json" if account.settings.format == "json" else "text/xml"
    query = _query(account, push.openid, body)
    try:
        async with asyncio.timeout(PATIENCE):
            async with platform.http.post(
                account.settings.callback_url, params=query, data=body, headers={"Content-Type": kind}
            ) as answer:
                found = await answer.content.read(MOST_BODY)
                while part := await answer.content.read(MOST_BODY):
                    found += part[: max(0, MOST_BODY - len(found))]
    except TimeoutError:
        return None, {"status": 0, "reason": "no answer within 5 seconds"}
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return None, {"status": 0, "reason": type(error).__name__}
    if answer.status != 200:
        return None, {"status": answer.status, "reason": "the status is not 200"}
    return found, {"status": 200, "reason": ""}


async def check_callback(platform: Platform, account: Account) -> bool:
    """The check that an address passes before the platform takes it: only the exact echo counts."""
    if platform.http is None or not account.settings.callback_url:
        return False
    token, stamp, nonce = account.settings.token, str(int(time.time())), str(secrets.randbelow(10**9) + 10**9)
    echo = str(secrets.randbelow(10**18) + 10**18)
    query = {"signature": signature(token, stamp, nonce), "timestamp": stamp, "nonce": nonce, "echostr": echo}
    try:
        async with asyncio.timeout(PATIENCE), platform.http.get(account.settings.callback_url, params=query) as answer:
            return answer.status == 200 and await answer.read() == echo.encode()
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError):
        return False
