"""
A text as its reader takes it: what is written to slip through, with signs nobody sees, spaces or pictures between the letters
of one word, in other digits or characters, is brought back together. Each character keeps its place in the text.
"""

import re
import unicodedata
from functools import cache

from services.plain import fold

_UNSEEN = frozenset(("Cf", "Mn", "Me", "Co", "Cn", "So", "Sk"))
_HAN = "[㐀-鿿]"
_BLANK, _MARK = r"[ \t\r\n　]", r"[.\-_*|~^·・•/、，,]"
# One character alone, at either side, makes a blank part of a word ("实 验 小 学"); a mark does so between any, and one that
# people list things with where each stands alone.
_APART = re.compile(
    rf"(?<={_HAN})(?:"
    rf"[.\-_*|~^·・•]{{1,3}}(?={_HAN})"
    rf"|{_BLANK}{{1,3}}(?={_HAN}(?!{_HAN}))"
    rf"|(?<=(?<!{_HAN}){_HAN}){_BLANK}{{1,3}}(?={_HAN})"
    rf"|(?<=(?<!{_HAN}){_HAN}){_MARK}(?={_HAN}(?!{_HAN}))"
    r")"
)
_LETTERS = ((0x1F130, "A"), (0x1F150, "A"), (0x1F170, "A"), (0x1F1E6, "A"))  # in frames, in circles, of flags


def folded(text: str) -> str:
    """`text` half-width, lower case and in simplified characters, one character for each of its characters."""
    return text.lower() if text.isascii() else "".join(map(_plain, text))


@cache
def _plain(character: str) -> str:
    plain = fold(character)
    if len(plain) == 1 and plain != character:
        return plain
    for first, letter in _LETTERS:
        if first <= ord(character) < first + 26:
            return chr(ord(letter) + ord(character) - first).lower()
    if unicodedata.category(character) == "No" and unicodedata.digit(character, None) is not None:
        return str(unicodedata.digit(character))
    return plain if len(plain) == 1 else character


def joined(plain: str) -> tuple[str, list[int]]:
    """Folded text without what only keeps the letters of one word apart, and where each of its characters stood."""
    if plain.isascii():
        return plain, list(range(len(plain)))
    seen = [at for at, each in enumerate(plain) if unicodedata.category(each) not in _UNSEEN]
    whole = "".join(plain[at] for at in seen)
    apart = {at for match in _APART.finditer(whole) for at in range(*match.span())}
    kept = [place for place in range(len(whole)) if place not in apart]
    return "".join(whole[place] for place in kept), [seen[place] for place in kept]


def plainly(text: str) -> str:
    """`text` as its reader takes it, for looking for words in it."""
    return joined(folded(text))[0]
