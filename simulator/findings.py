"""What checks of content find, as the control API sets it, and the results that wait to be told."""

from dataclasses import dataclass, field
from typing import Any

from simulator.notices import CHECKED_WORDS

NORMAL = 100


@dataclass(slots=True)
class Checking:
    """
    What the checks find: words → (what is suggested, label), `media` for pictures and sound whose address holds no
    such word. With `hold` events of results wait until they are let go.
    """

    words: dict[str, tuple[str, int]] = field(default_factory=lambda: dict(CHECKED_WORDS))
    media: tuple[str, int] = ("pass", NORMAL)
    hold: bool = False
    held: list[tuple[str, dict[str, Any]]] = field(default_factory=list)  # an account's id, and an event's fields
    asked: dict[tuple[str, str], float] = field(default_factory=dict)  # account and address of a medium → when

    def found(self, text: str) -> list[tuple[str, str, int]]:
        """Which words stand in it, with what they suggest; the worst first."""
        order = ("risky", "review", "pass")
        hits = [(word, *facts) for word, facts in self.words.items() if word in text]
        return sorted(hits, key=lambda hit: order.index(hit[1]))
