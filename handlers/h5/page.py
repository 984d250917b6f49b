"""What all pages opened inside WeChat share: no sign-in, no cookie, small."""

from typing import ClassVar

from handlers.base import BaseHandler


class H5Page(BaseHandler):
    """A page for a phone."""

    ERROR_PAGE: ClassVar[str] = "h5/error.html"

    def set_default_headers(self) -> None:
        """Asked anew each time, and answered in a few bytes where nothing has changed."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-cache")

    def frame_ancestors(self) -> str:
        """Also the simulated phone, where the installation has one."""
        return f"'self' {self.application.settings.get('h5_framed_by', '')}".strip()

    def form_token(self) -> str:
        """No form, no cookie."""
        return ""
