"""The staff's console."""

from typing import Any

from handlers import assets
from handlers.console import (
    account_keywords,
    account_menu,
    account_scenes,
    alerts,
    components,
    guides,
    home,
    lessons,
    list_page,
    look,
    me,
    pushes,
    questions,
    scanning,
    search,
    sign_in,
    undo,
    wishes,
)

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
    *account_menu.ROUTES,
    *account_keywords.ROUTES,
    *account_scenes.ROUTES,
    *list_page.ROUTES,
    *undo.ROUTES,
    *components.ROUTES,
    *look.ROUTES,
    *search.ROUTES,
    *guides.ROUTES,
]

__all__ = ["ROUTES"]
