"""Codes as pictures: drawn by segno, with words underneath."""

import io

import segno
from PIL import Image, ImageDraw

from services.content.covers import font_of, lines_of

SCALE = 24  # sharp at 18 centimetres on paper
BORDER = 4  # modules: what readers need around a code
SIZE = 56
MARGIN = 48
LINES_MOST = 2


def draw(address: str, name: str) -> bytes:
    """A PNG of the code for `address`, black on white, and `name` underneath."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="png", scale=SCALE, border=BORDER)
    code = Image.open(drawn).convert("L")
    font = font_of(SIZE)
    lines = lines_of(name, font, code.width - 2 * MARGIN)[:LINES_MOST]
    height = int(SIZE * 1.4)
    picture = Image.new("L", (code.width, code.height + height * len(lines) + MARGIN), 255)
    picture.paste(code, (0, 0))
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        left = (picture.width - font.getlength(line)) / 2
        pen.text((left, code.height + number * height), line, font=font, fill=0)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def inline(address: str) -> str:
    """The code for `address` as an address of itself, to stand in a page: black on white, as sharp as the paper is."""
    drawn: str = segno.make(address, error="m", micro=False).svg_data_uri(border=BORDER, light="#fff")
    return drawn
