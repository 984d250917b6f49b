"""
Voice messages as the platform gives them: AMR, which no browser plays, made into an MP3.

The library that decodes is loaded with the first one: only the worker needs it, and it is large.
"""

import asyncio
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.errors import Invalid
from domain.wish_voices import BYTES_MOST, SECONDS_MOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av import AudioFrame
    from av.container import InputContainer

HEADS = (b"#!AMR\n", b"#!AMR-WB\n")  # narrow and wide; Speex, which some phones send, plays nowhere
RATE, BIT_RATE = 16_000, 32_000
_FRAMES_MOST = SECONDS_MOST * 50  # of 20 ms each


@dataclass(frozen=True, slots=True)
class Playable:
    """A voice message as an MP3, and how long it lasts, rounded."""

    content: bytes
    seconds: int


async def playable(file: bytes) -> Playable:
    """
    The MP3 of an AMR file; of what is longer than a minute its first minute. Raises Invalid("voice", "not_audio") for anything
    else, and for a file that holds no sound.
    """
    return await asyncio.to_thread(_playable, file)


def _playable(file: bytes) -> Playable:
    if len(file) > BYTES_MOST or not file.startswith(HEADS):
        raise Invalid("voice", "not_audio")
    import av  # noqa: PLC0415 70 MB that nobody else needs

    try:
        made, samples = _as_mp3(file)
    except (av.FFmpegError, ValueError) as error:
        raise Invalid("voice", "not_audio") from error
    if not samples:
        raise Invalid("voice", "not_audio")
    return Playable(made, max(round(samples / RATE), 1))


def _as_mp3(file: bytes) -> tuple[bytes, int]:
    """The MP3, and how many samples went into it. Raises FFmpegError."""
    import av  # noqa: PLC0415 70 MB that nobody else needs

    made, samples = io.BytesIO(), 0
    with (
        av.open(io.BytesIO(file), "r", format="amr") as heard,
        av.open(made, "w", format="mp3", options={"id3v2_version": "0", "write_xing": "0"}) as written,
    ):
        track = written.add_stream("libmp3lame", rate=RATE, bit_rate=BIT_RATE, layout="mono")
        as_asked = av.AudioResampler(format="s16p", layout="mono", rate=RATE)
        for frame in _frames(heard):
            for each in as_asked.resample(frame):
                each.pts = None
                samples += each.samples
                written.mux(track.encode(each))
        if samples:
            for each in as_asked.resample(None):
                each.pts = None
                samples += each.samples
                written.mux(track.encode(each))
            written.mux(track.encode(None))
    return made.getvalue(), samples


def _frames(heard: "InputContainer") -> "Iterator[AudioFrame]":
    """What can be decoded of the first minute: a frame that was damaged on its way is left out."""
    import av  # noqa: PLC0415 70 MB that nobody else needs

    for number, packet in enumerate(heard.demux(audio=0)):
        if number >= _FRAMES_MOST:
            return
        try:
            frames = packet.decode()
        except av.FFmpegError:
            continue
        for frame in frames:
            if isinstance(frame, av.AudioFrame):
                yield frame
