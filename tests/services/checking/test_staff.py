"""Staff decide, block and answer appeals: in their own region, seeing what matched, never twice and never their own."""

import asyncio
from datetime import timedelta

import pytest

from domain.checks import CheckState, Why
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.staff import StaffRole
from services.checking.asking import found
from services.checking.blocked import block_of
from services.checking.blocking import answer, block, blocks
from services.checking.blocking import look as look_at_block
from services.checking.deciding import decide, held, look
from services.checking.submitting import passed
from services.privacy.erasing import erase_person
from services.privacy.replaying import replay
from tests.joined import APP, Phone
from tests.services.checking.conftest import CITY, TOWN, Safe, member

COUNTY = member(StaffRole.COUNTY)
OTHER = member(StaffRole.COUNTY, name="li")
ELSEWHERE = member(StaffRole.COUNTY, f"{CITY}370883/", name="sun")
TEXT = "我叫李小红，给点钱，打13812345678"


async def acts(safe: Safe) -> list[str]:
    return [row["kind"] async for row in safe.services.db["audit"].find().sort("_id", 1)]


async def test_staff_of_the_region_see_what_matched_and_that_is_written_down(safe: Safe) -> None:
    check = await safe.hands_in(await safe.woman(), TEXT)
    await safe.rig.work()
    assert [each.id for each in await held(safe.services, by=COUNTY)] == [check.id]
    assert await held(safe.services, by=ELSEWHERE) == []
    seen = await look(safe.services, check.id, by=COUNTY)
    assert seen.text == TEXT
    assert [(TEXT[hit.start : hit.end], hit.kind) for hit in seen.words] == [("给点钱", "cash")]
    assert [TEXT[each.start : each.end] for each in seen.personal] == ["李小红", "13812345678"]
    with pytest.raises(NotFound):
        await look(safe.services, check.id, by=ELSEWHERE)
    with pytest.raises(NotAllowed):
        await look(safe.services, check.id, by=member(StaffRole.VILLAGE_OFFICER))
    assert await acts(safe) == ["check_read"]


async def test_a_refusal_has_a_reason_that_she_is_told_and_one_of_two_at_once_decides(safe: Safe) -> None:
    her = await safe.woman()
    check = await safe.hands_in(her, TEXT)
    await safe.rig.work()
    with pytest.raises(Invalid):
        await decide(safe.services, check.id, by=COUNTY, passes=False, reason="because", version=1)
    tries = [
        decide(safe.services, check.id, by=each, passes=False, reason="cash", version=1) for each in (COUNTY, OTHER)
    ]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Check", "Conflict"]
    await safe.rig.work()
    assert [text for text in await safe.said_to(her) if "不送钱" in text]
    assert (await acts(safe)).count("check_refused") == 1
    assert await safe.state() is CheckState.REFUSED


async def test_a_text_that_was_changed_meanwhile_isnt_passed_by_a_look_at_the_old_one(safe: Safe) -> None:
    her = await safe.woman()
    check = await safe.hands_in(her, TEXT)
    await safe.rig.work()
    await safe.hands_in(her, "来一起赌博")
    with pytest.raises(Conflict):
        await decide(safe.services, check.id, by=COUNTY, passes=True, version=check.version)
    assert not await passed(safe.services, "wish-1")


async def test_what_staff_passed_is_held_again_when_the_platform_finds_something_later(safe: Safe) -> None:
    check = await safe.hands_in(await safe.woman(mini=False), "想要书包")
    await decide(safe.services, check.id, by=COUNTY, passes=True, version=1)
    assert await passed(safe.services, "wish-1")
    for _ in range(2):
        await found(safe.services, check.id, 1, "risky", 20002)
    assert ((await safe.now(check)).state, (await safe.now(check)).why) == (CheckState.HELD, Why.LATE)
    await decide(safe.services, check.id, by=COUNTY, passes=True, version=1)
    await found(safe.services, check.id, 1, "risky", 20002)
    assert await passed(safe.services, "wish-1")


async def test_an_appeal_by_the_chat_goes_to_another_member_of_staff_once(safe: Safe) -> None:
    her = await safe.woman()
    phone = Phone(safe.services, her.identity(APP).openid)  # type: ignore[union-attr] she follows
    assert "不用申诉" in await phone.says("申诉")
    check = await safe.hands_in(her, TEXT)
    await safe.rig.work()
    await decide(safe.services, check.id, by=COUNTY, passes=False, reason="other", version=1)
    assert "收到您的申诉" in await phone.says("申诉")
    assert "已经在看" in await phone.says("申诉 那不是我写的")
    with pytest.raises(NotAllowed):
        await decide(safe.services, check.id, by=COUNTY, passes=True, version=1)
    await decide(safe.services, check.id, by=OTHER, passes=False, reason="cash", version=1)
    assert "已经看过" in await phone.says("申诉")
    assert await safe.state() is CheckState.REFUSED


async def test_a_blocked_woman_publishes_nothing_by_herself_and_is_helped_as_ever(safe: Safe) -> None:
    her = await safe.woman()
    phone = Phone(safe.services, her.identity(APP).openid)  # type: ignore[union-attr] she follows
    check = await safe.hands_in(her, "来一起赌博")
    await safe.rig.work()
    with pytest.raises(NotAllowed):
        await block(safe.services, check.id, by=member(StaffRole.TOWNSHIP, TOWN), reason="other", days=7)
    with pytest.raises(Invalid):
        await block(safe.services, check.id, by=COUNTY, reason="other", days=10_000)
    made = await block(safe.services, check.id, by=COUNTY, reason="advertising", days=7)
    with pytest.raises(Conflict):
        await block(safe.services, check.id, by=OTHER, reason="advertising", days=7)
    later = await safe.hands_in(her, "想要书包", about="wish-2")
    await safe.rig.work()
    assert ((await safe.now(later)).state, (await safe.now(later)).why) == (CheckState.HELD, Why.BLOCKED)
    assert any("暂停" in text or "不能公开" in text for text in await safe.said_to(her))
    assert "110" in await phone.says("他又打我了")
    assert "12338" in await phone.says("求助电话")
    assert "先定一个固定的时间" in await phone.says("孩子写作业磨蹭怎么办")
    safe.rig.move(made.until - safe.rig.clock() + timedelta(seconds=1))
    await safe.active(her)
    free = await safe.hands_in(her, "想要书包", about="wish-3")
    assert free.state is CheckState.WAITING
    await block(safe.services, check.id, by=COUNTY, reason="advertising", days=30)


async def test_an_appeal_against_a_block_is_read_and_answered_by_another(safe: Safe) -> None:
    her = await safe.woman()
    phone = Phone(safe.services, her.identity(APP).openid)  # type: ignore[union-attr] she follows
    check = await safe.hands_in(her, "来一起赌博")
    await safe.rig.work()
    made = await block(safe.services, check.id, by=COUNTY, reason="advertising", days=30)
    assert "收到您的申诉" in await phone.says("申诉：那是小孩按错发的")
    assert "已经在看" in await phone.says("申诉")
    assert [each.appealed_at is not None for each in await blocks(safe.services, by=OTHER)] == [True]
    assert (await look_at_block(safe.services, made.id, by=OTHER))[1] == "那是小孩按错发的"
    with pytest.raises(NotAllowed):
        await answer(safe.services, made.id, by=COUNTY, lift=True)
    with pytest.raises(NotFound):
        await answer(safe.services, made.id, by=ELSEWHERE, lift=True)
    await answer(safe.services, made.id, by=OTHER, lift=True)
    with pytest.raises(Conflict):
        await answer(safe.services, made.id, by=OTHER, lift=False)
    assert await safe.services.blocks.of(her.id, now=safe.rig.clock()) is None
    await safe.rig.work()
    assert any("又可以公开" in text for text in await safe.said_to(her))
    stored = repr([row async for row in safe.services.db["blocks"].find()])
    assert "按错" not in stored
    assert await acts(safe) == ["person_blocked", "appeal_read", "block_lifted"]


async def test_who_has_herself_erased_and_comes_back_is_blocked_until_the_blocks_end_and_named_nowhere(
    safe: Safe,
) -> None:
    services, her = safe.services, await safe.woman()
    openid = her.identity(APP).openid  # type: ignore[union-attr] she follows
    check = await safe.hands_in(her, "来一起赌博")
    await safe.rig.work()
    made = await block(services, check.id, by=COUNTY, reason="advertising", days=30)
    phone = Phone(services, openid)
    assert "收到您的申诉" in await phone.says("申诉：那是小孩按错发的")
    assert "到 2026-12-24 就删" in await phone.says("我的数据") + await phone.says("全部删除")
    await erase_person(services, her.id, how="chat", now=safe.rig.clock())
    (row,) = [each async for each in services.db["blocks"].find()]
    assert "appeal" not in row
    assert not [each for each in (her.id, openid) if each in repr(row)]
    await services.db["blocks"].update_one({"_id": made.id}, {"$set": {"person": her.id}, "$unset": {"accounts": ""}})
    await replay(services)  # as after a restore from before
    assert [each async for each in services.db["blocks"].find()] == [row]

    again = await services.people.ensure(APP, openid, now=safe.rig.clock())
    assert again.id != her.id
    later = await safe.hands_in(again, "想要书包", about="wish-2")
    assert (later.state, later.why) == (CheckState.HELD, Why.BLOCKED)
    assert "收到您的申诉" in await phone.says("申诉：我改了")
    assert (await look_at_block(services, made.id, by=OTHER))[1] == "我改了"
    await erase_person(services, again.id, how="chat", now=safe.rig.clock())
    third = await services.people.ensure(APP, openid, now=safe.rig.clock())
    assert await block_of(services, third)
    other = await services.people.ensure(APP, "somebody-else", now=safe.rig.clock())
    assert await block_of(services, other) is None
    safe.rig.move(made.until - safe.rig.clock() + timedelta(seconds=1))
    assert await block_of(services, third) is None


async def test_a_block_that_is_over_or_lifted_goes_with_her(safe: Safe) -> None:
    her = await safe.woman()
    check = await safe.hands_in(her, "来一起赌博")
    made = await block(safe.services, check.id, by=COUNTY, reason="advertising", days=7)
    safe.rig.move(made.until - safe.rig.clock() + timedelta(seconds=1))
    await erase_person(safe.services, her.id, how="chat", now=safe.rig.clock())
    assert await safe.services.db["blocks"].count_documents({}) == 0


async def test_a_picture_is_shown_to_staff_as_it_is(safe: Safe) -> None:
    check = await safe.sends_picture(await safe.woman(mini=False), b"\xff\xd8\xffa", about="a")
    assert (await look(safe.services, check.id, by=COUNTY)).picture == b"\xff\xd8\xffa"
