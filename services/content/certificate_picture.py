"""The certificate of a wish that came true as a picture to keep, and the same as a PDF to print."""

from dataclasses import dataclass

from services.content.covers import font_of, lines_of
from services.content.sheet import INK, LINE, QUIET, SIZE, centred, code, framed, saved
from wording import certificates as words

MARGIN = 140
TEXT_MOST = 3  # lines


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on it: the wish as it was on the wall, its facts as (name, words), who gives it, and where it is checked."""

    text: str
    facts: tuple[tuple[str, str], ...]
    institution: str
    url: str


def certificate_picture(shown: Shown, *, as_pdf: bool = False) -> bytes:
    """A PNG of 1240 × 1754 pixels, or a PDF of one A4 page. The same words give the same picture."""
    picture, draw = framed()
    down = centred(draw, words.TITLE, 220, size=104, fill=LINE)
    down = centred(draw, words.CAME_TRUE, down + 40, size=44, fill=INK)
    font = font_of(64)
    for line in lines_of(shown.text, font, SIZE[0] - 2 * MARGIN)[:TEXT_MOST]:
        down = centred(draw, line, down + 60 if line else down, size=64, fill=INK)
    down += 100
    for name, text in shown.facts:
        draw.text((MARGIN + 60, down), name, font=font_of(38), fill=QUIET)
        draw.text((MARGIN + 320, down), text, font=font_of(38), fill=INK)
        down += 74
    code(draw, shown.url, SIZE[1] - 560)
    down = centred(draw, words.CHECK, SIZE[1] - 280, size=30, fill=QUIET)
    centred(draw, shown.institution, down + 26, size=44, fill=INK)
    return saved(picture, words.TITLE, as_pdf=as_pdf)
