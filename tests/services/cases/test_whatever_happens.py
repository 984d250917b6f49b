"""A hundred at once, Redis away, both at the same time, whatever was said before: a card and a case each, and no alert lost."""

import asyncio
from dataclasses import replace

import pytest

from bot import commands
from bot.keeping import take
from domain.cases import CaseMove
from domain.regions import RegionLevel
from services.cases.moving import move
from services.cases.watching import watch
from services.context import Services
from services.wishes import giving, steps
from services.wishes.sharing import open_to_others
from storage.alerts import AlertStore
from storage.cases import CaseStore
from storage.mongo import open_mongo
from storage.people import PeopleStore
from tests.bot.test_flows import WHOLE_WISH, says_all
from tests.bot.test_stores_away import NOWHERE_MONGO
from tests.joined import APP, HER, Clock, Phone, words
from tests.services.cases.conftest import ALL, BEATEN, CITY, COUNTY, TOWN, VILLAGE, Officers, lives_in, the_case
from tests.services.wishes.lives import COUNTY_TOO, Lives
from wechat.messages import parse

BURST = 100
MINI = "wx0000000000000002"
OPENERS = [each.opens_on[0] for each in commands.COMMANDS if each.opens_on and not each.opens_on[0].startswith("menu:")]
# Words that mean something by themselves, with a cry for help behind them.
BEHIND = (
    "申诉",
    "一起 12345678",
    "认领 123456",
    "收到 3057 2214 683",
    "加入 123456",
    "补充",
    "编号 3057 2214 683",
    "暗号",
)


async def unfiled(services: Services) -> int:
    return await services.db["alerts"].count_documents({"case": ""})


async def from_mini(services: Services, openid: str, text: str, number: int) -> str:
    """A customer-service message of the mini-program."""
    body = (
        f"<xml><ToUserName>gh</ToUserName><FromUserName>{openid}</FromUserName><CreateTime>1700000000</CreateTime>"
        f"<MsgType>text</MsgType><Content>{text}</Content><MsgId>{number}</MsgId></xml>"
    )
    return words(await take(services, parse(body.encode()), app=MINI))


@pytest.mark.parametrize("opener", OPENERS)
async def test_after_whatever_was_said_before_the_card_comes_and_the_case(
    phone: Phone, services: Services, opener: str
) -> None:
    await phone.says(opener)
    assert "110" in await phone.says(BEATEN)
    assert (await the_case(services)).messages == 1


@pytest.mark.parametrize("before", BEHIND)
async def test_behind_a_word_that_means_something_it_is_heard_too(
    phone: Phone, services: Services, before: str
) -> None:
    assert "110" in await phone.says(f"{before} {BEATEN}")
    assert (await the_case(services)).messages == 1


async def test_while_a_code_to_share_a_wish_is_in_hand_the_card_comes_and_the_code_works_on(
    phone: Phone, services: Services
) -> None:
    lives = Lives(services)
    wish = await steps.publish(services, (await lives.published(yuan=280, text="一辆自行车")).id, by=COUNTY_TOO)
    donor = await lives.somebody("donor")
    await giving.claim(services, wish.code, by=donor)
    opened = await open_to_others(services, wish.id, by=donor)
    assert "一起圆这个心愿" in await phone.says(f"一起 {opened.invite}")
    assert "110" in await phone.says(BEATEN)
    assert (await the_case(services)).openid == HER
    assert "一起圆" in await phone.says("我也出一份", tap=f"w:share:{opened.invite}")


async def test_a_hundred_women_at_once_while_redis_is_away_have_a_card_and_a_case_each(
    services: Services, services_without_redis: Services
) -> None:
    phones = [Phone(services_without_redis, f"openid-in-danger-{number}") for number in range(BURST)]
    assert all("110" in card for card in await asyncio.gather(*(each.says(BEATEN) for each in phones)))
    await watch(services_without_redis)
    assert await unfiled(services) == 0
    cases = await services.cases.page(scope=ALL, most=2 * BURST)
    assert {each.openid for each in cases} == {each.openid for each in phones}
    assert len(cases) == BURST


async def test_a_hundred_messages_of_one_woman_while_redis_is_away_are_a_hundred_cards_and_one_case(
    phone: Phone, services: Services, services_without_redis: Services
) -> None:
    sent = (phone.says(BEATEN, services=services_without_redis) for _ in range(BURST))
    assert all("110" in card for card in await asyncio.gather(*sent))
    await watch(services_without_redis)
    case = await the_case(services)
    assert (case.messages, len(await services.alerts.of_case(case.id))) == (BURST, BURST)
    assert await unfiled(services) == 0


async def test_what_the_platform_sends_again_while_redis_is_away_is_one_alert(
    phone: Phone, services: Services, services_without_redis: Services
) -> None:
    sent = (phone.says(BEATEN, number=4711, services=services_without_redis) for _ in range(3))
    assert all("110" in card for card in await asyncio.gather(*sent))
    await watch(services)
    assert (await the_case(services)).messages == 1


async def test_in_the_mini_program_and_inside_a_wish_while_redis_is_away(
    phone: Phone, services: Services, services_without_redis: Services
) -> None:
    await says_all(phone, *WHOLE_WISH[:8])
    assert "110" in await phone.says("书包。他爸天天往死里打我们，救命", services=services_without_redis)
    away = replace(services_without_redis, facts=replace(services.facts, mini_app=MINI))
    assert "110" in await from_mini(away, "her-in-the-mini-program", BEATEN, 77)
    cases = await services.cases.page(scope=ALL)
    assert {(each.app, each.openid) for each in cases} == {(APP, HER), (MINI, "her-in-the-mini-program")}
    assert await phone.says("继续")  # the form is as it was, once Redis is back


async def test_with_both_stores_away_the_card_is_shown_all_the_same(
    phone: Phone, services: Services, services_without_redis: Services
) -> None:
    async with open_mongo(NOWHERE_MONGO, "none") as nowhere:
        lost = services_without_redis
        alerts = AlertStore(nowhere, lost.redis, lost.patience, lost.vault, lost.seal)
        away = replace(lost, db=nowhere, people=PeopleStore(nowhere), alerts=alerts, cases=CaseStore(nowhere))
        assert "110" in await phone.says(BEATEN, services=away)
    assert await services.cases.page(scope=ALL) == []


async def test_while_redis_is_away_a_case_climbs_the_tree_on_time_and_is_taken_up(
    phone: Phone, services: Services, services_without_redis: Services, officer: Officers, clock: Clock
) -> None:
    away = services_without_redis
    for login, path in (("town", TOWN), ("county", COUNTY)):
        await officer(login, path)
    city = await officer("city", CITY)
    await lives_in(services, VILLAGE)
    assert "110" in await phone.says(BEATEN, services=away)
    called = [(await the_case(services)).called]
    for minutes in (4.9, 0.1, 4.9, 0.1):
        clock.move(minutes=minutes)
        await asyncio.gather(watch(away), watch(away))
        called.append((await the_case(services)).called)
    town, county = RegionLevel.TOWNSHIP, RegionLevel.COUNTY
    assert called == [town, town, county, county, RegionLevel.CITY]
    case = await the_case(services)
    for seq, login in ((1, "town"), (2, "county"), (3, "city")):
        assert await services.outbox.state(f"call:{case.id}:{seq}:staff-{login}") == "waiting"
    await move(away, case.id, CaseMove.ACKNOWLEDGE, by=city)
    clock.move(hours=5)
    assert await watch(away) == 0


async def test_of_a_burst_nobody_takes_up_every_case_climbs_at_the_same_minute(
    services: Services, officer: Officers, clock: Clock
) -> None:
    for login, path in (("town", TOWN), ("county", COUNTY), ("city", CITY)):
        await officer(login, path)
    phones = [Phone(services, f"openid-of-many-{number}") for number in range(30)]
    for each in phones:
        await lives_in(services, VILLAGE, each.openid)
    await asyncio.gather(*(each.says(BEATEN) for each in phones))
    await watch(services)
    for level in (RegionLevel.COUNTY, RegionLevel.CITY):
        clock.move(minutes=4.9)
        assert await watch(services) == 0
        clock.move(minutes=0.1)
        assert await watch(services) == len(phones)
        assert {each.called for each in await services.cases.page(scope=ALL, most=99)} == {level}
