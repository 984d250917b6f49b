"""A child's drawing, for whoever brought the gift: by a link that was given to her and holds for minutes."""

from handlers.access import public
from handlers.h5.page import H5Page
from services.wishes.drawings import opened


@public
class DrawingPicture(H5Page):
    """The picture alone."""

    def set_default_headers(self) -> None:
        """Kept nowhere: it may be withdrawn any day."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")

    async def get(self, picture_id: str, name: str) -> None:
        """The JPEG; 404 where it isn't hers to see, or isn't there any more."""
        content = await opened(self.services, picture_id, name)
        self.set_header("Content-Type", "image/jpeg")
        self.set_header("Content-Disposition", "inline")
        self.finish(content)


ROUTES = [(r"/h5/drawings/([0-9a-z]{26})/([0-9a-f-]{1,80})\.jpg", DrawingPicture)]
