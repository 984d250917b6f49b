"""What a browser asks for: the phones, their parts, pictures, articles and codes."""

from pathlib import Path

from aiohttp import web

from simulator.articles import article_page
from simulator.codes import picture
from simulator.control import PLATFORM

PHONE = Path(__file__).parent / "phone"
# Pictures and pages come from the account's own server too, which may be anywhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self' data:;"
    " img-src 'self' data: http: https:; frame-src 'self' http: https:; frame-ancestors 'self'; base-uri 'none';"
    " form-action 'self'"
)
ARTICLE_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
NOT_FOUND = "not found"


def _page(name: str) -> web.Response:
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return web.Response(text=(PHONE / name).read_text(encoding="utf-8"), content_type="text/html", headers=headers)


async def phone(request: web.Request) -> web.Response:
    """GET /phone."""
    del request
    return _page("phone.html")


async def phones(request: web.Request) -> web.Response:
    """GET /phones: two side by side."""
    del request
    return _page("phones.html")


async def start(request: web.Request) -> web.Response:
    """GET /: a phone is what a browser wants."""
    del request
    raise web.HTTPFound("/phones")


async def file(request: web.Request) -> web.Response:
    """GET /pictures/MEDIA_ID: an uploaded file."""
    platform = request.app[PLATFORM]
    media_id = request.match_info["media_id"]
    for account in platform.accounts.values():
        medium = account.media.get(media_id)
        if medium is None or 0 < medium.expires_at <= platform.now():
            continue
        body = platform.store.read_file(account.app_id, media_id) or b""
        headers = {"Content-Type": medium.content_type, "Content-Security-Policy": "sandbox; default-src 'none'"}
        return web.Response(body=body, headers={**headers, "Cache-Control": "max-age=3600"})
    return web.Response(status=404, text=NOT_FOUND)


async def article(request: web.Request) -> web.Response:
    """GET /s/ARTICLE/INDEX: the page of an article."""
    index = request.match_info["index"]
    found = article_page(request.app[PLATFORM], request.match_info["article"], int(index) if len(index) < 4 else 999)
    if found is None:
        return web.Response(status=404, text=NOT_FOUND)
    return web.Response(text=found, content_type="text/html", headers={"Content-Security-Policy": ARTICLE_POLICY})


async def show_code(request: web.Request) -> web.Response:
    """GET /cgi-bin/showqrcode: the picture of a code, 404 when its ticket is unknown or ran out."""
    vector = request.path.endswith(".svg")
    found = picture(request.app[PLATFORM], request.query.get("ticket", ""), "svg" if vector else "png")
    if found is None:
        return web.Response(status=404, text=NOT_FOUND)
    return web.Response(body=found, content_type="image/svg+xml" if vector else "image/png")


ROUTES = [
    ("GET", "/", start),
    ("GET", "/phone", phone),
    ("GET", "/phones", phones),
    ("GET", "/pictures/{media_id}", file),
    ("GET", "/s/{article}/{index:[0-9]+}", article),
    ("GET", "/cgi-bin/showqrcode", show_code),
    ("GET", "/control/qr.svg", show_code),
]
