"""A guardian reads in the chat what is to be told of her child's wish, and says yes or no."""

import pytest

from services.context import Services
from services.wishes import families, stories
from tests.joined import Phone
from tests.services.wishes.lives import COUNTY, COUNTY_TOO, Lives
from tests.services.wishes.test_stories import TEXT


@pytest.fixture
async def guardian(services: Services) -> Phone:
    lives = Lives(services)
    wish = await lives.delivered()
    await families.act(services, wish.id, "confirm", by=await lives.somebody("guardian"))
    written = await stories.write(services, wish.id, TEXT, by=COUNTY, seen=0)
    await stories.ask(services, wish.id, by=COUNTY_TOO, seen=written.version)
    return Phone(services, "openid-guardian")


async def test_she_reads_it_and_lets_it_be_told(guardian: Phone, services: Services) -> None:
    seen = await guardian.says("故事")
    assert TEXT in seen
    assert "h5/consents/child_story" in seen
    assert "谢谢您" in await guardian.says("1")
    assert [each.text for each in await stories.told(services)] == [TEXT]
    assert "没有要您看的故事" in await guardian.says("故事")
    assert "讲讲心愿的故事" in await guardian.says("我的授权")


async def test_she_does_not_want_it_told(guardian: Phone, services: Services) -> None:
    await guardian.says("故事")
    assert "好，不讲" in await guardian.says("不要讲")
    assert await stories.told(services) == []


async def test_nobody_else_reads_or_decides_it(guardian: Phone, services: Services) -> None:
    stranger = Phone(services, "openid-of-a-stranger")
    assert "没有要您看的故事" in await stranger.says("故事")
    row = await services.db["wish_stories"].find_one({})
    assert row is not None
    await stranger.says("可以讲", tap=f"w:tell:{row['_id']}")
    assert await stories.told(services) == []
    assert TEXT in await guardian.says("故事")
