"""A sheet of A4 as a picture to keep or a PDF to print: its frame, its words in the middle, its code."""

import io

import segno
from PIL import Image, ImageDraw

from services.content.covers import font_of

SIZE = (1240, 1754)  # A4 at 150 dots an inch
RESOLUTION = 150
GROUND, INK, QUIET, LINE = "#FFF9F5", "#3A2A2A", "#7A6666", "#B4234A"
FRAME = 60
QR_SIDE = 260


def framed() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """An empty sheet in its frame, and what draws on it."""
    picture = Image.new("RGB", SIZE, GROUND)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((FRAME, FRAME, SIZE[0] - FRAME, SIZE[1] - FRAME), outline=LINE, width=6)
    draw.rectangle((FRAME + 18, FRAME + 18, SIZE[0] - FRAME - 18, SIZE[1] - FRAME - 18), outline=LINE, width=2)
    return picture, draw


def centred(draw: ImageDraw.ImageDraw, text: str, down: int, *, size: int, fill: str) -> int:
    """Words in the middle of a line; where the line ends below."""
    font = font_of(size)
    draw.text(((SIZE[0] - font.getlength(text)) / 2, down), text, font=font, fill=fill)
    return down + int(size * 1.3)


def code(draw: ImageDraw.ImageDraw, url: str, down: int) -> None:
    """The QR code of an address, in the middle."""
    rows = [list(row) for row in segno.make(url, error="m").matrix_iter(border=2)]
    cell = QR_SIDE // len(rows)
    left = (SIZE[0] - cell * len(rows)) // 2
    draw.rectangle((left, down, left + cell * len(rows), down + cell * len(rows)), fill="#FFFFFF")
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                corner = (left + x * cell, down + y * cell)
                draw.rectangle((*corner, corner[0] + cell - 1, corner[1] + cell - 1), fill="#000000")


def saved(picture: Image.Image, title: str, *, as_pdf: bool) -> bytes:
    """A PNG of 1240 × 1754 pixels, or a PDF of one A4 page."""
    out = io.BytesIO()
    if as_pdf:
        picture.save(out, "PDF", resolution=RESOLUTION, title=title)
    else:
        picture.save(out, "PNG", optimize=True)
    return out.getvalue()
