"""What all calls under /api/v1/staff share: whose token it is."""

from typing import Any

from domain.errors import NotAllowed, NotSignedIn, ReasonNeeded
from domain.staff import StaffMember
from handlers.access import needed_for
from handlers.api.call import CALLS_A_MINUTE, CountedCall
from services.staff import Caller, owner_of


class StaffCall(CountedCall):
    """
    A call of a program of staff, with `Authorization: Bearer …`; a signed-in browser may read as well.

    There is no XSRF token here: what changes something takes a token, which no browser sends by itself.
    """

    def initialize(self) -> None:
        """Nobody calls until `prepare` has looked."""
        super().initialize()
        self.token: Caller | None = None

    def check_xsrf_cookie(self) -> None:
        """See the class. Raises NotAllowed where the browser says that a page of another site calls."""
        self.need_own_site()

    def counted(self) -> tuple[str, int]:
        """Each token, and each member of staff at her browser."""
        return (self.token.token.id if self.token else self.staff.id), CALLS_A_MINUTE

    def once_as(self) -> str:
        """Her keys are hers, whichever token she calls with."""
        return self.staff.id

    async def caller(self) -> StaffMember | None:
        """Whose token it is; without one, who is signed in and reads. Raises NotSignedIn, StoreAway."""
        given = self.request.headers.get("Authorization", "")
        if given:
            scheme, _, secret = given.partition(" ")
            if scheme.lower() != "bearer":
                raise NotSignedIn
            self.token = await owner_of(self.services, secret.strip())
            return self.token.member
        return await super().caller() if self.request.method in {"GET", "HEAD"} else None

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A problem document, and how to be let in."""
        error = (kwargs.get("exc_info") or (None, None, None))[1]
        if isinstance(error, NotSignedIn):
            why = ', error="invalid_token"' if self.request.headers.get("Authorization") else ""
            self.set_header("WWW-Authenticate", f'Bearer realm="xinqiao"{why}')
        if isinstance(error, NotAllowed) and not isinstance(error, ReasonNeeded) and self.token:
            needed = needed_for(type(self), self.request.method or "GET")
            self.set_header("WWW-Authenticate", f'Bearer error="insufficient_scope", scope="{needed}"')
        super().write_error(status_code, **kwargs)
