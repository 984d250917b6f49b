"""Days as people say them."""

from datetime import datetime
from zoneinfo import ZoneInfo

_HERE = ZoneInfo("Asia/Shanghai")


def whole_day(at: datetime) -> str:
    """A moment's day in China with its year: "2026 年 11 月 28 日"."""
    return f"{at.astimezone(_HERE).year} 年 {day_words(at)}"


def day_words(at: datetime | None) -> str:
    """A moment's day in China: "11 月 28 日"; empty for none."""
    if at is None:
        return ""
    day = at.astimezone(_HERE)
    return f"{day.month} 月 {day.day} 日"
