"""Text in the one form in which it is compared: half-width, lower case, simplified characters."""

import unicodedata
from functools import cache
from importlib.resources import files


def fold(text: str) -> str:
    """`text` with full-width forms, capitals and traditional characters made plain. Takes any text."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).lower().translate(_simplified())


def squeeze(text: str) -> str:
    """Folded text without anything that stands between letters: spaces, punctuation, emoji, marks."""
    return "".join(filter(str.isalnum, fold(text)))


@cache
def _simplified() -> dict[int, str]:
    """Every traditional character's simplified one, from OpenCC's table."""
    table = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8")
    rows = (line.split() for line in table.splitlines())
    return {ord(row[0]): row[1] for row in rows if len(row) > 1 and row[0] != row[1]}
