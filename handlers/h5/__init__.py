"""Pages that open inside WeChat."""

from typing import Any

from handlers.h5 import (
    answers,
    campaigns,
    checked,
    consents,
    covers,
    drawings,
    lessons,
    mine,
    own,
    own_organisation,
    own_volunteer,
    parcels,
    stories,
    wishes,
)

ROUTES: list[Any] = [
    *answers.ROUTES,
    *campaigns.ROUTES,
    *checked.ROUTES,
    *consents.ROUTES,
    *covers.ROUTES,
    *drawings.ROUTES,
    *lessons.ROUTES,
    *mine.ROUTES,
    *own.ROUTES,
    *own_organisation.ROUTES,
    *own_volunteer.ROUTES,
    *parcels.ROUTES,
    *stories.ROUTES,
    *wishes.ROUTES,
]

__all__ = ["ROUTES"]
