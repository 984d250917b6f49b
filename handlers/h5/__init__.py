"""Pages that open inside WeChat."""

from typing import Any

from handlers.h5 import consents, covers, lessons

ROUTES: list[Any] = [*consents.ROUTES, *covers.ROUTES, *lessons.ROUTES]

__all__ = ["ROUTES"]
