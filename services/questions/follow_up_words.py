"""The words by which short messages ask on, and the ages and persons that they name: content/search/follow_ups.yaml, read once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import yaml

from services.plain import fold
from services.questions.lexicon import FOLDER

FILE = FOLDER / "follow_ups.yaml"
LETTER = re.compile(r"[一-鿿a-z0-9]")
_STAGES, _CHANGED = "年龄段", ("男女", "谁")
_LEADING, _ON, _NO_HELP = "接着问", "怎么问", "不管用"
_THANKS, _GREETING, _COURTESY, _HEARD, _SOUNDS, _FACES = "道谢", "问好", "客套", "应声", "语气", "表情"
_NUMBER = "[0-9]{1,2}|[一二两三四五六七八九十]{1,3}"
AGE = re.compile(rf"({_NUMBER})(周岁|岁半|岁多|岁|个多月|个月|月大|年级)")
_DIGITS = {letter: number for number, letter in enumerate("零一二三四五六七八九")} | {"两": 2}
_FIRST_YEAR = 6  # how old a child is in the first year of school


@dataclass(frozen=True, slots=True)
class Stage:
    """The children of an age: from how many years on, how one finds what is written of them, how people speak of them."""

    since: int
    means: str
    said: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FollowUpWords:
    """
    `changed`: whom one may name instead of somebody else; `leading` says nothing by itself; `on` and `no_help` ask on;
    `courtesy` asks nothing, `thanks` and `greeting` being of it; nor does what is made of `talk` alone.
    """

    stages: tuple[Stage, ...]
    changed: tuple[re.Pattern[str], ...]
    leading: re.Pattern[str]
    on: re.Pattern[str]
    no_help: re.Pattern[str]
    thanks: re.Pattern[str]
    greeting: re.Pattern[str]
    courtesy: re.Pattern[str]
    talk: re.Pattern[str]

    @property
    def naming(self) -> tuple[re.Pattern[str], ...]:
        """Ages and persons."""
        return (AGE, *(each.said for each in self.stages), *self.changed)

    def stage_of(self, plain: str) -> Stage | None:
        """Of which age the children are that a text speaks of, if it says so."""
        age = AGE.search(plain)
        if age is None:
            return next((each for each in self.stages if each.said.search(plain)), None)
        number = _number(age[1])
        years = 0 if "月" in age[2] else number + _FIRST_YEAR - 1 if age[2] == "年级" else number
        return next((each for each in reversed(self.stages) if each.since <= years), None)


def _number(said: str) -> int:
    """三 is 3, 十六 16, 二十 20; of 十六七 the first."""
    if said.isdecimal():
        return int(said)
    tens, ten, ones = said.rpartition("十")
    if not ten:
        return _DIGITS[said[0]]
    return (_DIGITS.get(tens[:1], 1)) * 10 + _DIGITS.get(ones[:1], 0)


@cache
def follow_up_words() -> FollowUpWords:
    """What the file says. Raises ValueError where its ages are in disorder."""
    document: Mapping[str, Mapping[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    stages = []
    for name, row in document[_STAGES].items():
        means, _, said = row.partition("|")
        stages.append(Stage(int(name.split()[0]), means.strip(), _any_of(said)))
    if any(one.since >= other.since for one, other in pairwise(stages)):
        raise ValueError(f"{FILE.name}: {_STAGES} must be in the order of their years")
    listed = {name: str(words) for name, words in document.items() if name != _STAGES}
    made = {name: _any_of(listed[name]) for name in (*_CHANGED, _LEADING, _ON, _NO_HELP, _THANKS, _GREETING)}
    courtesy = " ".join(listed[each] for each in (_THANKS, _GREETING, _COURTESY))
    faces = " ".join(f"[{each}]" for each in listed[_FACES].split())
    return FollowUpWords(
        stages=tuple(stages),
        changed=tuple(made[each] for each in _CHANGED),
        leading=made[_LEADING],
        on=made[_ON],
        no_help=made[_NO_HELP],
        thanks=made[_THANKS],
        greeting=made[_GREETING],
        courtesy=_any_of(courtesy),
        talk=_any_of(" ".join((faces, courtesy, listed[_HEARD], *listed[_SOUNDS]))),
    )


def _any_of(listed: str) -> re.Pattern[str]:
    """Any of the words, the longest first."""
    return re.compile("|".join(re.escape(fold(each)) for each in sorted(listed.split(), key=len, reverse=True)))
