"""What waits, live: one stream a tab, counted in her regions, over with the session."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from domain.staff import StaffRole
from handlers.console import live
from services.context import Services
from storage.staff import StaffStore
from tests.console.conftest import Desk, Desks
from tests.console.test_walk import wish_in_qufu
from tests.joined import Clock, Phone

COUNTY = StaffRole.COUNTY
STREAM = {"Accept": "text/event-stream"}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "CHECK_SECONDS", 0.02)


async def counts(answer: aiohttp.ClientResponse) -> dict[str, int]:
    """The next counts that the stream tells."""
    while line := await asyncio.wait_for(answer.content.readline(), 20):
        if line.startswith(b"data: "):
            found: dict[str, int] = json.loads(line[6:])
            return found
    raise EOFError


def stream(browser: Desk) -> Any:
    return browser.http.get(f"{browser.base}/console/live", headers=STREAM)


async def test_a_new_wish_is_told_to_its_county_at_once(desk: Desks, phone: Phone, services: Services) -> None:
    browser = await desk(COUNTY, region="370881")
    async with stream(browser) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert await counts(answer) == {"questions": 0, "wishes": 0, "checks": 0}
        await wish_in_qufu(phone, services)
        assert await counts(answer) == {"questions": 0, "wishes": 1, "checks": 1}


async def test_a_stream_ends_when_she_signs_out(desk: Desks) -> None:
    browser = await desk(COUNTY)
    await browser.get("/console/")
    async with stream(browser) as answer:
        await counts(answer)
        await browser.post("/console/sign-out")
        with pytest.raises(EOFError):
            await counts(answer)


async def test_nobody_who_is_not_signed_in_is_told_anything(desk: Desks) -> None:
    browser = await desk()
    async with stream(browser) as answer:
        assert answer.url.path == "/console/sign-in"


async def test_too_many_streams_of_one_are_refused_for_good(desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_OF_ONE", 1)
    browser, other = await desk(COUNTY), await desk(COUNTY, login="li")
    async with stream(browser) as answer:
        await counts(answer)
        async with stream(browser) as second:
            assert second.status == 204
        async with stream(other) as hers:
            assert hers.status == 200


async def test_watching_keeps_no_session_alive(desk: Desks, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await desk(COUNTY)
    touched: list[object] = []

    async def touch(*_args: object, **_more: object) -> None:
        touched.append(1)

    monkeypatch.setattr(StaffStore, "touch_session", touch)
    clock.move(minutes=5)
    async with stream(browser) as answer:
        await counts(answer)
    assert touched == []
    clock.move(hours=3)
    assert (await browser.get("/console/live")).path == "/console/sign-in"


async def test_the_process_asks_once_for_all_and_not_at_all_for_nobody(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    async def newest(_services: Services) -> tuple[str, ...]:
        asked.append(1)
        await asyncio.Event().wait()
        return ()

    monkeypatch.setattr(live, "newest", newest)
    watch = live.Watch(replace(services))
    bells = [watch.come(f"s{number}") for number in range(50)]
    assert None not in bells
    asking = watch._asking
    await asyncio.sleep(0)
    assert len(asked) == 1
    for bell in bells:
        watch.go(bell)
    await asyncio.sleep(0)
    assert asking is not None
    assert asking.cancelling()
    assert watch._asking is None
