"""The certificate of a wish that came true as a picture to keep, and the same as a PDF to print."""

import io
from dataclasses import dataclass

import segno
from PIL import Image, ImageDraw

from services.content.covers import font_of, lines_of
from wording import certificates as words

SIZE = (1240, 1754)  # A4 at 150 dots an inch
RESOLUTION = 150
GROUND, INK, QUIET, LINE = "#FFF9F5", "#3A2A2A", "#7A6666", "#B4234A"
MARGIN, FRAME = 140, 60
QR_SIDE = 260
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
    picture = Image.new("RGB", SIZE, GROUND)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((FRAME, FRAME, SIZE[0] - FRAME, SIZE[1] - FRAME), outline=LINE, width=6)
    draw.rectangle((FRAME + 18, FRAME + 18, SIZE[0] - FRAME - 18, SIZE[1] - FRAME - 18), outline=LINE, width=2)
    down = _centred(draw, words.TITLE, 220, size=104, fill=LINE)
    down = _centred(draw, words.CAME_TRUE, down + 40, size=44, fill=INK)
    font = font_of(64)
    for line in lines_of(shown.text, font, SIZE[0] - 2 * MARGIN)[:TEXT_MOST]:
        down = _centred(draw, line, down + 60 if line else down, size=64, fill=INK)
    down += 100
    for name, text in shown.facts:
        draw.text((MARGIN + 60, down), name, font=font_of(38), fill=QUIET)
        draw.text((MARGIN + 320, down), text, font=font_of(38), fill=INK)
        down += 74
    _code(draw, shown.url, SIZE[1] - 560)
    down = _centred(draw, words.CHECK, SIZE[1] - 280, size=30, fill=QUIET)
    _centred(draw, shown.institution, down + 26, size=44, fill=INK)
    out = io.BytesIO()
    if as_pdf:
        picture.save(out, "PDF", resolution=RESOLUTION, title=words.TITLE)
    else:
        picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _centred(draw: ImageDraw.ImageDraw, text: str, down: int, *, size: int, fill: str) -> int:
    """Words in the middle of a line; where the line ends below."""
    font = font_of(size)
    draw.text(((SIZE[0] - font.getlength(text)) / 2, down), text, font=font, fill=fill)
    return down + int(size * 1.3)


def _code(draw: ImageDraw.ImageDraw, url: str, down: int) -> None:
    """The QR code of the address at which everybody can check it."""
    rows = [list(row) for row in segno.make(url, error="m").matrix_iter(border=2)]
    cell = QR_SIDE // len(rows)
    left = (SIZE[0] - cell * len(rows)) // 2
    draw.rectangle((left, down, left + cell * len(rows), down + cell * len(rows)), fill="#FFFFFF")
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                corner = (left + x * cell, down + y * cell)
                draw.rectangle((*corner, corner[0] + cell - 1, corner[1] + cell - 1), fill="#000000")
