"""Learning anew what tells a short message that asks on from a new question, and how well that does on unseen ones."""

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.answers import share
from bench.confidence import own_base
from bench.training import TRAINING
from services.plain import fold
from services.questions.asking_on import FEW, PLACES, WEIGHTS, AskingOn, asking_on, length_of, parts_of, signs_of
from services.questions.follow_up import MOST, is_courtesy, names_alone
from services.questions.follow_up_words import LETTER
from services.questions.search import Found, KnowledgeIndex, Tier
from services.questions.topics import heard

HAND = "asked_on.txt"
FOLDS, STEPS, RATE, HOLD, KEEP = 5, 250, 0.1, 0.1, 1.0
SEED = 1
ENOUGH = 0.5  # log odds
HALF = 0.5  # what questions of their own count beside the messages written for this, which they outnumber
TOP = 127
BEFORE = [
    "那",
    "那要是",
    "要是",
    "如果",
    "还有",
    "老师，",
    "可是",
    "但是",
    "俺家",
    "万一",
    "我想问问",
    "那我家",
    "你好，",
]
BEHIND = ["呢", "咋办", "怎么办", "咋弄", "吗", "啊", "呀", "？", "怎么弄呢", "行吗", "不"]
SOUNDS = ["啊", "呀", "呗", "嘞", "哩", "？"]
ASKED, NEW, COURTESY, OWN, SPOKEN, OUTSIDE = "asked on", "new", "courtesy", "own", "spoken", "outside"
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Said:
    """A short message. `kind`: what it is; `group`: those like it, never both learned from and measured on."""

    text: str
    kind: str
    group: str

    @property
    def on(self) -> bool:
        """Whether it asks on."""
        return self.kind == ASKED

    @property
    def counts(self) -> float:
        """How much it counts while learning."""
        return 1.0 if self.kind in {ASKED, NEW, COURTESY} else HALF


@dataclass(frozen=True, slots=True)
class _Parts:
    """The weights while they are learned: of each part, of the length, and what is always added."""

    weights: Numbers

    def scores(self, given: Sequence[Said]) -> Numbers:
        rows, places, worth = _laid_out(given)
        return np.bincount(rows, worth * self.weights[places], minlength=len(given)).astype(np.float64)


def main(arguments: list[str]) -> int:
    """Print figures with 95 % intervals, each message judged by what was learned without those like it."""
    parser = argparse.ArgumentParser(prog="./xinqiao bench asking", description=__doc__)
    parser.add_argument(
        "--learn", action="store_true", help=f"learn {WEIGHTS.name} from content/training/ and write it"
    )
    args = parser.parse_args(arguments)
    given = list(_said())
    index = KnowledgeIndex(list(own_base()))
    alone = {each.text: index.answer(each.text) for each in given}
    unseen = _unseen(given)
    if args.learn:
        WEIGHTS.write_bytes(_taught(given, unseen, alone).as_bytes())
        asking_on.cache_clear()
        print(f"{len(given)} messages, {WEIGHTS.stat().st_size // 1024} KB")
    judged = _judged(given, unseen, alone)
    for kind in (ASKED, NEW, COURTESY, SPOKEN, OUTSIDE, OWN):
        mine = [seen for each, seen in zip(given, judged, strict=True) if each.kind == kind]
        print(f"{kind:9} taken for asking on", share(sum(mine), len(mine)))
    return 0


def _judged(given: Sequence[Said], unseen: Numbers, alone: Mapping[str, Found]) -> list[bool]:
    """What is said of each by factors that haven't seen those like it either."""
    signs, seen = _signs(given, unseen, alone), [False] * len(given)
    for left in _folds(given):
        factors = _factors([each for each, out in zip(given, left, strict=True) if not out], signs[~left])
        odds = signs @ factors
        for place in np.nonzero(left)[0].tolist():
            text = given[place].text
            learned = alone[text].tier is not Tier.ANSWER and odds[place] >= ENOUGH
            seen[place] = not is_courtesy(text) and bool(names_alone(text) or learned)
    return seen


def _taught(given: Sequence[Said], unseen: Numbers, alone: Mapping[str, Found]) -> AskingOn:
    learned = _learned(given).weights
    parts, length, start = learned[:PLACES], *learned[PLACES:]
    unit = round(TOP / float(np.abs(parts).max()), 4)
    factors = _factors(given, _signs(given, unseen, alone))
    weights = np.rint(parts * unit).astype(np.int8)
    numbers = tuple(round(float(each), 3) for each in factors)
    return AskingOn(weights, unit, round(float(length), 3), round(float(start), 3), numbers, ENOUGH)


def _said() -> Iterator[Said]:
    """All messages that are short enough to ask on, each once."""
    known = set[str]()
    for each in _all():
        if each.text not in known and len(LETTER.findall(fold(each.text))) <= MOST:
            known.add(each.text)
            yield each


def _all() -> Iterator[Said]:
    for number, line in enumerate(_lines(HAND)):
        for text in line[2:].split("|"):
            kind = ASKED if line[0] == "+" else COURTESY if is_courtesy(text) else NEW
            yield Said(text, kind, f"hand {number}")
    for entry, texts in heard().items():
        yield from (Said(text, SPOKEN, entry) for text in texts)
    yield from (Said(text, OUTSIDE, f"outside {number}") for number, text in enumerate(_lines("outside.txt")))
    for each in own_base():
        yield from (Said(text, OWN, each.id) for text in (each.question, *each.variants))


def _lines(name: str) -> list[str]:
    lines = (TRAINING / "questions" / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _more(given: Sequence[Said]) -> Iterator[Said]:
    """The same once more with words around them, so that 那 before it and 呢 behind it don't make a question ask on."""
    chosen = random.Random(SEED)
    for each in given:
        if each.kind == COURTESY or len(each.text) > MOST - len("我想问问怎么弄呢"):
            continue
        if each.on:
            if chosen.random() < 0.5:
                yield Said(chosen.choice(BEFORE) + each.text, ASKED, each.group)
            if chosen.random() < 0.3:
                yield Said(each.text + chosen.choice(SOUNDS), ASKED, each.group)
        elif chosen.random() < 0.5:
            matter = each.text
            for asks in ("怎么办", "咋办", "怎么弄", "咋弄"):
                matter = matter.replace(asks, "")
            before = chosen.choice(BEFORE) if chosen.random() < 0.7 else ""
            behind = chosen.choice(BEHIND) if chosen.random() < 0.7 else ""
            yield Said(f"{before}{matter}{behind}", each.kind, each.group)


def _unseen(given: Sequence[Said]) -> Numbers:
    """The score of each by weights that were learned without those like it."""
    found = np.zeros(len(given))
    for left in _folds(given):
        learned = _learned([each for each, out in zip(given, left, strict=True) if not out])
        found[left] = learned.scores([each for each, out in zip(given, left, strict=True) if out])
    return found


def _folds(given: Sequence[Said]) -> Iterator[NDArray[np.bool_]]:
    groups = sorted({each.group for each in given})
    random.Random(SEED).shuffle(groups)
    for fold_ in range(FOLDS):
        left = set(groups[fold_::FOLDS])
        yield np.array([each.group in left for each in given])


def _laid_out(given: Sequence[Said]) -> tuple[NDArray[np.intp], NDArray[np.intp], Numbers]:
    """Which message has what at which place: its parts, its length, and one."""
    rows, places, worth = list[int](), list[int](), list[float]()
    for row, each in enumerate(given):
        found = parts_of(each.text)
        rows += [row] * (len(found) + 2)
        places += (*found, PLACES, PLACES + 1)
        worth += (*([max(len(found), FEW) ** -0.5] * len(found)), length_of(each.text), 1.0)
    return np.array(rows, dtype=np.intp), np.array(places, dtype=np.intp), np.array(worth)


def _learned(given: Sequence[Said]) -> _Parts:
    """A logistic regression over the parts."""
    both = [*given, *_more(given)]
    rows, places, worth = _laid_out(both)
    wanted, counts = np.array([float(each.on) for each in both]), np.array([each.counts for each in both])
    hold = np.full(PLACES + 2, HOLD)
    hold[-1] = 0
    weights, pace, size = np.zeros(PLACES + 2), np.zeros(PLACES + 2), np.zeros(PLACES + 2)
    for step in range(1, STEPS + 1):
        odds: Numbers = np.bincount(rows, worth * weights[places], minlength=len(both)).astype(np.float64)
        chance = _chance(odds)
        slope = np.bincount(places, worth * (counts * (chance - wanted))[rows], minlength=PLACES + 2) + hold * weights
        pace = 0.9 * pace + 0.1 * slope
        size = 0.99 * size + 0.01 * slope * slope
        weights -= RATE * (pace / (1 - 0.9**step)) / (np.sqrt(size / (1 - 0.99**step)) + 1e-8)
    return _Parts(weights)


def _signs(given: Sequence[Said], scores: Numbers, alone: Mapping[str, Found]) -> Numbers:
    rows = [
        (score, *signs_of(each.text, alone[each.text]), 1.0) for each, score in zip(given, scores.tolist(), strict=True)
    ]
    return np.array(rows)


def _factors(given: Sequence[Said], signs: Numbers) -> Numbers:
    """A logistic regression over the signs; our own wordings are left out, since the search knows them by heart."""
    use = np.array([each.kind != OWN for each in given])
    kept, x = [each for each in given if each.kind != OWN], signs[use]
    wanted, counts = np.array([float(each.on) for each in kept]), np.array([each.counts for each in kept])
    hold = np.full(x.shape[1], KEEP)
    hold[-1] = 1e-6
    factors = np.zeros(x.shape[1])
    for _ in range(30):
        chance = _chance(x @ factors)
        bend = (x * (counts * chance * (1 - chance) + 1e-6)[:, None]).T @ x + np.diag(hold)
        factors -= np.linalg.solve(bend, x.T @ (counts * (chance - wanted)) + hold * factors)
    return factors


def _chance(odds: Numbers) -> Numbers:
    found: Numbers = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return found
