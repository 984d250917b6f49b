"""
Whether the draft of a form is still needed: the browser keeps what is written until a page of ours says that it was taken.

The form carries its draft's name. After the redirect that follows a form that was taken the next page says the name, by a
short-lived cookie; a page that answers the form itself says so directly. No page has to remember anything for that.
"""

import re
from collections.abc import Mapping
from datetime import timedelta

from handlers.base import BaseHandler

COOKIE = "draft"
FIELD = "_draft"
KEPT = timedelta(minutes=2)
_NAME = re.compile(r"[a-z0-9_-]{1,80}")


def note_taken(page: BaseHandler, below: str = "/console") -> None:
    """The form has been taken, and another page follows, somewhere `below` this address."""
    name = _sent(page)
    if name:
        page.set_cookie(COOKIE, name, path=below, max_age=int(KEPT.total_seconds()))


def drafts_of(page: BaseHandler, below: str = "/console") -> Mapping[str, str]:
    """What the page that is shown says: the draft that was taken, and the one that this page answers."""
    if page.request.method == "POST":
        name = _sent(page)
        return {"draft_taken": name if page.get_status() < 400 else "", "draft_answered": name}
    taken = page.get_cookie(COOKIE) or ""
    if taken:
        page.clear_cookie(COOKIE, path=below)
    return {"draft_taken": taken if _NAME.fullmatch(taken) else "", "draft_answered": ""}


def _sent(page: BaseHandler) -> str:
    name = page.get_body_argument(FIELD, "") if page.request.method == "POST" else ""
    return name if _NAME.fullmatch(name) else ""
