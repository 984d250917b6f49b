"""Covers of lessons, drawn from their titles."""

import functools
import hashlib
import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (900, 383)  # platform: 2.35 to 1, as articles show it
MARGIN = 64
FONTS = Path(__file__).resolve().parents[2] / "node_modules/@expo-google-fonts/noto-sans-sc"
FONT, PLAIN_FONT = FONTS / "700Bold/NotoSansSC_700Bold.ttf", FONTS / "400Regular/NotoSansSC_400Regular.ttf"
TITLE_SIZES = (76, 66, 56, 48, 40)
LINES_MOST = 2
SERIES_SIZE = 30
INK = "#FFFFFF"
GROUNDS = ("#B4234A", "#2F6B5B", "#3B5B8C", "#8A5A22", "#6B4A7A")
SHADE = 0.82


def cover(*, title: str, series: str) -> bytes:
    """
    A PNG of 900 × 383 pixels with the title in white. The ground's colour belongs to the series, where the circles lie
    to the title: the same words give the same picture.
    """
    ground = GROUNDS[_number(series) % len(GROUNDS)]
    picture = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(picture)
    _circles(draw, ground, _number(title))
    size, lines = _laid_out(title)
    font = font_of(size)
    height = int(size * 1.35)
    top = (SIZE[1] - height * len(lines)) // 2
    for number, line in enumerate(lines):
        draw.text((MARGIN, top + number * height), line, font=font, fill=INK)
    draw.rectangle((MARGIN, top - 28, MARGIN + 56, top - 22), fill=INK)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _number(words: str) -> int:
    return int.from_bytes(hashlib.sha256(words.encode("utf-8", "replace")).digest()[:4], "big")


@functools.cache
def font_of(size: int) -> ImageFont.FreeTypeFont:
    """The pictures' font."""
    return ImageFont.truetype(FONT, size)


def _laid_out(title: str) -> tuple[int, list[str]]:
    """The largest size at which the title fits in two lines, and those lines."""
    room = SIZE[0] - 2 * MARGIN
    for size in TITLE_SIZES:
        lines = lines_of(title, font_of(size), room)
        if len(lines) <= LINES_MOST:
            return size, lines
    return TITLE_SIZES[-1], lines_of(title, font_of(TITLE_SIZES[-1]), room)[:LINES_MOST]


def lines_of(title: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    """The words in lines that are at most `room` pixels wide."""
    lines = [""]
    for letter in " ".join(title.split()):
        if lines[-1] and font.getlength(lines[-1] + letter) > room:
            lines.append("")
        lines[-1] += letter
    return lines


def _circles(draw: ImageDraw.ImageDraw, ground: str, number: int) -> None:
    """Two quiet circles in a darker shade at the right."""
    darker = tuple(int(int(ground[at : at + 2], 16) * SHADE) for at in (1, 3, 5))
    for each, radius in enumerate((190, 110)):
        across = SIZE[0] - 60 - (number >> (each * 8)) % 160
        down = (number >> (each * 8 + 4)) % SIZE[1]
        draw.ellipse((across - radius, down - radius, across + radius, down + radius), fill=darker)
