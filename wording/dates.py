"""Days as people say them."""

from datetime import datetime
from zoneinfo import ZoneInfo

_HERE = ZoneInfo("Asia/Shanghai")


def day_words(at: datetime | None) -> str:
    """A moment's day in China: "11 月 28 日"; empty for none."""
    if at is None:
        return ""
    day = at.astimezone(_HERE)
    return f"{day.month} 月 {day.day} 日"
