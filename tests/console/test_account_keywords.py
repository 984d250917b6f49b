"""Keyword replies in the console."""

import re

from domain.staff import StaffRole
from services.context import Services
from tests.console.conftest import Desk, Desks
from tests.joined import Phone

EDITOR, PUBLISHER = StaffRole.EDITOR, StaffRole.PUBLISHER
KEYWORDS = "/console/account/keywords"
SCHOOL = {"words": "入学\n报名", "match": "contains", "reply": "看通知 <b>", "priority": "50", "on": "1"}


async def write(browser: Desk, **fields: str) -> tuple[int, str]:
    page = await browser.get(f"{KEYWORDS}/rules/new")
    found = re.search(rf'action="({KEYWORDS}/rules/[0-9a-z]+)"', page.text)
    assert found
    answer = await browser.post(found[1], seen=page.value("seen"), **(SCHOOL | fields))
    return answer.status, answer.text


async def test_a_rule_is_written_released_by_a_colleague_and_answers_in_the_chat(
    desk: Desks, services: Services, phone: Phone
) -> None:
    editor, publisher = await desk(EDITOR), await desk(PUBLISHER, login="li")
    status, text = await write(editor)
    assert (status, "草稿存好了" in text, "多了“入学”" in text) == (200, True, True)
    assert "看通知 &lt;b&gt;" in text

    draft = await services.keywords.draft()
    assert draft
    page = await publisher.get(f"{KEYWORDS}/versions/{draft.id}")
    done = await publisher.post(f"{KEYWORDS}/versions/{draft.id}/release", seen=page.value("seen"))
    assert "放行了" in done.text
    assert await phone.says("怎么报名") == "看通知 <b>"


async def test_a_reserved_word_is_refused_beside_its_field_and_nothing_written_is_lost(desk: Desks) -> None:
    status, text = await write(await desk(EDITOR), words="帮助")
    assert status == 400
    assert 'id="words-problem"' in text
    assert "公众号自己要用" in text
    assert "看通知" in text


async def test_a_rule_that_meets_another_is_shown_with_it(desk: Desks) -> None:
    browser = await desk(EDITOR)
    await write(browser)
    _, text = await write(browser, words="小学入学", match="exact")
    assert "会碰上" in text


async def test_a_sentence_is_tried_without_and_with_htmx_and_danger_comes_first(desk: Desks) -> None:
    browser = await desk(EDITOR)
    await write(browser)
    page = await browser.post(f"{KEYWORDS}/try", text="怎么报名", which="draft", at="")
    assert "按关键词“入学”回答" in page.text
    part = await browser.post(f"{KEYWORDS}/try", htmx=True, text="他要打死我，怎么报名", which="draft", at="")
    assert "先发求助的卡片" in part.text
    assert "<html" not in part.text
    part = await browser.post(f"{KEYWORDS}/try", htmx=True, text="怎么报名", which="live", at="2026-11-25T08:00")
    assert "按关键词" not in part.text


async def test_leaving_a_rule_out_is_asked_first(desk: Desks) -> None:
    browser = await desk(EDITOR)
    await write(browser)
    page = await browser.get(KEYWORDS)
    found = re.search(rf"{KEYWORDS}/rules/[0-9a-z]{{26}}", page.text)
    assert found
    asked = await browser.get(f"{found[0]}/remove")
    assert "去掉关键词“入学”吗？" in asked.text
    await browser.post(f"{found[0]}/remove", seen=asked.value("seen"))
    assert (await browser.get(found[0])).status == 404


async def test_who_wrote_a_rule_cannot_release_it(desk: Desks, services: Services) -> None:
    browser = await desk(StaffRole.ADMINISTRATOR)
    _, text = await write(browser)
    assert "您写过这一版" in text
    draft = await services.keywords.draft()
    assert draft
    assert (await browser.post(f"{KEYWORDS}/versions/{draft.id}/release", seen=str(draft.seq))).status == 403
