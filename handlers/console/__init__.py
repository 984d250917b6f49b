"""The staff's console."""

from typing import Any

from handlers import assets
from handlers.console import alerts, home, lessons, pushes, questions, sign_in, status, wishes

ROUTES: list[Any] = [
    *assets.ROUTES,
    *sign_in.ROUTES,
    *home.ROUTES,
    *alerts.ROUTES,
    *questions.ROUTES,
    *wishes.ROUTES,
    *lessons.ROUTES,
    *pushes.ROUTES,
    *status.ROUTES,
]

__all__ = ["ROUTES"]
