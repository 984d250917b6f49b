"""一起圆梦 in the chat: who leads passes a code on, others come, and what each of them reads of it."""

import pytest

from domain.regions import Scope
from services.context import Services
from services.wishes import steps
from tests.joined import Phone
from tests.services.wishes.lives import COUNTY_TOO, OFFICER, Lives


@pytest.fixture
def lead(services: Services) -> Phone:
    return Phone(services, "openid-of-who-leads")


async def dear(services: Services, yuan: int = 280) -> tuple[Lives, str, str]:
    """A dear wish on the wall: its id and its code."""
    lives = Lives(services)
    wish = await lives.published(yuan=yuan, text="一辆自行车")
    wish = await steps.publish(services, wish.id, by=COUNTY_TOO) if yuan > 200 else wish
    return lives, wish.id, wish.code


async def test_who_leads_asks_others_and_they_read_it_in_their_records(lead: Phone, services: Services) -> None:
    lives, wish_id, code = await dear(services)
    assert "请人一起圆" in await lead.says("我来认领", tap=f"w:take:{code}")
    asked = await lead.says("请人一起圆", tap=f"w:others:{wish_id}")
    invite = (await lives.services.wishes.of_ids([wish_id], scope=Scope.system()))[0].invite
    assert f"/h5/together/{invite}" in asked
    assert "我们不收钱" in asked
    assert "还没有人来" in await lead.says("看", tap=f"w:see:{wish_id}")

    other = Phone(services, "openid-of-another")
    first = await other.says(f"一起 {invite}")
    assert "约 280 元" in first
    assert "谁用我们的名义要钱，都不要给" in first
    assert "您和另外 1 位一起圆" in await other.says("我也出一份", tap=f"w:share:{invite}")
    assert "您和另外 1 位一起圆" in await other.says("我也出一份", tap=f"w:share:{invite}")
    assert "不能一起圆" in await lead.says("我也出一份", tap=f"w:share:{invite}")
    mine = await other.says("我的")
    assert "一起圆的心愿" in mine
    assert code not in mine
    card = await other.says("看", tap=f"w:see:{wish_id}")
    assert "大家在准备" in card
    assert "备好了，已交到妇联" not in card  # the wish is who leads'
    assert "1 位爱心人士和您一起圆" in await lead.says("看", tap=f"w:see:{wish_id}")

    await lead.says("备好了", tap=f"w:prepare:{wish_id}")
    await steps.decide(services, wish_id, "deliver", by=OFFICER)
    await steps.decide(services, wish_id, "confirm_for", by=COUNTY_TOO, why="no-phone")
    for phone in (lead, other):
        record = await phone.says("爱心记录")
        assert "与另外 1 人一起" in record
        assert "280" not in record


async def test_one_leaves_and_the_code_is_ended(lead: Phone, services: Services) -> None:
    lives, wish_id, code = await dear(services)
    await lead.says("我来认领", tap=f"w:take:{code}")
    await lead.says("请人一起圆", tap=f"w:others:{wish_id}")
    invite = (await lives.services.wishes.of_ids([wish_id], scope=Scope.system()))[0].invite
    other = Phone(services, "openid-of-another")
    await other.says("我也出一份", tap=f"w:share:{invite}")
    assert "和您一起圆的 1 位也会收到消息" in await lead.says("办不了", tap=f"w:sure:release:{wish_id}")
    assert "确定吗" in await other.says("我来不了了", tap=f"w:unshare:{wish_id}")
    assert "别的人会接着圆" in await other.says("来不了", tap=f"w:unshared:{wish_id}")
    assert "没有找到这个心愿" in await other.says("来不了", tap=f"w:unshared:{wish_id}")
    assert "这个邀请码不能用了" in await lead.says("不再请人了", tap=f"w:no_others:{wish_id}")
    assert "没有找到这个邀请码" in await other.says(f"一起圆梦 {invite}")
    assert "没有找到这个邀请码" in await other.says("我也出一份", tap=f"w:share:{invite}")
    assert "没有找到这个心愿" in await other.says("请人一起圆", tap=f"w:others:{wish_id}")
    assert "价格高的心愿" in await other.says("一起圆梦")


async def test_a_cheap_wish_is_nobody_s_to_share(lead: Phone, services: Services) -> None:
    _, wish_id, code = await dear(services, yuan=80)
    assert "请人一起圆" not in await lead.says("我来认领", tap=f"w:take:{code}")
    assert "不用请人一起" in await lead.says("请人一起圆", tap=f"w:others:{wish_id}")
