"""Redis or MongoDB away: what still works, and what is said."""

from dataclasses import replace

import pytest

from domain.errors import StoreAway
from domain.regions import Scope
from services.context import Services
from storage.alerts import AlertStore
from storage.mongo import open_mongo
from storage.people import PeopleStore
from storage.questions import QuestionStore
from storage.regions import RegionStore
from storage.scenes import SceneStore
from storage.versions import VersionStore
from storage.wishes import WishStore
from tests.bot.test_flows import WHOLE_WISH, says_all
from tests.bot.test_keywords import SCHOOL, count
from tests.joined import Phone, words

NOWHERE_MONGO = "mongodb://127.0.0.1:1/?replicaSet=none"


@pytest.fixture
async def services_without_mongo(services: Services):
    """The same with nothing where MongoDB should answer."""
    async with open_mongo(NOWHERE_MONGO, "none") as nowhere:
        yield replace(
            services,
            db=nowhere,
            people=PeopleStore(nowhere),
            questions=QuestionStore(nowhere),
            regions=RegionStore(nowhere),
            wishes=WishStore(nowhere, services.events),
            keywords=VersionStore(nowhere, "keywords"),
            scenes=SceneStore(nowhere),
            alerts=AlertStore(nowhere, services.redis, services.patience, services.vault, services.seal),
        )


async def test_without_redis_commands_lessons_and_answers_work(phone: Phone, services_without_redis: Services) -> None:
    assert "12338" in await phone.says("帮助", services=services_without_redis)
    assert "1. " in await phone.says("微课堂", services=services_without_redis)
    assert "/h5/lessons/shoes" in await phone.says("鞋", tap="l:shoes", services=services_without_redis)
    assert "固定的时间" in await phone.says("孩子写作业磨蹭怎么办", services=services_without_redis)


async def test_without_redis_a_dialogue_is_refused_in_words(phone: Phone, services_without_redis: Services) -> None:
    assert "填不了" in await phone.says("微心愿", services=services_without_redis)
    assert "再发一次" in await phone.says("王小明今年上三年级", services=services_without_redis)


async def test_without_redis_danger_is_met_and_kept(phone: Phone, services_without_redis: Services) -> None:
    assert "110" in await phone.says("老公正在打我救命", services=services_without_redis)
    assert len(await services_without_redis.alerts.page(scope=Scope.system())) == 1


async def test_without_mongodb_lessons_and_answers_work(phone: Phone, services_without_mongo: Services) -> None:
    assert "1. " in await phone.says("微课堂", services=services_without_mongo)
    assert "固定的时间" in await phone.says("孩子写作业磨蹭怎么办", services=services_without_mongo)


async def test_without_mongodb_keyword_rules_answer_and_a_scanned_code_greets(
    phone: Phone, services: Services, services_without_mongo: Services
) -> None:
    await count(services, SCHOOL)
    assert await phone.says("怎么入学", services=services_without_mongo) == "入学的事请看通知。"
    scanned = "<MsgType>event</MsgType><Event>SCAN</Event><EventKey>scene:01k0000000000000000000000a</EventKey>"
    assert "扫到啦" in words(await phone.sends(scanned, services=services_without_mongo))


async def test_without_mongodb_a_wish_is_refused_in_words_and_can_be_sent_when_it_is_back(
    phone: Phone, services: Services, services_without_mongo: Services
) -> None:
    await says_all(phone, *WHOLE_WISH)
    assert "没能存上" in await phone.says("提交", services=services_without_mongo)
    assert await services.db["wishes"].count_documents({}) == 0
    assert "已收到" in await phone.says("提交")
    assert await services.db["wishes"].count_documents({}) == 1


async def test_without_mongodb_danger_is_met_kept_in_redis_and_moved_over_later(
    phone: Phone, services: Services, services_without_mongo: Services
) -> None:
    assert "110" in await phone.says("老公正在打我救命", services=services_without_mongo)
    assert await services.alerts.bring_in() == 1
    (alert,) = await services.alerts.page(scope=Scope.system())
    assert (await services.alerts.get(alert.id, scope=Scope.system())).text == "老公正在打我救命"


async def test_without_mongodb_following_is_still_welcomed(services_without_mongo: Services) -> None:
    away = Phone(services_without_mongo)
    assert "微课堂" in await away.event("subscribe")
    with pytest.raises(StoreAway):
        await services_without_mongo.people.ensure("a", "b", now=services_without_mongo.now())
