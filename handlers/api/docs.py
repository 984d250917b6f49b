"""The API's description: for programs, and on a page for people."""

import functools
from typing import Any

from handlers import problems
from handlers.access import public
from handlers.api import (
    answers,
    appointments,
    campaigns,
    claims,
    company,
    consents,
    files,
    lessons,
    me,
    organisations,
    own_data,
    own_wishes,
    questions,
    regions,
    search,
    session,
    staff,
    stories,
    subscriptions,
    together,
    wall,
    wish_pictures,
)
from handlers.api.operation import document
from handlers.base import ApiHandler, BaseHandler
from wording import api as words
from wording.errors import BY_CODE

TITLE = "Xinqiao"
API_ROUTES = [
    route
    for part in (
        *(session, me, own_data, consents, subscriptions, regions, lessons),
        *(
            own_wishes,
            claims,
            together,
            company,
            organisations,
            wall,
            campaigns,
            answers,
            questions,
            appointments,
            files,
            wish_pictures,
        ),
        *(stories, search, staff),
    )
    for route in part.API_ROUTES
]
VERSION = "1"


@functools.cache
def openapi() -> dict[str, Any]:
    """The OpenAPI 3.1 document of all routes."""
    return document(API_ROUTES, title=TITLE, version=VERSION)


def reference() -> dict[str, Any]:
    """What the page shows: every call, every model, every error code with what to do about it."""
    statuses = problems.statuses()
    codes = [(code, statuses[code], headline, words.ADVICE[code]) for code, (headline, _) in BY_CODE.items()]
    return {
        "paths": openapi()["paths"],
        "schemas": openapi()["components"]["schemas"],
        "codes": codes,
        "problems": words.PROBLEMS,
        "say": words,
    }


@public
class OpenApi(ApiHandler):
    """The document."""

    async def get(self) -> None:
        """As JSON."""
        self.reply(openapi())


@public
class ApiDocs(BaseHandler):
    """The same to read."""

    async def get(self) -> None:
        """The page."""
        self.page("api/docs.html", **reference())

    def form_token(self) -> str:
        """No form, no cookie."""
        return ""


ROUTES = [(r"/api/v1/openapi.json", OpenApi), (r"/api/docs", ApiDocs)]
