"""Signing in and out."""

import math
from urllib.parse import quote

from domain.errors import NotFound, NotSignedIn, TooMany
from handlers.access import public
from handlers.base import DEVICE_COOKIE, SESSION_COOKIE, BaseHandler
from handlers.console.browser import HOME, browser_of, let_in, safe_back
from handlers.console.live import watch_of
from services.staff import CodeNeeded, second_step, session, sign_in, sign_out
from services.staff.sessions import challenged
from wording import console as words
from wording import sign_in as sign_in_words

CHALLENGE_COOKIE = "xinqiao_challenge"


@public
class SignIn(BaseHandler):
    """Login and password."""

    async def get(self) -> None:
        """The form; whoever is signed in goes on."""
        back = safe_back(self.text_argument("next", HOME, most=2000))
        token, device = self.get_cookie(SESSION_COOKIE), self.get_cookie(DEVICE_COOKIE) or ""
        if token and await session(self.services, token, device=device):
            self.redirect(back)
            return
        over = bool(self.text_argument("over", most=10))
        self._form(back=back, problem=sign_in_words.STEP_OVER if over else "")

    async def post(self) -> None:
        """Sign in; a new session in any case, so that nobody can have laid one out for her."""
        back = safe_back(self.text_argument("next", HOME, most=2000))
        login = self.text_argument("login", most=100)
        password = self.get_body_argument("password", "", strip=False)
        browser = browser_of(self)
        try:
            signed_in = await sign_in(
                self.services, login=login, password=password, address=browser.address, browser=browser
            )
        except CodeNeeded as needed:
            self.set_cookie(CHALLENGE_COOKIE, needed.challenge)
            self.redirect(f"/console/sign-in/code?next={quote(back, safe='')}", status=303)
            return
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
        await let_in(self, signed_in)
        self.redirect(back, status=303)

    def _form(self, *, back: str, login: str = "", problem: str = "") -> None:
        self.page("sign_in.html", back=back, login=login, problem=problem)


@public
class SecondStep(BaseHandler):
    """The code that follows the password, where it is turned on."""

    async def get(self) -> None:
        """The form, while the password that was given still counts."""
        try:
            await challenged(self.services, self.get_cookie(CHALLENGE_COOKIE) or "", browser_of(self))
        except NotFound:
            self._again()
            return
        self.page("signing/code.html", back=safe_back(self.text_argument("next", HOME, most=2000)), problem="")

    async def post(self) -> None:
        """Sign in."""
        back = safe_back(self.text_argument("next", HOME, most=2000))
        challenge = self.get_cookie(CHALLENGE_COOKIE) or ""
        try:
            signed_in = await second_step(
                self.services,
                challenge=challenge,
                code=self.text_argument("code", most=40),
                browser=browser_of(self),
            )
        except NotFound:
            self._again()
            return
        except NotSignedIn:
            self.set_status(401)
            self.page("signing/code.html", back=back, problem=sign_in_words.CODE_WRONG)
            return
        except TooMany:
            self.set_status(429)
            self.page("signing/code.html", back=back, problem=sign_in_words.CODE_WAIT)
            return
        self.clear_cookie(CHALLENGE_COOKIE)
        await let_in(self, signed_in)
        self.redirect(back, status=303)

    def _again(self) -> None:
        self.redirect("/console/sign-in?over=1", status=303)


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


ROUTES = [
    (r"/console/sign-in", SignIn),
    (r"/console/sign-in/code", SecondStep),
    (r"/console/sign-out", SignOut),
]
