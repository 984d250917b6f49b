"""Pictures that staff give: read by content, never by name, and drawn anew so that nothing else of the file stays."""

import asyncio
import io
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from PIL import Image, ImageOps

from domain.errors import Invalid

FORMATS = ("PNG", "JPEG", "WEBP")
PIXELS_MOST = 50_000_000  # a phone's camera takes fewer; a bomb unpacks to far more
WHOLE_MOST = 25_000_000  # of what is read whole, as all but a JPEG is: some kilobytes may unpack to a hundred megabytes
QUALITY = 86
SQUARES = 4  # a side of a covered place is as many squares: fewer than anybody is known by
ANY_FORMAT = (*FORMATS, "GIF", "BMP")
MOST_BYTES = 2_000_000  # what every page of the platform agrees that a picture may have
_drawing = ThreadPoolExecutor(1, "drawing")  # one after the other, however many come at once: each may take much memory


async def fitted(picture: bytes, size: tuple[int, int]) -> bytes:
    """
    The picture as a JPEG of exactly `size` pixels, turned as its camera held it, cut at its longer sides around the
    middle, without what a camera writes into it (place, time, name).

    Raises Invalid("picture", "not_a_picture") or ("picture", "too_large").
    """
    return await asyncio.get_running_loop().run_in_executor(_drawing, _fitted, picture, size)


def _fitted(picture: bytes, size: tuple[int, int]) -> bytes:
    upright = _upright(picture, FORMATS, size)
    whole = Image.new("RGB", size, "#FFFFFF")
    cut = ImageOps.fit(upright, size, Image.Resampling.LANCZOS)
    whole.paste(cut, mask=cut.getchannel("A"))
    return _jpeg(whole, QUALITY)


async def redrawn(picture: bytes, *, side: int) -> tuple[bytes, tuple[int, int]]:
    """
    The whole picture as a JPEG of at most MOST_BYTES whose longer side has at most `side` pixels, and its width and
    height; turned as its camera held it, on white, with nothing else of the file.

    Raises Invalid("picture", "not_a_picture"), ("picture", "too_large") or ("picture", "moves").
    """
    return await asyncio.get_running_loop().run_in_executor(_drawing, _redrawn, picture, side)


def _redrawn(picture: bytes, side: int) -> tuple[bytes, tuple[int, int]]:
    upright = _upright(picture, ANY_FORMAT, (side, side), still=True)
    upright.thumbnail((side, side), Image.Resampling.LANCZOS)
    whole = Image.new("RGB", upright.size, "#FFFFFF")
    whole.paste(upright, mask=upright.getchannel("A"))
    for quality in (QUALITY, 70, 50):
        made = _jpeg(whole, quality)
        if len(made) <= MOST_BYTES:
            return made, whole.size
    raise Invalid("picture", "too_large")


def _upright(picture: bytes, formats: tuple[str, ...], size: tuple[int, int], *, still: bool = False) -> Image.Image:
    """What the file shows. Raises Invalid as `redrawn` does; only with `still` for what moves."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of files that the checks here refuse
        try:
            with Image.open(io.BytesIO(picture), formats=formats) as opened:
                most = PIXELS_MOST if opened.format == "JPEG" else WHOLE_MOST
                if opened.width * opened.height > most:
                    raise Invalid("picture", "too_large")
                if still and getattr(opened, "is_animated", False):
                    raise Invalid("picture", "moves")
                opened.draft("RGB", (size[0] * 2, size[1] * 2))  # a large JPEG is read at a fraction of its size
                return ImageOps.exif_transpose(opened).convert("RGBA")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            raise Invalid("picture", "not_a_picture") from None


def _jpeg(whole: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    whole.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def size_of(picture: bytes) -> tuple[int, int]:
    """The width and height of a picture, (0, 0) of what is none."""
    try:
        with Image.open(io.BytesIO(picture), formats=FORMATS) as opened:
            return opened.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return 0, 0


async def covered(picture: bytes, places: Sequence[tuple[int, int, int, int]]) -> bytes:
    """
    The JPEG with each of these places (left, upper, right, lower) as a few squares of one colour, from which nobody can be
    known. Raises Invalid("picture", "not_a_picture").
    """
    return await asyncio.get_running_loop().run_in_executor(_drawing, _covered, picture, places)


def _covered(picture: bytes, places: Sequence[tuple[int, int, int, int]]) -> bytes:
    try:
        with Image.open(io.BytesIO(picture), formats=("JPEG",)) as opened:
            whole = opened.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Invalid("picture", "not_a_picture") from None
    for place in places:
        part = whole.crop(place)
        few = part.resize((SQUARES, SQUARES), Image.Resampling.BOX)
        whole.paste(few.resize(part.size, Image.Resampling.NEAREST), place)
    return _jpeg(whole, QUALITY)
