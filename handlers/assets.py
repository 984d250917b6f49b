"""Style sheets, scripts and pictures of the pages."""

from typing import Any

from tornado.web import GZipContentEncoding, HTTPError, StaticFileHandler

from handlers.access import public
from handlers.templates import ASSETS

YEAR_SECONDS = 365 * 24 * 3600
SERVED = (".css", ".js", ".svg", ".png", ".woff2", ".wav")


@public
class Asset(StaticFileHandler):
    """A file; its address holds the digest of its content, so it may be kept for a year."""

    async def prepare(self) -> None:
        """Nothing but what pages use."""
        if not self.request.path.endswith(SERVED) or "%00" in self.request.path:
            raise HTTPError(404)
        if "gzip" in self.request.headers.get("Accept-Encoding", "") and "Range" not in self.request.headers:
            self._transforms = [GZipContentEncoding(self.request), *self._transforms]

    def set_default_headers(self) -> None:
        """A file is what its type says, and no page."""
        self.set_header("Server", "xinqiao")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")

    def get_cache_time(self, path: str, modified: Any, mime_type: str) -> int:
        """A year with a digest in the address, otherwise asked anew each time."""
        del path, modified, mime_type
        return YEAR_SECONDS if self.get_query_argument("v", "") else 0

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """No words: nobody reads them."""
        del kwargs
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(str(status_code))


ROUTES: list[Any] = [(rf"{prefix}(.+)", Asset, {"path": str(folder)}) for prefix, folder in ASSETS.items()]
