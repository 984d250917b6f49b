"""Short words after an answer, such as 那要是三岁呢: told from a new question, and read together with the one before."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise, zip_longest

import yaml

from services.plain import fold
from services.questions.lexicon import FOLDER, lexicon
from services.questions.search import OFFERED, Found, Tier

MOST = 20  # letters: who writes more asks anew
FILE = FOLDER / "follow_ups.yaml"
_STAGES, _CHANGED = "年龄段", ("男女", "谁")
_LEADING, _ON = "接着问", ("怎么问", "不管用")
_NUMBER = "[0-9]{1,2}|[一二两三四五六七八九十]{1,3}"
_AGE = re.compile(rf"({_NUMBER})(周岁|岁半|岁多|岁|个多月|个月|月大|年级)")
_LETTER = re.compile(r"[一-鿿a-z0-9]")
_DIGITS = {letter: number for number, letter in enumerate("零一二三四五六七八九")} | {"两": 2}
_FIRST_YEAR = 6  # how old a child is in the first year of school


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was answered a short while ago, and the entry that was given; empty where some were offered."""

    text: str
    entry_id: str = ""


@dataclass(frozen=True, slots=True)
class _Stage:
    since: int
    means: str
    said: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Words:
    stages: tuple[_Stage, ...]
    changed: tuple[re.Pattern[str], ...]
    leading: re.Pattern[str]
    on: tuple[re.Pattern[str], ...]


def is_follow_up(text: str) -> bool:
    """
    Whether a message means nothing without the one before: once how old and who, and the ways to ask on are taken out, no
    word is left. It must name somebody, or ask on.
    """
    plain, words, known = fold(text), _words(), lexicon()
    if len(_LETTER.findall(plain)) > MOST:
        return False
    rest = plain
    for pattern in (*words.on, _AGE, *(each.said for each in words.stages), *words.changed):
        rest = pattern.sub(" ", rest)
    if rest == plain:
        return False
    rest = known.filler.replaced(words.leading.sub(" ", rest))
    return all(each in known.filler_characters for each in _LETTER.findall(rest))


def together(before: str, text: str) -> tuple[str, ...]:
    """
    Both as one question: how old and who the second names stands in the place of what the first said. Where an age is
    named a second way follows, with what one calls children of that age.
    """
    plain, earlier, words = fold(text), fold(before), _words()
    stage, named = _stage_of(plain, words), list[str]()
    if stage is not None:
        for pattern in (_AGE, *(each.said for each in words.stages)):
            named += [found[0] for found in pattern.finditer(plain)]
            earlier = pattern.sub(" ", earlier)
    for pattern in words.changed:
        found = pattern.findall(plain)
        named += found
        earlier = pattern.sub(" ", earlier) if found else earlier
    whole = _spaced(" ".join((*named, earlier)))
    return (whole, f"{stage.means} {whole}") if stage else (whole,)


def follow(before: Asked, text: str, find: Callable[[str], Found]) -> Found:
    """
    What fits a follow-up: the nearest of both read as one question. The first is an answer only where the question so read
    leads to it with confidence; else they are to be offered. The entry that was given already comes last of them, and not
    at all for who says that it didn't help.
    """
    read = together(before.text, text)
    ways = [find(each) for each in read]
    mixed = chain.from_iterable(zip_longest(*(each.ids for each in ways)))
    others = [each for each in dict.fromkeys(mixed) if each and each != before.entry_id]
    again = before.entry_id in ways[0].ids and read != (_spaced(fold(before.text)),)
    ids = (*others[: OFFERED - 1], before.entry_id) if again else tuple(others[:OFFERED])
    first = ways[0]
    if not ids or all(each.tier is Tier.EXPERT for each in ways):
        return Found(Tier.EXPERT, ids, 0.0)
    sure = first.tier is Tier.ANSWER and first.ids[0] == ids[0] != before.entry_id
    return Found(Tier.ANSWER if sure else Tier.SUGGEST, ids, first.score if sure else 0.0)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _stage_of(plain: str, words: _Words) -> _Stage | None:
    """Of which age the children are that a text speaks of, if it says so."""
    age = _AGE.search(plain)
    if age is None:
        return next((each for each in words.stages if each.said.search(plain)), None)
    number = _number(age[1])
    years = 0 if "月" in age[2] else number + _FIRST_YEAR - 1 if age[2] == "年级" else number
    return next((each for each in reversed(words.stages) if each.since <= years), None)


def _number(said: str) -> int:
    """三 is 3, 十六 16, 二十 20; of 十六七 the first."""
    if said.isdecimal():
        return int(said)
    tens, ten, ones = said.rpartition("十")
    if not ten:
        return _DIGITS[said[0]]
    return (_DIGITS.get(tens[:1], 1)) * 10 + _DIGITS.get(ones[:1], 0)


@cache
def _words() -> _Words:
    document: Mapping[str, Mapping[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    stages = []
    for name, row in document[_STAGES].items():
        means, _, said = row.partition("|")
        stages.append(_Stage(int(name.split()[0]), means.strip(), _any_of(said)))
    made = {name: _any_of(str(document[name])) for name in (*_CHANGED, _LEADING, *_ON)}
    if any(one.since >= other.since for one, other in pairwise(stages)):
        raise ValueError(f"{FILE.name}: {_STAGES} must be in the order of their years")
    return _Words(
        tuple(stages), tuple(made[each] for each in _CHANGED), made[_LEADING], tuple(made[each] for each in _ON)
    )


def _any_of(listed: str) -> re.Pattern[str]:
    """Any of the words, the longest first."""
    return re.compile("|".join(re.escape(fold(each)) for each in sorted(listed.split(), key=len, reverse=True)))
