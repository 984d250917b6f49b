"""
What a parcel's label opens. Whoever isn't staff reads that it is one, the same for every code; staff go on to its page.

Whether there is such a parcel isn't looked up here, so that nothing can be found out by trying codes.
"""

from tornado.web import HTTPError

from domain.parcels import format_code, is_code
from domain.staff import Permission
from handlers.access import public
from handlers.h5.page import H5Page
from services.account.codes import inline


@public
class LabelPage(H5Page):
    """A label, on a phone: its own code to be scanned again, and what to do with a parcel that was found."""

    PROLONGS_SESSION = False

    async def get(self, code: str) -> None:
        """Staff are led to the parcel; everybody else reads the page. Answers 404 for what is no code."""
        if not is_code(code):
            raise HTTPError(404)
        self.set_header("Cache-Control", "no-store")  # one answer for staff, another for everybody
        member = await self.caller()
        if member is not None and member.may(Permission.WISH_READ):
            self.redirect(f"/console/parcels/{code}")
            return
        address = f"{self.services.facts.public_url}/h5/parcels/{code}"
        self.page("h5/parcel.html", code=code, shown=format_code(code), drawn=inline(address))


ROUTES = [(r"/h5/parcels/([0-9A-Z]{8})", LabelPage)]
