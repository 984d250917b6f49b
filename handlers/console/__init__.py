"""The staff's console."""

from typing import Any

from handlers import assets
from handlers.console import (
    alerts,
    audit,
    handovers,
    home,
    joining,
    lessons,
    pushes,
    questions,
    region_changes,
    regions,
    sign_in,
    staff,
    staff_changes,
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
    *joining.ROUTES,
    *staff.ROUTES,
    *staff_changes.ROUTES,
    *handovers.ROUTES,
    *regions.ROUTES,
    *region_changes.ROUTES,
    *audit.ROUTES,
]

__all__ = ["ROUTES"]
