"""Pictures that wait for their check, for the platform alone: an address that nobody can guess, and for two hours."""

from handlers.access import public
from handlers.base import BaseHandler
from services.checking.asking import picture_of
from services.checking.links import opened


@public
class Checked(BaseHandler):
    """A picture by the address that was given to the platform."""

    async def get(self, check_id: str, name: str) -> None:
        """The picture; 404 where the address isn't one of ours, is over, or is about an earlier picture."""
        picture = await picture_of(self.services, check_id, version=opened(self.services, check_id, name))
        self.set_header("Content-Type", "image/jpeg")
        self.set_header("Cache-Control", "no-store")
        self.finish(picture)


ROUTES = [(r"/checked/([0-9a-z]{26})/([0-9a-f-]{1,80})\.jpg", Checked)]
