"""The media library in the console, by HTTP, on real stores."""

import io
import re

import aiohttp
import pytest
from PIL import Image

from domain.staff import StaffRole
from services.context import Services
from tests.console.conftest import Desk, Desks, Seen
from tests.joined import Phone
from wording import chat

EDITOR, PUBLISHER, OFFICER = StaffRole.EDITOR, StaffRole.PUBLISHER, StaffRole.VILLAGE_OFFICER
MEDIA, KEYWORDS = "/console/media", "/console/account/keywords"


def drawn(color: str = "#336699", size: tuple[int, int] = (64, 48), kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, kind)
    return out.getvalue()


async def give(browser: Desk, body: bytes, *, title: str = "流程图", alt: str = "四步") -> Seen:
    token = (await browser.get(f"{MEDIA}/new")).token
    form = aiohttp.FormData({"_xsrf": token, "title": title, "alt": alt})
    form.add_field("picture", body, filename="x.html", content_type="text/html")
    async with browser.http.post(f"{browser.base}{MEDIA}/new", data=form) as answer:
        browser.seen = Seen(answer.status, answer.url.path, await answer.text(), answer.headers)
        return browser.seen


async def test_a_picture_is_put_in_listed_shown_and_described(desk: Desks) -> None:
    browser = await desk(EDITOR)
    page = await give(browser, drawn(), title="<b>流程图</b>")
    assert (page.status, "存好了" in page.text, "用到时自动上传" in page.text) == (200, True, True)
    listed = await browser.get(MEDIA)
    assert "&lt;b&gt;流程图" in listed.text
    found = re.search(rf"{MEDIA}/[0-9a-z]{{26}}/small\.jpg", listed.text)
    assert found
    async with browser.http.get(browser.base + found[0]) as answer:
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert (await answer.read()).startswith(b"\xff\xd8\xff")


async def test_the_same_file_again_leads_to_the_picture_that_is_there(desk: Desks, services: Services) -> None:
    browser = await desk(EDITOR)
    first = await give(browser, drawn())
    again = await give(browser, drawn(), title="又一张")
    assert again.path == first.path
    assert "早就放进来过" in again.text
    assert await services.db["pictures"].count_documents({}) == 1


@pytest.mark.parametrize(
    ("body", "said"), [(b"", "还没有选图片"), (b"<html>", "这个文件不是图片"), (drawn(kind="TIFF"), "这个文件不是图片")]
)
async def test_what_is_no_picture_is_refused_beside_the_field_and_her_words_stay(
    desk: Desks, body: bytes, said: str
) -> None:
    page = await give(await desk(EDITOR), body, title="我写的名字")
    assert page.status == 400
    assert said in page.text
    assert "我写的名字" in page.text


async def test_a_village_officer_sees_and_changes_nothing_and_a_publisher_sees_only(desk: Desks) -> None:
    path = (await give(await desk(EDITOR), drawn())).path
    officer, publisher = await desk(OFFICER, login="zhao"), await desk(PUBLISHER, login="li")
    for address in (MEDIA, path, f"{path}/picture.jpg", f"{path}/small.jpg", f"{MEDIA}/new"):
        assert (await officer.get(address)).status == 403
    assert (await publisher.get(path)).status == 200
    assert "收起来</button>" not in publisher.seen.text
    token = (await publisher.get(KEYWORDS)).token
    for move in ("archive", "upload", ""):
        address = f"{publisher.base}{path}/{move}".rstrip("/")
        async with publisher.http.post(address, data={"_xsrf": token, "version": "1"}) as answer:
            assert answer.status == 403


async def test_the_library_is_found_by_the_beginning_of_a_title_and_read_in_parts(
    desk: Desks, services: Services
) -> None:
    browser = await desk(EDITOR)
    await give(browser, drawn())
    (one,) = await services.db["pictures"].find().to_list(1)
    many = [
        one | {"_id": f"01{number:024d}", "digest": f"{number}", "title": f"图{number:02d}"} for number in range(60)
    ]
    await services.db["pictures"].insert_many(many)
    seen: set[str] = set()
    address = MEDIA
    while address:
        page = await browser.get(address)
        rows = set(re.findall(rf'href="{MEDIA}/([0-9a-z]{{26}})"', page.text))
        assert not rows & seen
        seen |= rows
        more = re.search(rf'href="({MEDIA}\?after=[^"]+)"', page.text)
        address = more[1].replace("&amp;", "&") if more else ""
    assert len(seen) == 61
    page = await browser.get(f"{MEDIA}?q=图1")
    assert len(set(re.findall(rf'href="{MEDIA}/([0-9a-z]{{26}})"', page.text))) == 10
    assert "没有名字这样开头的图" in (await browser.get(f"{MEDIA}?q=程图")).text


async def test_putting_away_can_be_taken_back_and_is_refused_on_top_of_somebodys_change(desk: Desks) -> None:
    browser = await desk(EDITOR)
    path = (await give(browser, drawn())).path
    page = await browser.get(path)
    await browser.post(path, version="1", title="新名字", alt="四步")
    assert (await browser.post(f"{path}/archive", version="1")).status == 409
    page = await browser.get(path)
    page = await browser.post(f"{path}/archive", version=page.value("version"))
    assert "收起来了" in page.text
    assert path not in (await browser.get(MEDIA)).text
    assert path in (await browser.get(f"{MEDIA}?state=archived")).text
    page = await browser.get(path)
    await browser.post(f"{path}/restore", version=page.value("version"))
    page = await browser.get(path)
    page = await browser.post(f"{path}/archive", version=page.value("version"))
    await browser.post("/console/undo", token=page.value("token"), back=path)
    assert path in (await browser.get(MEDIA)).text


async def test_upload_now_is_asked_for_and_the_page_says_that_it_is_under_way(desk: Desks, services: Services) -> None:
    browser = await desk(EDITOR)
    path = (await give(browser, drawn())).path
    page = await browser.post(f"{path}/upload")
    assert "正在上传" in page.text
    assert await services.db["outbox"].count_documents({"task": "upload_picture"}) == 1
    part = await browser.get(f"{path}/reach", **{"HX-Request": "true"})
    assert "<html" not in part.text
    assert 'hx-trigger="every 2s"' in part.text


async def test_a_keyword_answers_with_a_picture_of_the_library(desk: Desks, services: Services, phone: Phone) -> None:
    editor, publisher = await desk(EDITOR), await desk(PUBLISHER, login="li")
    path = (await give(editor, drawn())).path
    picture = path.rsplit("/", 1)[1]
    form = await editor.get(f"{KEYWORDS}/rules/new?picture={picture}")
    assert f'value="{picture}" selected' in form.text
    address = re.search(rf'action="({KEYWORDS}/rules/[0-9a-z]+)"', form.text)
    assert address
    fields = {"words": "筛查", "match": "exact", "priority": "50", "on": "1", "picture": picture}
    both = await editor.post(address[1], seen="0", reply="也写了字", **fields)
    assert both.status == 400
    assert "只能选一样" in both.text
    assert (await editor.post(address[1], seen="0", **fields)).status == 200
    tried = await editor.post(f"{KEYWORDS}/try", text="筛查", which="draft", at="")
    assert f"{path}/small.jpg" in tried.text
    assert "关键词“筛查”" in (await editor.get(path)).text

    draft = await services.keywords.draft()
    assert draft
    page = await publisher.get(f"{KEYWORDS}/versions/{draft.id}")
    assert "图片“流程图”" in page.text
    await publisher.post(f"{KEYWORDS}/versions/{draft.id}/release", seen=page.value("seen"))
    assert await phone.says("筛查") == chat.PICTURE_COMES
    page = await editor.get(path)
    refused = await editor.post(f"{path}/archive", version=page.value("version"))
    assert (refused.status, "还有地方在用它" in refused.text) == (400, True)


async def test_a_rule_cannot_answer_with_what_is_no_picture_of_the_library(desk: Desks) -> None:
    browser = await desk(EDITOR)
    form = await browser.get(f"{KEYWORDS}/rules/new")
    address = re.search(rf'action="({KEYWORDS}/rules/[0-9a-z]+)"', form.text)
    assert address
    fields = {"words": "筛查", "match": "exact", "priority": "50", "on": "1", "picture": "nonsense"}
    page = await browser.post(address[1], seen="0", **fields)
    assert (page.status, 'id="picture-problem"' in page.text) == (400, True)
