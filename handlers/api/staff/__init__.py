"""The API for programs of staff, under /api/v1/staff: what the console can do, with a token."""

from handlers.api.staff import (
    account,
    colleagues,
    handovers,
    keywords,
    knowledge,
    lessons,
    me,
    messages,
    office,
    people,
    pictures,
    places,
    pushes,
    scenes,
    search,
    settings,
    settings_versions,
    status,
    wish_moves,
    wishes,
)

API_ROUTES = [
    *me.API_ROUTES,
    *lessons.API_ROUTES,
    *knowledge.API_ROUTES,
    *pushes.API_ROUTES,
    *wishes.API_ROUTES,
    *wish_moves.API_ROUTES,
    *messages.API_ROUTES,
    *people.API_ROUTES,
    *office.API_ROUTES,
    *settings.API_ROUTES,
    *settings_versions.API_ROUTES,
    *pictures.API_ROUTES,
    *colleagues.API_ROUTES,
    *places.API_ROUTES,
    *search.API_ROUTES,
    *handovers.API_ROUTES,
    *account.API_ROUTES,
    *keywords.API_ROUTES,
    *scenes.API_ROUTES,
    *status.API_ROUTES,
]

__all__ = ["API_ROUTES"]
