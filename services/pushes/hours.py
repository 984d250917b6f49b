"""Times of day in Asia/Shanghai."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.calendar import QuietHours
from storage.people import Recipient

LOCAL = ZoneInfo("Asia/Shanghai")


def today_at(moment: time, now: datetime) -> datetime:
    """Today's `moment`, past or to come, in UTC."""
    local = now.astimezone(LOCAL)
    return local.replace(hour=moment.hour, minute=moment.minute, second=moment.second, microsecond=0).astimezone(UTC)


def quiet_until(quiet: QuietHours, now: datetime) -> datetime | None:
    """When the quiet hours that hold at `now` end, in UTC; None outside them."""
    if not quiet.hold(now.astimezone(LOCAL).time()):
        return None
    ends = today_at(quiet.end, now)
    return ends if ends > now else ends + timedelta(days=1)


def resting_until(recipient: Recipient, now: datetime) -> datetime | None:
    """When the hours of her own in which nothing is pushed to her end; None outside them."""
    return quiet_until(recipient.quiet, now) if recipient.quiet else None


def month_begins(now: datetime) -> datetime:
    """The beginning of the month, in UTC: the platform counts mass messages a person by the month."""
    return now.astimezone(LOCAL).replace(day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
