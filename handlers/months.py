"""Months to choose from, in China's time."""

from datetime import datetime

from handlers.templates import HERE
from wording import wish_pages as said

MONTHS = 24
_YEAR = 12


def month_choices(now: datetime) -> tuple[tuple[str, str], ...]:
    """This month and those before it, the newest first, as (YYYY-MM, words)."""
    today = now.astimezone(HERE)
    counted = [divmod(today.year * _YEAR + today.month - 1 - back, _YEAR) for back in range(MONTHS)]
    return tuple((f"{year}-{month + 1:02}", said.MONTH.format(year=year, month=month + 1)) for year, month in counted)


def month_span(month: str) -> tuple[datetime, datetime] | None:
    """When a month (YYYY-MM) begins and the next one does; None for none."""
    if not month:
        return None
    year, number = (int(part) for part in month.split("-"))
    following = (year, number + 1) if number < _YEAR else (year + 1, 1)
    return datetime(year, number, 1, tzinfo=HERE), datetime(*following, 1, tzinfo=HERE)
