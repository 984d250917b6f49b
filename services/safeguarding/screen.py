"""The safeguarding screen: does a message speak of somebody in danger? It reads every message before anything else."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from domain.safeguarding import Hit
from services.plain import squeeze
from services.safeguarding.likeness import NAME, Likeness
from services.safeguarding.rules import Pattern, load_rules

HEAD, TAIL = 20_000, 5_000  # of a longer text only the beginning and the end are read
NEAR, AROUND = 20, 12  # how far from a match what it needs may stand, and what excuses it


class Screen:
    """Rules that a person can edit, compiled, and what messages of danger are like. `check` is pure, and takes any text."""

    def __init__(self, patterns: Iterable[Pattern], likeness: Likeness | None = None) -> None:
        self.patterns = self._patterns = tuple(patterns)
        self._likeness = likeness
        self._always = {number for number, pattern in enumerate(self._patterns) if not pattern.slots}
        self._by_beginning: dict[str, list[int]] = {}
        for number, pattern in enumerate(self._patterns):
            for beginning in pattern.slots[0] if pattern.slots else ():
                self._by_beginning.setdefault(beginning, []).append(number)

    @classmethod
    def load(cls, folder: Path) -> "Screen":
        """The screen with the rules of a folder, and the weights in it if there are any. Raises BadRules, BadLikeness."""
        weights = folder / NAME
        return cls(load_rules(folder), Likeness.load(weights) if weights.exists() else None)

    def check(self, text: str) -> Hit | None:
        """The first danger that the rules find in `text`, or else what it reads like; None when there is none."""
        if len(text) > HEAD + TAIL:
            text = text[:HEAD] + text[-TAIL:]
        plain = squeeze(text)
        beginnings = {*plain, *map("".join, pairwise(plain))}
        for number in sorted(self._worth_trying(beginnings)):
            pattern = self._patterns[number]
            if _matches(pattern, plain):
                return Hit(pattern.danger, pattern.rule)
        return self._likeness.check(plain) if self._likeness else None

    def _worth_trying(self, beginnings: set[str]) -> set[int]:
        found = set(self._always)
        for beginning in beginnings & self._by_beginning.keys():
            for number in self._by_beginning[beginning]:
                if not any(slot.isdisjoint(beginnings) for slot in self._patterns[number].slots[1:]):
                    found.add(number)
        return found


def _matches(pattern: Pattern, plain: str) -> bool:
    for match in pattern.regex.finditer(plain):
        start, end = match.span()
        if pattern.near is not None and pattern.near.search(plain[max(0, start - NEAR) : end + NEAR]) is None:
            continue
        if pattern.unless is None or pattern.unless.search(plain[max(0, start - AROUND) : end + AROUND]) is None:
            return True
    return False
