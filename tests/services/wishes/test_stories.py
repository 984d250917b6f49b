"""A story is told by two people's work and the guardian's yes, and ends whenever she wants."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from domain.checks import CheckState, Why
from domain.consents import CURRENT, How, Purpose
from domain.errors import Conflict, Invalid, MoveNotPossible, NotAllowed, NotFound
from domain.regions import Scope
from domain.wish_stories import StoryState, WishStory
from domain.wishes import Wish
from services.context import Services
from services.privacy.consenting import standing, withdraw
from services.privacy.erasing import erase_person
from services.wishes import families, stories
from tests.joined import Clock
from tests.services.wishes.lives import COUNTY, COUNTY_TOO, ELSEWHERE, OFFICER, Lives

TEXT = "一个孩子想要新书包。好心人挑了蓝色的，铅笔盒也放好了。孩子背上它去上学，一路笑着。"


async def came_true(lives: Lives, services: Services) -> Wish:
    wish = await lives.delivered()
    return await families.act(services, wish.id, "confirm", by=await lives.somebody("guardian"))


async def asked(lives: Lives, services: Services) -> WishStory:
    wish = await came_true(lives, services)
    written = await stories.write(services, wish.id, TEXT, by=COUNTY, seen=0)
    return await stories.ask(services, wish.id, by=COUNTY_TOO, seen=written.version)


async def told(lives: Lives, services: Services) -> WishStory:
    story = await asked(lives, services)
    return await stories.answer(services, story.id, agrees=True, by=await lives.somebody("guardian"), how=How.CHAT)


async def test_a_story_is_told_once_a_second_person_and_the_guardian_have_read_it(
    lives: Lives, services: Services, clock: Clock
) -> None:
    story = await asked(lives, services)
    assert await stories.told(services) == []
    assert any("回复“故事”" in text for text in await lives.told("guardian"))
    assert all(TEXT not in text for text in await lives.told("guardian"))
    guardian = await lives.somebody("guardian")
    story = await stories.answer(services, story.id, agrees=True, by=guardian, how=How.CHAT)
    assert story.state is StoryState.TOLD
    assert [each.text for each in await stories.told(services)] == [TEXT]
    assert (await services.wish_stories.by_code(story.code)).id == story.id
    (consent,) = (each.consent for each in await standing(services, guardian.id) if each.purpose is Purpose.STORY)
    assert consent is not None
    assert (consent.text, consent.about) == (CURRENT[Purpose.STORY], story.id)
    again = await stories.answer(services, story.id, agrees=True, by=guardian, how=How.CHAT)
    assert again == story
    clock.move(days=366)
    await stories.go_on(services)
    assert await stories.told(services) == []
    ended = await services.wish_stories.get(story.id, scope=Scope.system())
    assert (ended.state, ended.text) == (StoryState.ENDED, "")


async def test_nobody_lets_her_own_story_go_out_and_nobody_of_another_county_sees_it(
    lives: Lives, services: Services
) -> None:
    wish = await came_true(lives, services)
    with pytest.raises(NotAllowed):
        await stories.write(services, wish.id, TEXT, by=OFFICER, seen=0)
    with pytest.raises(NotFound):
        await stories.write(services, wish.id, TEXT, by=ELSEWHERE, seen=0)
    written = await stories.write(services, wish.id, TEXT, by=COUNTY, seen=0)
    assert await stories.write(services, wish.id, TEXT, by=COUNTY, seen=0) == written
    with pytest.raises(Conflict):
        await stories.write(services, wish.id, f"{TEXT}后来还写了信。", by=COUNTY, seen=0)
    with pytest.raises(NotAllowed):
        await stories.ask(services, wish.id, by=COUNTY, seen=written.version)
    with pytest.raises(NotFound):
        await stories.ask(services, wish.id, by=ELSEWHERE, seen=written.version)
    assert await stories.of_wish(services, wish.id, by=ELSEWHERE) is None
    assert await stories.page(services, StoryState.DRAFT, by=ELSEWHERE) == []
    assert await stories.page(services, StoryState.DRAFT, by=COUNTY_TOO) == [written]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("太短了", "too_short"),
        ("长" * 401, "too_long"),
        (f"{TEXT}她在实验小学上三年级。", "identifying"),
        (f"{TEXT}有事打13812345678。", "identifying"),
        (f"{TEXT}峪口村的人都看见了。", "identifying"),
    ],
)
async def test_a_story_that_leads_to_the_child_is_not_kept(
    lives: Lives, services: Services, text: str, problem: str
) -> None:
    wish = await came_true(lives, services)
    with pytest.raises(Invalid) as refused:
        await stories.write(services, wish.id, text, by=COUNTY, seen=0)
    assert refused.value.problem == problem
    assert await stories.of_wish(services, wish.id, by=COUNTY) is None


async def test_only_a_wish_that_came_true_has_a_story(lives: Lives, services: Services) -> None:
    with pytest.raises(MoveNotPossible):
        await stories.write(services, (await lives.claimed()).id, TEXT, by=COUNTY, seen=0)


async def test_whom_it_is_not_about_says_nothing_and_a_no_deletes_the_words(lives: Lives, services: Services) -> None:
    story = await asked(lives, services)
    with pytest.raises(NotFound):
        await stories.answer(services, story.id, agrees=True, by=await lives.somebody("donor"), how=How.CHAT)
    guardian = await lives.somebody("guardian")
    with pytest.raises(Invalid):
        await stories.answer(services, story.id, agrees=True, by=guardian, how=How.API, consent="child_story.v1")
    declined = await stories.answer(services, story.id, agrees=False, by=guardian, how=How.CHAT)
    assert (declined.state, declined.text) == (StoryState.DECLINED, "")
    with pytest.raises(MoveNotPossible):
        await stories.answer(services, story.id, agrees=True, by=guardian, how=How.CHAT)
    with pytest.raises(MoveNotPossible):
        await stories.write(services, story.id, TEXT, by=COUNTY, seen=declined.version)


async def test_a_yes_and_a_no_at_once_are_one_of_them(lives: Lives, services: Services) -> None:
    story, guardian = await asked(lives, services), await lives.somebody("guardian")
    both = (stories.answer(services, story.id, agrees=each, by=guardian, how=How.CHAT) for each in (True, False))
    found = await asyncio.gather(*both, return_exceptions=True)
    assert sum(isinstance(each, WishStory) for each in found) == 1
    state = (await services.wish_stories.get(story.id, scope=Scope.system())).state
    assert bool(await stories.told(services)) is (state is StoryState.TOLD)


async def test_words_in_doubt_wait_and_what_is_refused_is_never_told(
    lives: Lives, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, guardian = await asked(lives, services), await lives.somebody("guardian")
    monkeypatch.setattr("services.wishes.gate.NOBODY_ELSE", frozenset())
    story = await stories.answer(services, story.id, agrees=True, by=guardian, how=How.CHAT)
    assert story.state is StoryState.AGREED
    await stories.go_on(services)
    assert await stories.told(services) == []
    which = {"about": story.id, "field": "story"}
    await services.db["checks"].update_one(which, {"$set": {"state": CheckState.REFUSED, "why": Why.STAFF}})
    await stories.go_on(services)
    assert await stories.told(services) == []
    assert (await services.wish_stories.get(story.id, scope=Scope.system())).text == ""


async def test_a_consent_that_is_taken_back_takes_the_story_down_with_a_receipt(
    lives: Lives, services: Services
) -> None:
    story, guardian = await told(lives, services), await lives.somebody("guardian")
    await withdraw(services, guardian.id, Purpose.STORY, how=How.CHAT, now=services.now())
    assert await stories.told(services) == []
    with pytest.raises(NotFound):
        await services.wish_stories.by_code(story.code)
    stored = await services.db["wish_stories"].find_one({"_id": story.id})
    assert stored is not None
    assert TEXT not in str(stored)
    assert any("已经撤下 1 段故事" in text for text in await lives.told("guardian"))


async def test_staff_take_a_story_down(lives: Lives, services: Services) -> None:
    story = await told(lives, services)
    with pytest.raises(NotAllowed):
        await stories.end(services, story.id, by=OFFICER, seen=story.version)
    with pytest.raises(Conflict):
        await stories.end(services, story.id, by=COUNTY, seen=story.version - 1)
    await stories.end(services, story.id, by=COUNTY, seen=story.version)
    assert await stories.told(services) == []


@pytest.mark.parametrize("all_of_her", [True, False])
async def test_nothing_of_a_story_outlasts_the_wish_or_its_guardian(
    lives: Lives, services: Services, *, all_of_her: bool
) -> None:
    story, guardian = await told(lives, services), await lives.somebody("guardian")
    if all_of_her:
        await erase_person(services, guardian.id, how=How.CHAT, now=services.now())
    else:
        await withdraw(services, guardian.id, Purpose.WISH, how=How.CHAT, now=services.now())
    assert await services.db["wish_stories"].find_one({"_id": story.id}) is None


async def test_the_clock_leaves_a_story_alone_whose_words_are_still_looked_at(
    lives: Lives, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it looks: nothing is sealed anew, and those that come behind have their turn."""
    ids = [(await asked(lives, services)).id for _ in range(2)]
    monkeypatch.setattr("services.wishes.gate.NOBODY_ELSE", frozenset())
    monkeypatch.setattr(stories, "BATCH", 1)
    guardian = await lives.somebody("guardian")
    waiting, passed = [await stories.answer(services, each, agrees=True, by=guardian, how=How.CHAT) for each in ids]
    assert {waiting.state, passed.state} == {StoryState.AGREED}
    sealed: list[str] = []
    monkeypatch.setattr(stories, "hand_in", _note_and_hand_in(sealed))
    for _ in range(3):
        assert await stories.go_on(services) == 0
    assert sealed == []
    await services.db["checks"].update_many({"about": passed.id}, {"$set": {"state": CheckState.PASSED}})
    assert await stories.go_on(services) == 1
    assert sealed == [passed.id]
    assert [each.id for each in await stories.told(services)] == [passed.id]
    await services.db["checks"].delete_many({"about": waiting.id})  # as if it had stopped right after her answer
    assert await stories.go_on(services) == 1
    assert (await services.checks.of([waiting.id]))[waiting.id]


def _note_and_hand_in(noted: list[str]) -> Callable[..., Awaitable[None]]:
    hand_in = stories.hand_in

    async def body(services: Services, wish: Wish, text: str, **more: Any) -> None:
        noted.append(wish.id)
        await hand_in(services, wish, text, **more)

    return body
