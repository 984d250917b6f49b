"""
How much a message reads like what people in danger write: a table of weights over what `reading` finds in it.

Rules know wordings; this knows how such messages sound, and finds what nobody has thought of. The weights lie in
content/safeguarding/likeness.bin and are learned by `./xinqiao bench screen --learn` from content/training/.
"""

import json
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.safeguarding import Danger
from services.safeguarding.reading import BITS, LONGEST, Places, Words, read, window_sums

NAME = "likeness.bin"
WIDTH, STEP = 44, 8  # of a longer text, the stretch of so many characters counts that is most like it
LONG = 200  # a longer text is judged as one of so many
FEW = 20  # a text of fewer parts is taken as if it had so many
LEAST = -5.0  # no score counts for less: the same character a thousand times doesn't silence a rule
SHOWN = 24  # characters of the words that spoke most
DANGERS = tuple(Danger)
Numbers = NDArray[np.float64]


class BadLikeness(Exception):
    """The file of weights is wrong. The text says why in one line."""


@dataclass(frozen=True, slots=True)
class Settings:
    """
    What makes a chance out of a score: factors for the score, for a rule that matches and for the text's length, and
    from which log odds on the card is shown and staff are alerted. `unit`: what a weight of one is in the table.
    """

    unit: float
    bias: float
    by_score: float
    by_rule: float
    by_length: float
    start: float
    card: float
    alert: float
    name: str

    def odds(self, score: float, length: int, *, rule: bool) -> float:
        """The log odds that a text speaks of danger."""
        worth = self.by_score * max(score, LEAST) + self.by_rule * rule
        return self.start + worth + self.by_length * stretches(length)


@dataclass(frozen=True, slots=True)
class Likeness:
    """`weights` and, for those that speak for a danger, which of DANGERS: a number for each place of `reading`."""

    weights: NDArray[np.int8]
    dangers: NDArray[np.uint8]
    settings: Settings

    @classmethod
    def load(cls, file: Path) -> "Likeness":
        """The weights of a file. Raises BadLikeness."""
        try:
            header, _, packed = file.read_bytes().partition(b"\n")
            facts: dict[str, Any] = json.loads(header)
            table = np.frombuffer(zlib.decompress(packed), dtype=np.uint8)
            weights, dangers = table.reshape(2, 1 << BITS)
            return cls(weights.view(np.int8), dangers, Settings(**facts))
        except (OSError, ValueError, TypeError, zlib.error) as problem:
            raise BadLikeness(f"{file.name} cannot be read: {' '.join(str(problem).split())}") from None

    def as_bytes(self) -> bytes:
        """The file of weights."""
        facts = {name: getattr(self.settings, name) for name in Settings.__slots__}
        header = json.dumps(facts, ensure_ascii=False).encode()
        return header + b"\n" + zlib.compress(self.weights.tobytes() + self.dangers.tobytes(), 9)

    def score(self, plain: str, words: Words) -> float:
        """How much a squeezed text, or the stretch of it that is most so, reads like danger."""
        numbers, places = read(plain, words)
        if len(plain) <= WIDTH:
            worth = int(self.weights[numbers].sum(dtype=np.int64)) / self.settings.unit
            return worth / math.sqrt(max(len(numbers), FEW)) + self.settings.bias
        return float(self._stretches(plain, numbers, places).max())

    def danger(self, plain: str, words: Words) -> Danger:
        """Of which danger it seems to speak."""
        numbers, places = read(plain, words)
        start, end = self._stretch(plain, numbers, places)
        inside = numbers[(places >= start) & (places < end)]
        worth = np.maximum(self.weights[inside], 0)
        votes = np.bincount(self.dangers[inside], worth, minlength=len(DANGERS))
        return DANGERS[int(votes.argmax())]

    def part(self, plain: str, words: Words, around: int) -> str:
        """The stretch of a squeezed text that is most like danger, with so many characters around it."""
        start, end = self._stretch(plain, *read(plain, words))
        return plain[max(0, start - around) : end + around]

    def said(self, plain: str, words: Words) -> str:
        """The words of a squeezed text that speak most for it: the run of characters with the highest sum."""
        numbers, places = read(plain, words)
        start, end = self._stretch(plain, numbers, places)
        worth = np.bincount(places, self.weights[numbers], minlength=max(1, len(plain)))[start:end]
        best, first, last = _best_run(worth.tolist())
        return plain[start + first : start + min(last + LONGEST, first + SHOWN)] if best > 0 else ""

    def _stretches(self, plain: str, numbers: Places, places: Places) -> Numbers:
        worth = self.weights[numbers] / self.settings.unit
        sums = window_sums(worth, places, len(plain), WIDTH, STEP)
        parts = window_sums(np.ones(len(numbers)), places, len(plain), WIDTH, STEP)
        return np.asarray(sums / np.sqrt(np.maximum(parts, FEW)) + self.settings.bias, dtype=np.float64)

    def _stretch(self, plain: str, numbers: Places, places: Places) -> tuple[int, int]:
        """Where the stretch lies that is most like danger."""
        if len(plain) <= WIDTH:
            return 0, len(plain)
        best = int(self._stretches(plain, numbers, places).argmax())
        start = min(best * STEP, len(plain) - WIDTH)
        return start, start + WIDTH


def stretches(length: int) -> float:
    """
    The log of how many stretches a text of so many characters has: the more, the higher the highest score among them is by
    chance. None is longer than LONG here, since longer ones weren't learned from.
    """
    return math.log(min(max(length, WIDTH), LONG) / WIDTH)


def _best_run(worth: Sequence[float]) -> tuple[float, int, int]:
    """The highest sum of neighbours, and where they begin and end."""
    best, sum_, begin, first, last = 0.0, 0.0, 0, 0, 0
    for place, each in enumerate(worth):
        if sum_ <= 0:
            sum_, begin = 0.0, place
        sum_ += each
        if sum_ > best:
            best, first, last = sum_, begin, place
    return best, first, last
