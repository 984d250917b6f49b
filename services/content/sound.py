"""
Recordings that staff give: read by content, never by name, and kept without what a phone writes into them.

MP3 and M4A with AAC are taken as they are, since every phone plays both; what else there is plays on some only.
"""

import asyncio
import io
import re
from dataclasses import dataclass

from tinytag import TinyTag, TinyTagException

from domain.errors import Invalid
from domain.recordings import SECONDS_LEAST, SECONDS_MOST, SoundForm

MOST_BYTES = 2_500_000  # a minute as fine as an MP3 may be
_MP3_HEAD, _MP3_FOOT = 10, 128
_LAYER_3 = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
_SHOWS = re.compile(rb"hdlr.{8}vide", re.DOTALL)
_AAC = re.compile(r'audio/mp4; codecs="mp4a\.40\.(?:2|5|29)"')
_TELLS = {b"udta", b"meta", b"uuid"}  # place, device and title, by whichever program wrote them
_HOLDS = {b"moov", b"trak", b"mdia"}


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording's file as it is kept, and how long it lasts, rounded."""

    content: bytes
    form: SoundForm
    seconds: int


async def listened(file: bytes) -> Sound:
    """
    The recording in a file. Raises Invalid("audio", …): "too_large", "not_audio" for what is none or can't be played on
    every phone, "shows" for a film, "too_short", "too_long".
    """
    return await asyncio.to_thread(_listened, file)


def _listened(file: bytes) -> Sound:
    if len(file) > MOST_BYTES:
        raise Invalid("audio", "too_large")
    if file[4:8] == b"ftyp":
        form, content = SoundForm.M4A, _without_boxes(file)
        if _SHOWS.search(content):
            raise Invalid("audio", "shows")
    else:
        form, content = SoundForm.MP3, _without_tags(file)
        if not _LAYER_3.match(content):
            raise Invalid("audio", "not_audio")
    try:
        read = TinyTag.get(file_obj=io.BytesIO(content), tags=False)
    except TinyTagException:
        raise Invalid("audio", "not_audio") from None
    if not read.duration or (form is SoundForm.M4A and not _AAC.match(read.mime_type or "")):
        raise Invalid("audio", "not_audio")
    if read.duration > SECONDS_MOST + 0.5:  # what a phone shows as a minute is often a little more
        raise Invalid("audio", "too_long")
    if read.duration < SECONDS_LEAST:
        raise Invalid("audio", "too_short")
    return Sound(content, form, min(round(read.duration), SECONDS_MOST))


def _without_tags(file: bytes) -> bytes:
    """An MP3 from its first frame on, without the tags before and behind."""
    while file[:3] == b"ID3" and len(file) > _MP3_HEAD:
        size = 0
        for each in file[6:_MP3_HEAD]:
            size = size << 7 | each & 0x7F
        file = file[_MP3_HEAD + size :].lstrip(b"\0")
    return file[:-_MP3_FOOT] if file[-_MP3_FOOT:][:3] == b"TAG" else file


def _without_boxes(file: bytes) -> bytes:
    """An M4A in which the boxes that tell of more than the sound are empty; all others stay where they were."""
    made = bytearray(file)
    parts = [(0, len(made))]
    while parts:
        at, end = parts.pop()
        while at + 8 <= end:
            size, name = int.from_bytes(made[at : at + 4], "big"), bytes(made[at + 4 : at + 8])
            size = size or end - at
            if size < 8 or at + size > end:
                break
            if name in _TELLS:
                made[at + 4 : at + size] = b"free".ljust(size - 4, b"\0")
            elif name in _HOLDS:
                parts.append((at + 8, at + size))
            at += size
    return bytes(made)
