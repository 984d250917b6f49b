"""A message in danger, wherever and whenever it comes: the card and the case each time, and nothing lost."""

import asyncio
from dataclasses import replace

import pytest

from bot.keeping import MOST_A_MINUTE, take
from bot.meaning import BY_NAME
from domain.cases import CaseMove, CaseState
from domain.regions import RegionLevel, Scope
from domain.safeguarding import Danger
from services.cases.moving import move
from services.cases.watching import watch
from services.context import Services
from storage.alerts import AlertStore
from storage.cases import CaseStore
from storage.mongo import open_mongo
from storage.people import PeopleStore
from tests.bot.test_flows import UP_TO_CHILD, WHOLE_WISH, says_all
from tests.bot.test_stores_away import NOWHERE_MONGO
from tests.joined import HER, Phone, words
from tests.services.cases.conftest import ALL, BEATEN, CITY, COUNTY, TOWN, VILLAGE, Officers, lives_in, the_case
from wechat.messages import parse

MINI = "wx0000000000000002"
BURST = 100


async def unfiled(services: Services) -> int:
    return await services.db["alerts"].count_documents({"case": ""})


async def test_a_first_message_opens_a_case_with_its_story(phone: Phone, services: Services, officer: Officers) -> None:
    await officer("town", TOWN)
    person = await lives_in(services, VILLAGE)
    assert "110" in await phone.says(BEATEN)
    case = await the_case(services)
    assert (case.person_id, case.region_path, case.called) == (person, VILLAGE, RegionLevel.TOWNSHIP)
    assert (case.state, case.danger, case.level) == (CaseState.OPENED, Danger.DOMESTIC_VIOLENCE, 1)
    (event,) = await services.events.of(case.id, scope=ALL)
    assert (event.kind, event.seq, event.actor) == ("case_opened", 1, "system")
    (row,) = await services.audit.page(scope=ALL, about=case.id)
    assert row.kind == "case_opened"
    assert BEATEN not in repr([event, row])
    assert HER not in repr([event, row])
    (alert,) = await services.alerts.of_case(case.id)
    assert (alert.text, alert.region_path) == (BEATEN, VILLAGE)
    assert await services.outbox.state(f"call:{case.id}:1:staff-town") == "waiting"


async def test_a_case_of_no_known_region_goes_to_the_city_at_once(
    phone: Phone, services: Services, officer: Officers
) -> None:
    await officer("town", TOWN)
    await officer("city", CITY)
    await phone.says(BEATEN)
    case = await the_case(services)
    assert (case.region_path, case.called) == (CITY, RegionLevel.CITY)
    assert await services.outbox.state(f"call:{case.id}:1:staff-city") == "waiting"
    assert await services.outbox.state(f"call:{case.id}:1:staff-town") == "none"
    assert await services.cases.page(scope=Scope.of(COUNTY)) == []


async def test_who_writes_again_raises_her_case_and_makes_no_second_one(
    phone: Phone, services: Services, officer: Officers
) -> None:
    staff = await officer("city", CITY)
    await phone.says(BEATEN)
    first = await the_case(services)
    await move(services, first.id, CaseMove.ACKNOWLEDGE, by=staff)
    await phone.says("我不想活了")
    again = await the_case(services)
    assert (again.id, again.owner, again.messages, again.level) == (first.id, staff.id, 2, 3)
    assert again.danger is Danger.SELF_HARM
    assert again.answer_by is not None
    story = [each.kind for each in await services.events.of(first.id, scope=ALL)]
    assert story == ["case_opened", "case_acknowledged", "case_raised"]


async def test_who_writes_after_her_case_was_closed_opens_the_same_one_again(
    phone: Phone, services: Services, officer: Officers
) -> None:
    one, two = await officer("one", CITY), await officer("two", CITY)
    await phone.says(BEATEN)
    case = await the_case(services)
    for what in (CaseMove.ACKNOWLEDGE, CaseMove.REACH, CaseMove.PROPOSE_CLOSING):
        await move(services, case.id, what, by=one)
    await move(services, case.id, CaseMove.CLOSE, by=two)
    assert await services.cases.page(scope=ALL) == []
    await phone.says(BEATEN)
    again = await the_case(services)
    assert (again.id, again.state, again.owner) == (case.id, CaseState.REOPENED, "")


async def test_danger_in_every_step_of_every_dialogue_gets_the_card_and_the_case(services: Services) -> None:
    women = 0
    for name, dialogue in BY_NAME.items():
        answers = WHOLE_WISH[1:] if name == "submit_wish" else ("孩子写作业总磨蹭怎么办",)
        for steps in range(len(dialogue.steps) + 1):
            phone = Phone(services, f"her-{name}-{steps}")
            await says_all(phone, dialogue.word, *answers[:steps])
            assert "110" in await phone.says(BEATEN), (name, steps)
            women += 1
    cases = await services.cases.page(scope=ALL, most=200)
    assert len(cases) == women == len({case.openid for case in cases})
    assert await unfiled(services) == 0


async def test_danger_inside_a_wish_gets_the_card_and_the_case(phone: Phone, services: Services) -> None:
    await says_all(phone, *UP_TO_CHILD, "王小明", "8岁", "曲阜", "1", "1", "学习用品")
    reply = await phone.says("想要一个书包，他爸天天打我们娘俩，救救我")
    assert "110" in reply
    assert (await the_case(services)).messages == 1
    assert "提交" in await says_all(phone, "一个新书包", "八十块")  # her form went on where it was


async def test_a_burst_of_a_hundred_is_a_hundred_cards_and_one_case(phone: Phone, services: Services) -> None:
    assert BURST > MOST_A_MINUTE
    replies = await asyncio.gather(*(phone.says(BEATEN) for _ in range(BURST)))
    assert all("110" in reply for reply in replies)
    await watch(services)
    case = await the_case(services)
    assert case.messages == BURST == len(await services.alerts.of_case(case.id))
    assert await unfiled(services) == 0
    story = await services.events.of(case.id, scope=ALL)
    assert [each.seq for each in story] == list(range(1, len(story) + 1))


async def test_danger_while_redis_is_away_gets_the_card_and_the_case(
    phone: Phone, services_without_redis: Services
) -> None:
    assert "110" in await phone.says(BEATEN, services=services_without_redis)
    assert (await the_case(services_without_redis)).messages == 1


async def test_danger_while_mongodb_is_away_gets_the_card_at_once_and_the_case_when_it_is_back(
    phone: Phone, services: Services
) -> None:
    async with open_mongo(NOWHERE_MONGO, "none") as nowhere:
        alerts = AlertStore(nowhere, services.redis, services.patience, services.vault, services.seal)
        away = replace(services, db=nowhere, people=PeopleStore(nowhere), alerts=alerts, cases=CaseStore(nowhere))
        assert "110" in await phone.says(BEATEN, services=away)
    assert await services.cases.page(scope=ALL) == []
    assert await services.alerts.bring_in() == 1
    assert await watch(services) == 1
    assert (await the_case(services)).danger is Danger.DOMESTIC_VIOLENCE


async def test_an_alert_whose_filing_was_cut_off_gets_its_case_in_the_next_round(
    phone: Phone, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("services.safeguarding.alert.file_alerts", broken)
        assert "110" in await phone.says(BEATEN)
    assert await unfiled(services) == 1
    assert await asyncio.gather(watch(services), watch(services)) in ([1, 0], [0, 1], [1, 1])
    assert (await the_case(services)).messages == 1
    assert await watch(services) == 0


async def test_danger_in_the_mini_program_gets_the_card_and_the_case(services: Services) -> None:
    parts = replace(services, facts=replace(services.facts, mini_app=MINI))
    reply = await _mini_says(parts, BEATEN)
    assert "110" in reply
    assert (await the_case(services)).app == MINI


async def _mini_says(services: Services, text: str) -> str:
    body = (
        f"<xml><ToUserName>gh</ToUserName><FromUserName>{HER}</FromUserName><CreateTime>1700000000</CreateTime>"
        f"<MsgType>text</MsgType><Content>{text}</Content><MsgId>77</MsgId></xml>"
    )
    return words(await take(services, parse(body.encode()), app=MINI))


async def test_where_nobody_is_appointed_the_case_waits_at_the_city(phone: Phone, services: Services) -> None:
    await lives_in(services, VILLAGE)
    await phone.says(BEATEN)
    assert (await the_case(services)).called is RegionLevel.CITY


async def test_a_desk_without_anybody_is_passed_over_at_once(
    phone: Phone, services: Services, officer: Officers
) -> None:
    await officer("county", COUNTY)
    await lives_in(services, VILLAGE)
    await phone.says(BEATEN)
    assert (await the_case(services)).called is RegionLevel.COUNTY
