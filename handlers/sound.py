"""A recording as players ask for it: whole, or the part that they name."""

import hashlib
import re

from domain.recordings import SoundForm
from handlers.base import BaseHandler

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def send_sound(handler: BaseHandler, content: bytes, form: SoundForm) -> None:
    """
    Answer with a recording: 304 where the caller has it, 206 with the one part that it asks for, 416 for one that lies
    behind the end. Apple's players take no recording from a server that knows no parts.
    """
    handler.set_header("Content-Type", str(form))
    handler.set_header("Accept-Ranges", "bytes")
    etag = f'"{hashlib.sha1(content, usedforsecurity=False).hexdigest()}"'  # as Tornado makes it of a whole answer
    handler.set_header("Etag", etag)
    if handler.check_etag_header():
        handler.set_status(304)
        handler.finish()
        return
    asked = _RANGE.fullmatch(handler.request.headers.get("Range", ""))
    if asked is None or not any(asked.groups()) or handler.request.headers.get("If-Range", etag) != etag:
        handler.finish(content)
        return
    first, last = _part(asked[1], asked[2], len(content))
    if first > last:
        handler.set_status(416)
        handler.set_header("Content-Range", f"bytes */{len(content)}")
        handler.finish()
        return
    handler.set_status(206)
    handler.set_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
    handler.finish(content[first : last + 1])


def _part(first: str, last: str, size: int) -> tuple[int, int]:
    """From which byte to which; without a first the last ones are meant."""
    if not first:
        return max(size - int(last), 0), size - 1 if int(last) else -1
    return int(first), min(int(last), size - 1) if last else size - 1
