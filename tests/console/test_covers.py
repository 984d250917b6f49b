"""Covers that staff give to lessons, by HTTP, on real stores."""

import io

import aiohttp
import pytest
from PIL import Image

from domain.staff import StaffRole
from services.context import Services
from services.lessons import cover_url
from tests.console.conftest import Desk, Desks, Seen

EDITOR, PUBLISHER = StaffRole.EDITOR, StaffRole.PUBLISHER
ADDRESS = "/console/lessons/lesson-listen"
PLACE = 0x8825  # EXIF: where the picture was taken


def picture(kind: str = "JPEG", size: tuple[int, int] = (1600, 1200), mode: str = "RGB") -> bytes:
    """A picture as a phone takes it, with the place and the camera's turn in it."""
    exif = Image.Exif()
    exif[0x010E] = "小明家门口"
    exif[0x0112] = 6
    exif.get_ifd(PLACE)[1] = "N"
    out = io.BytesIO()
    Image.new(mode, size, "#336699").save(out, kind, exif=exif)
    return out.getvalue()


async def give(browser: Desk, body: bytes, *, version: str | None = None, name: str = "x.jpg") -> Seen:
    page = await browser.get(ADDRESS)
    form = aiohttp.FormData({"_xsrf": page.token, "version": version or page.value("version")})
    form.add_field("picture", body, filename=name, content_type="image/jpeg")
    async with browser.http.post(f"{browser.base}{ADDRESS}/cover.png", data=form) as answer:
        return Seen(answer.status, answer.url.path, await answer.text(), answer.headers)


@pytest.fixture
async def chief(desk: Desks) -> Desk:
    browser: Desk = await desk(EDITOR, PUBLISHER)
    return browser


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB"), ("PNG", "P")])
async def test_a_picture_becomes_the_cover_that_people_see(
    chief: Desk, services: Services, kind: str, mode: str
) -> None:
    body = picture(kind, mode=mode)
    assert (await give(chief, body)).status == 200
    lesson = await services.lessons.get("lesson-listen")
    assert lesson.cover
    address = cover_url(chief.base, lesson)
    assert address.endswith(f"?v={lesson.cover[:12]}")
    async with chief.http.get(address) as answer:
        shown = await answer.read()
        assert answer.headers["Content-Type"] == "image/jpeg"
    with Image.open(io.BytesIO(shown)) as opened:
        assert (opened.format, opened.size) == ("JPEG", (900, 383))


async def test_where_and_when_a_picture_was_taken_is_not_kept(chief: Desk, services: Services) -> None:
    await give(chief, picture())
    kept, _ = await services.lessons.cover((await services.lessons.get("lesson-listen")).cover)
    with Image.open(io.BytesIO(kept)) as opened:
        assert not opened.getexif()
    assert "小明".encode() not in kept


@pytest.mark.parametrize("body", [b"", b"no picture", b"GIF89a" + bytes(40), picture()[:500], b"<svg/>"])
async def test_what_is_no_picture_is_refused_beside_the_field(chief: Desk, services: Services, body: bytes) -> None:
    page = await give(chief, body)
    assert page.status == 400
    assert "这个文件不是图片" in page.text
    assert not (await services.lessons.get("lesson-listen")).cover


async def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(chief: Desk) -> None:
    page = await give(chief, picture("PNG", (10_000, 6_000), "1"))
    assert page.status == 400
    assert "这张图太大了" in page.text


async def test_the_drawn_cover_comes_back_when_asked_for(chief: Desk, services: Services) -> None:
    await give(chief, picture())
    page = await chief.get(ADDRESS)
    done = await chief.post(f"{ADDRESS}/cover.png", version=page.value("version"), drawn="1")
    assert done.status == 200
    assert not (await services.lessons.get("lesson-listen")).cover
    assert "用回按题目画的封面" in done.text


async def test_a_cover_on_top_of_somebody_elses_change_is_refused(chief: Desk, services: Services) -> None:
    assert (await give(chief, picture(), version="77")).status == 409
    assert not (await services.lessons.get("lesson-listen")).cover


async def test_the_same_picture_twice_is_one_change(chief: Desk, services: Services) -> None:
    await give(chief, picture())
    version = (await services.lessons.get("lesson-listen")).version
    assert (await give(chief, picture(), version="1")).status == 200
    assert (await services.lessons.get("lesson-listen")).version == version


async def test_who_may_not_publish_cannot_change_the_cover_of_what_people_read(desk: Desks, services: Services) -> None:
    browser = await desk(EDITOR)
    page = await browser.get("/console/lessons/new")
    form = aiohttp.FormData({"_xsrf": page.token, "version": "1"})
    form.add_field("picture", picture(), filename="x.jpg", content_type="image/jpeg")
    async with browser.http.post(f"{browser.base}{ADDRESS}/cover.png", data=form) as answer:
        assert answer.status == 403
    assert not (await services.lessons.get("lesson-listen")).cover
