"""
The federation's own lines. 110, 120 and the like are the state's and nobody's to change; 12338 is always there.

What is kept is as a form sends it (`women_hours`, and `lines` in their order), so that what can't be taken can be shown again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WOMEN = "12338"
NOT_OURS = frozenset({"110", "119", "120", "122", "12110", WOMEN})
LINES_MOST = 6
DANGER_MOST = 3  # with them the longest card for somebody in danger still is one message
NAME_MOST = HOURS_MOST = 20
FOR_WHAT_MOST = 30
_NUMBER = re.compile(r"[0-9][0-9-]{1,18}[0-9]")


@dataclass(frozen=True, slots=True)
class Hotline:
    """A line: whom one calls, when, and what for. `danger` says that it stands on the cards for somebody in danger."""

    number: str
    name: str
    hours: str = ""
    for_what: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Hotlines:
    """When 12338 is answered, where staff have noted it; and the local lines in their order."""

    women_hours: str = ""
    lines: tuple[Hotline, ...] = ()

    @property
    def for_danger(self) -> tuple[Hotline, ...]:
        """Those that stand on the cards for somebody in danger."""
        return tuple(each for each in self.lines if each.danger)


def problems(body: Mapping[str, Any]) -> dict[str, str]:
    """What keeps the lines from being kept: a stable word a field; `line0_number` is the first line's number."""
    found: dict[str, str] = {}
    if not _fits(body.get("women_hours", ""), HOURS_MOST):
        found["women_hours"] = "too_long"
    lines = body.get("lines", ())
    if len(lines) > LINES_MOST:
        found["lines"] = "too_many"
    if sum(bool(each["danger"]) for each in lines) > DANGER_MOST:
        found["lines"] = "too_many_danger"
    seen: set[str] = set()
    for number, line in enumerate(lines):
        found |= {f"line{number}_{name}": problem for name, problem in _line_problems(line, seen).items()}
        seen.add(line["number"].replace("-", ""))
    return found


def _line_problems(line: Mapping[str, Any], seen: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    plain = line["number"].replace("-", "")
    if not line["number"]:
        found["number"] = "missing"
    elif not _NUMBER.fullmatch(line["number"]):
        found["number"] = "invalid"
    elif plain in NOT_OURS:
        found["number"] = "state"
    elif plain in seen:
        found["number"] = "repeated"
    if not line["name"]:
        found["name"] = "missing"
    for name, most in (("name", NAME_MOST), ("hours", HOURS_MOST), ("for_what", FOR_WHAT_MOST)):
        if not _fits(line[name], most):
            found[name] = "too_long"
    return found


def _fits(text: str, most: int) -> bool:
    return len(text) <= most and text == " ".join(text.split())


def from_body(body: Mapping[str, Any]) -> Hotlines:
    """As kept; no body at all is 12338 alone."""
    return Hotlines(body.get("women_hours", ""), tuple(Hotline(**each) for each in body.get("lines", ())))


def to_body(hotlines: Hotlines) -> dict[str, Any]:
    """As kept."""
    names = ("number", "name", "hours", "for_what", "danger")
    lines = [{name: getattr(each, name) for name in names} for each in hotlines.lines]
    return {"women_hours": hotlines.women_hours, "lines": lines}
