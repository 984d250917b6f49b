"""The staff's console."""

from typing import Any

from handlers import assets
from handlers.console import alerts, home, lessons, me, pushes, questions, scanning, sign_in, wishes

ROUTES: list[Any] = [
    *assets.ROUTES,
    *sign_in.ROUTES,
    *me.ROUTES,
    *scanning.ROUTES,
    *home.ROUTES,
    *alerts.ROUTES,
    *questions.ROUTES,
    *wishes.ROUTES,
    *lessons.ROUTES,
    *pushes.ROUTES,
]

__all__ = ["ROUTES"]
