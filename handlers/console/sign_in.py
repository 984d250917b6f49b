"""Signing in and out."""

import math
import re

from domain.errors import NotSignedIn, TooMany
from handlers.access import public
from handlers.base import SESSION_COOKIE, BaseHandler
from handlers.console.live import watch_of
from services.staff import session, sign_in, sign_out
from wording import console as words

HOME = "/console/"
_BACK = re.compile(r"/console/(?!/)[^\\\s\x00-\x1f]*")


def safe_back(address: str) -> str:
    """Where to go after signing in: a page of the console, or its home for anything else."""
    if _BACK.fullmatch(address) and not address.startswith(("/console/sign-in", "/console/sign-out")):
        return address
    return HOME


@public
class SignIn(BaseHandler):
    """Login and password."""

    async def get(self) -> None:
        """The form; whoever is signed in goes on."""
        back = safe_back(self.text_argument("next", HOME, most=2000))
        token = self.get_cookie(SESSION_COOKIE)
        if token and await session(self.services, token):
            self.redirect(back)
            return
        self._form(back=back)

    async def post(self) -> None:
        """Sign in; a new session in any case, so that nobody can have laid one out for her."""
        back = safe_back(self.text_argument("next", HOME, most=2000))
        login = self.text_argument("login", most=100)
        password = self.get_body_argument("password", "", strip=False)
        try:
            signed_in = await sign_in(
                self.services, login=login, password=password, address=self.request.remote_ip or ""
            )
        except NotSignedIn:
            self.set_status(401)
            self._form(back=back, login=login, problem=words.SIGN_IN_WRONG)
            return
        except TooMany as wait:
            self.set_status(429)
            self.set_header("Retry-After", str(wait.retry_after))
            minutes = math.ceil(wait.retry_after / 60)
            self._form(back=back, login=login, problem=words.SIGN_IN_WAIT.format(minutes=minutes))
            return
        earlier = self.get_cookie(SESSION_COOKIE)
        if earlier:
            await sign_out(self.services, earlier)
        self.set_cookie(SESSION_COOKIE, signed_in.token)
        self.redirect(back, status=303)

    def _form(self, *, back: str, login: str = "", problem: str = "") -> None:
        self.page("sign_in.html", back=back, login=login, problem=problem)


@public
class SignOut(BaseHandler):
    """The session ends here and in the database."""

    async def post(self) -> None:
        """To the sign-in page."""
        token = self.get_cookie(SESSION_COOKIE)
        if token:
            await sign_out(self.services, token)
            watch_of(self.application, self.services).wake()
        self.clear_cookie(SESSION_COOKIE)
        self.redirect("/console/sign-in", status=303)


ROUTES = [(r"/console/sign-in", SignIn), (r"/console/sign-out", SignOut)]
