"""A picture with a face that is drawn plainly enough to be found, and of nobody."""

import io

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1600, 1200)
MIDDLE = (500, 500)
_HAIR, _SKIN, _SHADE, _DARK = (40, 30, 25), (222, 180, 150), (170, 115, 95), (25, 15, 10)


def with_face(*, face: bool = True) -> bytes:
    """A JPEG of SIZE, whose face has its nose near MIDDLE; without `face` the wall alone."""
    whole = Image.new("RGB", SIZE, (205, 215, 225))
    if face:
        _face(ImageDraw.Draw(whole), *MIDDLE, 180)
    drawn = io.BytesIO()
    whole.filter(ImageFilter.GaussianBlur(6)).save(drawn, "JPEG", quality=88)
    return drawn.getvalue()


def _face(draw: ImageDraw.ImageDraw, x: float, y: float, r: float) -> None:
    def oval(dx: float, dy: float, width: float, height: float, fill: tuple[int, int, int]) -> None:
        box = (x + (dx - width) * r, y + (dy - height) * r, x + (dx + width) * r, y + (dy + height) * r)
        draw.ellipse(box, fill=fill)

    oval(0, -0.07, 0.95, 1.28, _HAIR)
    oval(0, 0.05, 0.78, 1.05, _SKIN)
    for side in (-0.34, 0.34):
        oval(side, -0.18, 0.24, 0.14, (150, 105, 85))
        oval(side, -0.18, 0.17, 0.07, (245, 245, 245))
        oval(side, -0.18, 0.08, 0.08, _DARK)
        oval(side, -0.44, 0.24, 0.05, _HAIR)
    draw.polygon([(x, y - r * 0.15), (x - r * 0.14, y + r * 0.28), (x + r * 0.14, y + r * 0.28)], fill=(195, 145, 120))
    oval(0, 0.26, 0.15, 0.06, _SHADE)
    oval(0, 0.6, 0.32, 0.1, (150, 70, 70))
