"""The API's description: for programs, and on a page for people."""

import functools
from typing import Any

from handlers.access import public
from handlers.api import files, lessons, me, questions, regions, search, session, staff, subscriptions, wall, wishes
from handlers.api.operation import document
from handlers.base import ApiHandler, BaseHandler
from wording.errors import BY_CODE

TITLE = "Xinqiao"
API_ROUTES = [
    route
    for part in (session, me, subscriptions, regions, lessons, wishes, wall, questions, files, search, staff)
    for route in part.API_ROUTES
]
VERSION = "1"


@functools.cache
def openapi() -> dict[str, Any]:
    """The OpenAPI 3.1 document of all routes."""
    return document(API_ROUTES, title=TITLE, version=VERSION)


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
        self.page("api/docs.html", paths=openapi()["paths"], schemas=openapi()["components"]["schemas"], codes=BY_CODE)

    def form_token(self) -> str:
        """No form, no cookie."""
        return ""


ROUTES = [(r"/api/v1/openapi.json", OpenApi), (r"/api/docs", ApiDocs)]
