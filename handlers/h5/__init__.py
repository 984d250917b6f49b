"""Pages that open inside WeChat."""

from typing import Any

from handlers.h5 import covers, lessons

ROUTES: list[Any] = [*covers.ROUTES, *lessons.ROUTES]

__all__ = ["ROUTES"]
