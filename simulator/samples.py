"""Small files for who has none at hand."""

import struct
import zlib


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def picture(width: int = 240, height: int = 180) -> bytes:
    """A PNG: sky above, a field below."""
    rows = b"".join(
        b"\0" + ((b"\xbf\xdd\xf2" if row < height * 2 // 3 else b"\x9c\xc4\x7a") * width) for row in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


SAMPLES = {
    "image": picture(),
    "voice": b"#!AMR\n" + (b"\x3c" + bytes(31)) * 150,  # three seconds, a frame every 20 ms
    "video": struct.pack(">I", 24) + b"ftypmp42" + bytes(4) + b"mp42isom",
}
