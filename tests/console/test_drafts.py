"""What was written is kept by the browser until the server has taken it; what was sent isn't there to be sent again."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from domain.ids import new_id
from domain.people import Person
from domain.questions import Question, QuestionState
from domain.staff import StaffRole
from handlers.console import live
from services.context import Services
from services.questions.ask import hand_over
from services.questions.giving import look_after
from storage.alerts import Alert
from storage.threads import Kind, Way
from tests.console.conftest import Desk, Desks
from tests.console.test_chromium import browser
from tests.console.test_undo import offer
from tests.joined import APP, HER, Clock

__all__ = ["browser"]  # a fixture
WORDS = "先量体温，别着急。"


@pytest.fixture
async def li(desk: Desks) -> Desk:
    expert: Desk = await desk(StaffRole.EXPERT, login="li")
    return expert


@pytest.fixture
async def question(services: Services, li: Desk) -> Question:
    assert li.seen.path == "/console/"  # she is there to be given it
    person = await services.people.ensure(APP, HER, now=services.now())
    asker = Person(id=person.id, identities=person.identities)
    asked = await hand_over(services, by=asker, text="半夜惊醒", suggested=[], key="k", now=services.now())
    await look_after(services)
    return asked


async def seated(browser: Browser, who: Desk) -> Page:
    """Her browser, signed in."""
    context = await browser.new_context(base_url=who.base)
    jar: Any = who.http.cookie_jar
    await context.add_cookies([{"name": each.key, "value": each.value, "url": who.base} for each in jar])
    page = await context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    return page


async def raised(services: Services) -> None:
    facts: dict[str, Any] = {"key": "a", "app": "a", "openid": "o", "person_id": "", "danger": "self_harm"}
    alert = Alert(id=new_id(), matched=(), text="…", region_path="", at=services.now(), **facts)
    await services.alerts.raise_alert(alert)


@pytest.fixture
async def page(li: Desk, browser: Browser) -> AsyncIterator[Page]:
    page = await seated(browser, li)
    yield page
    await page.context.close()


async def answers_of(services: Services, question: Question) -> list[str]:
    return [each.id for each in await services.threads.of(question.id) if each.kind is Kind.ANSWER]


async def test_an_answer_that_was_sent_is_gone_from_the_box_and_one_whose_line_was_lost_is_back(
    page: Page, services: Services, question: Question
) -> None:
    address, kept = f"/console/questions/{question.id}", page.locator("#kept")

    async def lose(route: Route) -> None:
        await route.fulfill(status=502, content_type="text/html", body="<p>bad gateway</p>")

    await page.goto(address)
    await page.fill("#answer-text", WORDS)
    await page.route("**/answer", lose)
    await page.get_by_role("button", name="发给她").click()
    await expect(page.locator("p")).to_have_text("bad gateway")
    await page.goto(address)
    await expect(kept).to_be_visible()
    assert await page.input_value("#answer-text") == WORDS
    await page.unroute("**/answer")
    await page.get_by_role("button", name="发给她").click()
    await expect(page.locator(".talk-ours")).to_contain_text(WORDS)
    await expect(kept).to_be_hidden()
    assert await page.input_value("#answer-text") == ""
    assert await page.evaluate("Object.keys(localStorage).length") == 0
    await page.get_by_role("button", name="撤销").click()
    await expect(page.locator("#answer-text")).to_have_value(WORDS)
    assert await answers_of(services, question) == []


async def test_the_page_that_follows_says_which_draft_was_taken_once_and_an_error_says_which_it_answers(
    li: Desk, question: Question
) -> None:
    address, draft = f"/console/questions/{question.id}", f"answer-{question.id}"
    page = await li.get(address)
    wrong = await li.post(f"{address}/answer", message=page.value("message"), text="字" * 451, _draft=draft)
    assert ("data-taken" in wrong.text, f'data-answered="{draft}"' in wrong.text) == (False, True)
    page = await li.post(f"{address}/answer", message=wrong.value("message"), text=WORDS, _draft=draft)
    assert (f'data-taken="{draft}"' in page.text, "data-answered" in page.text) == (True, False)
    assert "data-taken" not in (await li.get(address)).text
    page = await li.post(f"{address}/note", message=new_id(), text="备注", _draft='"><b>')
    assert "data-taken" not in page.text


async def test_the_same_words_pressed_twice_are_one_answer_until_she_has_said_something(
    li: Desk, services: Services, question: Question, clock: Clock
) -> None:
    address = f"/console/questions/{question.id}"
    for _ in range(2):  # each form has a number of its own
        page = await li.get(address)
        await li.post(f"{address}/answer", message=page.value("message"), text=WORDS)
    assert len(await answers_of(services, question)) == 1
    clock.move(minutes=11)
    page = await li.get(address)
    await li.post(f"{address}/answer", message=page.value("message"), text=WORDS)
    assert len(await answers_of(services, question)) == 2


async def test_an_answer_is_taken_back_into_the_box_while_it_waits_and_not_after(
    li: Desk, services: Services, question: Question, clock: Clock
) -> None:
    address = f"/console/questions/{question.id}"
    page = await li.get(address)
    page = await li.post(f"{address}/answer", message=page.value("message"), text=WORDS)
    assert "现在还能收回" in page.text
    (sent,) = await answers_of(services, question)
    assert await services.outbox.take(f"send_answer:{sent}", now=clock(), lease=timedelta(0)) is None  # not yet
    page = await li.post("/console/undo", token=offer(page), back="/console/")
    assert f">{WORDS}</textarea>" in page.text
    message, found = await services.threads.get(sent), await services.tickets.find(question.id)
    assert message is not None
    assert found is not None
    assert (message.way, found.state, found.answered_at) == (Way.TAKEN_BACK, QuestionState.ASSIGNED, None)
    assert found.raise_at is not None
    assert WORDS not in (await li.get(address)).text
    page = await li.post(f"{address}/answer", message=page.value("message"), text=WORDS)
    (sent,) = await answers_of(services, question)
    clock.move(seconds=15)
    assert (await li.post(f"{address}/take-back", sent=sent)).status == 409
    assert await answers_of(services, question) == [sent]


async def test_an_answer_held_until_the_office_opens_is_taken_back_until_then_by_her_alone(
    li: Desk, desk: Desks, services: Services, question: Question, clock: Clock
) -> None:
    address = f"/console/questions/{question.id}"
    clock.move(hours=1)  # in the evening
    page = await li.get(address)
    await li.post(f"{address}/answer", message=page.value("message"), text=WORDS, hold="1")
    (sent,) = await answers_of(services, question)
    clock.move(minutes=30)
    other = await desk(StaffRole.EXPERT, login="zhao")
    assert "先不发，收回来改" not in (await other.get(address)).text
    assert (await other.post(f"{address}/take-back", sent=sent)).status == 409
    assert "先不发，收回来改" in (await li.get(address)).text
    page = await li.post(f"{address}/take-back", sent=sent)
    assert f">{WORDS}</textarea>" in page.text
    assert await answers_of(services, question) == []


async def test_an_answer_that_held_would_no_longer_reach_her_isnt_unless_she_says_so(
    li: Desk, services: Services, question: Question, clock: Clock
) -> None:
    address, held = f"/console/questions/{question.id}", 'name="hold" value="1" checked'
    clock.move(days=3, hours=1)  # on Friday, in the evening: the office opens on Monday
    await services.people.follows(APP, HER, following=True, now=clock())
    await services.people.heard([{"app": APP, "openid": HER, "action": "message", "at": clock()}])
    await li.sign_in("li")
    page = await li.get(address)
    assert ("会到她的聊天里" in page.text, "微信不让主动发。不勾" in page.text, held in page.text) == (
        True,
        True,
        False,
    )
    page = await li.post(f"{address}/answer", message=page.value("message"), text="字" * 451, hold="1")
    assert (page.status, held in page.text) == (400, True)
    clock.move(days=1, hours=15)  # on Sunday, when she writes again
    await services.people.heard([{"app": APP, "openid": HER, "action": "message", "at": clock()}])
    await li.sign_in("li")
    page = await li.get(address)
    assert ("微信不让主动发" in page.text, held in page.text) == (False, True)
    page = await li.post(f"{address}/answer", message=page.value("message"), text="字" * 451)
    assert (page.status, held in page.text) == (400, False)


async def test_the_home_page_tells_of_a_new_call_for_help_by_itself(
    desk: Desks, browser: Browser, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "CHECK_SECONDS", 0.1)
    guard = await desk(StaffRole.SAFEGUARDING_OFFICER, login="an")
    page = await seated(browser, guard)
    await page.goto("/console/")
    await expect(page.locator("#waiting")).to_contain_text("现在没有等您办的事")
    async with page.expect_response("**/console/waiting"):
        await raised(services)
    await expect(page.locator("#waiting")).to_contain_text("求助：还有 1 件没人接")
    await page.context.close()


async def test_what_waits_renews_itself_without_a_visit(desk: Desks, services: Services) -> None:
    guard = await desk(StaffRole.SAFEGUARDING_OFFICER, login="an")
    await raised(services)
    part = await guard.get("/console/waiting", **{"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div class="stack" id="waiting"')
    assert "求助：还有 1 件没人接" in part.text
