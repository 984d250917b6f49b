"""Links that let whoever has them read one thing for a while: a picture, a sheet."""

from datetime import datetime, timedelta
from urllib.parse import quote

from pydantic import Field
from tornado.web import create_signed_value, decode_signed_value

from domain.errors import NotFound
from handlers.api.operation import ApiCall, Model
from handlers.base import BaseHandler


class LinkQuery(Model):
    """The part of an address that lets its reader in."""

    link: str = Field(min_length=1, max_length=400)


def link_to(call: BaseHandler, kind: str, about: str, address: str, holds: timedelta) -> tuple[str, datetime]:
    """The whole address of a thing with its link, and until when that holds."""
    settings, now = call.application.settings, call.services.now()
    secret, number = settings["cookie_secret"], settings["key_version"]
    link = create_signed_value(secret, kind, about, clock=now.timestamp, key_version=number).decode()
    return f"{call.services.facts.public_url}{address}?link={quote(link, safe='')}", now + holds


def check_link(call: ApiCall, kind: str, about: str, holds: timedelta) -> None:
    """Raises NotFound for a link that is another thing's, made up or too old."""
    found = decode_signed_value(
        call.application.settings["cookie_secret"],
        kind,
        call.query(LinkQuery).link,
        max_age_days=holds.total_seconds() / 86_400,
        min_version=2,
        clock=call.services.now().timestamp,
    )
    if found != about.encode():
        raise NotFound
