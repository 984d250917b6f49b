"""A wish in the chat after its form: seen, corrected, taken up, brought, confirmed, told."""

import re

import pytest

from domain.regions import Scope
from services.checking import deciding
from services.context import Services
from services.wishes import steps
from tests.bot.test_flows import WHOLE_WISH, says_all
from tests.joined import APP, Phone
from tests.services.wishes.companions import Companions, with_company
from tests.services.wishes.lives import COUNTY, OFFICER, TOWNSHIP, VISIT, Lives
from wording import company
from wording import wish_life as say


@pytest.fixture
def donor(services: Services) -> Phone:
    return Phone(services, "openid-of-a-donor")


async def test_a_wish_is_returned_corrected_released_taken_up_anew_and_confirmed(
    phone: Phone, donor: Phone, services: Services
) -> None:
    await says_all(phone, *WHOLE_WISH, "提交")
    (wish,) = await services.wishes.page(scope=Scope.system())
    assert "●核实" in await phone.says("我的")
    await steps.decide(services, wish.id, "return_checked", by=OFFICER, why="unclear")
    seen = await phone.says("一个新书包", tap=f"w:see:{wish.id}")
    assert "没写清楚要什么" in seen
    assert "改一改" in seen
    assert "一个新书包" in await phone.says("改心愿")
    reply = await says_all(phone, "1", "一个 16 寸的书包", "九十", "提交")
    assert "改好了" in reply
    assert "16 寸的书包" in await phone.says("改心愿")  # until somebody has taken it up
    await phone.says("取消")
    await steps.verify(services, wish.id, VISIT, by=OFFICER)
    shown = await steps.approve(services, wish.id, "一个 16 寸的书包", by=COUNTY)

    assert "一个 16 寸的书包" in await donor.says(f"认领 {shown.code}")
    assert "归您了" in await donor.says("我来认领", tap=f"w:take:{shown.code}")
    assert "您认领的心愿" in await donor.says("我的")
    assert "确定吗" in await donor.says("办不了", tap=f"w:sure:release:{wish.id}")
    assert "排在最前面" in await donor.says("请别人来", tap=f"w:release:{wish.id}")
    other = Phone(services, "openid-of-another-donor")
    await other.says("我来认领", tap=f"w:take:{shown.code}")
    assert "刚被别人认领了" in await donor.says("我来认领", tap=f"w:take:{shown.code}")
    assert "由妇联送到家里" in await other.says("备好了", tap=f"w:prepare:{wish.id}")
    await steps.decide(services, wish.id, "deliver", by=TOWNSHIP)
    assert "记下您收到了" in await phone.says(f"收到 {wish.receipt}")
    assert "✓送到 ●收到" in await phone.says("我的")
    assert "往前走了" in await phone.says(f"收到 {wish.receipt}")


async def test_who_holds_one_wish_is_told_how_to_hold_more(donor: Phone, services: Services) -> None:
    lives = Lives(services)
    first, second = [(await lives.published()).code for _ in range(2)]
    assert "归您了" in await donor.says("我来认领", tap=f"w:take:{first}")
    told = await donor.says("我来认领", tap=f"w:take:{second}")
    assert "您手上已有 1 个心愿在办" in told
    assert "留了手机号，可以同时认领 3 个" in told


async def test_the_card_of_a_wish_whose_words_were_refused_says_so(phone: Phone, services: Services) -> None:
    await says_all(phone, *WHOLE_WISH, "提交")
    (wish,) = await services.wishes.page(scope=Scope.system())
    assert "申诉" not in await phone.says("看", tap=f"w:see:{wish.id}")
    (check,) = (await services.checks.of([wish.id]))[wish.id]
    await deciding.decide(services, check.id, by=COUNTY, passes=False, reason="cash", version=check.version)
    seen = await phone.says("看", tap=f"w:see:{wish.id}")
    assert "里面要钱" in seen
    assert "回复“申诉”" in seen


async def test_nobody_sees_or_moves_a_wish_by_its_id_alone(phone: Phone, donor: Phone, services: Services) -> None:
    lives = Lives(services)
    wish = await lives.delivered()
    for verb in ("see", "confirm", "dispute", "withdraw", "release", "prepare", "extend", "nonsense"):
        reply = await phone.says("看", tap=f"w:{verb}:{wish.id}")
        assert reply == say.NOT_YOURS, verb
    assert await donor.says(f"收到 {wish.receipt}") == say.NOT_YOURS
    assert await lives.now(wish) == wish


async def test_a_guardian_is_asked_before_a_wish_is_withdrawn_and_leaves_her_own_to_others(
    phone: Phone, services: Services
) -> None:
    await says_all(phone, *WHOLE_WISH, "提交")
    (wish,) = await services.wishes.of_guardian(
        (await services.people.ensure("wx0000000000000001", phone.openid, now=services.now())).id
    )
    await steps.verify(services, wish.id, VISIT, by=OFFICER)
    shown = await steps.approve(services, wish.id, wish.text, by=COUNTY)
    assert "留给别的好心人" in await phone.says("我来认领", tap=f"w:take:{shown.code}")
    assert "真的撤回吗" in await phone.says("撤回", tap=f"w:sure:withdraw:{wish.id}")
    assert "撤回了" in await phone.says("撤回", tap=f"w:withdraw:{wish.id}")
    assert "刚被别人认领了" in await phone.says(f"认领{shown.code}")


async def test_what_nobody_grants_is_said_at_once_and_the_step_asked_again(phone: Phone) -> None:
    reply = await says_all(phone, *WHOLE_WISH[:-2], "五百块现金")
    assert "换成一样东西" in reply
    assert "想要什么" in reply
    assert "大概多少钱" in await phone.says("一个新书包")


async def test_a_second_wish_of_the_same_child_is_put_off_kindly(phone: Phone) -> None:
    await says_all(phone, *WHOLE_WISH, "提交")
    assert "已经有一个心愿在办" in await says_all(phone, *WHOLE_WISH, "提交")


async def test_the_wall_is_named_and_an_unknown_number_is_not_a_question(donor: Phone) -> None:
    assert "/h5/wishes" in await donor.says("心愿墙")
    assert "没有找到编号 000000" in await donor.says("认领 000000")


def test_every_message_has_its_gaps_filled() -> None:
    known = {"text", "receipt", "code", "why", "day", "url"}
    assert {gap for text in say.TOLD.values() for gap in re.findall(r"{(\w+)}", text)} <= known


async def test_company_is_taken_up_by_who_was_looked_up_and_a_worry_stops_it(
    phone: Phone, donor: Phone, services: Services
) -> None:
    there = Companions(with_company(services))
    for name, one in (("guardian", phone), ("lead", donor)):
        there.people[name] = await services.people.ensure(APP, one.openid, now=services.now())
    wish = await there.asked()
    assert "两位审核过的志愿者一起" in await donor.says("看", tap=f"w:claim:{wish.code}")
    assert await donor.says("我来认领", tap=f"w:take:{wish.code}") == company.NOT_VETTED
    await there.vetted("lead")
    told = await donor.says("我来认领", tap=f"w:take:{wish.code}")
    assert (await there.now(wish)).invite in told
    stranger = Phone(services, "openid-of-a-stranger")
    assert await stranger.says("报告", tap=f"w:worried:{wish.id}") == say.NOT_YOURS
    assert company.WORRY_FIRST in await phone.says("报告担心的事", tap=f"w:worry:{wish.id}")
    assert await services.db["alerts"].count_documents({}) == 0
    for _ in range(2):
        assert await phone.says("报告", tap=f"w:worried:{wish.id}", number=7_000_000) in {company.REPORTED, ""}
    assert await services.db["alerts"].count_documents({}) == 1
    assert not (await there.now(wish)).donor_id
