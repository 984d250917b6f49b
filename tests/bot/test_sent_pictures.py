"""A picture that a guardian shows whoever sees to her wish: while she fills it in, or later."""

import re
from urllib.parse import unquote

import pytest

from domain.consents import CURRENT, How, Purpose
from domain.errors import NotFound
from domain.wish_pictures import PictureKind
from domain.wishes import Wish
from services.context import Services
from services.privacy.consenting import give, holds, withdraw
from services.wishes.pictures import look
from tests.bot.test_drawings import sends_picture, uploaded
from tests.bot.test_flows import WHOLE_WISH, says_all
from tests.joined import APP, HER, Phone
from tests.rig import LEASE, Rig
from tests.services.wishes.lives import OFFICER, Lives
from tests.services.wishes.test_pictures import SECRET, from_camera, stored
from wording import chat

HALF = WHOLE_WISH[:4]


@pytest.fixture
async def lives(rig: Rig) -> Lives:
    found = Lives(rig.services)
    found.people["guardian"] = await rig.services.people.ensure(APP, HER, now=rig.clock())
    return found


async def agrees(lives: Lives) -> None:
    """She has agreed to pictures before."""
    services = lives.services
    await give(services, lives.people["guardian"].id, Purpose.PICTURE, how=How.CHAT, now=services.now())


async def her_wish(services: Services) -> Wish:
    person = await services.people.find(APP, HER)
    assert person is not None
    (wish,) = await services.wishes.of_guardian(person.id)
    return wish


async def works(rig: Rig) -> None:
    """The worker does what is due by now."""
    while (work := await rig.services.outbox.take_next(now=rig.clock(), lease=LEASE)) is not None:
        await rig.step(work)


async def shown_for(services: Services, wish: Wish) -> int:
    return len(await services.wish_pictures.of(wish.id, PictureKind.SENT))


async def test_one_that_comes_while_she_fills_in_waits_for_the_wish_and_staff_alone_see_it(rig: Rig) -> None:
    services, phone = rig.services, Phone(rig.services)
    await says_all(phone, *HALF)
    media = await uploaded(services, from_camera())
    asked = unquote(await sends_picture(phone, media))
    assert f"/h5/consents/{CURRENT[Purpose.PICTURE]}" in asked
    assert "哪个县" in asked  # and the step that is waited for
    assert await services.db["outbox"].count_documents({"task": "take_sent"}) == 0
    (command,) = re.findall(r"msgmenuid=(w:show:[^\"]+)", asked)
    taken = await phone.says("同意，给核实心愿的人看", tap=command)
    assert "照片收到了" in taken
    assert "哪个县" in taken
    await works(rig)
    assert await services.db["wish_pictures"].count_documents({}) == 0
    await says_all(phone, *WHOLE_WISH[4:], "提交")
    wish = await her_wish(services)
    rig.clock.move(minutes=3)
    await works(rig)
    (picture,) = await services.wish_pictures.of(wish.id, PictureKind.SENT)
    assert picture.person_id == wish.guardian_id
    assert await holds(services, wish.guardian_id, Purpose.PICTURE)
    assert SECRET.encode() not in await look(services, picture.id, by=OFFICER)
    assert SECRET not in await stored(services)


async def test_who_has_agreed_before_is_not_asked_again_and_the_same_picture_is_kept_once(
    rig: Rig, lives: Lives
) -> None:
    services, phone = rig.services, Phone(rig.services)
    wish = await lives.submitted()
    await agrees(lives)
    media = await uploaded(services, from_camera())
    for _ in range(2):
        assert "照片收到了" in await sends_picture(phone, media)
        await works(rig)
    assert await shown_for(services, wish) == 1


async def test_without_a_wish_that_is_seen_to_a_picture_is_for_nothing(rig: Rig, lives: Lives) -> None:
    services, phone = rig.services, Phone(rig.services)
    media = await uploaded(services, from_camera())
    assert await sends_picture(phone, media) == chat.PICTURE
    await lives.published()
    assert await sends_picture(phone, media) == chat.PICTURE
    await phone.says("微心愿")
    assert "打字" in await sends_picture(phone, media)  # she hasn't said yet that a wish may be kept
    assert await services.db["outbox"].count_documents({"task": "take_sent"}) == 0


async def test_what_somebody_shows_who_is_being_helped_is_for_nobody_in_her_village(rig: Rig, lives: Lives) -> None:
    services, phone = rig.services, Phone(rig.services)
    await lives.submitted()
    await agrees(lives)
    assert "110" in await phone.says("他又打我了，我要被打死了")
    assert await sends_picture(phone, await uploaded(services, from_camera())) == chat.PICTURE
    assert await services.db["outbox"].count_documents({"task": "take_sent"}) == 0


async def test_she_says_no_and_nothing_is_kept(rig: Rig, lives: Lives) -> None:
    services, phone = rig.services, Phone(rig.services)
    await lives.submitted()
    await sends_picture(phone, await uploaded(services, from_camera()))
    assert "没有存" in await phone.says("不给")
    assert await services.db["outbox"].count_documents({"task": "take_sent"}) == 0


async def test_a_dialogue_that_never_becomes_a_wish_lets_its_picture_go(rig: Rig, lives: Lives) -> None:
    services, phone = rig.services, Phone(rig.services)
    await agrees(lives)
    await says_all(phone, *HALF)
    assert "照片收到了" in await sends_picture(phone, await uploaded(services, from_camera()))
    await phone.says("取消")
    rig.clock.move(days=2, hours=1)
    await works(rig)
    row = await services.db["outbox"].find_one({"task": "take_sent"})
    assert row is not None
    assert row["done_at"] is not None
    assert await services.db["wish_pictures"].count_documents({}) == 0


async def test_what_is_lost_no_picture_or_too_many_is_told(rig: Rig, lives: Lives) -> None:
    services, phone = rig.services, Phone(rig.services)
    wish = await lives.submitted()
    await agrees(lives)
    for media in ("gone-since-yesterday", await uploaded(services, b"\xff\xd8\xff not a picture")):
        await sends_picture(phone, media)
        await works(rig)
    for n in range(6):
        await sends_picture(phone, await uploaded(services, from_camera((200 + n, 100))))
        await works(rig)
    told = "\n".join(await lives.told("guardian"))
    assert [said in told for said in ("没有收到", "打不开", "够多了")] == [True, True, True]
    assert await shown_for(services, wish) == 5


async def test_a_consent_that_is_taken_back_takes_it_away(rig: Rig, lives: Lives) -> None:
    services, phone = rig.services, Phone(rig.services)
    wish = await lives.submitted()
    await agrees(lives)
    await sends_picture(phone, await uploaded(services, from_camera()))
    await works(rig)
    (picture,) = await services.wish_pictures.of(wish.id, PictureKind.SENT)
    rig.clock.move(minutes=1)
    await withdraw(services, wish.guardian_id, Purpose.PICTURE, how=How.CHAT, now=rig.clock())
    assert await shown_for(services, wish) == 0
    with pytest.raises(NotFound):
        await look(services, picture.id, by=OFFICER)
