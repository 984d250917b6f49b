"""What a wish may cost: the programme's ceiling, or its kind's own, wherever it is handed in."""

from dataclasses import replace

import pytest

from domain.errors import Invalid
from services.context import Services
from services.wishes.families import correct
from services.wishes.submit import check_cost
from tests.bot.test_flows import UP_TO_CHILD, says_all
from tests.joined import Phone
from tests.services.wishes.lives import Lives

BOOKS = {"books": 200_00}


@pytest.fixture
def dearer(services: Services) -> Services:
    """Books have a ceiling of their own, lessons ask for time."""
    rules = replace(services.facts.wish, most_fen_of=BOOKS, company=frozenset({"lessons"}))
    return replace(services, facts=replace(services.facts, wish=rules))


@pytest.mark.parametrize(
    ("kind", "fen", "taken"),
    [
        ("books", 200_00, True),
        ("books", 200_01, False),
        ("study", 300_00, True),
        ("study", 300_01, False),
        ("study", 0, False),
        ("lessons", 0, True),
        ("lessons", 1, False),
    ],
)
def test_a_kind_has_its_own_ceiling_or_the_programmes(dearer: Services, kind: str, fen: int, *, taken: bool) -> None:
    if taken:
        check_cost(dearer, kind, fen)
        return
    with pytest.raises(Invalid) as refused:
        check_cost(dearer, kind, fen)
    assert (refused.value.field, refused.value.problem) == ("cost_fen", "out_of_range")


async def test_the_chat_asks_and_takes_up_to_the_ceiling_of_the_kind(dearer: Services) -> None:
    phone = Phone(dearer)
    asked = await says_all(phone, *UP_TO_CHILD, "王小明", "8岁", "曲阜", "1", "1", "书", "一套故事书")
    assert "200" in asked
    assert "200 元以内" in await phone.says("二百五十块")
    assert "一套故事书" in await phone.says("一百八十块")


async def test_a_correction_keeps_to_the_ceiling_of_its_kind(dearer: Services) -> None:
    lives = Lives(dearer)
    wish = await lives.submitted(text="一套故事书")
    await dearer.db["wishes"].update_one({"_id": wish.id}, {"$set": {"kind": "books"}})
    guardian = await lives.somebody("guardian")
    with pytest.raises(Invalid):
        await correct(dearer, wish.id, by=guardian, text="两套故事书", cost_fen=250_00)
    assert (await correct(dearer, wish.id, by=guardian, text="两套故事书", cost_fen=199_00)).cost_fen == 199_00
