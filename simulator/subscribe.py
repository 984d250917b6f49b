"""Messages that she asked for: one right a grant; and template messages to followers."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from simulator.api import MINI, OK, SERVICE, Api, Call, text_of
from simulator.delivery import deliver_event
from simulator.errors import PlatformError
from simulator.state import Account, Follower, Platform

FIELD = re.compile(
    r"(thing|number|letter|symbol|character_string|time|date|amount|phone_number|car_number|name|phrase|enum|const)\d+"
)
HAN = re.compile(r"[\u3400-\u9fff]")
ALLOWED = {
    "thing": re.compile(r".{1,20}"),
    "number": re.compile(r"-?[\d.]{1,32}"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "symbol": re.compile(r"[^\w\s]{1,5}"),
    "character_string": re.compile(r"[!-~]{1,32}"),
    "time": re.compile(r"(?=.*\d:\d\d).{1,40}"),
    "date": re.compile(r"(?=.*\d).{1,40}"),
    "amount": re.compile(r"[^\d\s]?\d{1,10}(\.\d+)?[^\d\s]?"),
    "phone_number": re.compile(r"[\d+\-() ]{1,17}"),
    "car_number": re.compile(r"\S{1,8}"),
    "phrase": re.compile(r"[\u3400-\u9fff]{1,5}"),
    "enum": re.compile(r".{1,20}"),
    "const": re.compile(r".{1,20}"),
}
TEMPLATE_CHARACTERS = 20
STRIPPED = frozenset({"first", "remark"})
SENT_ONCE_SECONDS = 600


def _fits(kind: str, value: str) -> bool:
    if kind == "name":
        return 0 < len(value) <= (10 if HAN.search(value) else 20) and "\n" not in value
    return ALLOWED[kind].fullmatch(value) is not None


def _data(call: Call) -> dict[str, str]:
    """Each field's words, checked by its kind. Raises 47003, naming the field."""
    data = call.part("data", 47003)
    read = {}
    for name, part in data.items():
        kind = FIELD.fullmatch(name)
        value = part.get("value") if isinstance(part, Mapping) else None
        value = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        if kind is None or not isinstance(value, str) or not _fits(kind.group(1), value):
            raise PlatformError(47003, f"argument invalid! data.{name}.value invalid")
        read[name] = value
    if not read:
        raise PlatformError(47003)
    return read


def _template(call: Call) -> str:
    """The template's id. Raises 40037."""
    template_id = call.body.get("template_id")
    known = {each.get("template_id") for each in call.account.settings.templates}
    if not isinstance(template_id, str) or not template_id or (known and template_id not in known):
        raise PlatformError(40037)
    return template_id


def grant(platform: Platform, account: Account, follower: Follower, template_id: str, count: int) -> None:
    """She allowed `count` more messages of this template; 0 takes all her rights away."""
    follower.grants[template_id] = follower.grants.get(template_id, 0) + count if count else 0
    platform.keep(account, follower)


def send(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/message/subscribe/bizsend (accounts) and …/send (mini-programs)."""
    template_id = _template(call)
    follower = call.follower(call.body.get("touser"))
    data = _data(call)
    page = text_of(call.body.get("page", ""))
    if call.account.is_mini and page.startswith(("/", "http:", "https:")):
        raise PlatformError(41030)
    if follower.grants.get(template_id, 0) <= 0:
        raise PlatformError(43101)
    follower.grants[template_id] -= 1
    call.platform.keep(call.account, follower)
    call.platform.say(
        call.account,
        follower.openid,
        side="account",
        kind="subscribe",
        channel="subscribe",
        template_id=template_id,
        data=data,
        url=page,
        text="",
    )
    return dict(OK)


def send_template(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/message/template/send: what the platform no longer shows is left out in silence."""
    template_id = _template(call)
    follower = call.follower(call.body.get("touser"))
    if not follower.following:
        raise PlatformError(43004)
    earlier = call.account.named("template_ids").get(f"{follower.openid} {call.body.get('client_msg_id')}")
    if call.body.get("client_msg_id") and earlier and call.platform.now() - earlier["at"] < SENT_ONCE_SECONDS:
        return {**OK, "msgid": earlier["msgid"]}
    data = {}
    for name, part in call.part("data", 47003).items():
        value = part.get("value") if isinstance(part, Mapping) else None
        if not isinstance(value, str | int | float):
            raise PlatformError(47003, f"argument invalid! data.{name}.value invalid")
        if name not in STRIPPED:
            data[name] = str(value).replace("\n", " ")[:TEMPLATE_CHARACTERS]
    msgid = call.platform.new_message_id() % 10**15
    if call.body.get("client_msg_id"):
        key = f"{follower.openid} {call.body['client_msg_id']}"
        call.platform.keep_document(call.account, "template_ids", key, {"msgid": msgid, "at": call.platform.now()})
    if not follower.blacklisted:
        shown = {"template_id": template_id, "data": data, "url": str(call.body.get("url", "")), "text": ""}
        call.platform.say(call.account, follower.openid, side="account", kind="subscribe", channel="template", **shown)
    call.platform.background(_finish(call.platform, call.account, follower, msgid))
    return {**OK, "msgid": msgid}


async def _finish(platform: Platform, account: Account, follower: Follower, msgid: int) -> None:
    await asyncio.sleep(0.2)
    status = "failed:user block" if follower.blacklisted else "success"
    fields = {"FromUserName": follower.openid, "MsgID": msgid, "Status": status}
    await deliver_event(platform, account, "", "TEMPLATESENDJOBFINISH", fields)


CALLS = [
    Api("/cgi-bin/message/subscribe/bizsend", send, kinds=SERVICE, daily=100_000, grows=True),
    Api("/cgi-bin/message/subscribe/send", send, kinds=MINI, daily=10_000_000),
    Api("/cgi-bin/message/template/send", send_template, kinds=SERVICE, daily=100_000, grows=True),
]
