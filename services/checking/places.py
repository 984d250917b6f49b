"""Names of schools, villages, housing estates and roads in a text: what they end with, back to where they begin."""

from collections.abc import Collection, Iterator

from domain.findings import Finding, Personal
from services.checking.names import is_han
from services.checking.words import PlaceWords, place_words

LONGEST = 8  # characters before the ending
NUMBERS = frozenset("0123456789")


def find_places(text: str, names: Collection[str]) -> Iterator[Finding]:
    """What places folded `text` names: by their endings, and those of `names` (of villages and townships)."""
    words = place_words()
    yield from _ending(text, words, words.schools, Personal.SCHOOL)
    yield from _ending(text, words, words.villages, Personal.VILLAGE)
    yield from _roads(text, words)
    for match in words.of_class.finditer(text):
        yield Finding(*match.span(), Personal.SCHOOL)
    for name in names:
        at = text.find(name)
        while at >= 0 and name:
            yield Finding(at, at + len(name), Personal.VILLAGE)
            at = text.find(name, at + len(name))


def _ending(text: str, words: PlaceWords, ends: tuple[str, ...], kind: Personal) -> Iterator[Finding]:
    for end in ends:
        at = text.find(end)
        while at >= 0:
            behind = at + len(end)
            start = _start(text, at, words)
            if start < at and not _other_word(text, behind, end, words) and text[start:at] not in words.generic:
                yield Finding(start, behind, kind)
            at = text.find(end, behind)


def _roads(text: str, words: PlaceWords) -> Iterator[Finding]:
    """A road counts with a house's number behind it."""
    for found in _ending(text, words, words.roads, Personal.ADDRESS):
        end = found.end
        while end < len(text) and (text[end] in NUMBERS or text[end] == " "):
            end += 1
        if end > found.end and text.startswith("号", end):
            yield Finding(found.start, end + 1, Personal.ADDRESS)


def _start(text: str, at: int, words: PlaceWords) -> int:
    start = at
    while start > 0 and at - start < LONGEST and is_han(text[start - 1]) and text[start - 1] not in words.stops:
        start -= 1
    return start


def _other_word(text: str, behind: int, end: str, words: PlaceWords) -> bool:
    return behind < len(text) and text[behind] in words.not_before.get(end, "")
