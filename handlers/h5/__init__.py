"""Pages that open inside WeChat."""

from typing import Any

from handlers.h5 import consents, covers, lessons, mine

ROUTES: list[Any] = [*consents.ROUTES, *covers.ROUTES, *lessons.ROUTES, *mine.ROUTES]

__all__ = ["ROUTES"]
