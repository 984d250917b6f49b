"""Texts that a federation may have in its own words: how long each may be, and which gaps it has to be filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_GAP = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class TextSlot:
    """
    A text: its name, what it says as delivered, its most bytes as written. Of the gaps, written {receipt}, those of
    `needed` must be in it.
    """

    name: str
    delivered: str
    most_bytes: int
    gaps: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


def problem_of(slot: TextSlot, text: str) -> str:
    """What keeps the text from being said: a stable word, or empty."""
    if not text.strip():
        return "missing"
    if len(text.encode()) > slot.most_bytes:
        return "too_long"
    if any(ord(each) < ord(" ") and each != "\n" for each in text):
        return "invalid"
    gaps = _GAP.findall(text)
    if set(gaps) - set(slot.gaps) or set("{}") & set(_GAP.sub("", text)):
        return "unknown_gap"
    return "" if set(slot.needed) <= set(gaps) else "gap_missing"


def filled(text: str, values: Mapping[str, object]) -> str:
    """The text with its gaps filled; what is filled in is never looked at for gaps again."""
    return _GAP.sub(lambda gap: str(values[gap[1]]), text)
