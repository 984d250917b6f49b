"""Replies as they are kept for a repeat, or for sending later."""

from typing import Any

import orjson

from storage.encryption import Seal
from wechat.messages import ImageReply, NewsReply, NoReply, Reply, TextReply


def to_bytes(reply: Reply) -> bytes:
    """A reply as stored. Raises TypeError for a kind that no stage gives."""
    match reply:
        case NoReply():
            return b""
        case TextReply(text=text):
            return orjson.dumps(["text", text])
        case NewsReply(title=title, description=description, url=url, picture_url=picture):
            return orjson.dumps(["news", title, description, url, picture])
        case ImageReply(media_id=media_id):
            return orjson.dumps(["image", media_id])
    raise TypeError(type(reply).__name__)


def closed(reply: Reply, seal: Seal) -> bytes:
    """A reply as it is kept for a repeat: sealed, since it may say back to her what she wrote."""
    plain = to_bytes(reply)
    return seal.close(plain) if plain else plain


def opened(kept: bytes, seal: Seal) -> Reply:
    """The reverse; what no key opens any more is no reply, and what an earlier release kept is read as it is."""
    plain = seal.open(kept) if kept else b""
    if plain is None:
        return from_bytes(kept) if kept.startswith(b'["') else NoReply()
    return from_bytes(plain)


def from_bytes(stored: bytes) -> Reply:
    """The reverse."""
    if not stored:
        return NoReply()
    parts: list[Any] = orjson.loads(stored)
    if parts[0] == "news":
        return NewsReply(title=parts[1], description=parts[2], url=parts[3], picture_url=parts[4])
    if parts[0] == "image":
        return ImageReply(parts[1])
    return TextReply(parts[1])
