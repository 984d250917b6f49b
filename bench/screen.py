"""Teaching the safeguarding screen anew, and how well it carries over to styles that it hasn't seen."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.answers import share
from bench.training import FOLDER, MANY, OWN, Row, more, rows, rows_of
from domain.safeguarding import Danger
from services.safeguarding.likeness import DANGERS, FEW, NAME, STEP, WIDTH, Likeness, Settings, stretches
from services.safeguarding.reading import BITS, Places, Words, read
from services.safeguarding.rules import load_rules, load_words
from services.safeguarding.screen import HEAD, Screen, plain_of

HELD_OUT = "screen_heldout"
SEED = 7
OFTEN = 2  # what stands in fewer texts isn't learned
FIRST, STEPS, RATE, HOLD = 30, 160, 0.15, 0.02
HEAVY = 0.3  # how much less each stretch of a long harmless text counts
TOP = 127
FOLDS = 3
CARD, ALERT = 0.12, 0.065  # the share of hard everyday messages in unseen styles that may get a card, call staff
NAME_SHOWN = "读着像有危险"
SIZE = 1 << BITS
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """A text as the weights are learned from it: `numbers` of what it is read by, `places` where that stands."""

    numbers: Places
    places: Places
    length: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A text in a style that the weights weren't learned from: its score then, and whether a rule matches."""

    row: Row
    score: float
    rule: bool
    length: int


class Teacher:
    """Learns weights from rows; each text is read once."""

    def __init__(self) -> None:
        self._words = Words(load_words(FOLDER))
        self._samples: dict[str, Sample] = {}

    def sample(self, text: str) -> Sample:
        """The text as it is read."""
        if text not in self._samples:
            plain = plain_of(text)[:HEAD]
            self._samples[text] = Sample(*read(plain, self._words), len(plain))
        return self._samples[text]

    def learn(self, given: Sequence[Row]) -> tuple[Numbers, float]:
        """
        A logistic regression, twice: of a long text in danger the stretch that counts is known only then.

        Everything harmless counts, each stretch of it.
        """
        whole = [(row, self.sample(row.text)) for row in (*given, *more(given, SEED))]
        short = [(each.numbers, row.danger is not None, 1.0) for row, each in whole if each.length <= WIDTH]
        weights, _ = _fit(short, FIRST)
        samples: list[tuple[Places, bool, float]] = []
        for row, each in whole:
            stretches = list(_stretches(each))
            if row.danger:
                samples.append((max(stretches, key=lambda part: _sum(weights, part)), True, 1.0))
            else:
                samples += [(part, False, len(stretches) ** -HEAVY) for part in stretches]
        return _fit(samples, STEPS)

    def dangers(self, given: Sequence[Row]) -> NDArray[np.uint8]:
        """For each number the danger in whose texts it stands most often, by how many texts there are of it."""
        counts = np.full((len(DANGERS), SIZE), 0.1)
        texts = np.ones(len(DANGERS))
        for row in given:
            if row.danger:
                kind = DANGERS.index(row.danger)
                counts[kind, np.unique(self.sample(row.text).numbers)] += 1
                texts[kind] += 1
        return np.asarray((counts / texts[:, None]).argmax(axis=0), dtype=np.uint8)


def main(arguments: list[str]) -> int:
    """Print figures with 95 % intervals; with --learn write the weights first."""
    parser = argparse.ArgumentParser(prog="./xinqiao bench screen", description=__doc__)
    parser.add_argument("--learn", action="store_true", help=f"learn {NAME} from content/training/ and write it")
    parser.add_argument("--across", action="store_true", help="learn without each style in turn and try it on it")
    args = parser.parse_args(arguments)
    if args.learn:
        written = taught().as_bytes()
        (FOLDER / NAME).write_bytes(written)
        print(f"{len(rows())} texts, {len(written) // 1024} KB")
    if args.across:
        _across()
    _held_out()
    return 0


def taught(settings: Settings | None = None) -> Likeness:
    """Weights from all rows; factors and thresholds as given, else from styles not learned from. The same every time."""
    teacher, given = Teacher(), rows()
    settings = settings or fitted(unseen(teacher, given))
    weights, bias = teacher.learn(given)
    unit = TOP / float(np.abs(weights).max())
    table = np.rint(weights * unit).astype(np.int8)
    return Likeness(table, teacher.dangers(given), replace(settings, unit=round(unit, 6), bias=round(bias, 4)))


def unseen(teacher: Teacher, given: Sequence[Row]) -> list[Seen]:
    """Each written text judged by weights from other styles; what our own base is asked is only learned from."""
    rules = Screen(load_rules(FOLDER))
    styles = sorted({row.style for row in given} - {OWN, MANY})
    found = []
    for fold in range(FOLDS):
        left_out = set(styles[fold::FOLDS])
        weights, bias = teacher.learn([row for row in given if row.style not in left_out])
        for row in given:
            if row.style in left_out:
                sample = teacher.sample(row.text)
                score = max(_sum(weights, part) for part in _stretches(sample)) + bias
                found.append(Seen(row, score, rules.check(row.text) is not None, sample.length))
    return found


def fitted(seen: Sequence[Seen]) -> Settings:
    """Factors by a logistic regression, thresholds by the share of harmless texts that may be above them."""
    signs = np.array([(each.score, each.rule, stretches(each.length), 1.0) for each in seen])
    wanted = np.array([float(each.row.danger is not None) for each in seen])
    score, rule, length, start = (round(float(each), 3) for each in logistic(signs, wanted))
    blank = Settings(1.0, 0.0, score, rule, length, start, 0.0, 0.0, NAME_SHOWN)
    harmless = [_odds(blank, each) for each in seen if each.row.danger is None]
    card, alert = (round(float(np.quantile(harmless, 1 - most)), 2) for most in (CARD, ALERT))
    return replace(blank, card=card, alert=alert)


def logistic(signs: Numbers, wanted: NDArray[Any]) -> Numbers:
    """Factors of signs, the last of which is one: a logistic regression, held a little towards nothing."""
    held = np.ones(signs.shape[1])
    held[-1] = 0.0
    factors = np.zeros(signs.shape[1])
    for _ in range(20):
        chance = 1 / (1 + np.exp(-np.clip(signs @ factors, -30, 30)))
        spread = chance * (1 - chance) + 1e-6
        bend = (signs * spread[:, None]).T @ signs + np.diag(np.maximum(held, 1e-6))
        factors -= np.linalg.solve(bend, signs.T @ (chance - wanted) + held * factors)
    return factors


def _odds(settings: Settings, each: Seen) -> float:
    return settings.odds(each.score, each.length, rule=each.rule)


def _across() -> None:
    """Figures for each style, judged by what was learned from others."""
    seen = unseen(Teacher(), rows())
    settings = fitted(seen)
    print("each style unseen by the weights:", settings)
    for style in (*sorted({each.row.style for each in seen}), None):
        mine = [each for each in seen if style in (each.row.style, None)]
        print(style or "all")
        for name, enough in (("card ", settings.card), ("alert", settings.alert)):
            danger = [_odds(settings, each) >= enough for each in mine if each.row.danger]
            harmless = [_odds(settings, each) >= enough for each in mine if not each.row.danger]
            print(f"  {name} found {share(sum(danger), len(danger))}")
            print(f"  {name} false {share(sum(harmless), len(harmless))}")


def _held_out() -> None:
    """What the rules alone and the whole screen find among sentences that neither has seen."""
    whole, cases = Screen.load(FOLDER), rows_of(HELD_OUT)
    for name, screen in (("rules alone", Screen(whole.patterns)), ("rules and likeness", whole)):
        hits = [(screen.check(row["text"]), row) for row in cases]
        print(f"held out, {name}")
        for kind in (*Danger, None):
            mine = [hit is not None for hit, row in hits if row["category"] == (kind or "safe")]
            print(f"  {kind or 'false alarms':18}", share(sum(mine), len(mine)))
        for called, crisis in (("found in all", True), ("false alarms", False)):
            alerted = [hit is not None and hit.alert for hit, row in hits if row["crisis"] is crisis]
            print(f"  {called}, alerted", share(sum(alerted), len(alerted)))


def _stretches(sample: Sample) -> Iterator[Places]:
    if sample.length <= WIDTH:
        yield sample.numbers
        return
    for start in (*range(0, sample.length - WIDTH, STEP), sample.length - WIDTH):
        yield sample.numbers[(sample.places >= start) & (sample.places < start + WIDTH)]


def _sum(weights: Numbers, numbers: Places) -> float:
    return float(weights[numbers].sum() / np.sqrt(max(len(numbers), FEW)))


def _fit(samples: Sequence[tuple[Places, bool, float]], steps: int) -> tuple[Numbers, float]:
    """A logistic regression with all weights held towards nothing, by Adam."""
    lengths = np.array([len(numbers) for numbers, _, _ in samples])
    row, column = np.repeat(np.arange(len(samples)), lengths), np.concatenate([numbers for numbers, _, _ in samples])
    kept = np.bincount(column, minlength=SIZE)[column] >= OFTEN
    row, column = row[kept], column[kept]
    known, column = np.unique(column, return_inverse=True)
    worth = (1 / np.sqrt(np.maximum(lengths, FEW)))[row]
    wanted = np.array([float(danger) for _, danger, _ in samples])
    heavy = np.array([weight for _, _, weight in samples])
    heavy /= heavy.sum()
    weights = np.zeros(len(known) + 1)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        sums = np.bincount(row, weights[column] * worth, minlength=len(samples)) + weights[-1]
        off = (1 / (1 + np.exp(-sums)) - wanted) * heavy
        slope = np.append(np.bincount(column, off[row] * worth, minlength=len(known)), off.sum())
        slope[:-1] += HOLD * weights[:-1] / len(samples)
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        weights -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
    learned = np.zeros(SIZE)
    learned[known] = weights[:-1]
    return learned, float(weights[-1])
