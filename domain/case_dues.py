"""
What a case waits for: the report that the law asks for where a minor is concerned, and receipts of reports and referrals.

What isn't done by its time is overdue, at once and on any day. Whoever works on the case is reminded when the office works,
of each once, and again each working morning; only of a report the first time whenever it is, since the law asks for it at once.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from domain.calendar import CHINA, day_in_china

REPORT = "report"
REPORT_WITHIN = timedelta(hours=2)  # since it is known that a minor is concerned
RECEIPT_WITHIN = timedelta(days=3)  # of a report; how long a partner has stands in content/cases.yaml


@dataclass(frozen=True, slots=True)
class Due:
    """
    Something waited for: `id` is REPORT for the report itself, else the entry whose receipt is to come. `remind_at` is from
    when somebody is to be reminded, `reminders` how often that was done.
    """

    id: str
    due_at: datetime
    remind_at: datetime
    reminders: int = 0

    def wants(self, now: datetime, *, working: bool) -> bool:
        """Whether somebody is to be reminded at this moment, at which the office is `working` or not."""
        return self.remind_at <= now and (working or (self.id == REPORT and not self.reminders))

    def reminded(self, now: datetime) -> "Due":
        """It after a reminder: the next comes on another day."""
        tomorrow = datetime.combine(day_in_china(now) + timedelta(days=1), time.min, CHINA)
        return replace(self, remind_at=tomorrow, reminders=self.reminders + 1)


Dues = tuple[Due, ...]


def waiting(dues: Dues, what: str, due_at: datetime) -> Dues:
    """With one more; what is waited for already keeps its time."""
    return dues if any(each.id == what for each in dues) else (*dues, Due(what, due_at, due_at))


def come(dues: Dues, what: str) -> Dues:
    """Without what has come."""
    return tuple(each for each in dues if each.id != what)


def earliest(dues: Dues) -> datetime | None:
    """By when the first of them is due; None where nothing is waited for."""
    return min((each.due_at for each in dues), default=None)


def next_reminder(dues: Dues) -> datetime | None:
    """From when somebody is to be reminded of one of them."""
    return min((each.remind_at for each in dues), default=None)
