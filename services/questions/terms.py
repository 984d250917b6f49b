"""What a text is compared by: its characters, pairs of them, how they sound, and what matters they speak of."""

import json
import re
import unicodedata
from collections import Counter
from enum import StrEnum
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

from services.plain import fold
from services.questions.lexicon import lexicon

_RUN = re.compile(r"[一-鿿㐀-䶿]+|[a-z0-9]+")
TALK = Path(__file__).resolve().parents[2] / "content" / "training" / "around.txt"
LONG, COMMON = 40, 2  # from how many letters on a message tells a story; in how many lines of talk a term says nothing
MOST = 600  # characters of a text that are read
REMEMBERED = 1 << 16  # pairs of characters whose terms are kept


class Kind(StrEnum):
    """The kinds of terms: each is its terms' first letter."""

    CHARACTER = "c"
    PAIR = "p"
    SOUND = "s"
    CONCEPT = "m"


Term = str  # a kind's letter and what follows: a string keeps its hash, and terms are looked up all the time


def terms(text: str) -> list[Term]:
    """The terms of a text; those that occur twice come twice."""
    words = lexicon()
    plain = words.same.replaced(fold(text[:MOST]))
    runs = _RUN.findall(plain)
    found = [f"m{meaning}" for meaning in words.concepts.meanings("".join(runs))]
    spoken = words.filler.replaced(plain)
    for run in runs if spoken == plain else _RUN.findall(spoken):
        if run[0] <= "z":
            if len(run) > 1:
                found.append(f"p{run}")
            continue
        found += [f"c{character}" for character in run if character not in words.filler_characters]
        found += chain.from_iterable(map(_of_pair, run, run[1:]))
    return found


def telling(text: str, found: frozenset[Term]) -> frozenset[Term]:
    """The terms of a message that it is searched by: of a long one what people say around a question is left out."""
    return found - _talk() if len(text) > LONG and not found <= _talk() else found


@cache
def _talk() -> frozenset[Term]:
    """Terms of what people say before and after, other than the matters in it."""
    lines = [line for line in TALK.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    counts = Counter(term for line in lines for term in set(terms(line)))
    return frozenset(term for term, many in counts.items() if many >= COMMON and term[0] != Kind.CONCEPT.value)


@lru_cache(maxsize=REMEMBERED)
def _of_pair(one: str, two: str) -> tuple[Term, Term]:
    return f"p{one}{two}", f"s{sound(one)} {sound(two)}"


@cache
def sound(character: str) -> str:
    """How a character is said, without tones and without what dialects don't tell apart."""
    plain = re.sub(r"^([zcs])h", r"\1", spelling(character))
    return re.sub(r"([aei])ng$", r"\1n", plain)


def spelling(character: str) -> str:
    """A character's pinyin without tones, itself if it has none."""
    said = _readings().get(str(ord(character)), character).split(",")[0]
    plain = unicodedata.normalize("NFD", said.replace("ê", "e")).replace("u\u0308", "v")
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@cache
def _readings() -> dict[str, str]:
    """How every character is said: pypinyin's own table. Its module reads a far larger one of phrases as well."""
    spec = find_spec("pypinyin")
    assert spec is not None  # noqa: S101 -- requirements.in names it
    assert spec.origin is not None  # noqa: S101 -- it is no namespace
    table: dict[str, str] = json.loads(Path(spec.origin).with_name("pinyin_dict.json").read_text(encoding="utf-8"))
    return table
