"""Passive replies: what the account's server answers to a push, opened and checked as the platform does."""

from collections.abc import Callable
from typing import Any

from simulator.crypto import Broken, read_body, signature, unseal
from simulator.errors import PlatformError
from simulator.media import media_entry
from simulator.state import Account, Platform

TEXT_BYTES = 2048
MOST_ARTICLES = 8
PLAIN, COMPATIBLE, SAFE = "plain", "compatible", "safe"


def mode_of(account: Account) -> str:
    """How the account's pushes are sealed: plain, compatible or safe."""
    given = account.settings.encryption
    return {"compat": COMPATIBLE, COMPATIBLE: COMPATIBLE, SAFE: SAFE}.get(given, PLAIN)


def read_reply(
    platform: Platform, account: Account, body: bytes, *, openid: str, is_message: bool
) -> dict[str, Any] | None:
    """The chat entry that the reply becomes, None when there is nothing to say. Raises Broken."""
    if body.strip() in {b"", b"success"}:
        return None
    if body.lstrip()[:1] != (b"{" if account.settings.format == "json" else b"<"):
        raise Broken(f"the reply is neither success nor {account.settings.format.upper()}")
    fields = _opened(account, read_body(body))
    if fields.get("ToUserName") != openid:
        raise Broken("ToUserName is not the person's openid")
    if fields.get("FromUserName") != account.settings.gh_id:
        raise Broken("FromUserName is not the account")
    if not str(fields.get("CreateTime", "")).isascii() or not str(fields.get("CreateTime", "")).isdigit():
        raise Broken("CreateTime is not a number")
    kind = fields.get("MsgType")
    if account.is_mini and kind != "transfer_customer_service":
        raise Broken("a mini-program can only hand over to customer service")
    reader = READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise Broken("MsgType is unknown")
    try:
        return {"kind": kind, **reader(_Reply(platform, account, fields, is_message))}
    except PlatformError as refused:
        raise Broken("the reply names a media_id that is not there") from refused


class _Reply:
    """A reply's fields, and what they are checked against."""

    def __init__(self, platform: Platform, account: Account, fields: dict[str, Any], is_message: bool) -> None:  # noqa: FBT001 private
        self.fields = fields
        self.is_message = is_message
        self._platform = platform
        self._account = account

    def part(self, name: str) -> dict[str, Any]:
        found = self.fields.get(name)
        if not isinstance(found, dict):
            raise Broken(f"{name} is missing")
        return found

    def medium(self, media_id: object, *kinds: str) -> dict[str, Any]:
        return media_entry(self._platform, self._account, media_id, *kinds)


def _opened(account: Account, fields: dict[str, Any]) -> dict[str, Any]:
    sealed = fields.get("Encrypt")
    mode = mode_of(account)
    if sealed is None:
        if mode == SAFE:
            raise Broken("the reply is not encrypted")
        return fields
    if mode == PLAIN:
        raise Broken("the reply is encrypted though the account isn't set up so")
    stamp, nonce, signed = (str(fields.get(name, "")) for name in ("TimeStamp", "Nonce", "MsgSignature"))
    if signed != signature(account.settings.token, stamp, nonce, str(sealed)):
        raise Broken("MsgSignature is wrong")
    settings = account.settings
    return read_body(unseal(str(sealed), aes_key=settings.aes_key, app_id=settings.app_id))


def _text(reply: _Reply) -> dict[str, Any]:
    content = reply.fields.get("Content")
    if not isinstance(content, str) or not content:
        raise Broken("Content is missing")
    if len(content.encode("utf-8", "replace")) > TEXT_BYTES:
        raise Broken("Content is longer than 2048 bytes")
    return {"text": content}


def _image(reply: _Reply) -> dict[str, Any]:
    return {"text": "", **reply.medium(reply.part("Image").get("MediaId"), "image")}


def _voice(reply: _Reply) -> dict[str, Any]:
    return {"text": "", **reply.medium(reply.part("Voice").get("MediaId"), "voice")}


def _video(reply: _Reply) -> dict[str, Any]:
    part = reply.part("Video")
    return {"text": str(part.get("Title", "")), **reply.medium(part.get("MediaId"), "video")}


def _music(reply: _Reply) -> dict[str, Any]:
    part = reply.part("Music")
    reply.medium(part.get("ThumbMediaId"), "thumb", "image")
    return {"text": "", "title": str(part.get("Title", "")), "url": str(part.get("MusicUrl", ""))}


def _news(reply: _Reply) -> dict[str, Any]:
    articles = reply.fields.get("Articles")
    if isinstance(articles, dict):
        articles = articles.get("item")
    articles = [articles] if isinstance(articles, dict) else articles
    if not isinstance(articles, list) or not articles or not all(isinstance(each, dict) for each in articles):
        raise Broken("Articles are missing")
    if str(reply.fields.get("ArticleCount")) != str(len(articles)):
        raise Broken("ArticleCount is not the number of articles")
    if len(articles) > (1 if reply.is_message else MOST_ARTICLES):
        raise Broken("too many articles")
    names = {"title": "Title", "description": "Description", "url": "Url", "picurl": "PicUrl"}
    read = [{key: str(each.get(name) or "") for key, name in names.items()} for each in articles]
    if not read[0]["title"]:
        raise Broken("an article has no title")
    return {"text": read[0]["title"], "articles": read}


def _transfer(reply: _Reply) -> dict[str, Any]:
    info = reply.fields.get("TransInfo")
    return {"text": "", "agent": str(info.get("KfAccount", "")) if isinstance(info, dict) else ""}


READERS: dict[str, Callable[[_Reply], dict[str, Any]]] = {
    "text": _text,
    "image": _image,
    "voice": _voice,
    "video": _video,
    "music": _music,
    "news": _news,
    "transfer_customer_service": _transfer,
}
