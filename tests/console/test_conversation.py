"""What a parent answers on the page of her question: kept once, danger first, never lost in silence."""

import pytest
from aiohttp import FormData

from domain.ids import new_id
from services.questions import pages, threads
from tests.console.conftest import Desks
from tests.services.questions.talking import Talk, talk
from tests.services.wishes.test_pictures import photo
from wording import thread_pictures as words

__all__ = ["talk"]  # a fixture
DANGER = "他又打我了，我要被打死了"


def address(talk: Talk) -> str:
    return pages.address_of(talk.rig.services, talk.question).removeprefix(talk.rig.services.facts.public_url)


async def hers(talk: Talk) -> list[str | None]:
    page = await pages.opened_page(talk.rig.services, talk.question.id, address(talk).rpartition("/")[2])
    return [each.text for each in page.lines if each.hers]


async def test_words_are_added_once_however_often_the_form_comes(talk: Talk, desk: Desks) -> None:
    browser, here, message = await desk(), address(talk), new_id()
    shown = await browser.get(here)
    assert (shown.status, words.PAGE_SEND in shown.text) == (200, True)
    for _ in range(2):
        shown = await browser.post(here, text="后来好多了", message=message)
        assert (shown.status, "后来好多了" in shown.text) == (200, True)
    assert await hers(talk) == ["后来好多了"]


@pytest.mark.parametrize(("text", "problem"), [("", "missing"), ("长" * 501, "too_long")])
async def test_what_cannot_be_sent_is_said_and_stays_written(talk: Talk, desk: Desks, text: str, problem: str) -> None:
    browser, here = await desk(), address(talk)
    await browser.get(here)
    shown = await browser.post(here, text=text, message=new_id())
    assert (shown.status, words.PAGE_PROBLEMS[problem].format(most=500) in shown.text) == (400, True)
    assert text in shown.text
    assert await hers(talk) == []


async def test_danger_is_met_first_and_the_words_are_kept(talk: Talk, desk: Desks) -> None:
    browser, here = await desk(), address(talk)
    await browser.get(here)
    shown = await browser.post(here, text=DANGER, message=new_id())
    assert (shown.status, "tel:110" in shown.text) == (200, True)
    assert await hers(talk) == [DANGER]
    assert await talk.rig.services.db["alerts"].count_documents({}) == 1


async def test_an_ended_question_says_what_to_do(talk: Talk, desk: Desks) -> None:
    browser, here = await desk(), address(talk)
    await browser.get(here)
    await talk.answers()
    await threads.close(talk.rig.services, talk.question.id, by=talk.li)
    shown = await browser.post(here, text="还有一件事", message=new_id())
    assert (shown.status, words.PAGE_CLOSED in shown.text, "还有一件事" in shown.text) == (409, True, True)
    assert await hers(talk) == []


async def test_another_site_or_an_old_link_adds_nothing(talk: Talk, desk: Desks) -> None:
    browser, here = await desk(), address(talk)
    assert (await browser.get(here)).headers["Referrer-Policy"] != "no-referrer"
    assert (await browser.post(here, text="好", message=new_id(), _xsrf="2|a|b|1")).status == 403
    gone = f"{here.rpartition('-')[0]}-{'0' * 32}"
    assert (await browser.post(gone, text="好", message=new_id())).status == 404
    assert await hers(talk) == []


async def test_a_picture_is_added_with_a_form_as_a_browser_without_scripts_sends_it(talk: Talk, desk: Desks) -> None:
    browser, here = await desk(), address(talk)
    await browser.get(here)
    for name, content, status in (("a.txt", b"no picture", 400), ("IMG_1.jpg", photo(), 200)):
        form = FormData({"_xsrf": browser.seen.token, "message": new_id(), "text": "胳膊上"})
        form.add_field("picture", content, filename=name, content_type="image/jpeg")
        async with browser.http.post(browser.base + here, data=form) as answer:
            assert answer.status == status
            assert (words.PROBLEMS["not_a_picture"] in await answer.text()) == (status == 400)
    page = await pages.opened_page(talk.rig.services, talk.question.id, here.rpartition("/")[2])
    assert [(each.text, each.id in page.small) for each in page.lines] == [("胳膊上", True)]
