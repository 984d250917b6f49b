"""A recording with an answer, at a real desk and on the phone: put in with the entry, reviewed, heard, put away."""

import io
import re

import aiohttp
import pytest

from domain.staff import StaffRole
from services.context import Services
from tests.console.conftest import Desk, Desks, Seen
from tests.console.test_knowledge import FORM, begun, released
from tests.console.test_undo import offer
from tests.sounds import PLACE, m4a, mp3

EDITOR, VILLAGE = StaffRole.EDITOR, StaffRole.VILLAGE_OFFICER
LIST, SAID = "/console/recordings", "留一盏小灯。"


async def give(browser: Desk, address: str, body: bytes, **changes: str) -> Seen:
    """Her form with a file."""
    page = await browser.get(address)
    form = aiohttp.FormData(FORM | {"_xsrf": page.token, "seen": page.value("seen"), "audio_text": SAID} | changes)
    form.add_field("audio_file", io.BytesIO(body), filename="x.html", content_type="text/html")
    async with browser.http.post(browser.base + address, data=form) as answer:
        browser.seen = Seen(answer.status, answer.url.path, await answer.text(), answer.headers)
        return browser.seen


async def heard(browser: Desk, path: str, **headers: str) -> tuple[int, bytes, aiohttp.typedefs.LooseHeaders]:
    async with browser.http.get(browser.base + path, headers=headers) as answer:
        return answer.status, await answer.read(), answer.headers


async def test_a_recording_comes_with_the_entry_is_reviewed_and_heard_on_the_page(desk: Desks) -> None:
    hers, other, visitor = await desk(EDITOR), await desk(EDITOR, login="li"), await desk()
    address = await begun(hers)
    page = await give(hers, address, mp3(50, tagged=True), question="<b>孩子不肯睡觉怎么办")
    assert (page.status, "存好了" in page.text) == (200, True)
    assert re.search(r'<option value="[0-9a-z]{26}" selected>&lt;b&gt;孩子不肯睡觉怎么办，约 50 秒', page.text)
    review = (await other.get(f"{address}/release")).text
    assert "下面会说“可以听，约 50 秒”" in review
    assert SAID in review
    inside = re.search(rf'src="({LIST}/[0-9a-z]{{26}}/sound)"', review)
    assert inside, review
    shown, sound = f"/h5/answers/{address[-26:]}", f"/h5/answers/{address[-26:]}/sound"
    assert (await heard(visitor, sound))[0] == 404
    await released(other, address)
    page = await visitor.get(shown)
    assert f'<audio controls preload="none" src="{sound}"></audio>' in page.text
    assert "听一听，约 50 秒" in page.text
    assert SAID in page.text
    for path, browser in ((sound, visitor), (inside[1], other)):
        status, content, headers = await heard(browser, path)
        assert (status, headers["Content-Type"], headers["Accept-Ranges"]) == (200, "audio/mpeg", "bytes")
        assert content == mp3(50)
        assert PLACE not in content
    assert (await heard(visitor, inside[1]))[1] != mp3(50)
    assert (await heard(visitor, "/h5/answers/eat-001/sound"))[0] == 404


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-1", 206, slice(0, 2)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=5-9999999", 206, slice(5, None)),
        ("bytes=-9999999", 206, slice(0, None)),
        ("bytes=9999999-", 416, slice(0, 0)),
        ("bytes=-0", 416, slice(0, 0)),
        ("bytes=7-2", 416, slice(0, 0)),
        ("bytes=-", 200, slice(0, None)),
        ("bytes=0-1,4-5", 200, slice(0, None)),
        ("lines=1-2", 200, slice(0, None)),
    ],
)
async def test_players_get_the_part_that_they_ask_for(desk: Desks, asked: str, status: int, part: slice) -> None:
    hers, whole = await desk(EDITOR), mp3(3)
    address = await begun(hers)
    await give(hers, address, whole)
    found = re.search(rf"{LIST}/[0-9a-z]{{26}}/sound", hers.seen.text)
    assert found
    given, content, headers = await heard(hers, found[0], Range=asked)
    assert (given, content) == (status, whole[part])
    if status == 206:
        first = whole.index(content) if asked != "bytes=-7" else len(whole) - 7
        assert headers["Content-Range"] == f"bytes {first}-{first + len(content) - 1}/{len(whole)}"
    elif status == 416:
        assert headers["Content-Range"] == f"bytes */{len(whole)}"
    etag = (await heard(hers, found[0]))[2]["Etag"]
    assert (await heard(hers, found[0], **{"If-None-Match": etag}))[0] == 304
    assert (await heard(hers, found[0], Range="bytes=0-1", **{"If-Range": etag}))[0] == 206
    assert (await heard(hers, found[0], Range="bytes=0-1", **{"If-Range": '"old"'}))[0] == 200


@pytest.mark.parametrize(
    ("body", "changes", "words"),
    [
        (b"<html>", {}, "这个文件有的手机放不出来"),
        (m4a(20, kind=b"vide"), {}, "这个文件是视频"),
        (mp3(61), {}, "录音太长了"),
        (mp3(0.4), {}, "录音太短了"),
        (mp3(5).ljust(2_600_000, b"\0"), {}, "录音文件太大了"),
        (mp3(20), {"audio_text": ""}, "请把录音里说的话写下来"),
        (mp3(20), {"answer": ""}, "孩子不肯睡觉怎么办，约 20 秒"),
    ],
)
async def test_a_file_that_is_none_is_told_in_words_and_a_good_one_stays_chosen(
    desk: Desks, body: bytes, changes: dict[str, str], words: str
) -> None:
    browser = await desk(EDITOR)
    address = await begun(browser)
    page = await give(browser, address, body, **changes)
    assert (page.status, words in page.text) == (400, True)


async def test_recordings_are_listed_put_away_and_taken_back(desk: Desks, services: Services) -> None:
    hers, village = await desk(EDITOR), await desk(VILLAGE, login="zhao")
    address = await begun(hers)
    await give(hers, address, m4a(42))
    listed = (await hers.get(LIST)).text
    assert "约 42 秒" in listed
    found = re.search(rf"{LIST}/[0-9a-z]{{26}}", listed)
    assert found
    page = await hers.get(found[0])
    assert "问答“孩子不肯睡觉怎么办”" in page.text
    assert f"{found[0]}/archive" not in page.text
    row = await services.recordings.get(found[0][-26:])
    refused = await hers.post(f"{found[0]}/archive", version=str(row.version))
    assert (refused.status, "还有问答在用它" in refused.text) == (400, True)
    form = await hers.get(address)
    await hers.post(address, seen=form.value("seen"), **FORM)
    page = await hers.get(found[0])
    assert (await hers.post(f"{found[0]}/archive", version="7")).status == 409
    await hers.get(found[0])
    page = await hers.post(f"{found[0]}/archive", version=page.value("version"))
    assert "收起来了" in page.text
    assert found[0] not in (await hers.get(LIST)).text
    assert found[0] in (await hers.get(f"{LIST}?state=archived")).text
    assert "UEsDB" not in (await hers.get(f"{LIST}?state=nothing")).text
    await hers.get(found[0])
    await hers.post(f"{found[0]}/restore", version="2")
    assert found[0] in (await hers.get(LIST)).text
    assert (await village.get(LIST)).status == 403


async def test_putting_one_away_may_be_undone(desk: Desks, services: Services) -> None:
    hers = await desk(EDITOR)
    address = await begun(hers)
    await give(hers, address, mp3(5))
    (row,) = await services.recordings.page()
    form = await hers.get(address)
    await hers.post(address, seen=form.value("seen"), **FORM)
    await hers.get(f"{LIST}/{row.id}")
    page = await hers.post(f"{LIST}/{row.id}/archive", version="1")
    await hers.post("/console/undo", token=offer(page), back=LIST)
    assert (await services.recordings.get(row.id)).state == "kept"
