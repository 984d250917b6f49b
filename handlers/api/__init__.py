"""The API under /api/v1."""

from typing import Any

from handlers.api import docs
from handlers.api.docs import API_ROUTES

ROUTES: list[Any] = [*((each.pattern, each.handler) for each in API_ROUTES), *docs.ROUTES]

__all__ = ["API_ROUTES", "ROUTES"]
