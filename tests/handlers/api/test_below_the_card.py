"""In the mini-program too: the card where nobody is called, and with it what she may have asked for."""

import pytest

from domain.errors import StoreAway
from domain.regions import Scope
from handlers.api import answers
from tests.bot.test_below import HITS, knows, like_danger
from tests.handlers.api.conftest import Visitors
from tests.handlers.api.test_own_things import DANGER
from tests.joined import Clock
from tests.rig import Rig


async def test_entries_come_with_the_card_where_nobody_is_called_and_nothing_to_ask_on(
    visitor: Visitors, rig: Rig
) -> None:
    await knows(rig.services, HITS)
    text, _ = await like_danger(rig.services)
    for phone in (await visitor(), await visitor(signed_in=False)):
        answer = (await phone.call("POST", "/answers", {"text": text})).body
        assert answer["tier"] == "danger"
        assert "110" in answer["words"]
        assert [each["id"] for each in answer["entries"]] == [HITS.id]
        assert (answer["nearest"], answer["parts"], answer["asked"], answer["asked_on"]) == ([], [], "", False)
        assert not (await phone.call("POST", "/answers", {"text": "那要是三岁呢"})).body["asked_on"]
    assert await rig.services.alerts.page(scope=Scope.system()) == []


async def test_where_staff_are_called_or_were_there_are_none(visitor: Visitors, rig: Rig, clock: Clock) -> None:
    await knows(rig.services, HITS)
    text, _ = await like_danger(rig.services)
    phone = await visitor()
    for words in (DANGER, text):
        answer = (await phone.call("POST", "/answers", {"text": words})).body
        assert (answer["tier"], answer["entries"]) == ("danger", [])
    clock.move(days=1)
    other = await visitor()
    assert (await other.call("POST", "/answers", {"text": text})).body["entries"]


async def test_where_the_store_cannot_tell_who_asks_the_card_stands_alone(
    visitor: Visitors, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await knows(rig.services, HITS)
    text, _ = await like_danger(rig.services)
    phone, nobody = await visitor(), await visitor(signed_in=False)

    async def away(*_: object) -> None:
        raise StoreAway("mongodb")

    monkeypatch.setattr(answers.AskingCall, "by_token", away)
    monkeypatch.setattr(answers, "known_by", away)
    answer = (await phone.call("POST", "/answers", {"text": text})).body
    assert (answer["tier"], answer["entries"]) == ("danger", [])
    assert (await nobody.call("POST", "/answers", {"text": text})).body["entries"]


@pytest.mark.parametrize(("text", "says"), [("谢谢老师", "不"), ("嗯", "")])
async def test_small_talk_is_answered_as_in_the_chat(visitor: Visitors, text: str, says: str) -> None:
    answer = (await (await visitor()).call("POST", "/answers", {"text": text})).body
    assert answer["tier"] == "short"
    assert answer["words"]
    assert says in answer["words"]
