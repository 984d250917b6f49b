"""The phone in the browser, against an account's server of the test's own."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright, expect

CHROMIUM = "/usr/bin/chromium"
EXPECTED = 10_000
SERVICE = "wx0000000000000001"
CHOICES = '要点什么？\n<a href="weixin://bizmsgmenu?msgmenucontent=%E7%AC%AC%E4%B8%80%E4%B8%AA&msgmenuid=c1">第一个</a>'


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"], timeout=30_000
        )
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(EXPECTED)
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda said: page.errors.append(said.text) if said.type == "error" else None)
        yield page
        assert page.errors == []
        await browser.close()


def say(query: dict[str, str], body: bytes) -> Any:
    """The account's server: choices for a text, a card for a menu tap, a page for a browser."""
    text = body.decode()
    if not text:
        return web.Response(text="<!doctype html><title>p</title><h1>一张网页</h1>", content_type="text/html")
    sender = re.search(r"<ToUserName><!\[CDATA\[(.*?)\]", text)[1]
    head = f"<xml><ToUserName><![CDATA[{query['openid']}]]></ToUserName><FromUserName>{sender}</FromUserName>"
    head += "<CreateTime>1</CreateTime>"
    if "<Event><![CDATA[CLICK]]>" in text:
        return (
            f"{head}<MsgType>news</MsgType><ArticleCount>1</ArticleCount><Articles><item><Title>一课</Title>"
            "<Description>讲些什么</Description><Url>/away</Url></item></Articles></xml>"
        )
    if "<MsgType><![CDATA[text]]>" in text:
        content = CHOICES if "第一个" not in text else f"收到{'c1' if 'bizmsgmenuid' in text else ''}"
        return f"{head}<MsgType>text</MsgType><Content><![CDATA[{content}]]></Content></xml>"
    return "success"


async def open_phone(page: Page, simulator: Any, openid: str) -> None:
    await page.goto(f"{simulator.url}/phone?openid={openid}&app_id={SERVICE}")
    await page.locator("body[data-ready]").wait_for()


async def test_someone_new_follows_and_talks(page, simulator, server):
    server.answer = say
    await page.goto(f"{simulator.url}/phone")
    await page.fill("#nickname", "李梅")
    await page.get_by_test_id("add-person").click()
    await page.get_by_test_id("follow").click()
    await page.get_by_test_id("message-input").fill("你好")
    await page.get_by_test_id("send").click()
    await page.get_by_test_id("choice").click()
    await expect(page.get_by_test_id("bubble").last).to_have_text("收到c1", timeout=EXPECTED)
    mine = page.locator('[data-testid="bubble"][data-side="person"]')
    await expect(mine).to_have_text(["你好", "第一个"])


async def test_a_tap_on_the_menu_brings_a_card_that_opens_inside_the_phone(page, simulator, server):
    server.answer = lambda query, body: say(query, body.replace(b"/away", b""))
    card = server.url.replace("/callback", "/page")
    server.answer = lambda query, body: (
        found.replace("/away", card) if isinstance(found := say(query, body), str) else found
    )
    openid = await simulator.follower()
    await simulator.call("/cgi-bin/menu/create", {"button": [{"type": "click", "name": "看看", "key": "k"}]})
    await open_phone(page, simulator, openid)
    await page.locator("#swap").click()
    await page.get_by_test_id("menu-button").click()
    await page.get_by_test_id("article-card").click()
    await expect(page.frame_locator('[data-testid="page-frame"]').locator("h1")).to_have_text("一张网页")
    await page.get_by_test_id("page-close").click()
    await expect(page.get_by_test_id("page-view")).to_be_hidden()


async def test_a_code_is_scanned_by_someone_who_does_not_follow_yet(page, simulator, server):
    server.answer = say
    openid = await simulator.person()
    asked = {"action_name": "QR_STR_SCENE", "expire_seconds": 600, "action_info": {"scene": {"scene_str": "login_1"}}}
    await simulator.call("/cgi-bin/qrcode/create", asked)
    await open_phone(page, simulator, openid)
    await page.get_by_test_id("scan").first.click()
    await page.get_by_test_id("ask-code").select_option(label="login_1")
    await page.get_by_test_id("ask-yes").click()
    await expect(page.get_by_test_id("message-input")).to_be_visible()
    assert b"qrscene_login_1" in server.pushes[-1][1]


async def test_a_picture_and_a_place_are_sent(page, simulator, server):
    openid = await simulator.follower()
    await open_phone(page, simulator, openid)
    await page.locator("#picture").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(20)}
    )
    await page.locator('[data-kind="image"]').wait_for()
    await page.get_by_test_id("plus").click()
    await page.get_by_test_id("send-place").click()
    await page.get_by_test_id("ask-yes").click()
    await page.locator('[data-kind="location"]').wait_for()
    assert [kind in server.pushes[-1][1] for kind in (b"Location_X", b"Label")] == [True, True]


async def test_what_the_account_writes_by_itself_comes_in(page, simulator):
    openid = await simulator.follower()
    await open_phone(page, simulator, openid)
    choices = {"head_content": "还好吗？", "list": [{"id": "101", "content": "还好"}], "tail_content": ""}
    body = {"touser": openid, "msgtype": "msgmenu", "msgmenu": choices}
    assert (await simulator.call("/cgi-bin/message/custom/send", body))["errcode"] == 0
    await page.get_by_test_id("choice").click()
    await page.locator('[data-testid="bubble"][data-side="person"]').wait_for()
    assert [entry["kind"] for entry in await simulator.chat(openid)] == ["msgmenu", "text"]


async def test_a_failing_server_shows_as_the_platform_shows_it(page, simulator, server):
    openid = await simulator.follower()
    server.answer = lambda _query, _body: "<html>"
    await open_phone(page, simulator, openid)
    await page.get_by_test_id("message-input").fill("在吗")
    await page.get_by_test_id("send").click()
    await expect(page.locator(".notice").last).to_contain_text("故障")


async def test_two_phones_stand_side_by_side(page, simulator):
    await simulator.follower()
    await simulator.follower()
    await page.goto(f"{simulator.url}/phones")
    for name in ("phone-1", "phone-2"):
        phone = page.frame_locator(f'[data-testid="{name}"]')
        await expect(phone.get_by_test_id("message-input")).to_be_visible()


async def test_no_script_stands_in_the_page_itself(simulator):
    async with simulator.http.get(f"{simulator.url}/phone") as answer:
        policy, text = answer.headers["Content-Security-Policy"], await answer.text()
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", text)


async def test_back_goes_through_the_pages_and_then_to_the_chat(page, simulator, server):
    two = '<!doctype html><title>p</title><h1>{}</h1><a href="/two">on</a>'
    server.answer = lambda query, body: (
        say(query, body) if body else web.Response(text=two.format(len(visits)), content_type="text/html")
    )
    visits = []
    openid = await simulator.follower()
    link = f'<a href="{server.url}">here</a>'
    body = {"touser": openid, "msgtype": "text", "text": {"content": link}}
    await simulator.call("/cgi-bin/message/custom/send", body)
    await open_phone(page, simulator, openid)
    await page.get_by_role("link", name="here").click()
    frame = page.frame_locator('[data-testid="page-frame"]')
    await expect(frame.locator("h1")).to_have_text("0")
    visits.append(1)
    await frame.locator("a").click()
    await expect(frame.locator("h1")).to_have_text("1")
    visits.append(2)
    await page.get_by_test_id("page-back").click()
    await expect(page.get_by_test_id("page-view")).to_be_visible()
    await expect(frame.locator("h1")).not_to_have_text("1")
    await page.get_by_test_id("page-back").click()
    await expect(page.get_by_test_id("page-view")).to_be_hidden()
    await expect(page.get_by_role("link", name="here")).to_be_visible()


async def test_the_phone_shows_that_the_account_is_writing(page, simulator):
    openid = await simulator.follower()
    await simulator.act("text", openid, text="在吗")
    await open_phone(page, simulator, openid)
    await page.get_by_test_id("bubble").wait_for()
    await simulator.call("/cgi-bin/message/custom/typing", {"touser": openid, "command": "Typing"})
    await expect(page.locator("#title")).to_have_text("对方正在输入…")
    await simulator.write(openid)
    await expect(page.locator("#title")).to_have_text("心桥")


async def test_the_phone_is_fit_for_everyone(page, simulator, server):
    server.answer = say
    openid = await simulator.follower()
    await simulator.act("text", openid, text="你好")
    await page.set_viewport_size({"width": 320, "height": 640})
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        await open_phone(page, simulator, openid)
        await page.get_by_test_id("plus").click()
        assert (await Axe().run(page)).response["violations"] == []
        assert await page.evaluate("document.documentElement.scrollWidth") == 320
