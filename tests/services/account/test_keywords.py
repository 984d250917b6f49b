"""Keyword rules on their way: one draft for all, released by a second person."""

import pytest

from bot.words import is_reserved
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.keywords import Rule, from_body
from services.account import keywords
from services.context import Services
from tests.services.account.test_menus import EDITOR, OTHER, PUBLISHER

ONE, TWO = Rule("a", ("入学",), reply="看通知"), Rule("b", ("体检",), lesson="shoes")


async def put(services: Services, rule: Rule, *, seen: int = 0, by=EDITOR) -> int:
    return (await keywords.put(services, rule, seen=seen, by=by, reserved=is_reserved)).seq


async def let_out(services: Services) -> str:
    draft = await services.keywords.draft()
    assert draft
    await keywords.release(services, draft.id, seen=draft.seq, by=PUBLISHER, reserved=is_reserved)
    return draft.id


async def test_rules_answer_once_they_are_released_and_not_before(services: Services) -> None:
    seen = await put(services, ONE)
    await put(services, TWO, seen=seen)
    assert services.live_keywords.find("入学", services.now()) is None
    await let_out(services)
    assert services.live_keywords.find("入学", services.now()) == ONE
    await keywords.remove(services, "a", seen=0, by=EDITOR)
    assert services.live_keywords.find("入学", services.now()) == ONE
    await let_out(services)
    assert services.live_keywords.rules == (TWO,)


async def test_a_rule_saved_again_replaces_itself(services: Services) -> None:
    seen = await put(services, ONE)
    await put(services, Rule("a", ("入学", "报名"), reply="看通知"), seen=seen)
    _, rules = await keywords.written(services)
    assert [each.words for each in rules] == [("入学", "报名")]


async def test_two_editors_are_told_of_each_other_and_no_rule_is_lost(services: Services) -> None:
    await put(services, ONE)
    with pytest.raises(Conflict):
        await put(services, TWO, by=OTHER)
    await put(services, TWO, seen=1, by=OTHER)
    _, rules = await keywords.written(services)
    assert {each.id for each in rules} == {"a", "b"}


async def test_reserved_words_are_refused_and_a_missing_rule_is_told(services: Services) -> None:
    with pytest.raises(Invalid):
        await put(services, Rule("a", ("帮助",), reply="x"))
    with pytest.raises(NotFound):
        await keywords.remove(services, "a", seen=0, by=EDITOR)


async def test_nobody_releases_rules_of_her_own(services: Services) -> None:
    await put(services, ONE)
    draft = await services.keywords.draft()
    assert draft
    with pytest.raises(NotAllowed):
        await keywords.release(services, draft.id, seen=draft.seq, by=EDITOR, reserved=is_reserved)


async def test_a_rule_whose_lesson_was_taken_back_meanwhile_is_not_released(services: Services) -> None:
    await put(services, TWO)
    await services.db["lessons"].update_one({"slug": "shoes"}, {"$set": {"state": "withdrawn"}})
    await services.live_lessons.refresh()
    with pytest.raises(Invalid):
        await let_out(services)


async def test_an_old_set_of_rules_is_taken_up_again(services: Services) -> None:
    await put(services, ONE)
    old = await let_out(services)
    await put(services, TWO)
    await let_out(services)
    again = await keywords.take_up(services, old, seen=0, by=EDITOR)
    assert from_body(again.body) == (ONE,)
