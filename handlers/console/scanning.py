"""Signing in, and binding a WeChat, by a code on the screen."""

import math
from typing import Any
from urllib.parse import quote

from tornado.web import HTTPError

from domain.errors import Conflict, NotFound, TooMany
from domain.sign_in import CodeState, SignInCode
from domain.staff import Permission, StaffMember
from handlers.access import public, requires
from handlers.base import BaseHandler
from handlers.console.browser import HOME, browser_of, let_in, safe_back
from handlers.console.me import ME, MyPage, qr_svg
from services.staff.codes import enter, new_code, shown_code, unbind
from wording import console as console_words

SCAN_COOKIE, BIND_COOKIE = "xinqiao_scan", "xinqiao_bind"
SCAN, BIND = "/console/sign-in/wechat", "/console/me/wechat"
STOP_ASKING = 286  # htmx: no further poll


async def begin(page: BaseHandler, cookie: str, bind_to: StaffMember | None = None) -> None:
    """A new code for this browser. Raises Conflict, NotAllowed, TooMany, StoreAway."""
    shown = await new_code(page.services, browser=browser_of(page), bind_to=bind_to)
    page.set_cookie(cookie, shown.browser)


async def current(page: BaseHandler, cookie: str) -> SignInCode | None:
    """The code that this browser shows."""
    return await shown_code(page.services, page.get_cookie(cookie) or "", browser=browser_of(page))


async def picture(page: BaseHandler, cookie: str) -> None:
    """The code drawn. Raises HTTPError 404 where there is nothing to draw."""
    code = await current(page, cookie)
    if code is None or not code.url:
        raise HTTPError(404)
    page.set_header("Content-Type", "image/svg+xml")
    page.finish(qr_svg(code.url))


def answer_poll(page: BaseHandler, code: SignInCode | None, **values: Any) -> None:
    """The part that says how far the code is; nothing where the page says so already."""
    state = code.state if code else "stale"
    over = state not in {CodeState.WAITING, CodeState.SCANNED, CodeState.CONFIRMED}
    if not over and page.text_argument("seen", most=20) == state:
        page.set_status(204)
        page.finish()
        return
    if over:
        page.set_status(STOP_ASKING, "Stop asking")
    page.page("signing/_state.html", state=state, **values)


@public
class Scan(BaseHandler):
    """The code to sign in by."""

    async def get(self) -> None:
        """The page with the code; to the sign-in page where this browser shows none."""
        back = safe_back(self.text_argument("next", HOME, most=2000))
        code = await current(self, SCAN_COOKIE)
        if code is None:
            self.redirect("/console/sign-in")
            return
        self.page("signing/scan.html", code=code, state=code.state, back=back, address=SCAN)

    async def post(self) -> None:
        """A new code."""
        back = safe_back(self.text_argument("next", HOME, most=2000))
        try:
            await begin(self, SCAN_COOKIE)
        except TooMany as wait:
            self.set_status(429)
            self.set_header("Retry-After", str(wait.retry_after))
            problem = console_words.SIGN_IN_WAIT.format(minutes=math.ceil(wait.retry_after / 60))
            self.page("sign_in.html", back=back, login="", problem=problem)
            return
        self.redirect(f"{SCAN}?next={quote(back, safe='')}", status=303)


@public
class ScanState(BaseHandler):
    """Whether the code was confirmed; if so, this browser is signed in."""

    async def post(self) -> None:
        """For htmx a part, or the way on; for a browser without it a page."""
        back = safe_back(self.text_argument("next", HOME, most=2000))
        browser = browser_of(self)
        try:
            signed_in = await enter(self.services, self.get_cookie(SCAN_COOKIE) or "", browser=browser)
        except NotFound:
            code = await current(self, SCAN_COOKIE)
            if self.is_htmx:
                answer_poll(self, code, back=back, address=SCAN)
            elif code is None:
                self.redirect("/console/sign-in", status=303)
            else:
                self.page("signing/scan.html", code=code, state=code.state, back=back, address=SCAN)
            return
        self.clear_cookie(SCAN_COOKIE)
        await let_in(self, signed_in)
        if self.is_htmx:
            self.set_header("HX-Redirect", back)
            self.finish()
        else:
            self.redirect(back, status=303)


@public
class ScanPicture(BaseHandler):
    """The code to sign in by, drawn."""

    async def get(self) -> None:
        """The picture."""
        await picture(self, SCAN_COOKIE)


@requires(Permission.SELF)
class Bind(MyPage):
    """The code that binds a WeChat."""

    async def get(self) -> None:
        """The page with the code; back to the account where this browser shows none."""
        code = await current(self, BIND_COOKIE)
        if code is None or code.state is CodeState.USED or code.staff_id != self.staff.id:
            self.redirect(ME)
            return
        self.show("me/bind.html", code=code, state=code.state, address=BIND, back=ME)

    async def post(self) -> None:
        """A new code."""
        try:
            await begin(self, BIND_COOKIE, self.staff)
        except Conflict:
            self.redirect(ME, status=303)
            return
        self.redirect(BIND, status=303)


@requires(Permission.SELF)
class BindState(MyPage):
    """Whether the WeChat is bound."""

    async def post(self) -> None:
        """For htmx a part, or the way on; for a browser without it the page."""
        code = await current(self, BIND_COOKIE)
        done = f"{ME}?done=bound" if code is not None and code.state is CodeState.USED else ""
        if not self.is_htmx:
            self.redirect(done or BIND, status=303)
        elif done:
            self.set_header("HX-Redirect", done)
            self.finish()
        else:
            answer_poll(self, code, back=ME, address=BIND)


@requires(Permission.SELF)
class BindPicture(MyPage):
    """The code that binds, drawn."""

    async def get(self) -> None:
        """The picture."""
        await picture(self, BIND_COOKIE)


@requires(Permission.SELF)
class Unbind(MyPage):
    """Her WeChat opens her account no longer."""

    async def post(self) -> None:
        """Back to the account."""
        await unbind(self.services, by=self.staff)
        self.done("unbound")


ROUTES = [
    (SCAN, Scan),
    (rf"{SCAN}/state", ScanState),
    (rf"{SCAN}\.svg", ScanPicture),
    (BIND, Bind),
    (rf"{BIND}/state", BindState),
    (rf"{BIND}\.svg", BindPicture),
    (rf"{BIND}/unbind", Unbind),
]
