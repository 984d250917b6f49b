"""A voice message about a wish: kept with the wish that the dialogue makes, or with one that goes on, and told kindly."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.consents import How, Purpose
from domain.errors import Invalid
from domain.people import Person
from domain.wish_voices import MOST, WishVoice
from services.content.sound import listened
from services.context import Services
from services.privacy.consenting import withdraw
from services.privacy.erasing import erase_person
from services.privacy.her_data import gather
from services.privacy.her_file import archive
from services.wishes import own, steps
from services.wishes.voices import content_of, keep, settle
from storage.erasing import Erasing
from storage.outbox import Work
from tests.bot.test_flows import UP_TO_CHILD, WHOLE_WISH, says_all
from tests.joined import APP, HER, Phone, words
from tests.rig import Rig
from tests.services.wishes.lives import OFFICER, Lives
from tests.spoken import spoken
from wording import chat
from wording import dialogues as talk
from wording import wish_voices as say
from worker.later import Later
from worker.tasks import TASKS

SAID = spoken(3)


async def sends_voice(phone: Phone, media_id: str, *, number: int | None = None) -> str:
    """A voice message as the platform tells of it today, without its words; the reply."""
    body = f"<MsgType>voice</MsgType><MediaId>{media_id}</MediaId><Format>amr</Format>"
    return words(await phone.sends(body, number=number))


async def uploaded(services: Services, content: bytes = SAID) -> str:
    """What the platform keeps of a voice message."""
    return (await services.wechat.upload_media("voice", content, filename="1.amr", content_type="audio/amr")).media_id


async def rows(services: Services) -> list[dict[str, Any]]:
    return await services.db["outbox"].find({"task": "take_voice"}).sort("args.at", 1).to_list(None)


async def fetches(services: Services, row: dict[str, Any] | None = None) -> bool:
    """The worker's turn with a voice message, the newest if none is named; whether it is done with it."""
    row = row or (await rows(services))[-1]
    try:
        await TASKS["take_voice"](services, Work(row["_id"], row["task"], row["args"], 1, 1))
    except Later:
        return False
    return True


@pytest.fixture
async def her(rig: Rig) -> Person:
    return await rig.services.people.ensure(APP, HER, now=rig.clock())


@pytest.fixture
async def lives(rig: Rig, her: Person) -> Lives:
    found = Lives(rig.services)
    found.people["guardian"] = her
    return found


async def test_what_she_says_in_the_dialogue_is_kept_with_the_wish_that_comes_of_it(rig: Rig, her: Person) -> None:
    services, phone = rig.services, Phone(rig.services)
    await says_all(phone, *UP_TO_CHILD)
    media = await uploaded(services)
    told = await sends_voice(phone, media, number=7_001)
    assert "语音收到了，会交给村里的工作人员听" in told
    assert "打字写一句，或点下面的字" in told
    assert "孩子叫什么" in told  # the step that is waited for, again
    assert await sends_voice(phone, media, number=7_001) == told
    (row,) = await rows(services)
    assert media not in repr(row)
    assert await fetches(services)
    assert await fetches(services)  # a worker that was killed before it could say that it is done
    await says_all(phone, *WHOLE_WISH[2:], "提交")
    (wish,) = await own.own(services, her)
    (voice,) = await services.wish_voices.of_wish(wish.id)
    assert (voice.person_id, voice.seconds, voice.plays) == (her.id, 3, True)
    assert (await listened(await content_of(services, voice.id))).seconds == 3
    lies = await services.db["wish_voices"].find_one({})
    assert lies is not None
    assert bytes(await content_of(services, voice.id))[:200] not in bytes(lies["sealed"])


async def test_what_is_fetched_after_the_wish_was_submitted_finds_it_too(rig: Rig, her: Person, lives: Lives) -> None:
    services, phone = rig.services, Phone(rig.services)
    await says_all(phone, *UP_TO_CHILD)
    await sends_voice(phone, await uploaded(services))
    rig.fault("/cgi-bin/media/get", "quota", errcode=45011)
    assert not await fetches(services)
    await says_all(phone, *WHOLE_WISH[2:], "提交")
    rig.platform.faults.remove(None)
    assert await fetches(services)
    (wish,) = await own.own(services, her)
    assert len(await services.wish_voices.of_wish(wish.id)) == 1
    assert (await lives.story(wish)).count("voice_added") == 1
    rig.clock.move(days=3)
    await settle(services)
    assert len(await services.wish_voices.of_wish(wish.id)) == 1


async def test_what_never_became_a_wish_is_gone_after_two_days(rig: Rig, her: Person) -> None:
    services, phone = rig.services, Phone(rig.services)
    await says_all(phone, *UP_TO_CHILD)
    await sends_voice(phone, await uploaded(services))
    assert await fetches(services)
    await phone.says("取消")
    rig.clock.move(days=1, hours=23)
    await settle(services)
    assert len(await services.wish_voices.of_people([her.id])) == 1
    rig.clock.move(hours=2)
    await settle(services)
    assert await services.db["wish_voices"].count_documents({}) == 0


async def test_before_she_has_agreed_in_another_dialogue_or_with_no_wish_nothing_is_kept(rig: Rig) -> None:
    services, phone = rig.services, Phone(rig.services)
    media = await uploaded(services)
    assert await sends_voice(phone, media) == chat.VOICE
    await phone.says("微心愿")
    assert talk.TEXT_ONLY in await sends_voice(phone, media)
    await phone.says("取消")
    await phone.says("选地区")
    assert await sends_voice(phone, media) != ""
    assert await rows(services) == []


async def test_while_somebody_in_danger_is_helped_nothing_goes_to_the_village(rig: Rig, lives: Lives) -> None:
    services, phone = rig.services, Phone(rig.services)
    wish = await lives.submitted()
    assert "110" in await phone.says("他又打我了，我想死")
    assert await sends_voice(phone, await uploaded(services)) == chat.VOICE
    await says_all(phone, *UP_TO_CHILD)
    assert talk.TEXT_ONLY in await sends_voice(phone, await uploaded(services))
    await phone.says(wish.text, tap=f"w:voice:{wish.id}.m1")
    assert await rows(services) == []


async def test_with_one_open_wish_it_is_for_that_and_with_several_she_says_which(rig: Rig, lives: Lives) -> None:
    services, phone = rig.services, Phone(rig.services)
    first = await lives.submitted(text="一个新书包")
    media = await uploaded(services)
    told = await sends_voice(phone, media)
    assert "会交给办心愿的工作人员" in told
    assert "点下面" not in told
    assert await fetches(services)
    assert len(await services.wish_voices.of_wish(first.id)) == 1
    assert "voice_added" in await lives.story(first)

    second = await lives.submitted(text="一双运动鞋")
    media = await uploaded(services)
    asked = await sends_voice(phone, media)
    assert asked.startswith(say.WHICH)
    assert len(await rows(services)) == 1
    assert "语音收到了" in await phone.says("一双运动鞋")
    assert await fetches(services)
    assert len(await services.wish_voices.of_wish(second.id)) == 1
    await sends_voice(phone, await uploaded(services))
    assert await phone.says("都不是") == say.NOT_KEPT
    assert len(await rows(services)) == 2
    other = Phone(services, "openid-other")
    await other.says("我的", tap=f"w:voice:{second.id}.{media}")
    for odd in ("w:voice:", "w:voice:x", f"w:voice:{second.id}", f"w:voice:{second.id}.{media}"):
        await other.says("我的", tap=odd)
    assert len(await rows(services)) == 2


async def test_the_sixth_is_refused_in_words_also_where_many_come_at_once(rig: Rig, lives: Lives) -> None:
    services, phone = rig.services, Phone(rig.services)
    wish = await lives.submitted()
    for _ in range(MOST + 2):
        await sends_voice(phone, await uploaded(services))
    waiting = await rows(services)
    assert len(waiting) == MOST + 2  # none was fetched yet
    for row in waiting:
        assert await fetches(services, row)
        assert await fetches(services, row)
    kept = await services.wish_voices.of_wish(wish.id)
    assert len(kept) == MOST
    assert (await lives.story(wish)).count("voice_added") == MOST
    assert len([each for each in await lives.told("guardian") if each == say.TOO_MANY]) == 2
    assert await sends_voice(phone, await uploaded(services)) == say.TOO_MANY
    with pytest.raises(Invalid):
        await keep(services, WishVoice("0" * 26, kept[0].wish_key, wish.guardian_id, rig.clock(), 1, 1), b"x")


async def test_what_the_platform_keeps_no_longer_or_cannot_be_opened_is_told(rig: Rig, lives: Lives) -> None:
    services, phone = rig.services, Phone(rig.services)
    wish = await lives.submitted()
    await sends_voice(phone, "gone-since-yesterday")
    assert await fetches(services)
    assert await services.wish_voices.of_wish(wish.id) == []
    await sends_voice(phone, await uploaded(services, b"#!AMR\nthis is no sound"))
    assert await fetches(services)
    assert await fetches(services)
    (voice,) = await services.wish_voices.of_wish(wish.id)
    assert not voice.plays  # a note for the officer that there was one
    told = await lives.told("guardian")
    assert [told.count(each) for each in (say.LOST, say.NOT_OPENED)] == [1, 1]


async def test_in_the_correction_it_is_for_the_wish_that_she_has_chosen(rig: Rig, lives: Lives) -> None:
    services, phone = rig.services, Phone(rig.services)
    wish = await lives.submitted()
    await steps.decide(services, wish.id, "return_checked", by=OFFICER, why="unclear", words="请写上尺码")
    await phone.says("改心愿")
    assert say.WHICH_FIRST in await sends_voice(phone, await uploaded(services))
    assert await rows(services) == []
    await phone.says("1")
    told = await sends_voice(phone, await uploaded(services))
    assert "语音收到了" in told
    assert await fetches(services)
    assert len(await services.wish_voices.of_wish(wish.id)) == 1


async def test_she_has_it_in_her_own_data_and_it_goes_with_the_wish_and_with_her(
    rig: Rig, her: Person, lives: Lives
) -> None:
    services, phone = rig.services, Phone(rig.services)
    await lives.submitted()
    await sends_voice(phone, await uploaded(services))
    assert await fetches(services)
    data = await gather(services, her.id)
    ((row,),) = [data.parts["voices"]]
    assert row["seconds"] == "3 秒"
    file = b"".join([part async for part in archive(services, data)])
    with zipfile.ZipFile(io.BytesIO(file)) as opened:
        assert (await listened(opened.read("语音/1.mp3"))).seconds == 3

    await says_all(phone, "取消", *UP_TO_CHILD)
    await sends_voice(phone, await uploaded(services))
    assert await fetches(services)
    assert await services.db["wish_voices"].count_documents({}) == 2
    rig.clock.move(minutes=1)
    await withdraw(services, her.id, Purpose.WISH, how=How.CHAT, now=rig.clock())
    assert await services.db["wish_voices"].count_documents({}) == 0

    await lives.submitted(text="一双运动鞋")
    await sends_voice(phone, await uploaded(services))
    assert await fetches(services)
    rig.clock.move(minutes=1)
    late = await uploaded(services)
    await sends_voice(phone, late)
    await erase_person(services, her.id, how=How.CHAT, now=rig.clock())
    assert await services.db["wish_voices"].count_documents({}) == 0
    assert await fetches(services)  # what was on its way
    assert await services.db["wish_voices"].count_documents({}) == 0


async def test_after_a_restored_backup_those_without_a_wish_go(rig: Rig, lives: Lives) -> None:
    services = rig.services
    wishes = [await lives.submitted(text=text) for text in ("一个新书包", "一双运动鞋")]
    for wish in wishes:
        key = await services.wish_voices.key_of(wish.id)
        await keep(services, WishVoice(wish.id, key, wish.guardian_id, rig.clock(), 1, 1), b"x")
    rig.clock.move(days=3)
    await settle(services)
    await services.db["wishes"].delete_one({"_id": wishes[0].id})
    await Erasing(services.db, services.vault).follow()
    await services.wish_voices.settle(datetime.now(UTC), most=10)
    assert await services.db["wish_voices"].distinct("_id") == [wishes[1].id]
