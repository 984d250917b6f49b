"""The home page says what came since she was here, and what is late; in her regions alone."""

from domain.people import Person
from domain.staff import StaffRole
from services.context import Services
from services.questions.ask import hand_over
from tests.console.conftest import Desks
from tests.console.test_walk import wish_in_qufu
from tests.joined import Clock, Phone

COUNTY = StaffRole.COUNTY


async def test_what_came_since_the_last_visit_is_counted_for_her_region(
    desk: Desks, phone: Phone, services: Services, clock: Clock
) -> None:
    here, there = await desk(COUNTY, region="370881"), await desk(COUNTY, login="li", region="370883")
    assert "自上次来以后" not in (await here.get("/console/")).text
    await there.get("/console/")
    clock.move(hours=1)
    await wish_in_qufu(phone, services)
    clock.move(minutes=1)
    page = await here.get("/console/")
    assert "自上次来以后" in page.text
    assert "新来 1 个心愿" in page.text
    assert "没有新来的" in (await there.get("/console/")).text


async def test_looking_again_at_once_is_the_same_visit(
    desk: Desks, phone: Phone, services: Services, clock: Clock
) -> None:
    browser = await desk(COUNTY, region="370881")
    clock.move(hours=1)
    await wish_in_qufu(phone, services)
    clock.move(minutes=1)
    for _ in range(3):
        assert "新来 1 个心愿" in (await browser.get("/console/")).text
        clock.move(minutes=10)
    clock.move(minutes=31)
    assert "没有新来的" in (await browser.get("/console/")).text


async def test_what_waits_longer_than_was_said_is_late(
    desk: Desks, phone: Phone, services: Services, clock: Clock
) -> None:
    await wish_in_qufu(phone, services)
    person = Person(id="p1", identities=())
    await hand_over(services, by=person, text="孩子半夜惊醒", suggested=(), key="k", now=clock())
    browser = await desk(StaffRole.COUNTY, region="370800")
    assert "超过时间" not in (await browser.get("/console/")).text
    clock.move(hours=25)  # a day, of which the office works seven hours
    await browser.sign_in("wang")
    assert "超过时间" not in (await browser.get("/console/")).text
    clock.move(days=5)
    await browser.sign_in("wang")
    assert "还有 1 件超过时间" in (await browser.get("/console/")).text
    clock.move(days=7)
    await browser.sign_in("wang")
    page = await browser.get("/console/")
    assert "还有 2 件超过时间" in page.text
    assert 'href="/console/wishes/waiting?late=1"' in page.text


async def test_an_expert_is_told_nothing_of_wishes(desk: Desks, phone: Phone, services: Services, clock: Clock) -> None:
    browser = await desk(StaffRole.EXPERT)
    clock.move(hours=1)
    await wish_in_qufu(phone, services)
    clock.move(minutes=1)
    page = await browser.get("/console/")
    assert "没有新来的" in page.text
    assert "心愿" not in page.text
