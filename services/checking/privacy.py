"""The privacy gate: what in a free text would tell the public who somebody is. Pure; takes any text."""

import unicodedata
from collections.abc import Collection, Iterable

from domain.findings import Finding, Personal
from services.checking.names import find_names
from services.checking.numbers import find_numbers
from services.checking.places import find_places

MOST = 20_000  # characters that are looked at; a longer text is no text for the public
# Of two that lie over each other the earlier in this order stays.
_RANK = {
    kind: rank
    for rank, kind in enumerate(
        (
            Personal.ID_NUMBER,
            Personal.PHONE,
            Personal.ACCOUNT,
            Personal.CONTACT,
            Personal.PLATE,
            Personal.BIRTH_DATE,
            Personal.SCHOOL,
            Personal.ADDRESS,
            Personal.VILLAGE,
            Personal.NAME,
        )
    )
}


def identifying(text: str, places: Collection[str] = ()) -> list[Finding]:
    """
    What in `text` names a person, or leads to one, from left to right, none lying over another. `places` are names of
    villages and townships that are to be found besides those that look like one.
    """
    plain = _folded(text[:MOST])
    found = [*find_names(plain), *find_numbers(plain), *find_places(plain, places)]
    return sorted(_apart(found))


def shown(text: str, findings: Iterable[Finding]) -> list[tuple[str, Personal | None]]:
    """`text` in pieces, each with what it tells, so that a page can mark them."""
    pieces: list[tuple[str, Personal | None]] = []
    at = 0
    for each in sorted(findings):
        if each.start > at:
            pieces.append((text[at : each.start], None))
        pieces.append((text[each.start : each.end], each.kind))
        at = each.end
    return [*pieces, (text[at:], None)] if at < len(text) else pieces


def _folded(text: str) -> str:
    """`text` half-width and lower case, one character for each of its characters."""
    return "".join(map(_plain, text)) if not text.isascii() else text.lower()


def _plain(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).lower()
    return folded if len(folded) == 1 else character


def _apart(found: Iterable[Finding]) -> list[Finding]:
    """Of those that lie over each other the one that tells more, and then the longer."""
    kept: list[Finding] = []
    for each in sorted(found, key=lambda one: (_RANK[one.kind], one.start - one.end, one.start)):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return kept
