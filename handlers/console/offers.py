"""
Undo, for ten seconds after a tap: what was done is offered to be taken back by a token that only our server can write.

The offer travels in a short-lived cookie over the redirect that follows a form, or in the answer to htmx.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.base import BaseHandler

OFFERED = timedelta(seconds=10)
GRACE = timedelta(seconds=5)  # for the tap at the last moment, on a slow line
COOKIE = "undo"


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be undone: `kind` says how, `mark` what the thing looked like right after the tap. `said` is for her."""

    kind: str
    about: str
    mark: str
    said: str


def token_of(page: BaseHandler, offer: Offer) -> str:
    """The offer, signed, hers alone, with its end."""
    until = page.services.now() + OFFERED + GRACE
    facts = [offer.kind, offer.about, offer.mark, offer.said, page.staff.id, until.isoformat()]
    return page.create_signed_value(COOKIE, json.dumps(facts)).decode()


def read_token(page: BaseHandler, token: str) -> Offer | None:
    """The offer in the token; None for one that isn't hers, isn't ours, or is over."""
    plain = page.get_signed_cookie(COOKIE, value=token, max_age_days=1, min_version=2)  # an older form is never ours
    if plain is None:
        return None
    kind, about, mark, said, staff_id, until = json.loads(plain)
    if staff_id != page.staff.id or page.services.now() > datetime.fromisoformat(until):
        return None
    return Offer(kind, about, mark, said)


def offer_undo(page: BaseHandler, offer: Offer) -> None:
    """Offer it on the page that follows."""
    page.set_cookie(COOKIE, token_of(page, offer), path="/console", max_age=int((OFFERED + GRACE).total_seconds()))


def offered(page: BaseHandler) -> Mapping[str, str] | None:
    """What the page shows of an offer that was made just before: its token and words. It is shown once."""
    token = page.get_cookie(COOKIE)
    offer = read_token(page, token) if token else None
    if token:
        page.clear_cookie(COOKIE, path="/console")
    return shown(token or "", offer) if offer else None


def shown(token: str, offer: Offer) -> Mapping[str, str]:
    """As the template takes it."""
    return {"token": token, "said": offer.said}
