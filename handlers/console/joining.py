"""The link by which a colleague sets her password: the first one, or a new one."""

from domain.errors import Invalid, NotSignedIn, TooMany
from handlers.access import public
from handlers.base import BaseHandler
from handlers.console.browser import browser_of, let_in
from services.staff import LEAST_PASSWORD, sign_in
from services.staff.invitations import invited, join
from wording import colleagues


@public
class Join(BaseHandler):
    """What she will be, and her password."""

    async def get(self, token: str) -> None:
        """The form; looking at it uses nothing up, since chats open links to preview them."""
        await self._form(token)

    async def post(self, token: str) -> None:
        """Her password is set, and she is signed in."""
        password = self.get_body_argument("password", "", strip=False)
        if password != self.get_body_argument("again", "", strip=False):
            await self._form(token, problems={"again": "different"})
            return
        try:
            account = await join(self.services, token, password=password)
        except Invalid as problem:
            await self._form(token, problems={problem.field: problem.problem})
            return
        try:
            signed_in = await sign_in(
                self.services,
                login=account.login,
                password=password,
                address=self.request.remote_ip or "",
                browser=browser_of(self),
            )
        except (NotSignedIn, TooMany):
            self.redirect("/console/sign-in", status=303)
            return
        await let_in(self, signed_in)
        self.redirect("/console/", status=303)

    async def _form(self, token: str, problems: dict[str, str] | None = None) -> None:
        account = await invited(self.services, token)
        codes = {code for each in account.appointments for code in each.region_path.split("/") if code}
        if problems:
            self.set_status(400)
        self.page(
            "staff/join.html",
            account=account,
            token=token,
            problems=problems or {},
            places=await self.services.regions.names(codes),
            said=colleagues,
            least=LEAST_PASSWORD,
        )


ROUTES = [(r"/console/join/([A-Za-z0-9_-]{1,64})", Join)]
