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
    questions,
    stories,
    together,
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
    *questions.ROUTES,
    *stories.ROUTES,
    *together.ROUTES,
    *wishes.ROUTES,
]

__all__ = ["ROUTES"]
