"""Recordings of nobody: silence as an MP3 that plays, and the boxes of an M4A without a sound in them."""

from struct import pack

PLACE = b"+35.5967+116.9917/"  # what a phone writes of where it was
_FRAME = b"\xff\xfb\x10\xc4" + bytes(100)  # of an MP3 at 44.1 kHz and 32 kbit/s, one channel
_A_SECOND = 44_100 / 1152


def mp3(seconds: float, *, tagged: bool = False) -> bytes:
    """Silence of this length; `tagged` with what programs write before and behind it."""
    whole = _FRAME * round(seconds * _A_SECOND)
    if not tagged:
        return whole
    said = b"TIT2" + pack(">I", len(PLACE) + 1) + b"\0\0\0" + PLACE
    return b"ID3\x03\0\0" + bytes((0, 0, len(said) >> 7, len(said) & 0x7F)) + said + whole + b"TAG" + PLACE.ljust(125)


def box(name: bytes, *parts: bytes) -> bytes:
    """A box of an M4A."""
    content = b"".join(parts)
    return pack(">I", len(content) + 8) + name + content


def m4a(seconds: float, *, kind: bytes = b"soun", codec: int = 2) -> bytes:
    """A file that says to hold so much, of the kind "soun" or "vide"; AAC unless `codec` is another."""
    config = b"\x05\x02" + bytes((codec << 3 | 2, 0x10))
    decoder = b"\x04" + bytes((13 + len(config),)) + b"\x40\x15" + bytes(3) + pack(">II", 64_000, 64_000) + config
    esds = box(b"esds", bytes(4), b"\x03" + bytes((3 + len(decoder),)) + b"\0\x01\0", decoder)
    entry = box(b"mp4a", bytes(16), pack(">HH", 1, 16), bytes(4), pack(">I", 44_100 << 16), esds)
    table = box(b"minf", box(b"stbl", box(b"stsd", bytes(4), pack(">I", 1), entry)))
    track = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), kind, bytes(13)), table))
    head = box(b"mvhd", bytes(12), pack(">II", 1000, round(seconds * 1000)), bytes(80))
    told = box(b"udta", box(b"\xa9xyz", pack(">HH", len(PLACE), 0), PLACE))
    return b"".join(
        (box(b"ftyp", b"M4A ", bytes(4), b"M4A isom"), box(b"moov", head, track, told), box(b"mdat", bytes(64)))
    )
