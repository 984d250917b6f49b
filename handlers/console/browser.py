"""The browser that asks: what it is called, what it keeps for long, and the session that it is given."""

import re
from urllib.parse import quote, unquote

from domain.devices import device_kind
from handlers.base import DEVICE_COOKIE, SESSION_COOKIE, BaseHandler
from services.staff import Browser, SignedIn, new_device, sign_out

HOME = "/console/"
KEPT_DAYS = 400  # as long as browsers keep anything
_DEVICE = re.compile(r"[A-Za-z0-9_-]{43}")
_BACK = re.compile(r"/console/(?!/)[^\\\s\x00-\x1f]*")
_NOWHERE = ("/console/sign-in", "/console/sign-out")


def safe_back(address: str) -> str:
    """Where to go after signing in: a page of the console, as a header can hold it, or its home for anything else."""
    path = unquote(re.split(r"[?#]", address, maxsplit=1)[0])
    if _BACK.fullmatch(address) and not address.startswith(_NOWHERE) and "//" not in path and ".." not in path:
        return quote(address, safe="/?#&=%:;,+@!$'()*~")
    return HOME


def browser_of(page: BaseHandler) -> Browser:
    """The browser; one that keeps nothing yet is given something to keep."""
    device = page.get_cookie(DEVICE_COOKIE) or ""
    if not _DEVICE.fullmatch(device):
        device = new_device()
        page.set_cookie(DEVICE_COOKIE, device, expires_days=KEPT_DAYS)
    kind = device_kind(page.request.headers.get("User-Agent", ""))
    return Browser(device=device, kind=kind, address=page.request.remote_ip or "")


async def let_in(page: BaseHandler, signed_in: SignedIn) -> None:
    """Give the browser its new session; one that it brought along ends."""
    earlier = page.get_cookie(SESSION_COOKIE)
    if earlier:
        await sign_out(page.services, earlier)
    page.set_cookie(SESSION_COOKIE, signed_in.token)
