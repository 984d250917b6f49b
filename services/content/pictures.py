"""Pictures that staff give: read by content, never by name, and drawn anew so that nothing else of the file stays."""

import asyncio
import io
import warnings

from PIL import Image, ImageOps

from domain.errors import Invalid

FORMATS = ("PNG", "JPEG", "WEBP")
PIXELS_MOST = 50_000_000  # a phone's camera takes fewer; a bomb unpacks to far more
QUALITY = 86


async def fitted(picture: bytes, size: tuple[int, int]) -> bytes:
    """
    The picture as a JPEG of exactly `size` pixels, turned as its camera held it, cut at its longer sides around the
    middle, without what a camera writes into it (place, time, name).

    Raises Invalid("picture", "not_a_picture") or ("picture", "too_large").
    """
    return await asyncio.to_thread(_fitted, picture, size)


def _fitted(picture: bytes, size: tuple[int, int]) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of files that the checks here refuse
        try:
            with Image.open(io.BytesIO(picture), formats=FORMATS) as opened:
                if opened.width * opened.height > PIXELS_MOST:
                    raise Invalid("picture", "too_large")
                opened.draft("RGB", (size[0] * 2, size[1] * 2))  # a large JPEG is read at a fraction of its size
                upright = ImageOps.exif_transpose(opened).convert("RGBA")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            raise Invalid("picture", "not_a_picture") from None
    whole = Image.new("RGB", size, "#FFFFFF")
    cut = ImageOps.fit(upright, size, Image.Resampling.LANCZOS)
    whole.paste(cut, mask=cut.getchannel("A"))
    out = io.BytesIO()
    whole.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
