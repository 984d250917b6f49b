"""A row that stays for the counts, without whose it was."""

import bson
from bson.binary import Binary
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument

from storage.mongo import Document

NAMES = ("openid", "person", "open_for")


def nameless(document: RawBSONDocument) -> Document:
    """The row without account, person and words; its key is made anew where it might tell of her message."""
    row = decoded(document)
    if "sealed" in row:
        row["sealed"] = Binary(b"")
        if "key" in row:
            row["key"] = f"erased:{row['_id']}"
    return {**row, **{name: "" for name in NAMES if name in row}}


def decoded(document: RawBSONDocument) -> Document:
    """The row with its times in UTC."""
    row: Document = bson.decode(document.raw, CodecOptions(tz_aware=True))
    return row
