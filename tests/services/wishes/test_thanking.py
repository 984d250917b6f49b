"""A family's thanks are looked at, and told to whoever brought the gift: to her alone, once, and without names."""

from typing import Any

import pytest

from domain.checks import CheckState
from domain.errors import Invalid, MoveNotPossible, NotAllowed
from domain.wishes import Wish
from services.context import Services
from services.privacy.erasing import erase_person
from services.wishes import families
from services.wishes.thanking import thank, to_thank_for
from storage.outbox import Work
from tests.joined import APP, HER, Clock, Phone
from tests.services.wishes.lives import Lives
from worker.later import Later
from worker.tasks import TASKS

WORDS = "书包收到了，孩子天天背着，谢谢您"


@pytest.fixture
async def confirmed(lives: Lives) -> Wish:
    wish = await lives.delivered()
    return await families.act(lives.services, wish.id, "confirm", by=await lives.somebody("guardian"))


async def work(services: Services) -> bool:
    """The worker's turn with the thanks; whether it is done."""
    rows: list[Any] = await services.db["outbox"].find({"task": "tell_thanks"}).to_list(None)
    (row,) = rows
    try:
        await TASKS["tell_thanks"](services, Work(row["_id"], row["task"], row["args"], 1, 1))
    except Later:
        return False
    return True


async def decide(services: Services, state: CheckState) -> None:
    await services.db["checks"].update_one({"field": "thanks"}, {"$set": {"state": state}})


async def test_thanks_reach_the_donor_once_after_somebody_has_looked(
    lives: Lives, services: Services, confirmed: Wish
) -> None:
    guardian = await lives.somebody("guardian")
    assert (await to_thank_for(services, guardian)) == confirmed
    await thank(services, confirmed.id, f" {WORDS} ", by=guardian)
    assert not await work(services)
    assert not any(WORDS in each for each in await lives.told("donor"))
    assert WORDS not in repr(await services.db["events"].find().to_list(None))
    await decide(services, CheckState.PASSED)
    assert await work(services)
    assert await work(services)
    assert [each for each in await lives.told("donor") if WORDS in each] == [
        f"您送的心愿“一个新书包”，家里托我们说：\n{WORDS}"
    ]
    assert await to_thank_for(services, guardian) is None
    with pytest.raises(MoveNotPossible):
        await thank(services, confirmed.id, WORDS, by=guardian)


async def test_refused_thanks_reach_nobody_and_others_cannot_thank(
    lives: Lives, services: Services, confirmed: Wish
) -> None:
    with pytest.raises(NotAllowed):
        await thank(services, confirmed.id, WORDS, by=await lives.somebody("other"))
    await thank(services, confirmed.id, WORDS, by=await lives.somebody("guardian"))
    assert not await work(services)
    await decide(services, CheckState.REFUSED)
    assert await work(services)
    assert not any(WORDS in each for each in await lives.told("donor"))


@pytest.mark.parametrize(("words", "problem"), [("谢", "length"), ("谢" * 101, "length")])
async def test_thanks_have_a_length(
    lives: Lives, services: Services, confirmed: Wish, words: str, problem: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await thank(services, confirmed.id, words, by=await lives.somebody("guardian"))
    assert refused.value.problem == problem


@pytest.mark.parametrize("words", ["王小丁谢谢您", "打我电话 13800138000", "我们在峪口村等您来"])
async def test_thanks_that_lead_to_the_child_are_not_taken(
    lives: Lives, services: Services, confirmed: Wish, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await thank(services, confirmed.id, words, by=await lives.somebody("guardian"))
    assert refused.value.problem == "identifying"


async def test_of_who_was_erased_meanwhile_nothing_is_told(
    lives: Lives, services: Services, confirmed: Wish, clock: Clock
) -> None:
    guardian = await lives.somebody("guardian")
    await thank(services, confirmed.id, WORDS, by=guardian)
    await erase_person(services, guardian.id, how="chat", now=clock())
    clock.move(hours=1)
    assert await work(services)
    assert not any(WORDS in each for each in await lives.told("donor"))


async def test_thanks_are_said_in_the_chat(services: Services, phone: Phone) -> None:
    assert "没有要道谢的心愿" in await phone.says("感谢 你们真好")
    hers = Lives(services)
    person = await services.people.find(APP, HER)
    assert person
    hers.people["guardian"] = person
    wish = await hers.delivered()
    assert "感谢" in await phone.says(f"收到 {wish.receipt}")
    assert "名字" in await phone.says("感谢：王小丁谢谢您")
    assert "转给送礼物的人" in await phone.says(f"感谢 {WORDS}")
    assert await services.db["outbox"].count_documents({"task": "tell_thanks"}) == 1
