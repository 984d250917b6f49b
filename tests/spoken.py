"""Voice messages as a phone records them."""

import io
import math

import av
import numpy as np

RATE = 8_000


def spoken(seconds: float) -> bytes:
    """An AMR file in which a tone sounds for so long."""
    at = np.arange(int(RATE * seconds))
    tone = (np.sin(2 * math.pi * 440 * at / RATE) * 8000).astype(np.int16).reshape(1, -1)
    made = io.BytesIO()
    with av.open(made, "w", format="amr") as written:
        track = written.add_stream("libopencore_amrnb", rate=RATE, bit_rate=12_200, layout="mono")
        sound = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
        sound.sample_rate = RATE
        written.mux(track.encode(sound))
        written.mux(track.encode(None))
    return made.getvalue()


def spoken_wide(seconds: float) -> bytes:
    """The same of the wide kind, in which all parameters are nought; nothing here encodes that."""
    return b"#!AMR-WB\n" + (b"\x14" + bytes(32)) * int(seconds * 50)
