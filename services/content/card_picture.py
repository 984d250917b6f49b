"""A donor's card of a year as a picture to keep, and the same as a PDF to print."""

from dataclasses import dataclass

from services.content.sheet import INK, LINE, QUIET, SIZE, centred, framed, saved
from wording import certificates as words

KINDS_MOST = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on it: the year, how many wishes, the kinds in words with how many of each, who thanks, how many were shared."""

    year: int
    wishes: int
    kinds: tuple[tuple[str, int], ...]
    institution: str
    shared: int = 0


def card_picture(shown: Shown, *, as_pdf: bool = False) -> bytes:
    """A PNG of 1240 × 1754 pixels, or a PDF of one A4 page. The same words give the same picture."""
    picture, draw = framed()
    title = words.CARD_TITLE.format(year=shown.year)
    down = centred(draw, title, 180, size=96, fill=LINE)
    down = centred(draw, words.CARD_YOU, down + 80, size=52, fill=INK)
    down = centred(draw, str(shown.wishes), down + 20, size=300, fill=LINE)
    down = centred(draw, words.CARD_CAME_TRUE, down + 10, size=52, fill=INK) + 50
    for name, count in shown.kinds[:KINDS_MOST]:
        down = centred(draw, words.CARD_KIND.format(kind=name, count=count), down, size=42, fill=QUIET)
    if shown.shared:
        centred(draw, words.CARD_SHARED.format(count=shown.shared), down + 20, size=42, fill=INK)
    centred(draw, words.CARD_THANKS, SIZE[1] - 340, size=44, fill=INK)
    centred(draw, shown.institution, SIZE[1] - 220, size=44, fill=INK)
    return saved(picture, title, as_pdf=as_pdf)
