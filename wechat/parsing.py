"""
Reading a push: bytes in, a typed value out, and never an error.

wechatpy's parse_message isn't used: it raises on a broken body or one without a type, and has no JSON.
"""

import hashlib

from wechat.fields import Fields, NotReadable, moment_of, number_of, read_fields, text_of, tree_of
from wechat.inbound import Inbound, Unknown
from wechat.readers import EVENTS, ID_MOST, MESSAGES, Common

BODY_MOST_BYTES = 64 * 1024
KIND_MOST = 64


def parse(body: bytes) -> Inbound:
    """
    The message or event in a push (at most 64 KiB of UTF-8; XML or JSON, told apart by the first character).

    Never raises: whatever can't be read is `Unknown`. Entities and document types are refused.
    """
    if len(body) > BODY_MOST_BYTES:
        return _unknown(body, {}, "large")
    try:
        fields = read_fields(body)
    except NotReadable:
        return _unknown(body, {}, "broken")
    kind = text_of(fields, "MsgType").lower()
    openid = text_of(fields, "FromUserName")
    to = text_of(fields, "ToUserName")
    if not kind or not openid or len(openid) > ID_MOST or len(to) > ID_MOST:
        return _unknown(body, fields, "incomplete")
    common: Common = {"to": to, "openid": openid, "created_at": moment_of(fields, "CreateTime")}
    if kind == "event":
        event = text_of(fields, "Event")
        common["key"] = _event_key(fields, openid, event)
        read = EVENTS.get(event.lower())
    else:
        number = number_of(fields)
        common["key"] = f"m:{number}" if number.isascii() and number.isdigit() and len(number) <= 20 else _digest(body)
        read = MESSAGES.get(kind)
    if read is None:
        return _unknown(body, fields, "type", common)
    try:
        return read(common, fields)
    except NotReadable:
        return _unknown(body, fields, "incomplete", common)


def _unknown(body: bytes, fields: Fields, why: str, common: Common | None = None) -> Unknown:
    if common is None:
        openid, to = text_of(fields, "FromUserName")[:ID_MOST], text_of(fields, "ToUserName")[:ID_MOST]
        common = {"to": to, "openid": openid, "created_at": moment_of(fields, "CreateTime"), "key": _digest(body)}
    kind = text_of(fields, "Event") or text_of(fields, "MsgType")
    return Unknown(**common, kind=kind[:KIND_MOST], why=why)


def _digest(body: bytes) -> str:
    return f"b:{hashlib.sha1(body).hexdigest()}"


def _event_key(fields: Fields, openid: str, event: str) -> str:
    """
    The platform names events by sender and time. That isn't enough where the sender is the platform itself: jobs have
    numbers of their own, and an authorisation event names the person in OpenID.
    """
    named = f"{openid}|{text_of(fields, 'CreateTime')}|{event}|{text_of(fields, 'EventKey')}"
    extra = number_of(fields) or text_of(fields, "OpenID") or text_of(fields, "trace_id")
    if not extra and "PublishEventInfo" in fields:
        extra = text_of(tree_of(fields, "PublishEventInfo"), "publish_id")
    if extra:
        named = f"{named}|{extra}"
    return f"e:{hashlib.sha1(named.encode()).hexdigest()}"
