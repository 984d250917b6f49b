"""Our own list of words, the second net: content/checking/words.yaml."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.checking.words import BadList, read_lists
from services.plain import fold

FILE = Path(__file__).resolve().parents[2] / "content" / "checking" / "words.yaml"
GAP = 4


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """`text[start:end]` holds a word of the list `kind`."""

    start: int
    end: int
    kind: str


@cache
def _lists(file: Path) -> tuple[tuple[str, re.Pattern[str]], ...]:
    made = []
    for kind, words in read_lists(file).items():
        if not isinstance(words, str) or not words.split():
            raise BadList(f"{file.name}: {kind!r} must hold words with spaces between them")
        parts = sorted(words.split(), key=len, reverse=True)
        gapped = ["".join(f".{{0,{GAP}}}" if part == "~" else re.escape(part) for part in word) for word in parts]
        made.append((str(kind), re.compile("|".join(gapped))))
    return tuple(made)


def hits(text: str, file: Path = FILE) -> list[Hit]:
    """Our words in `text`, from left to right, whatever stands between their letters. Takes any text. Raises BadList."""
    letters = [(letter, at) for at, each in enumerate(text) for letter in fold(each) if letter.isalnum()]
    plain = "".join(letter for letter, _ in letters)
    found = {
        Hit(letters[match.start()][1], letters[match.end() - 1][1] + 1, kind)
        for kind, pattern in _lists(file)
        for match in pattern.finditer(plain)
        if match.end() > match.start()
    }
    return sorted(found)
