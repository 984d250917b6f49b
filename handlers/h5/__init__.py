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
    *parcels.ROUTES,
    *questions.ROUTES,
    *stories.ROUTES,
    *together.ROUTES,
    *wishes.ROUTES,
]

__all__ = ["ROUTES"]
