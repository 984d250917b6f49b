"""What a text is compared by: its characters, pairs of them, how they sound, and what matters they speak of."""

import re
from collections.abc import Iterator
from enum import IntEnum
from functools import cache
from itertools import pairwise

from services.plain import fold
from services.questions.lexicon import lexicon

_RUN = re.compile(r"[一-鿿㐀-䶿]+|[a-z0-9]+")
_CHINESE = re.compile(r"[一-鿿㐀-䶿]")
MOST = 600  # characters of a text that are read


class Kind(IntEnum):
    """The kinds of terms."""

    CHARACTER = 0
    PAIR = 1
    SOUND = 2
    CONCEPT = 3


Term = tuple[Kind, str]


def terms(text: str) -> Iterator[Term]:
    """The terms of a text; those that occur twice come twice."""
    words = lexicon()
    plain = words.same.replaced(fold(text[:MOST]))
    for meaning in words.concepts.meanings("".join(_RUN.findall(plain))):
        yield Kind.CONCEPT, meaning
    for run in _RUN.findall(words.filler.replaced(plain)):
        if not _CHINESE.match(run):
            if len(run) > 1:
                yield Kind.PAIR, run
            continue
        for character in run:
            if character not in words.filler_characters:
                yield Kind.CHARACTER, character
        for one, two in pairwise(run):
            yield Kind.PAIR, one + two
            yield Kind.SOUND, f"{sound(one)} {sound(two)}"


@cache
def sound(character: str) -> str:
    """How a character is said, without tones and without what dialects don't tell apart."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 -- its tables take long to load, and only entries need them

    said = lazy_pinyin(character, style=Style.NORMAL)[0]
    said = re.sub(r"^([zcs])h", r"\1", said)
    return re.sub(r"([aei])ng$", r"\1n", said)
