"""A child's drawing in the chat: sent with a consent, fetched from the platform, and seen by a link of ten minutes."""

import re
from urllib.parse import unquote

import pytest

from domain.consents import CURRENT, How, Purpose
from services.checking.deciding import decide
from services.context import Services
from services.privacy.consenting import holds, withdraw
from services.wishes import families
from services.wishes.drawings import drawings_of, opened
from storage.outbox import Work
from tests.joined import APP, HER, Phone
from tests.rig import Rig
from tests.services.wishes.lives import COUNTY, Lives
from tests.services.wishes.test_covering import searched
from tests.services.wishes.test_pictures import SECRET, from_camera
from wechat.messages import TextReply
from wording import chat
from wording import wish_life as say
from worker.later import Later
from worker.tasks import TASKS


async def sends_picture(phone: Phone, media_id: str) -> str:
    """A picture; the reply with its taps."""
    body = f"<MsgType>image</MsgType><PicUrl>http://x.example/1</PicUrl><MediaId>{media_id}</MediaId>"
    reply = await phone.sends(body)
    assert isinstance(reply, TextReply)
    return reply.text


async def uploaded(services: Services, content: bytes) -> str:
    """What the platform keeps of a picture that was sent."""
    made = await services.wechat.upload_media("image", content, filename="1.jpg", content_type="image/jpeg")
    return made.media_id


async def fetches(services: Services) -> bool:
    """The worker's turn with the newest picture from the chat; whether it is done with it."""
    row = await services.db["outbox"].find_one({"task": "take_drawing"}, sort=[("args.until", -1), ("_id", -1)])
    assert row is not None
    try:
        await TASKS["take_drawing"](services, Work(row["_id"], row["task"], row["args"], 1, 1))
    except Later:
        return False
    return True


@pytest.fixture
async def lives(rig: Rig) -> Lives:
    """A gift that came to her."""
    found = Lives(rig.services)
    found.people["guardian"] = await rig.services.people.ensure(APP, HER, now=rig.clock())
    return found


async def test_a_picture_after_the_gift_came_becomes_a_drawing_once_she_has_agreed(rig: Rig, lives: Lives) -> None:
    services, phone, guardian = rig.services, Phone(rig.services), lives.people["guardian"]
    media = await uploaded(services, from_camera())
    assert await sends_picture(phone, media) == chat.PICTURE  # nothing has come yet
    wish = await lives.delivered()
    assert await sends_picture(phone, media) == chat.PICTURE
    assert "拍下来发到这里" in await phone.says(f"收到 {wish.receipt}")
    offer = unquote(await sends_picture(phone, media))
    assert f"/h5/consents/{CURRENT[Purpose.PICTURE]}" in offer
    assert f"w:draw:{wish.id}.{media}" in offer
    assert not await holds(services, guardian.id, Purpose.PICTURE)
    assert "没有存" in await phone.says("不送")
    assert await services.db["outbox"].count_documents({"task": "take_drawing"}) == 0

    await sends_picture(phone, media)
    assert "正在收" in await phone.says("1")
    row = await services.db["outbox"].find_one({"task": "take_drawing"})
    assert media not in repr(row)
    assert await fetches(services)
    assert await fetches(services)  # the same row once more
    ((drawing, _state),) = await drawings_of(services, wish.id, by=guardian)
    assert await holds(services, guardian.id, Purpose.PICTURE)
    assert len([each for each in await lives.told("guardian") if "画收好了" in each]) == 1

    donor = Phone(services, "openid-donor")
    assert "没有画给您的画" in await donor.says("看画")
    await searched(services)
    (check,) = (await services.checks.of([drawing.id]))[drawing.id]
    await decide(services, check.id, by=COUNTY, passes=True, version=check.version)
    seen = await donor.says("看画")
    (link,) = re.findall(r"/h5/drawings/([0-9a-z]{26})/([0-9a-f-]+)\.jpg", seen)
    assert SECRET.encode() not in await opened(services, *link)
    assert "没有画给您的画" in await phone.says("看画")
    assert "没有画给您的画" in await Phone(services, "openid-other").says("看画")
    rig.clock.move(minutes=1)
    await withdraw(services, guardian.id, Purpose.PICTURE, how=How.CHAT, now=rig.clock())
    assert "没有画给您的画" in await donor.says("看画")


async def test_what_the_platform_keeps_no_longer_or_is_no_picture_is_told(rig: Rig, lives: Lives) -> None:
    services, phone = rig.services, Phone(rig.services)
    wish = await lives.delivered()
    await families.act(services, wish.id, "confirm", by=lives.people["guardian"])
    for media in ("gone-since-yesterday", await uploaded(services, b"\xff\xd8\xff not a picture")):
        await sends_picture(phone, media)
        assert "正在收" in await phone.says("1")
        assert await fetches(services)
    told = await lives.told("guardian")
    assert [len([each for each in told if said in each]) for said in ("没有收到", "打不开")] == [1, 1]
    assert await services.db["wish_pictures"].count_documents({}) == 0
    assert not await holds(services, lives.people["guardian"].id, Purpose.PICTURE)


async def test_while_the_platform_is_away_the_drawing_waits(rig: Rig, lives: Lives) -> None:
    services, phone, guardian = rig.services, Phone(rig.services), lives.people["guardian"]
    wish = await lives.delivered()
    await families.act(services, wish.id, "confirm", by=guardian)
    await sends_picture(phone, await uploaded(services, from_camera()))
    await phone.says("1")
    rig.fault("/cgi-bin/media/get", "quota", errcode=45011)
    assert not await fetches(services)
    rig.platform.faults.remove(None)
    assert await fetches(services)
    assert len(await drawings_of(services, wish.id, by=guardian)) == 1


async def test_nobody_sends_a_drawing_for_anybody_elses_wish(rig: Rig, lives: Lives) -> None:
    services = rig.services
    wish = await lives.delivered()
    await families.act(services, wish.id, "confirm", by=lives.people["guardian"])
    other = Phone(services, "openid-other")
    assert await other.says("送", tap=f"w:draw:{wish.id}.m1") == say.NOT_YOURS
    assert await services.db["outbox"].count_documents({"task": "take_drawing"}) == 0
    for odd in ("w:draw:", "w:draw:x", f"w:draw:{wish.id}"):
        assert await other.says("送", tap=odd) == say.NOT_YOURS
    assert await services.db["outbox"].count_documents({"task": "take_drawing"}) == 0
