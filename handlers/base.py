"""What all pages and calls share: who is there, headers, errors. HTTP only."""

from types import TracebackType
from typing import Any, ClassVar, cast
from urllib.parse import quote, urlsplit

import orjson
from tornado.web import GZipContentEncoding, HTTPError, RequestHandler

from domain.errors import NotAllowed, NotSignedIn, TooMany, XinqiaoError
from domain.ids import is_id
from domain.staff import StaffMember
from handlers import problems
from handlers.access import METHODS, needed_for, public
from handlers.observe import log_failure
from handlers.templates import templates
from services.context import Services
from services.staff import session

SESSION_COOKIE = "xinqiao_session"
DEVICE_COOKIE = "xinqiao_device"
PAGE_ROWS = 30
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; frame-ancestors {ancestors}"
)


class BaseHandler(RequestHandler):
    """
    A page or a call. `prepare` settles who calls and whether she may; the methods find her as `self.staff`.

    A subclass says who may call it with a decorator of handlers/access.py.
    """

    ERROR_PAGE: ClassVar[str] = "error.html"
    BODY_MOST_BYTES: ClassVar[int] = 256 * 1024
    PROLONGS_SESSION: ClassVar[bool] = True

    def initialize(self) -> None:
        """Nobody is there until `prepare` has looked."""
        self._member: StaffMember | None = None

    @property
    def services(self) -> Services:
        """The parts."""
        found: Services = self.application.settings["services"]
        return found

    @property
    def staff(self) -> StaffMember:
        """The member of staff who calls. Raises NotSignedIn on a public page that nobody has signed in to."""
        if self._member is None:
            raise NotSignedIn
        return self._member

    @property
    def is_htmx(self) -> bool:
        """Whether a part of a page is asked for."""
        return self.request.headers.get("HX-Request") == "true"

    @property
    def is_secure(self) -> bool:
        """Whether the browser's side of the connection is encrypted, at our door or at the proxy's."""
        return self.request.protocol == "https" or self.services.facts.public_url.startswith("https://")

    def set_default_headers(self) -> None:
        """Nothing from elsewhere, nothing inline, no framing, no guessing."""
        self.set_header("Server", "xinqiao")
        self.set_header("Content-Security-Policy", POLICY.format(ancestors=self.frame_ancestors()))
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Cross-Origin-Opener-Policy", "same-origin")
        self.set_header("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        self.set_header("Cache-Control", "no-store")
        if self.is_secure:
            self.set_header("Strict-Transport-Security", "max-age=31536000")

    def frame_ancestors(self) -> str:
        """Who may frame the page."""
        return "'self'"

    async def prepare(self) -> None:
        """Settle who calls. Raises NotSignedIn, NotAllowed, StoreAway."""
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self._transforms = [GZipContentEncoding(self.request), *self._transforms]
        self.need_fitting_body()
        needed = needed_for(type(self), self.request.method or "GET")
        if needed is None:
            return
        self._member = await self.caller()
        if not self.staff.may(needed):
            raise NotAllowed

    def check_xsrf_cookie(self) -> None:
        """
        What changes something comes from a page of ours and carries its token. Raises NotAllowed where the browser says
        that another site sends it, since a neighbouring host may have laid out the cookie that the token is compared
        with; HTTPError 403 for a wrong token, 413 for a body that is too large to hold one.
        """
        self.need_fitting_body()
        self.need_own_site()
        super().check_xsrf_cookie()

    def need_fitting_body(self) -> None:
        """Raises HTTPError 413 for a body that is larger than this takes."""
        if len(self.request.body) > self.BODY_MOST_BYTES:
            raise HTTPError(413)

    def need_own_site(self) -> None:
        """Raises NotAllowed where the browser says that a page of another site sends this. Older browsers say nothing."""
        site, origin = self.request.headers.get("Sec-Fetch-Site", "none"), self.request.headers.get("Origin")
        ours = {self.request.host, urlsplit(self.services.facts.public_url).netloc}
        if site not in {"same-origin", "none"} or (origin is not None and urlsplit(origin).netloc not in ours):
            raise NotAllowed

    async def caller(self) -> StaffMember | None:
        """Who calls; None where nobody is signed in. Raises StoreAway."""
        token, device = self.get_cookie(SESSION_COOKIE), self.get_cookie(DEVICE_COOKIE) or ""
        if not token:
            return None
        return await session(self.services, token, device=device, prolong=self.PROLONGS_SESSION)

    async def head(self, *args: str, **kwargs: str) -> None:
        """As a GET, of which Tornado then sends the headers alone."""
        await cast("Any", self).get(*args, **kwargs)

    def set_cookie(self, name: str, value: str | bytes, *args: Any, **kwargs: Any) -> None:
        """As Tornado's, for this site's own pages alone and out of scripts' reach."""
        kwargs |= {"httponly": True, "samesite": "Lax", "secure": self.is_secure}
        super().set_cookie(name, value, *args, **kwargs)

    def page(self, template: str, **values: Any) -> None:
        """Answer with a page."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.page_text(template, **values))

    def page_text(self, template: str, **values: Any) -> str:
        """A page's HTML."""
        common = {
            "staff": self._member,
            "xsrf": self.form_token(),
            "institution": self.services.facts.institution,
            "wish_kinds": dict(self.services.facts.wish.kinds),
            "path": self.request.path,
            "now": self.services.now(),
            "scheme": self._chosen("scheme", ("light", "dark")),
            "type": self._chosen("type", ("large",)),
        }
        return templates().get_template(template).render(common | values)

    def _chosen(self, cookie: str, known: tuple[str, ...]) -> str:
        """How she likes pages to look, from her browser's cookie; empty for what nobody offers."""
        value = self.get_cookie(cookie) or ""
        return value if value in known else ""

    def form_token(self) -> str:
        """What a form of ours carries; asking for it sets its cookie."""
        return self.xsrf_token.decode()

    def text_argument(self, name: str, default: str = "", *, most: int = 10_000) -> str:
        """A form's or the address's value without blanks around it. Raises HTTPError 400 past `most` characters."""
        value = self.get_argument(name, default)
        if len(value) > most or "\x00" in value:
            raise HTTPError(400)
        return value.replace("\r\n", "\n")

    def after_argument(self) -> str:
        """The id behind which a list goes on, or empty. Raises HTTPError 400 for what is no id."""
        after = self.text_argument("after", most=64)
        if after and not is_id(after):
            raise HTTPError(400)
        return after

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """Errors of ours bring their own status."""
        error = (kwargs.get("exc_info") or (None, None, None))[1]
        super().send_error(problems.status_of(error, status_code), **kwargs)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A page for people that says what to do."""
        error = (kwargs.get("exc_info") or (None, None, None))[1]
        if isinstance(error, TooMany):
            self.set_header("Retry-After", str(error.retry_after))
        if isinstance(error, NotSignedIn) and self._to_sign_in():
            return
        headline, advice = problems.sentence(problems.code_of(error, status_code), status_code)
        self.page(self.ERROR_PAGE, status=status_code, headline=headline, advice=advice)

    def _to_sign_in(self) -> bool:
        """Lead a browser to the sign-in page and from there back; a form that was sent gets the error page."""
        back = self.request.uri or "" if self.request.method == "GET" and not self.is_htmx else "/console/"
        address = f"/console/sign-in?next={quote(back, safe='')}"
        if self.is_htmx:
            self.set_header("HX-Redirect", address)
            self.finish()
            return True
        if self.request.method == "GET":
            self.redirect(address)
            return True
        return False

    def log_exception(
        self, typ: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None
    ) -> None:
        """What was expected isn't logged; what wasn't, without its message."""
        del typ
        if value is None or isinstance(value, HTTPError) or (isinstance(value, XinqiaoError) and value.status < 500):
            return
        log_failure(type(self).__name__, value, tb)


class ApiHandler(BaseHandler):
    """A call of a program: JSON out, problems as RFC 9457 has them."""

    def set_default_headers(self) -> None:
        """Nothing of an answer may run or be framed."""
        super().set_default_headers()
        self.set_header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        self.set_header("Content-Type", "application/json; charset=utf-8")

    def reply(self, document: Any) -> None:
        """Answer with JSON."""
        self.finish(orjson.dumps(document))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A problem document."""
        error = (kwargs.get("exc_info") or (None, None, None))[1]
        if isinstance(error, TooMany):
            self.set_header("Retry-After", str(error.retry_after))
        if status_code == 405:
            self.set_header("Allow", ", ".join(self.allowed()))
        self.set_header("Content-Type", problems.CONTENT_TYPE)
        self.finish(orjson.dumps(problems.problem(error, status_code)))

    def allowed(self) -> list[str]:
        """The methods that the call takes."""
        methods = [each for each in METHODS if each != "head" and getattr(type(self), each) is not _NOT_THERE]
        return [each.upper() for each in ("head", *methods)] if "get" in methods else [each.upper() for each in methods]


_NOT_THERE = RequestHandler.get  # what Tornado puts in the place of each method that isn't written


@public
class PageNotFound(BaseHandler):
    """Any address that there isn't."""

    def check_xsrf_cookie(self) -> None:
        """There is nothing here to protect."""

    async def prepare(self) -> None:
        """Always 404."""
        await super().prepare()
        raise HTTPError(404)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """For programs under /api, for people elsewhere."""
        if not self.request.path.startswith("/api/"):
            super().write_error(status_code, **kwargs)
            return
        self.set_header("Content-Type", problems.CONTENT_TYPE)
        self.finish(orjson.dumps(problems.problem(None, status_code)))
