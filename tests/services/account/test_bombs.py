"""Pictures that unpack to far more than was sent: refused, and read one after the other, so that many at once do no harm."""

import asyncio
import io
import threading

import pytest
from PIL import Image

from domain.errors import Invalid
from services.content import pictures


def picture(side: int, form: str) -> bytes:
    out = io.BytesIO()
    Image.new("1" if form == "PNG" else "L", (side, side)).save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "GIF"])
async def test_some_kilobytes_that_unpack_to_hundreds_of_megabytes_are_refused(form: str) -> None:
    with pytest.raises(Invalid) as refused:
        await pictures.redrawn(picture(5_500, form), side=1600)
    assert refused.value.problem == "too_large"


async def test_what_a_camera_takes_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    _, size = await pictures.redrawn(picture(6_000, "JPEG"), side=1600)
    assert size == (1600, 1600)
    now, most = 0, 0
    upright, lock = pictures._upright, threading.Lock()

    def counted(*args: object, **kwargs: object) -> Image.Image:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        try:
            return upright(*args, **kwargs)  # type: ignore[arg-type]
        finally:
            with lock:
                now -= 1

    monkeypatch.setattr(pictures, "_upright", counted)
    content = picture(3_000, "PNG")
    await asyncio.gather(*(pictures.redrawn(content, side=1600) for _ in range(4)))
    assert most == 1
