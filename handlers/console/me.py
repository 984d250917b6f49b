"""My account: password, one-time codes, and where I am signed in."""

import io
from typing import Any

import segno
from tornado.web import HTTPError

from domain.errors import Conflict, Invalid, TooMany
from domain.staff import Permission
from handlers.access import requires
from handlers.base import SESSION_COOKIE
from handlers.console.page import ConsolePage
from services.staff import digest
from services.staff.factors import begin_totp, confirm_totp, pending_totp, renew_recovery, turn_off_totp
from services.staff.herself import change_password
from services.staff.sessions import end_others, end_session, sessions_of
from services.staff.telling import calls_left, is_reached
from wording import colleagues as colleague_words
from wording import sign_in as words

ME = "/console/me"


def qr_svg(text: str) -> bytes:
    """A QR code as a picture, black on white."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", scale=6, border=4, light="#fff")
    return drawn.getvalue()


class MyPage(ConsolePage):
    """What the pages of one's own account share."""

    SECTION = "me"

    @property
    def session_id(self) -> str:
        """The id of the session that the page was asked with."""
        return digest(self.get_cookie(SESSION_COOKIE) or "")

    def secret_argument(self, name: str) -> str:
        """A password as it was typed."""
        return self.get_body_argument(name, "", strip=False)[:1000]

    async def show_me(self, problem: Invalid | TooMany | None = None, *, form: str = "") -> None:
        """The page, with what is wrong in one of its forms."""
        problems = {}
        if isinstance(problem, Invalid):
            problems[f"{form}-{problem.field}"] = problem.problem
        elif problem is not None:
            problems[f"{form}-password"] = "too_many"
        if problem is not None:
            self.set_status(problem.status)
        notice = words.NOTICES.get(self.get_query_argument("done", ""), "")
        held = self.staff.appointments
        codes = {code for each in held for code in each.region_path.split("/") if code}
        self.show(
            "me/page.html",
            held=held,
            role=colleague_words.role,
            places=await self.services.regions.names(codes),
            names=await self.services.staff.names({each.deputy_for for each in held if each.deputy_for}),
            factor=await self.services.factors.get(self.staff.id),
            bound_at=await self.services.bindings.bound_at(self.staff.id),
            called=self.staff.may(Permission.ALERT_ACKNOWLEDGE) or self.staff.may(Permission.QUESTION_ANSWER),
            reached=await is_reached(self.services, self.staff.id),
            notices=await calls_left(self.services, self.staff.id),
            sessions=await sessions_of(self.services, by=self.staff),
            here=self.session_id,
            problems=problems,
            notice=notice,
            sign_in_words=words,
        )

    def done(self, what: str) -> None:
        """Back to the page, which says what was done."""
        self.redirect(f"{ME}?done={what}", status=303)


@requires(Permission.SELF)
class Me(MyPage):
    """All of it on one page."""

    async def get(self) -> None:
        """As it stands."""
        await self.show_me()


@requires(Permission.SELF)
class Password(MyPage):
    """Another password."""

    async def post(self) -> None:
        """With the one of before."""
        try:
            await change_password(
                self.services,
                by=self.staff,
                password=self.secret_argument("password"),
                new=self.secret_argument("new"),
                again=self.secret_argument("again"),
                session_id=self.session_id,
            )
        except (Invalid, TooMany) as problem:
            await self.show_me(problem, form="change")
            return
        self.done("password")


@requires(Permission.SELF)
class Totp(MyPage):
    """Setting codes up: the secret as a picture and in letters, and the first code."""

    async def get(self) -> None:
        """What the phone is to take over; back to the page where nothing waits."""
        await self._show({})

    async def post(self) -> None:
        """Without a code: begin. With one: turn on, and show the recovery codes once."""
        try:
            if "code" in self.request.body_arguments:
                codes = await confirm_totp(self.services, by=self.staff, code=self.text_argument("code", most=40))
                self.show("me/recovery.html", codes=codes, day=self.services.now())
                return
            await begin_totp(
                self.services, by=self.staff, password=self.secret_argument("password"), session_id=self.session_id
            )
        except Conflict:
            self.redirect(ME, status=303)
        except (Invalid, TooMany) as problem:
            if isinstance(problem, Invalid) and problem.field == "code":
                self.set_status(problem.status)
                await self._show({"code": problem.problem})
            else:
                await self.show_me(problem, form="begin")
        else:
            self.redirect(f"{ME}/totp", status=303)

    async def _show(self, problems: dict[str, str]) -> None:
        pending = await pending_totp(self.services, by=self.staff)
        if pending is None:
            self.redirect(ME, status=303)
            return
        secret = " ".join(pending[0][start : start + 4] for start in range(0, len(pending[0]), 4))
        self.show("me/totp.html", secret=secret, problems=problems, sign_in_words=words)


@requires(Permission.SELF)
class TotpPicture(MyPage):
    """The secret that waits, drawn: at an address of its own, since pages may hold nothing inline."""

    async def get(self) -> None:
        """The picture; 404 where nothing waits."""
        pending = await pending_totp(self.services, by=self.staff)
        if pending is None:
            raise HTTPError(404)
        self.set_header("Content-Type", "image/svg+xml")
        self.finish(qr_svg(pending[1]))


@requires(Permission.SELF)
class TotpChange(MyPage):
    """Turning codes off, or drawing other recovery codes: both take the password and a code."""

    async def post(self) -> None:
        """`move` is "off" or "recovery"."""
        move = self.text_argument("move", most=20)
        given: dict[str, Any] = {
            "by": self.staff,
            "password": self.secret_argument("password"),
            "code": self.text_argument("code", most=40),
            "session_id": self.session_id,
        }
        try:
            if move == "recovery":
                codes = await renew_recovery(self.services, **given)
                self.show("me/recovery.html", codes=codes, day=self.services.now())
            elif move == "off":
                await turn_off_totp(self.services, **given)
                self.done("off")
            else:
                raise HTTPError(400)
        except (Invalid, TooMany) as problem:
            await self.show_me(problem, form="totp")


@requires(Permission.SELF)
class Sessions(MyPage):
    """Ending one's sessions elsewhere."""

    async def post(self) -> None:
        """The one with the id `session`, or all others without it."""
        ended = self.text_argument("session", most=64)
        if ended:
            await end_session(self.services, ended, by=self.staff)
            self.done("ended")
            return
        await end_others(self.services, by=self.staff, token=self.get_cookie(SESSION_COOKIE) or "")
        self.done("others")


ROUTES = [
    (r"/console/me", Me),
    (r"/console/me/password", Password),
    (r"/console/me/totp", Totp),
    (r"/console/me/totp\.svg", TotpPicture),
    (r"/console/me/totp/change", TotpChange),
    (r"/console/me/sessions", Sessions),
]
