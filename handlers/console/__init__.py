"""The staff's console."""

from typing import Any

from handlers import assets
from handlers.console import (
    alerts,
    components,
    guides,
    home,
    lessons,
    list_page,
    live,
    look,
    pushes,
    questions,
    search,
    sign_in,
    undo,
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
    *list_page.ROUTES,
    *undo.ROUTES,
    *components.ROUTES,
    *look.ROUTES,
    *search.ROUTES,
    *live.ROUTES,
    *guides.ROUTES,
]

__all__ = ["ROUTES"]
