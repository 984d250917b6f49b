"""The privacy gate: what in a free text would tell the public who somebody is. Pure; takes any text."""

from collections.abc import Collection, Iterable

from domain.findings import Finding, Personal
from services.checking.names import find_names
from services.checking.numbers import find_numbers
from services.checking.places import find_places
from services.checking.together import folded, joined

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
    plain = folded(text[:MOST])
    found = _found(plain, places)
    whole, at = joined(plain)
    if whole != plain:
        found += [Finding(at[each.start], at[each.end - 1] + 1, each.kind) for each in _found(whole, places)]
    return sorted(_apart(found))


def _found(plain: str, places: Collection[str]) -> list[Finding]:
    return [*find_names(plain), *find_numbers(plain), *find_places(plain, places)]


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


def _apart(found: Iterable[Finding]) -> list[Finding]:
    """Of those that lie over each other the one that tells more, and then the longer."""
    kept: list[Finding] = []
    for each in sorted(found, key=lambda one: (_RANK[one.kind], one.start - one.end, one.start)):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return kept
