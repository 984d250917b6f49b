"""Fitting the confidence of the question search anew, and how good it is on questions that it wasn't fitted on."""

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import yaml
from numpy.typing import NDArray

from app.processes import ROOT
from bench.answers import DATA, entry_of, rows_of, share
from bench.training import ASKS, ELSEWHERE, TRAINING
from domain.questions import KnowledgeEntry
from services.questions.confidence import features
from services.questions.search import ANSWER_FROM, SUGGEST_FROM, KnowledgeIndex
from services.questions.terms import telling, terms
from services.questions.topics import Topics, heard

FOLDS, STEPS, RATE, HOLD = 10, 4000, 0.05, 1.0
AWAY, PARTS = 8, 4  # how many times some entries are taken away, or one wording of each
EVERY_DAY, MET = 2.5, ("own base, whole, for nobody", "own base, whole, entry taken away")
Numbers = NDArray[np.float64]
C = TypeVar("C")
AskedOf = Callable[[KnowledgeIndex, Iterable[tuple[str, str | None]], str], Iterator[C]]


@dataclass(frozen=True, slots=True)
class Case:
    """A question that was asked. `place`: where the right entry came, -1 for none; `group`: asked alike; `kind`: of what."""

    signs: tuple[float, ...]
    place: int
    group: str
    kind: str


def main(arguments: list[str]) -> int:
    """Print weights for services/questions/confidence.py, and figures for each kind of question, cross-validated."""
    parser = argparse.ArgumentParser(prog="./xinqiao bench confidence", description=__doc__)
    parser.add_argument("--answer-from", type=float, default=ANSWER_FROM, help="the least chance to be answered with")
    args = parser.parse_args(arguments)
    found = list(cases(_asked))
    weights = fit(found)
    print("bias", round(float(weights[-1]), 2), "weights", tuple(round(float(each), 2) for each in weights[:-1]))
    groups = sorted({case.group for case in found})
    chances: list[tuple[Case, float]] = []
    for fold in range(FOLDS):
        left_out = set(groups[fold::FOLDS])
        fitted = fit([case for case in found if case.group not in left_out])
        mine = [case for case in found if case.group in left_out]
        chances += zip(mine, chances_of(mine, fitted).tolist(), strict=True)
    for kind in sorted({case.kind for case in found}):
        print(kind)
        _figures([(case, chance) for case, chance in chances if case.kind == kind], args.answer_from)
    return 0


def _figures(chances: Sequence[tuple[Case, float]], enough: float) -> None:
    answered = [(case, chance) for case, chance in chances if chance >= enough]
    many = len(chances)
    if all(case.place < 0 for case, _ in chances):
        print("  none, yet answered", share(len(answered), many))
        return
    right = [case for case, _ in answered if case.place == 0]
    offered = [case for case, chance in chances if SUGGEST_FROM <= chance < enough and case.place >= 0]
    print("  first is right    ", share(sum(case.place == 0 for case, _ in chances), many))
    print("  right among three ", share(sum(case.place >= 0 for case, _ in chances), many))
    print("  answered, right   ", share(len(right), many))
    print("  answered, wrong   ", share(len(answered) - len(right), many))
    print("  solved            ", share(len(right) + len(offered), many))


def cases(asked_of: AskedOf[C]) -> Iterator[C]:
    """Every question of every kind, as `asked_of` makes cases of those that an index is asked."""
    outside = for_nobody()
    entries = [entry_of(row) for row in rows_of(DATA / "kb.jsonl")]
    asked: list[tuple[str, str | None]] = [(row["text"], row["expected"]) for row in rows_of(DATA / "queries.jsonl")]
    asked += [(text, None) for text in outside]
    yield from asked_of(KnowledgeIndex(entries), asked, "questions")
    for part in range(8):
        left = {entry.id for entry in entries[part::8]}
        rest = KnowledgeIndex([entry for entry in entries if entry.id not in left])
        yield from asked_of(rest, [(text, None) for text, right in asked if right in left], "entry taken away")
    own = list(own_base())
    elsewhere = [(text, None) for texts in asks(ELSEWHERE).values() for text in texts]
    yield from asked_of(KnowledgeIndex(own), elsewhere, "own base, whole, on other matters")
    yield from _spoken(own, asked_of)
    for half in range(2):
        mine = own[half::2]
        topics = _topics(own[1 - half :: 2])
        bare = [replace(each, variants=()) for each in mine]
        index = KnowledgeIndex(bare, topics)
        yield from asked_of(index, [(text, each.id) for each in mine for text in each.variants], "own base, half")
        yield from asked_of(index, [(text, None) for text in outside], "own base, half, for nobody")
        yield from _taken_away(bare, mine, topics, "own base, half, entry taken away", asked_of)
    for part in range(PARTS):
        kept = [replace(each, variants=each.variants[:part] + each.variants[part + 1 :]) for each in own]
        topics = _topics(kept)
        index = KnowledgeIndex(kept, topics)
        one = [(each.variants[part], each.id) for each in own if len(each.variants) > part]
        yield from asked_of(index, one, "own base, whole")
        yield from asked_of(index, [(text, None) for text in outside], "own base, whole, for nobody")
    yield from _taken_away(own, own, None, "own base, whole, entry taken away", asked_of)
    yield from _asks(own, asked_of)


def _spoken(own: Sequence[KnowledgeEntry], asked_of: AskedOf[C]) -> Iterator[C]:
    """Our own base without wordings, asked as people speak; the topics haven't heard them."""
    topics = Topics([[each.question, *each.variants, each.answer] for each in own])
    index = KnowledgeIndex([replace(each, variants=()) for each in own], topics)
    yield from asked_of(index, [(text, entry) for entry, texts in heard().items() for text in texts], "spoken")


def _asks(own: Sequence[KnowledgeEntry], asked_of: AskedOf[C]) -> Iterator[C]:
    """The five ways of asking for each entry: of the base without wordings, of the whole, and of what is left without the entry."""
    asked = [(text, entry) for entry, texts in asks().items() for text in texts]
    topics = Topics([[each.question, *each.variants, each.answer] for each in own])
    yield from asked_of(KnowledgeIndex([replace(each, variants=()) for each in own], topics), asked, "asks, bare")
    yield from asked_of(KnowledgeIndex(own, topics), asked, "asks, whole")
    for part in range(PARTS):
        kept = [each for place, each in enumerate(own) if place % PARTS != part]
        left = {each.id for each in own} - {each.id for each in kept}
        index = KnowledgeIndex(kept, Topics([[each.question, *each.variants, each.answer] for each in kept]))
        yield from asked_of(index, [(text, None) for text, entry in asked if entry in left], "asks, entry taken away")


def asks(file: Path = ASKS) -> dict[str, list[str]]:
    """Ways of asking for each of our own entries by its id, or for each other matter: lines of an id, a style and a wording."""
    found: dict[str, list[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            entry, _, wording = line.split(" ", 2)
            found.setdefault(entry, []).append(wording)
    return found


def for_nobody() -> list[str]:
    """Questions that no entry answers, each once."""
    return list(dict.fromkeys([*(row["text"] for row in rows_of(DATA / "out_of_scope.jsonl")), *_outside()]))


def _outside() -> list[str]:
    lines = (TRAINING / "questions" / "outside.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _topics(entries: Sequence[KnowledgeEntry]) -> Topics:
    also = heard()
    return Topics([[each.question, *each.variants, *also.get(each.id, ()), each.answer] for each in entries])


def _taken_away(
    held: Sequence[KnowledgeEntry],
    asked: Sequence[KnowledgeEntry],
    topics: Topics | None,
    kind: str,
    asked_of: AskedOf[C],
) -> Iterator[C]:
    """Each entry's wordings, asked of an index that lacks it; without topics given they lack it too."""
    for part in range(AWAY):
        left = {each.id for each in held[part::AWAY]}
        kept = [each for each in held if each.id not in left]
        gone = [(text, None) for each in asked if each.id in left for text in each.variants]
        yield from asked_of(KnowledgeIndex(kept, topics or _topics(kept)), gone, kind)


def _asked(index: KnowledgeIndex, asked: Iterable[tuple[str, str | None]], kind: str) -> Iterator[Case]:
    for text, right in asked:
        found = telling(text, frozenset(terms(text)))
        if found:
            nearest, signs = index.weigh(found)
            ids = [index.ids[place] for place, _ in nearest]
            none = "" if right else ", for nobody" if kind == "questions" else ""
            yield Case(features(signs), ids.index(right) if right in ids else -1, text, f"{kind}{none}")


def own_base() -> Iterator[KnowledgeEntry]:
    """The entries of content/knowledge/."""
    for file in sorted((ROOT / "content" / "knowledge").glob("*.yaml")):
        document: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        for entry in document["entries"]:
            variants = tuple(entry.get("variants", ()))
            yield KnowledgeEntry(entry["id"], document["category"], entry["question"], entry["answer"], variants)


def fit(cases: Sequence[Case]) -> Numbers:
    """
    A logistic regression: weights, the bias last.

    Every kind counts alike, however many questions it has; a wrong answer out of our own base, which people meet
    every day, counts for more.
    """
    signs = np.array([(*case.signs, 1.0) for case in cases])
    wanted = np.array([float(case.place == 0) for case in cases])
    kinds = [case.kind for case in cases]
    counts = {kind: kinds.count(kind) / (EVERY_DAY if kind in MET else 1) for kind in set(kinds)}
    heavy = np.array([1 / counts[kind] for kind in kinds])
    heavy /= heavy.sum()
    weights = np.zeros(signs.shape[1])
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        off = (1 / (1 + np.exp(-signs @ weights)) - wanted) * heavy
        slope = off @ signs + HOLD * np.append(weights[:-1], 0.0) / len(cases)
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
    return weights


def chances_of(cases: Sequence[Case], weights: Numbers) -> Numbers:
    """The chances that the first found is right, by weights."""
    sums: Numbers = np.array([(*case.signs, 1.0) for case in cases]) @ weights
    return 1 / (1 + np.exp(-sums))
