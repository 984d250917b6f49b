"""What we answer to a push, and its form on the wire."""

import functools
import re
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import quote

import orjson

# What XML 1.0 has no place for: one such character would cost the person the whole reply.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SUCCESS = b"success"


@dataclass(frozen=True, slots=True)
class TextReply:
    """Words, at most 2048 bytes of UTF-8 (platform: passive replies)."""

    text: str


@dataclass(frozen=True, slots=True)
class NewsReply:
    """One article card."""

    title: str
    description: str
    url: str
    picture_url: str


@dataclass(frozen=True, slots=True)
class ImageReply:
    """A picture by its media id, temporary or permanent."""

    media_id: str


@dataclass(frozen=True, slots=True)
class TransferReply:
    """Hands the person over to the platform's customer-service desk, to `agent` where one is named."""

    agent: str = ""


@dataclass(frozen=True, slots=True)
class NoReply:
    """Received, nothing to say."""


Reply = TextReply | NewsReply | ImageReply | TransferReply | NoReply


@functools.lru_cache(maxsize=4096)
def choice(text: str, id: str) -> str:  # noqa: A002 the platform's word
    """
    Words that can be tapped inside a TextReply: the tap sends `text` as her own message, with `id` where the account
    supports it. Costs no customer-service message.
    """
    shown = text.replace("<", "‹").replace(">", "›")  # the client reads no entities; a bare < would end the anchor
    href = f"weixin://bizmsgmenu?msgmenucontent={_quoted(text)}&msgmenuid={_quoted(id)}"
    return f'<a href="{href}">{shown}</a>'


def render(reply: Reply, *, to: str, sender: str, at: int, form: str = "xml") -> bytes:
    """
    The body that answers a push: bytes of UTF-8, "success" for NoReply.

    `to` is the person's openid, `sender` the account's gh_ id, `at` in seconds of the epoch, `form` "xml" or "json",
    as the account is set up. What XML can't hold is left out.
    """
    if isinstance(reply, NoReply):
        return SUCCESS
    if form == "json":
        return orjson.dumps(_fields(reply, to=to, sender=sender, at=at))
    text = (
        f"<xml><ToUserName>{_cdata(to)}</ToUserName><FromUserName>{_cdata(sender)}</FromUserName>"
        f"<CreateTime>{at:d}</CreateTime>{_xml(reply)}</xml>"
    )
    return text.encode()


def _xml(reply: TextReply | NewsReply | ImageReply | TransferReply) -> str:
    match reply:
        case TextReply(text):
            return f"<MsgType><![CDATA[text]]></MsgType><Content>{_cdata(text)}</Content>"
        case NewsReply(title, description, url, picture_url):
            return (
                "<MsgType><![CDATA[news]]></MsgType><ArticleCount>1</ArticleCount><Articles><item>"
                f"<Title>{_cdata(title)}</Title><Description>{_cdata(description)}</Description>"
                f"<PicUrl>{_cdata(picture_url)}</PicUrl><Url>{_cdata(url)}</Url></item></Articles>"
            )
        case ImageReply(media_id):
            return f"<MsgType><![CDATA[image]]></MsgType><Image><MediaId>{_cdata(media_id)}</MediaId></Image>"
        case TransferReply(agent):
            named = f"<TransInfo><KfAccount>{_cdata(agent)}</KfAccount></TransInfo>" if agent else ""
            return f"<MsgType><![CDATA[transfer_customer_service]]></MsgType>{named}"
    assert_never(reply)


def _fields(
    reply: TextReply | NewsReply | ImageReply | TransferReply, *, to: str, sender: str, at: int
) -> dict[str, object]:
    fields: dict[str, object] = {"ToUserName": to, "FromUserName": sender, "CreateTime": at}
    match reply:
        case TextReply(text):
            fields |= {"MsgType": "text", "Content": _writable(text)}
        case NewsReply(title, description, url, picture_url):
            article = {"Title": title, "Description": description, "PicUrl": picture_url, "Url": url}
            articles = [{name: _writable(value) for name, value in article.items()}]
            fields |= {"MsgType": "news", "ArticleCount": 1, "Articles": articles}
        case ImageReply(media_id):
            fields |= {"MsgType": "image", "Image": {"MediaId": media_id}}
        case TransferReply(agent):
            fields["MsgType"] = "transfer_customer_service"
            if agent:
                fields["TransInfo"] = {"KfAccount": agent}
        case _:
            assert_never(reply)
    return fields


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _cdata(text: str) -> str:
    return f"<![CDATA[{_UNWRITABLE.sub('', text).replace(']]>', ']]]]><![CDATA[>')}]]>"
