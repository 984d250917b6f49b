"""A guardian withdraws: her words are gone wherever they lie, she has a receipt, and who brings something hears of it."""

import pytest

from domain.consents import How, Purpose
from domain.errors import NotFound
from domain.staff import Permission
from services.checking.asking import ask
from services.checking.deciding import held
from services.context import Services
from services.privacy.consenting import withdraw
from services.privacy.erasing import erase_person
from services.wishes import sharing, stories
from services.wishes.gate import STORY
from tests.services.wishes.lives import COUNTY, Lives
from tests.services.wishes.test_sharing import joined, opened
from tests.services.wishes.test_stories import told

GONE = "不用再准备"


async def test_words_of_a_wish_lie_with_the_checks_no_longer(lives: Lives, services: Services) -> None:
    wish = await lives.submitted(text="打我电话13800138000")
    (check,) = await held(services, by=COUNTY)
    await withdraw(services, wish.guardian_id, Purpose.WISH, how=How.CHAT, now=services.now())
    assert not await held(services, by=COUNTY)
    with pytest.raises(NotFound):
        await services.checks.get(check.id, scope=COUNTY.scope(Permission.CHECK_READ))
    assert await ask(services, check.id, check.version) is None  # the platform isn't asked about them either


@pytest.mark.parametrize("how", ["erased", "withdrawn"])
async def test_who_brings_it_hears_that_it_is_not_needed_once(lives: Lives, services: Services, how: str) -> None:
    wish = await joined(lives, await opened(lives), "zhao", "qian")
    for _ in range(2):
        if how == "erased":
            await erase_person(services, wish.guardian_id, how="chat", now=services.now())
        else:
            await withdraw(services, wish.guardian_id, Purpose.WISH, how=How.CHAT, now=services.now())
    for name in ("lead", "zhao", "qian"):
        (heard,) = [each for each in await lives.told(name) if GONE in each]
        assert wish.code in heard
        assert wish.public_text not in heard
    assert not await sharing.shared(services, await lives.somebody("zhao"))


async def test_she_has_a_receipt_of_what_is_gone(lives: Lives, services: Services) -> None:
    wish = await lives.published()
    await withdraw(services, wish.guardian_id, Purpose.WISH, how=How.CHAT, now=services.now())
    (heard,) = [each for each in await lives.told("guardian") if "回执编号" in each]
    assert "1 个心愿" in heard
    assert await services.db["audit"].count_documents({"kind": "wishes_emptied"}) == 1


@pytest.mark.parametrize("by", ["staff", "guardian"])
async def test_words_of_a_story_lie_with_the_checks_no_longer(lives: Lives, services: Services, by: str) -> None:
    story = await told(lives, services)

    async def looked_at() -> list[str]:
        return [each.field for each in (await services.checks.of([story.id]))[story.id] if each.field == STORY]

    assert await looked_at()
    if by == "staff":
        await stories.end(services, story.id, by=COUNTY, seen=story.version)
    else:
        await withdraw(services, story.person_id, Purpose.STORY, how=How.CHAT, now=services.now())
    assert not await looked_at()
