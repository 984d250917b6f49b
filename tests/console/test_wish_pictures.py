"""Pictures of a wish in the console: brought from a phone, opened one by one, and shown to nobody by the way."""

import io
import json as jsons
import re

import aiohttp
import pytest
from PIL import Image

from domain.ids import new_id
from domain.regions import Scope
from domain.staff import StaffRole
from services.context import Services
from tests.console.conftest import Desk, Desks
from tests.services.wishes.lives import Lives
from tests.services.wishes.test_pictures import SECRET, from_camera

JSON = {"Accept": "application/json"}


async def send(
    browser: Desk, wish: str, *contents: bytes, key: str = "", json: bool = True, **fields: str
) -> tuple[int, str, str]:
    """Pictures by the form of the page seen last; the status, where it led and what was said."""
    form = aiohttp.FormData()
    given = {"_xsrf": browser.seen.token, "key": key or new_id(), "kind": "visit", "agreed": "on"} | fields
    for name, value in given.items():
        form.add_field(name, value)
    for content in contents:
        form.add_field("picture", content, filename="a.exe", content_type="image/jpeg")
    headers = JSON if json else {}
    async with browser.http.post(f"{browser.base}{wish}/pictures", data=form, headers=headers) as answer:
        said = await answer.text()
        if answer.content_type == "application/json":
            said = str(jsons.loads(said))
        return answer.status, answer.url.path, said


@pytest.fixture
async def village(desk: Desks) -> Desk:
    found: Desk = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    return found


@pytest.fixture
async def wish(services: Services) -> str:
    return f"/console/wishes/{(await Lives(services).submitted()).id}"


async def test_a_picture_goes_up_apart_from_the_form_and_a_retry_is_the_same_one(village: Desk, wish: str) -> None:
    page = (await village.get(wish)).text
    for part in ('name="picture" accept="image/*" capture="environment"', "multiple", "还没有照片", "data-upload"):
        assert part in page
    key = new_id()
    first = await send(village, wish, from_camera(), key=key)
    assert first[0] == 200
    assert await send(village, wish, from_camera(), key=key) == first
    part = (await village.get(f"{wish}/pictures", **{"HX-Request": "true"})).text
    assert part.count("上门的照片</a>") == 1
    assert "<html" not in part
    assert "监护人当面同意拍照" not in (await village.get(wish)).text  # it is known by now


async def test_the_page_shows_what_there_is_and_a_look_at_it_is_written_down(
    village: Desk, wish: str, desk: Desks, services: Services
) -> None:
    await village.get(wish)
    await send(village, wish, from_camera())
    page = (await village.get(wish)).text
    assert "<img" not in page[page.index('id="pictures"') :]
    assert await services.audit.page(scope=Scope.system(), kind="wish_picture_read") == []
    (address,) = re.findall(r'href="(/console/wish-pictures/[0-9a-z]{26}/picture)"', page)
    async with village.http.get(village.base + address) as answer:
        content = await answer.read()
        assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
        assert answer.headers["Cache-Control"] == "no-store"
    with Image.open(io.BytesIO(content)) as shown:
        assert not shown.getexif()
    assert SECRET.encode() not in content
    assert len(await services.audit.page(scope=Scope.system(), kind="wish_picture_read")) == 1
    other = await desk(StaffRole.COUNTY, login="zou", region="370883")
    assert (await other.get(address)).status == 404
    expert = await desk(StaffRole.EXPERT, login="zhuan", region="370881")
    assert (await expert.get(address)).status == 403
    assert (await (await desk()).get(address)).path == "/console/sign-in"
    assert len(await services.audit.page(scope=Scope.system(), kind="wish_picture_read")) == 1


async def test_who_belongs_elsewhere_or_has_another_office_brings_none(
    wish: str, desk: Desks, services: Services
) -> None:
    for role, region, status in ((StaffRole.VILLAGE_OFFICER, "370883", 404), (StaffRole.COUNTY, "370881", 403)):
        browser = await desk(role, login=f"of.{region}", region=region)
        await browser.get("/console/wishes")
        assert (await send(browser, wish, from_camera()))[0] == status
    county = await browser.get(wish)
    assert "data-upload" not in county.text
    assert await services.db["wish_pictures"].count_documents({}) == 0


async def test_what_is_wrong_is_said_in_words_a_phone_can_show(village: Desk, wish: str) -> None:
    await village.get(wish)
    status, _, said = await send(village, wish, b"MZ a program")
    assert (status, "这不是能看的照片" in said) == (400, True)
    status, _, said = await send(village, wish, from_camera(), agreed="")
    assert (status, "家长还没同意拍照" in said) == (400, True)
    assert (await send(village, wish))[0] == 400
    assert (await send(village, wish, from_camera(), key="1"))[0] == 400
    status, _, said = await send(village, wish, from_camera(), kind="proof")
    assert (status, "现在不收这一种照片" in said) == (409, True)


async def test_without_scripts_all_that_were_chosen_go_up_and_again_they_are_the_same(
    village: Desk, wish: str, services: Services
) -> None:
    await village.get(wish)
    key = village.seen.value("key")
    for _ in range(2):
        status, path, _said = await send(village, wish, from_camera(), from_camera((32, 32)), key=key, json=False)
        assert (status, path) == (200, wish)
    assert await services.db["wish_pictures"].count_documents({}) == 2
    status, path, said = await send(village, wish, b"nothing", json=False)
    assert (status, "这不是能看的照片" in said, "经过" in said) == (400, True, True)


async def test_whoever_brought_it_takes_it_away_and_the_story_tells(
    village: Desk, wish: str, desk: Desks, services: Services
) -> None:
    await village.get(wish)
    await send(village, wish, from_camera())
    page = (await village.get(wish)).text
    (address,) = re.findall(r'action="(/console/wish-pictures/[0-9a-z]{26}/remove)"', page)
    town = await desk(StaffRole.TOWNSHIP, login="zhen", region="370881100")
    assert address not in (await town.get(wish)).text
    assert (await town.post(address)).status == 403
    done = await village.post(address)
    assert (done.path, "还没有照片" in done.text, "拿掉了一张照片" in done.text) == (wish, True, True)
    assert await services.db["wish_picture_contents"].count_documents({}) == 0
