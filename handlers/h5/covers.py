"""Covers of lessons, for everybody."""

import hashlib

from handlers.access import public
from handlers.base import BaseHandler
from handlers.h5.page import H5Page
from services.lessons import by_slug, picture_of

MEBIBYTE = 1024 * 1024


def send_picture(handler: BaseHandler, picture: tuple[bytes, str]) -> None:
    """Answer with a picture, or with 304 where the caller has it."""
    content, kind = picture
    handler.set_header("Content-Type", kind)
    handler.set_header("Etag", f'"{hashlib.sha256(content).hexdigest()[:32]}"')
    if handler.check_etag_header():
        handler.set_status(304)
        handler.finish()
        return
    handler.finish(content)


@public
class Cover(H5Page):
    """The cover of a published lesson; other sites (WeChat's servers, the phone) may show it."""

    async def get(self, slug: str) -> None:
        """The picture."""
        lesson = await by_slug(self.services, slug)
        self.set_header("Cross-Origin-Resource-Policy", "cross-origin")
        self.set_header("Cache-Control", "public, max-age=300")
        send_picture(self, await picture_of(self.services, lesson))


ROUTES = [(r"/h5/covers/([a-z0-9-]{1,60})\.png", Cover)]
