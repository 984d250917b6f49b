"""The staff's console."""

from typing import Any

from handlers import assets
from handlers.console import (
    account_keywords,
    account_menu,
    account_scenes,
    alerts,
    home,
    lessons,
    pushes,
    questions,
    sign_in,
    wishes,
)

ROUTES: list[Any] = [
    *assets.ROUTES,
    *sign_in.ROUTES,
    *home.ROUTES,
    *alerts.ROUTES,
    *questions.ROUTES,
    *wishes.ROUTES,
    *lessons.ROUTES,
    *pushes.ROUTES,
    *account_menu.ROUTES,
    *account_keywords.ROUTES,
    *account_scenes.ROUTES,
]

__all__ = ["ROUTES"]
