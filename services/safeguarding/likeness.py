"""
How much a message reads like what people in danger write, by its characters and pairs of characters.

Rules know wordings; this knows how such messages sound, and finds what nobody has thought of. The weights stand in
content/safeguarding/likeness.txt and are learned by `./xinqiao bench screen --learn` from written examples.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, repeat
from operator import add
from pathlib import Path

from domain.safeguarding import Danger, Hit

NAME = "likeness.txt"
SPAN = 40  # of a longer text, the stretch of so many characters counts that is most like it
HARMLESS = "-"


class BadLikeness(Exception):
    """The file of weights is wrong. The text says where in one line."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """
    Weights for characters and pairs of them, and which danger those that speak for one speak of.

    `bias`: where a text without any of them stands; `enough`: from where on a text counts as danger; `rule`: the name
    under which staff see it.
    """

    weights: Mapping[str, int]
    dangers: Mapping[str, Danger]
    bias: int
    enough: int
    rule: str

    @classmethod
    def load(cls, file: Path) -> "Likeness":
        """The weights of a file: three settings and lines of a danger, a weight and what has it. Raises BadLikeness."""
        settings: dict[str, str] = {}
        weights: dict[str, int] = {}
        dangers: dict[str, Danger] = {}
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("#"):
                continue
            try:
                kind, value, *parts = line.split()
                if not parts:
                    settings[kind] = value
                    continue
                weights.update(dict.fromkeys(parts, int(value)))
                if kind != HARMLESS:
                    dangers.update(dict.fromkeys(parts, Danger(kind)))
            except ValueError as problem:
                raise BadLikeness(f"{file.name}: line {number}: {problem}") from None
        try:
            return cls(weights, dangers, int(settings["bias"]), int(settings["enough"]), settings["rule"])
        except (KeyError, ValueError) as problem:
            raise BadLikeness(f"{file.name}: bias, enough and rule are needed: {problem}") from None

    def score(self, plain: str) -> int:
        """How much a squeezed text, or the stretch of it that is most so, reads like danger."""
        known, nothing = self.weights.get, repeat(0)
        single, pairs = map(known, plain, nothing), map(known, _pairs(plain), nothing)
        if len(plain) <= SPAN:
            return self.bias + sum(single) + sum(pairs)
        sums: list[int] = [0, *accumulate(map(add, single, (0, *pairs)))]
        return self.bias + max(end - start for start, end in zip(sums, sums[SPAN:], strict=False))

    def check(self, plain: str) -> Hit | None:
        """What danger a squeezed text seems to speak of; None when it doesn't."""
        if self.score(plain) < self.enough:
            return None
        votes = dict.fromkeys(Danger, 0)
        for part in (*plain, *_pairs(plain)):
            if part in self.dangers:
                votes[self.dangers[part]] += self.weights[part]
        return Hit(max(votes, key=lambda danger: votes[danger]), self.rule)


def _pairs(plain: str) -> Iterable[str]:
    return map(add, plain, plain[1:])
