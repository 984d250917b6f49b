"""What a text is compared by: its characters, pairs of them, and how they sound."""

import re
from functools import cache
from itertools import pairwise

from services.plain import fold

_RUN = re.compile(r"[一-鿿㐀-䶿]+|[a-z0-9]+")
MOST = 600  # characters of a text that are read


def terms(text: str) -> list[str]:
    """The terms of a text, in order; those that occur twice stand twice."""
    found: list[str] = []
    for run in _RUN.findall(fold(text[:MOST])):
        if run[0] < "一" and run.isascii():
            found.append(f"w{run}")
            continue
        found.extend(run)
        found.extend(map("".join, pairwise(run)))
        sounds = [sound(character) for character in run]
        found.extend(f"p{one}{two}" for one, two in pairwise(sounds))
    return found


@cache
def sound(character: str) -> str:
    """How a character is said, without tones and without what dialects don't tell apart."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 -- its tables take long to load, and only entries need them

    said = lazy_pinyin(character, style=Style.NORMAL)[0]
    return re.sub(r"^([zcs])h", r"\1", said).replace("ing", "in").replace("eng", "en").replace("ang", "an")
