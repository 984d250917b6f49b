"""A wish's text is handed in with it: kept together, or not at all."""

import pytest

from domain.checks import CheckState, Why
from domain.regions import Scope
from services.checking import submitting
from services.checking.submitting import state_of
from services.context import Services
from tests.bot.test_flows import WHOLE_WISH
from tests.joined import Phone


async def test_a_wish_of_the_chat_waits_for_a_look_from_its_first_moment(services: Services, phone: Phone) -> None:
    for words in (*WHOLE_WISH, "提交"):
        await phone.says(words)
    (wish,) = await services.wishes.page(scope=Scope.system())
    assert await state_of(services, wish.id) is CheckState.HELD
    (check,) = (await services.checks.of([wish.id]))[wish.id]
    assert (check.why, check.region_path) == (Why.NO_PLATFORM, wish.region_path)


async def test_a_wish_whose_text_cant_be_handed_in_isnt_called_received(
    services: Services, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError

    for words in WHOLE_WISH:
        await phone.says(words)
    monkeypatch.setattr(submitting, "_submit", broken)
    with pytest.raises(RuntimeError):
        await phone.says("提交")
    assert await services.wishes.page(scope=Scope.system()) == []
    assert await services.db["checks"].count_documents({}) == 0
