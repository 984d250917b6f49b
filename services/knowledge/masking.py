"""Names and places taken out of what somebody wrote, by rule; a person decides what is to stand there."""

from collections.abc import Collection

from domain.findings import Personal
from services.checking.privacy import identifying, shown
from services.knowledge.checks import TO_DECIDE
from wording.knowledge import MASKS

CLOSES = "〕"


def masked(text: str, places: Collection[str] = ()) -> str:
    """`text` with 〔姓名〕 and the like in place of what names somebody or leads to her."""
    plain = " ".join(text.split())
    pieces = shown(plain, identifying(plain, places))
    return "".join(_mark(kind) if kind else piece for piece, kind in pieces)


def _mark(kind: Personal) -> str:
    return f"{TO_DECIDE}{MASKS[kind]}{CLOSES}"
