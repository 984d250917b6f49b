"""The texts that people agree to, as they were shown."""

import asyncio
import functools
from collections.abc import Mapping
from pathlib import Path

from domain.errors import NotFound
from domain.texts import filled
from handlers.access import public
from handlers.h5.page import H5Page
from services.content import load
from services.content.models import ConsentText
from services.context import Services
from services.lessons import to_html
from services.settings.current import said

CONTENT = Path(__file__).resolve().parents[2] / "content"


@functools.cache
def _texts() -> Mapping[str, ConsentText]:
    return load(CONTENT).consents


def shown_text(services: Services, text_id: str) -> tuple[str, str]:
    """A text's title, and what it says as HTML; its file is read at the first call. Raises NotFound for one that there isn't."""
    text = _texts().get(text_id)
    if text is None:
        raise NotFound
    body = filled(
        text.body,
        {
            "institution": services.facts.institution,
            "minors_officer": said(services, "minors_officer"),
            "server_place": said(services, "server_place"),
        },
    )
    return text.title, to_html(body)


@public
class ConsentPage(H5Page):
    """One version of a text; an old one stays to be read."""

    async def get(self, text_id: str) -> None:
        """The page."""
        title, body = await asyncio.to_thread(shown_text, self.services, text_id)
        self.page("h5/consent.html", title=title, body_html=body)


ROUTES = [(r"/h5/consents/([a-z_]{1,40}\.v\d{1,4})", ConsentPage)]
