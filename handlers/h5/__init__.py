"""Pages that open inside WeChat."""

from typing import Any

from handlers.h5 import answers, checked, consents, covers, lessons, mine, wishes

ROUTES: list[Any] = [
    *answers.ROUTES,
    *checked.ROUTES,
    *consents.ROUTES,
    *covers.ROUTES,
    *lessons.ROUTES,
    *mine.ROUTES,
    *wishes.ROUTES,
]

__all__ = ["ROUTES"]
