"""The safeguarding screen: does a message speak of somebody in danger? It reads every message before anything else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from domain.safeguarding import Hit
from services.checking.names import is_name
from services.plain import squeeze
from services.safeguarding.likeness import NAME, WIDTH, Likeness
from services.safeguarding.reading import Words
from services.safeguarding.rules import Pattern, load_rules, load_words

HEAD, TAIL = 20_000, 5_000  # of a longer text only the beginning and the end are read
NEAR, AROUND = 20, 12  # how far from a match what it needs may stand, and what excuses it
ABOUT = 4  # characters about a match that are judged by themselves
# Log odds from which what stands in a long text is danger whatever else it says, with a rule's match and without. A second look
# is taken below these only (END of bench/gist.py).
ALONE, UNRULED = 2.7, 4.1
SHORTEST, CLAUSES = 4, 120  # characters of a clause, and clauses of a text, that are judged by themselves
_BETWEEN = re.compile(r"[，。！？；：、,.!?;:\s…~～]+")
_MANY_TIMES = re.compile(r"([^\W\d])\1{3,}")
_NUMBER = re.compile(r"\d{5,}")  # a receipt, a phone number: no danger is read out of it


@dataclass(frozen=True, slots=True)
class Look:
    """
    What the screen saw in a message. `said`: what was judged of it; `score`, `odds`: how much it reads like danger, and what
    makes of that with the rule; no odds where the rules alone decide.
    """

    hit: Hit | None
    said: str = ""
    rule: Pattern | None = None
    score: float = 0.0
    odds: float | None = None


class Screen:
    """
    Rules that a person can edit, compiled, and what messages of danger are like. `check` is pure, and takes any text.

    Without a likeness a rule that matches is a hit; with one it counts for as much as it has proved to be worth.
    """

    def __init__(
        self, patterns: Iterable[Pattern], likeness: Likeness | None = None, words: Words | None = None
    ) -> None:
        self.patterns = self._patterns = tuple(patterns)
        self.words = words or Words({})
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
        likeness = Likeness.load(weights) if weights.exists() else None
        return cls(load_rules(folder), likeness, Words(load_words(folder)))

    def check(self, text: str) -> Hit | None:
        """What danger `text` seems to speak of, by the first rule that matches and by what it reads like."""
        return self.look(text).hit

    def look(self, text: str) -> Look:
        """
        The same with what it was judged by. In a long text what is said plainly counts, however much else stands around it: each
        clause, and what stands about a rule's match, is judged by itself as well.
        """
        part = _part_of(text)
        plain = plain_of(part)
        rule, (start, end) = self._rule(plain)
        whole = self._judged(plain, rule)
        if whole.odds is None or whole.odds >= ALONE or len(plain) <= WIDTH:
            return whole
        if rule is None:
            return self._alone(_clauses(part)) or whole
        about = plain[max(0, start - ABOUT) : end + ABOUT]
        return self._alone([about, *_clauses(part)], rule) or whole

    def _alone(self, parts: Iterable[str], rule: Pattern | None = None) -> Look | None:
        """
        The part that by itself is most surely danger, if one is. No other rule counts than that of the whole text: what excuses
        another may stand in the next clause.
        """
        if self._likeness is None:
            return None
        settings, best = self._likeness.settings, None
        for each in dict.fromkeys(_NUMBER.sub("", part) for part in parts):
            ruled = rule if rule and rule.regex.search(each) else None
            if ruled is None and is_name(each):
                continue
            score = self._likeness.score(each, self.words)
            odds = settings.odds(score, len(each), rule=ruled is not None)
            if odds >= (ALONE if ruled else UNRULED) and (best is None or odds > (best.odds or 0.0)):
                best = Look(None, each, ruled, score, odds)
        return best and replace(best, hit=self.hit(best, best.odds or 0.0, card=settings.card, alert=settings.alert))

    def _judged(self, plain: str, rule: Pattern | None) -> Look:
        """A squeezed text and the rule that matches in it."""
        said = _NUMBER.sub("", plain)
        if self._likeness is None or not any(map(str.isalpha, said)) or (rule is not None and rule.always):
            return Look(Hit(rule.danger, rule.rule, alert=True) if rule else None)
        if rule is None and is_name(plain):
            return Look(
                None
            )  # whoever is asked for a name says no more than that, and rare characters read like anything
        settings = self._likeness.settings
        score = self._likeness.score(said, self.words)
        look = Look(None, said, rule, score, settings.odds(score, len(said), rule=rule is not None))
        return replace(look, hit=self.hit(look, look.odds or 0.0, card=settings.card, alert=settings.alert))

    def hit(self, look: Look, odds: float, *, card: float, alert: float) -> Hit | None:
        """What comes of a look at these log odds."""
        if self._likeness is None or odds < card:
            return None
        rule, said = look.rule, look.said
        danger = rule.danger if rule else self._likeness.danger(said, self.words)
        name = rule.rule if rule else self._likeness.settings.name
        return Hit(danger, name, alert=odds >= alert, said=self._likeness.said(said, self.words))

    def part(self, look: Look, most: int) -> str:
        """What a message says; of one of more than `most` characters so many at most, about where it is most like danger."""
        if self._likeness is None or len(look.said) <= most:
            return look.said
        return self._likeness.part(look.said, self.words, (most - WIDTH) // 2)

    def rule_for(self, text: str) -> Pattern | None:
        """The first rule that matches, whether or not that is enough."""
        return self._rule(plain_of(_part_of(text)))[0]

    def _rule(self, plain: str) -> tuple[Pattern | None, tuple[int, int]]:
        """The first rule that matches, and where."""
        beginnings = {*plain, *map("".join, pairwise(plain))}
        for number in sorted(self._worth_trying(beginnings)):
            if at := _match(self._patterns[number], plain):
                return self._patterns[number], at
        return None, (0, 0)

    def _worth_trying(self, beginnings: set[str]) -> set[int]:
        found = set(self._always)
        for beginning in beginnings & self._by_beginning.keys():
            for number in self._by_beginning[beginning]:
                if not any(slot.isdisjoint(beginnings) for slot in self._patterns[number].slots[1:]):
                    found.add(number)
        return found


def _part_of(text: str) -> str:
    return text[:HEAD] + text[-TAIL:] if len(text) > HEAD + TAIL else text


def plain_of(text: str) -> str:
    """Without blanks and signs, and twice what somebody writes four times or more in a row (啊啊啊啊)."""
    return _MANY_TIMES.sub(r"\1\1", squeeze(text))


def _match(pattern: Pattern, plain: str) -> tuple[int, int] | None:
    """Where a pattern matches."""
    for match in pattern.regex.finditer(plain):
        start, end = match.span()
        if pattern.near is not None and pattern.near.search(plain[max(0, start - NEAR) : end + NEAR]) is None:
            continue
        if pattern.unless is None or pattern.unless.search(plain[max(0, start - AROUND) : end + AROUND]) is None:
            return start, end
    return None


def _clauses(text: str) -> list[str]:
    """The clauses of a text, plain: of one that has very many those at its beginning and end."""
    found = [plain for each in _BETWEEN.split(text) if SHORTEST <= len(plain := plain_of(each)) <= WIDTH]
    return found if len(found) <= CLAUSES else [*found[: CLAUSES // 2], *found[-CLAUSES // 2 :]]
