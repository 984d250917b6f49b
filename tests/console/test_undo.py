"""Ten seconds to take back a tap: hers alone, once, and only while nothing has happened since."""

import re
from typing import Any

import pytest

from domain.lessons import LessonState
from domain.regions import Scope
from domain.staff import StaffRole
from services import lessons
from services.context import Services
from storage.alerts import Alert
from tests.console.conftest import Desk, Desks, Seen
from tests.joined import Clock

ALERT_ID = "01k0000000000000000000000a"
OFFICER, PUBLISHER = StaffRole.SAFEGUARDING_OFFICER, StaffRole.PUBLISHER


def offer(page: Seen) -> str:
    """The token of the offer on the page."""
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


@pytest.fixture
async def alert(services: Services, clock: Clock) -> str:
    facts: dict[str, Any] = {"key": "a", "app": "a", "openid": "o", "person_id": "", "danger": "self_harm"}
    await services.alerts.raise_alert(Alert(id=ALERT_ID, matched=(), text="…", region_path="", at=clock(), **facts))
    return ALERT_ID


async def taker(services: Services) -> str:
    return (await services.alerts.get(ALERT_ID, scope=Scope.system())).acknowledged_by


async def withdrawn(browser: Desk) -> Seen:
    asked = await browser.get("/console/lessons/lesson-shoes/withdraw")
    return await browser.post("/console/lessons/lesson-shoes/withdraw", version=asked.value("version"))


@pytest.mark.parametrize("htmx", [True, False])
async def test_an_alert_taken_up_by_mistake_waits_again(
    desk: Desks, services: Services, alert: str, *, htmx: bool
) -> None:
    browser = await desk(OFFICER)
    await browser.get("/console/alerts")
    page = await browser.post(f"/console/alerts/{alert}/acknowledge", htmx=htmx)
    assert "您接了这件求助" in page.text
    page = await browser.post("/console/undo", token=offer(page), back="/console/alerts")
    assert page.path == "/console/alerts"
    assert "我来接" in page.text
    assert await taker(services) == ""
    story = await services.events.of(alert, scope=Scope.system())
    assert [each.kind for each in story] == ["alert_acknowledged", "alert_released"]
    assert "undone" in {each.kind for each in await services.audit.page(scope=Scope.system())}


async def test_a_lesson_withdrawn_by_mistake_is_read_again(desk: Desks, services: Services) -> None:
    browser = await desk(PUBLISHER)
    page = await withdrawn(browser)
    assert "收起来了" in page.text
    token = offer(page)
    page = await browser.post("/console/undo", token=token, back=page.path)
    assert "已发布" in page.text
    assert (await browser.get("/h5/lessons/shoes")).status == 200
    await browser.get("/console/lessons")
    assert (await browser.post("/console/undo", token=token, back="/console/")).status == 409
    assert (await services.lessons.get("lesson-shoes")).state is LessonState.PUBLISHED


async def test_an_offer_is_shown_once(desk: Desks) -> None:
    browser = await desk(PUBLISHER)
    assert 'action="/console/undo"' in (await withdrawn(browser)).text
    assert 'action="/console/undo"' not in (await browser.get("/console/lessons")).text


async def test_after_the_time_nothing_is_undone_and_it_is_said(desk: Desks, services: Services, clock: Clock) -> None:
    browser = await desk(PUBLISHER)
    page = await withdrawn(browser)
    clock.move(seconds=16)
    late = await browser.post("/console/undo", token=offer(page), back="/console/lessons")
    assert (late.status, "撤不回来了" in late.text) == (409, True)
    assert (await services.lessons.get("lesson-shoes")).state is LessonState.WITHDRAWN


async def test_what_somebody_has_touched_since_stays(desk: Desks, services: Services) -> None:
    first, second = await desk(PUBLISHER), await desk(PUBLISHER, login="li")
    page = await withdrawn(first)
    asked = await second.get("/console/lessons/lesson-shoes/publish")
    await second.post("/console/lessons/lesson-shoes/publish", version=asked.value("version"))
    assert (await first.post("/console/undo", token=offer(page), back="/console/")).status == 409
    assert (await services.lessons.get("lesson-shoes")).state is LessonState.PUBLISHED


async def test_nobody_undoes_with_anothers_offer_or_one_of_her_own_making(
    desk: Desks, services: Services, alert: str
) -> None:
    browser, other = await desk(OFFICER), await desk(OFFICER, login="li")
    await browser.get("/console/alerts")
    page = await browser.post(f"/console/alerts/{alert}/acknowledge")
    token = offer(page)
    await other.get("/console/alerts")
    for wrong in (token, f"{token}x", "", "2|1:0|nonsense"):
        assert (await other.post("/console/undo", token=wrong)).status == 409
    assert await taker(services) != ""


async def test_a_first_publishing_is_taken_back_to_a_draft_that_was_never_out(services: Services, desk: Desks) -> None:
    await desk(PUBLISHER)
    account = await services.staff.by_login("wang")
    assert account is not None
    member = account.member(services.now())
    lesson = await services.lessons.get("lesson-shoes")
    await services.lessons.change(lesson, {"state": LessonState.DRAFT, "published_at": None}, now=services.now())
    out = await lessons.publish(services, "lesson-shoes", by=member)
    back = await lessons.undo(services, out.id, by=member, version=out.version, back_to=LessonState.DRAFT)
    assert (back.state, back.published_at) == (LessonState.DRAFT, None)
