"""How many cases there were, by region and kind of danger, so that no number stands for somebody one could guess."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import orjson

from domain.errors import Invalid
from domain.regions import Scope
from domain.safeguarding import Danger
from domain.small_numbers import HIDDEN, hidden
from domain.staff import Permission, StaffMember
from services.audit.exporting import note_export
from services.context import Services
from storage.safe_words import FalseAlarm

PERIODS = (30, 90, 365)
MOST_WORDINGS = 10_000


@dataclass(frozen=True, slots=True)
class Counted:
    """
    `rows` are (region path, numbers by kind), `totals` those of all together; HIDDEN where the number, or what could be
    worked out from it, is too small. `false_alarms` is how many of all were none.
    """

    days: int
    rows: Sequence[tuple[str, Mapping[Danger, int]]]
    totals: Mapping[Danger, int]
    false_alarms: int


async def count(services: Services, days: int, *, by: StaffMember) -> Counted:
    """Cases opened in the last `days` days, one of PERIODS, in her regions. Raises NotAllowed, Invalid("days"), StoreAway."""
    by.need(Permission.ALERT_READ)
    if days not in PERIODS:
        raise Invalid("days")
    scope, now = by.scope(Permission.ALERT_READ), services.now()
    since = now - timedelta(days=days)
    found = await services.cases.opened_between(since, now, scope=scope, depth=_depth(scope))
    cells: dict[str, dict[Danger, int]] = {}
    for each in found:
        row = cells.setdefault(each["region"], dict.fromkeys(Danger, 0))
        row[Danger(each["danger"])] += each["many"]
    totals = {danger: _total([row[danger] for row in cells.values()]) for danger in Danger}
    rows = [(region, {danger: hidden(many) for danger, many in row.items()}) for region, row in sorted(cells.items())]
    return Counted(days, rows, totals, hidden(sum(each["false_alarms"] for each in found)))


async def false_alarms(services: Services, *, by: StaffMember) -> bytes:
    """
    Wordings that meant no danger, for the screen's tests, a line of JSON each; that they left is written down. They name
    no place, so they are the city's. Raises NotAllowed, StoreAway.
    """
    by.need(Permission.ALERT_ACKNOWLEDGE, services.facts.city_path)
    found = await services.false_alarms.all(most=MOST_WORDINGS)
    columns = ("text", "danger", "matched", "day")
    await note_export(services, by=by, what="false_alarms", rows=len(found), columns=columns, filters={})
    return b"".join(_line(each) for each in found)


def _line(found: FalseAlarm) -> bytes:
    said = {"text": found.text, "crisis": False, "category": "false_alarm", "taken_for": found.danger}
    return orjson.dumps(said | {"matched": found.matched, "day": found.day}) + b"\n"


def _total(column: Sequence[int]) -> int:
    """The sum, unless the one hidden number of the column could be worked out from it."""
    small = sum(hidden(many) == HIDDEN for many in column)
    return HIDDEN if small == 1 else hidden(sum(column))


def _depth(scope: Scope) -> int:
    """How many codes name a row: one more than her region has."""
    return min((path.count("/") for path in scope.paths or ()), default=2) + 1
