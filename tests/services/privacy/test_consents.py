"""Consents: one purpose at a time, withdrawn by a tap, and carried through at once and after a restore."""

import re
from pathlib import Path

import pytest

from app.commands.backup import write
from app.commands.restore import bring_back, find
from bot.meaning import PREFIXES
from domain.consents import CURRENT, How, Purpose
from domain.errors import Invalid, NotFound
from domain.regions import Scope
from services.content import load
from services.context import Services
from services.privacy.carrying import CARRIED
from services.privacy.consenting import give, holds, new_consent, standing, withdraw
from services.wishes.look import child_of
from tests.bot.test_flows import WHOLE_WISH, says_all
from tests.joined import APP, HER, Clock, Phone
from tests.services.privacy.test_erasing import OFFICER, WISH, everything
from wording import privacy as say

CONTENT = Path(__file__).parents[3] / "content"
TOLD = ("我们是谁", "有意见找谁", "打 12338")  # Personal Information Protection Law art. 17
OF_A_CHILD = (
    "监护人",
    "{minors_officer}",
    "存在{server_place}",
    "不同意会怎样",
    "我的授权",
)  # Rules on Children's Information arts. 9, 10


async def her_id(services: Services) -> str:
    person = await services.people.find(APP, HER)
    assert person
    return person.id


def test_each_purpose_is_carried_through_and_has_its_words_everywhere() -> None:
    assert set(CARRIED) == set(Purpose)
    assert set(say.PURPOSES) == set(say.WITHDRAW_WHAT) == {str(each) for each in Purpose}
    assert {"g:", "d:"} <= set(PREFIXES)


@pytest.mark.parametrize("purpose", Purpose)
def test_the_text_that_is_shown_says_what_the_law_asks_for(purpose: Purpose) -> None:
    text = load(CONTENT).consents[CURRENT[purpose]]
    for each in TOLD:
        assert each in text.body
    if purpose in {Purpose.WISH, Purpose.PICTURE}:
        for each in OF_A_CHILD:
            assert each in text.title + text.body


async def test_a_wish_is_kept_with_the_consent_to_the_text_that_was_shown(services: Services, phone: Phone) -> None:
    asked = await phone.says("微心愿")
    assert f"/h5/consents/{CURRENT[Purpose.WISH]}" in asked
    await says_all(phone, *WHOLE_WISH[1:], "提交")
    given = (await services.consents.of(await her_id(services)))[0]
    assert (given.purpose, given.text, given.how, given.holds) == ("child_wish", CURRENT[Purpose.WISH], "chat", True)
    assert await holds(services, given.person_id, Purpose.WISH)
    assert not await holds(services, given.person_id, Purpose.STORY)


async def test_under_mine_she_sees_what_she_agreed_to_and_takes_it_back_in_two_taps(
    services: Services, phone: Phone
) -> None:
    await says_all(phone, *WHOLE_WISH, "提交")
    assert "我的授权" in await phone.says("我的")
    listed = await phone.says("我的授权")
    assert "给孩子许心愿" in listed
    assert "收回" in listed
    told = await phone.says("收回", tap="g:child_wish")
    assert "不能恢复" in told
    wish = (await services.wishes.page(scope=Scope.system()))[0]
    assert (await child_of(services, wish.id, reason="visit", by=OFFICER)).name == "王小明"
    assert "已经收回" in await phone.says("1")
    with pytest.raises(NotFound):
        await child_of(services, wish.id, reason="visit", by=OFFICER)
    assert WISH not in await everything(services)
    assert "收回了" in await phone.says("我的授权")
    assert "还没有" not in await phone.says("我的授权")


async def test_a_tap_on_an_old_message_takes_nothing_back_and_erases_nothing(
    services: Services, phone: Phone, clock: Clock
) -> None:
    await says_all(phone, *WHOLE_WISH, "提交")
    moment = int(clock().timestamp())
    clock.move(minutes=11)
    for tap in (f"g:child_wish.{moment}", f"d:erase.{moment}", "d:erase.x", "g:child_wish.99999999999"):
        assert "重新点一次" in await phone.says("确定", tap=tap)
    assert await holds(services, await her_id(services), Purpose.WISH)


async def test_the_same_consent_twice_is_one_and_another_purposes_text_is_refused(
    services: Services, phone: Phone
) -> None:
    await phone.event("subscribe")
    hers = await her_id(services)
    one = await give(services, hers, Purpose.STORY, how=How.PAGE, now=services.now())
    assert await give(services, hers, Purpose.STORY, how=How.PAGE, now=services.now()) == one
    with pytest.raises(Invalid):
        new_consent(hers, Purpose.STORY, text="push.v1", how="chat", now=services.now())


async def test_taking_back_pushes_is_the_same_as_unsubscribing(services: Services, phone: Phone) -> None:
    await phone.event("subscribe")
    hers = await her_id(services)
    await give(services, hers, Purpose.PUSH, how=How.CHAT, now=services.now())
    assert await withdraw(services, hers, Purpose.PUSH, how=How.API, now=services.now())
    assert not (await services.people.get(hers)).pushes
    assert not await withdraw(services, hers, Purpose.PUSH, how=How.API, now=services.now())
    acts = [each["kind"] async for each in services.db["audit"].find({"about": hers})]
    assert sorted(acts) == ["consent_given", "consent_withdrawn"]


async def test_asking_for_lessons_is_agreeing_to_them_and_stopping_them_takes_that_back(
    services: Services, phone: Phone
) -> None:
    await phone.event("subscribe")
    hers = await her_id(services)
    assert not await holds(services, hers, Purpose.PUSH)  # following alone is no row
    for words, wanted in (("退订", False), ("订阅", True), ("退订", False)):
        await phone.says(words)
        assert (await services.people.get(hers)).pushes is wanted
        assert await holds(services, hers, Purpose.PUSH) is wanted
    await give(services, hers, Purpose.PUSH, how=How.API, now=services.now())
    assert (await services.people.get(hers)).pushes


async def test_what_was_withdrawn_after_a_backup_stays_withdrawn_when_it_is_restored(
    services: Services, phone: Phone, clock: Clock, tmp_path: Path
) -> None:
    await says_all(phone, *WHOLE_WISH, "提交")
    hers = await her_id(services)
    await write(services, tmp_path, tmp_path / "keys")
    clock.move(days=1)
    await withdraw(services, hers, Purpose.WISH, how=How.CHAT, now=services.now())
    await bring_back(services, find(tmp_path), tmp_path / "keys", replace=True)
    assert WISH not in await everything(services)
    found = next(each for each in await standing(services, hers) if each.purpose is Purpose.WISH)
    assert found.consent is None
    assert found.withdrawn_at


async def test_she_is_told_what_goes_then_erases_herself_and_gets_a_receipt(services: Services, phone: Phone) -> None:
    await says_all(phone, *WHOLE_WISH, "提交")
    held = await phone.says("我的数据")
    assert "心愿 1 个" in held
    told = await phone.says("全部删除", tap="d:erase")
    for each in ("找不回来", "还没办完", "备份"):
        assert each in told
    done = await phone.says("1")
    assert re.search(r"删除编号 [\d -]+", done)
    assert WISH not in await everything(services)
    assert "没有您的信息" in await phone.says("我的数据")
