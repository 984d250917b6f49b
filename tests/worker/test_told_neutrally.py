"""What a person is told is neutral while her phone may be looked at by others, and its words come when she asks."""

import orjson
import pytest

from bot.told_her import MOST
from domain.cases import NEUTRAL_FOR
from domain.people import Person
from services.people.follow import leave
from services.people.telling import send_to
from simulator.custom import open_window
from tests.joined import APP, Phone
from tests.rig import MINI_APP, Rig
from wording import people as say

WORDS = "“一个新书包”这个心愿核实好了。编号 ABC123"
NEUTRAL = "您有一条新消息。不急，方便的时候点“看消息”看。"


async def in_danger(rig: Rig, *, app: str = APP, reachable: bool = True) -> Person:
    """Somebody who has just written, and wrote in danger by her account with `app`."""
    (openid,) = await rig.people(1, wrote=int(reachable))
    person = await rig.services.people.find(APP, openid)
    assert person is not None
    there = {"app": MINI_APP, "openid": "hers-there", "following": False}
    await rig.services.db["people"].update_one({"_id": person.id}, {"$push": {"identities": there}})
    wrote_by = openid if app == APP else "hers-there"
    await rig.services.db["alerts"].insert_one({"key": "k", "app": app, "openid": wrote_by, "at": rig.clock()})
    return person


def openid_of(person: Person) -> str:
    return person.identities[0].openid


async def tell(rig: Rig, person: Person, text: str = WORDS, *, key: str = "k") -> None:
    await send_to(rig.services, person.id, text, key=key, now=rig.clock())
    await rig.work()


async def shown(rig: Rig) -> list[str]:
    """What stands in the chats of the platform, as far as it came by messages."""
    await rig.got()
    rows = await rig.platform.store.read("SELECT entry FROM entries WHERE channel = 'custom'", ())
    return [str(orjson.loads(entry)["text"]) for (entry,) in rows]


@pytest.mark.parametrize("app", [APP, MINI_APP])
async def test_she_is_told_that_there_is_something_and_reads_it_when_she_asks(rig: Rig, app: str) -> None:
    person = await in_danger(rig, app=app)
    await tell(rig, person)
    (entry,) = await shown(rig)
    assert say.SEE_TOLD in entry
    assert "书包" not in entry
    phone = Phone(rig.services, openid_of(person))
    assert "书包" not in await phone.says("你好")
    assert "看消息" in await phone.says("我的")
    for _ in range(2):  # she may look again
        assert WORDS in await phone.says("看消息")
    assert say.NOTHING_TOLD in await Phone(rig.services, "somebody-else").says("看消息")
    stored = repr([each async for each in rig.services.db["notes"].find()])
    assert "书包" not in stored


async def test_where_no_message_reaches_her_her_next_reply_says_so_as_neutrally_and_only_once(rig: Rig) -> None:
    person = await in_danger(rig, reachable=False)
    for key in ("one", "two"):
        await tell(rig, person, f"{WORDS} {key}", key=key)
    assert await shown(rig) == []
    phone = Phone(rig.services, openid_of(person))
    answer = await phone.says("帮助")
    assert answer.count(NEUTRAL) == 1
    assert "书包" not in answer
    told = await phone.says("看消息")
    assert f"{WORDS} one" in told
    assert f"{WORDS} two" in told


async def test_after_three_months_and_for_all_others_the_words_themselves_come(rig: Rig) -> None:
    person = await in_danger(rig)
    rig.move(NEUTRAL_FOR)
    account = rig.platform.accounts[APP]
    open_window(rig.platform, account, account.followers[openid_of(person)], "message")
    await tell(rig, person)
    (entry,) = await shown(rig)
    assert "一个新书包" in entry
    assert say.NOTHING_TOLD in await Phone(rig.services, openid_of(person)).says("看消息")


async def test_what_is_earlier_is_a_tap_or_a_number_away_and_nothing_is_lost(rig: Rig) -> None:
    person = await in_danger(rig)
    many = MOST + 3
    for number in range(many):
        await tell(rig, person, f"第 {number} 件事" + "，请看一看" * 40, key=str(number))
        rig.clock.move(seconds=1)
    phone = Phone(rig.services, openid_of(person))
    pages = [await phone.says("看消息")]
    while say.EARLIER_TOLD in pages[-1]:
        pages.append(await phone.says(say.EARLIER_TOLD))
    assert all(len(page.encode()) <= 2048 for page in pages)
    places = [next(n for n, page in enumerate(pages) if f"第 {number} 件事" in page) for number in range(many)]
    assert places == sorted(places, reverse=True)
    assert len(pages) > 1


async def test_who_leaves_leaves_nothing_that_waits(rig: Rig) -> None:
    person = await in_danger(rig)
    await tell(rig, person)
    assert await rig.services.db["notes"].count_documents({}) == 1
    await leave(rig.services, app=APP, openid=openid_of(person), key="k", now=rig.clock())
    assert await rig.services.db["notes"].count_documents({}) == 0
