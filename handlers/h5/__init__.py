"""Pages that open inside WeChat."""

from typing import Any

from handlers.h5 import checked, consents, covers, lessons

ROUTES: list[Any] = [*checked.ROUTES, *consents.ROUTES, *covers.ROUTES, *lessons.ROUTES]

__all__ = ["ROUTES"]
