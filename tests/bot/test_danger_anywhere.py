"""Somebody in danger is met first: in every step of every dialogue, in a crowd, and while Redis is away."""

import asyncio

import pytest

from bot.dialogue import Dialogue, Step
from bot.dialogues import DIALOGUES
from bot.session import from_bytes
from domain.regions import Scope
from services.context import Services
from services.wishes import steps
from tests.bot.test_flows import WHOLE_WISH
from tests.joined import APP, Clock, Phone
from tests.services.bookings.opened import opened
from tests.services.wishes.lives import OFFICER

DANGER = "我老公又打我了，救命"
# What leads through each dialogue, after what opens it;
ANSWERS: dict[str, tuple[str, ...]] = {
    "submit_wish": WHOLE_WISH[1:],
    "ask_expert": (),
    "ask_unnamed": (),
    "add_to_question": (),
    "choose_region": ("曲阜", "1"),
    "book": ("1", "1", "1", "不写", "不写"),
    "correct_wish": ("1", "一双运动鞋", "90"),
}
STEPS = [(dialogue, step) for dialogue in DIALOGUES for step in dialogue.steps]


async def returned(services: Services, phone: Phone) -> None:
    """A wish of hers that waits for her to change it."""
    for words in (*WHOLE_WISH, "提交"):
        await phone.says(words)
    wish = (await services.wishes.page(scope=Scope.system()))[0]
    await steps.decide(services, wish.id, "return_checked", by=OFFICER, why="unclear")


async def alerts(services: Services) -> int:
    return len(await services.alerts.page(scope=Scope.system(), most=1000))


@pytest.mark.parametrize(("dialogue", "step"), STEPS, ids=[f"{each.name}-{step.name}" for each, step in STEPS])
async def test_in_every_step_of_every_dialogue_the_card_comes_and_the_dialogue_waits(
    services: Services, phone: Phone, clock: Clock, dialogue: Dialogue, step: Step
) -> None:
    if dialogue.name == "correct_wish":
        await returned(services, phone)
    if dialogue.name == "book":
        await opened(services)
    asked = await phone.says(dialogue.word)
    for words in ANSWERS[dialogue.name][: dialogue.steps.index(step)]:
        clock.move(seconds=2)
        asked = await phone.says(words)
    _, stored = await services.turns.session(APP, phone.openid)
    running = from_bytes(stored, services.seal, int(clock().timestamp() * 1000)).running
    assert running is not None
    assert running.step == step.name
    card = await phone.says(DANGER)
    assert card.index("110") < card.index("12338")
    assert await alerts(services) == 1
    (case,) = await services.cases.page(scope=Scope.system())
    assert (case.openid, case.messages) == (phone.openid, 1)
    assert asked.partition("（")[0].strip()[-8:] in await phone.says("继续")


async def test_a_hundred_at_once_each_get_the_card_and_each_is_one_alert(services: Services) -> None:
    phones = [Phone(services, f"openid-in-danger-{number}") for number in range(100)]
    cards = await asyncio.gather(*(phone.says(DANGER) for phone in phones))
    assert all("110" in card for card in cards)
    assert await alerts(services) == 100


async def test_in_the_middle_of_a_wish_with_redis_away_the_card_comes_and_the_alert_is_kept(
    services: Services, services_without_redis: Services, phone: Phone
) -> None:
    for words in WHOLE_WISH[:5]:
        await phone.says(words)
    assert "110" in await phone.says(DANGER, services=services_without_redis)
    assert await alerts(services) == 1
