"""The staff's console."""

from typing import Any

from handlers import assets
from handlers.console import (
    account_keywords,
    account_menu,
    account_scenes,
    alerts,
    audit,
    components,
    guides,
    handovers,
    home,
    joining,
    lessons,
    list_page,
    look,
    me,
    pushes,
    questions,
    region_changes,
    regions,
    scanning,
    search,
    sign_in,
    staff,
    staff_changes,
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
    *joining.ROUTES,
    *staff.ROUTES,
    *staff_changes.ROUTES,
    *handovers.ROUTES,
    *regions.ROUTES,
    *region_changes.ROUTES,
    *audit.ROUTES,
]

__all__ = ["ROUTES"]
