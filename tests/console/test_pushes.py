"""A push in the console: what it waits for, and pausing, going on and stopping."""

from datetime import timedelta

from domain.pushes import PushState
from domain.staff import StaffRole
from services import pushes
from services.context import Services
from services.pushes.run import set_running
from tests.console.conftest import Desks
from tests.joined import Clock
from tests.rig import STAFF

PUBLISHER = StaffRole.PUBLISHER


async def _running(services: Services) -> str:
    push = await pushes.create(services, lesson_slug="warm-up", audience="all", channel="auto", by="staff")
    await set_running(services, push.id, "run", by="system", audience_size=0)
    return push.id


async def _epochs(services: Services, push: str) -> set[int]:
    rows = services.db["outbox"].find({"args.push": push, "args.epoch": {"$exists": True}})
    return {row["args"]["epoch"] async for row in rows}


async def test_a_push_that_waits_for_the_morning_says_until_when(desk: Desks, services: Services, clock: Clock) -> None:
    push = await _running(services)
    until = clock().replace(hour=0, minute=0) + timedelta(days=1)  # 08:00 in Shanghai
    await services.pushes.wait(push, why="quiet", until=until)
    browser = await desk(PUBLISHER)
    page = await browser.get(f"/console/pushes/{push}")
    assert "夜里不打扰" in page.text
    assert "8:00" in page.text or "早上 8" in page.text


async def test_a_push_is_paused_goes_on_and_stops_by_buttons(desk: Desks, services: Services) -> None:
    push = await _running(services)
    browser = await desk(PUBLISHER)
    await browser.get(f"/console/pushes/{push}")
    page = await browser.post(f"/console/pushes/{push}/pause")
    assert "暂停了" in page.text
    assert await _epochs(services, push) == {1}
    page = await browser.post(f"/console/pushes/{push}/resume")
    assert "正在发" in page.text
    assert await _epochs(services, push) == {1, 2}
    await browser.get(f"/console/pushes/{push}/stop")
    page = await browser.post(f"/console/pushes/{push}/stop")
    assert "停下了" in page.text
    assert (await pushes.get(services, push)).state is PushState.STOPPED


async def test_a_button_pressed_too_late_shows_how_the_push_stands(desk: Desks, services: Services) -> None:
    push = await _running(services)
    browser = await desk(PUBLISHER)
    await browser.get(f"/console/pushes/{push}")
    await pushes.stop(services, push, by=STAFF)
    page = await browser.post(f"/console/pushes/{push}/pause")
    assert page.status == 200
    assert "停下了" in page.text
