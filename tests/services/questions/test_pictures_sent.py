"""The picture of an answer: by what it reaches her, once, and never where no word of hers may stand."""

import io
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from PIL import Image

from domain.errors import NotFound
from domain.ids import new_id
from services.context import NoticeTemplate
from services.pushes import answered
from services.questions import hers, pages, threads
from services.questions.look import look_at_picture
from storage.threads import Way
from tests.joined import APP
from tests.rig import Killed
from tests.services.questions.talking import Talk, talk
from tests.services.wishes.test_pictures import SECRET, from_camera, photo
from wechat.client import WeChatClient

__all__ = ["talk"]  # a fixture


async def test_the_picture_of_an_answer_follows_its_words_into_her_chat_once(talk: Talk) -> None:
    sent = await talk.answers(from_camera((2400, 1200)))
    assert (sent.way, sent.picture_way) == (Way.CUSTOMER, Way.CUSTOMER)
    assert await talk.shown() == ["text", "image"]
    await talk.rig.services.db["outbox"].update_many(
        {"task": {"$in": ["send_answer", "send_answer_picture"]}},
        {"$set": {"done_at": None, "due_at": talk.rig.clock(), "lease_until": None}},
    )
    await talk.rig.work(most=20)
    assert await talk.shown() == ["text", "image"]
    media = talk.rig.platform.accounts[APP].media
    (one,) = [each for each in media.values() if each.kind == "image"]
    body = talk.rig.platform.store.read_file(APP, one.media_id) or b""
    assert SECRET.encode() not in body
    with Image.open(io.BytesIO(body)) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (1600, 800))


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("call", ["upload_media", "send_image", "send_text"])
async def test_a_worker_that_dies_in_between_sends_no_picture_twice(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, call: str, when: str
) -> None:
    real, dead = getattr(WeChatClient, call), [True]

    async def deadly(client: WeChatClient, *args: Any, **more: Any) -> Any:
        if not dead:
            return await real(client, *args, **more)
        if when == "after":
            await real(client, *args, **more)
        dead.clear()
        raise Killed

    monkeypatch.setattr(WeChatClient, call, deadly)
    message_id = new_id()
    await threads.answer(
        talk.rig.services, talk.question.id, message_id, text="先涂药膏。", hold=False, by=talk.li, picture=photo()
    )
    with pytest.raises(Killed):
        await talk.rig.work(most=20)
    await talk.rig.work(most=60)
    shown = await talk.shown()
    assert max(shown.count("text"), shown.count("image")) == 1
    assert ("image" in shown) == ((call, when) != ("send_image", "before"))
    assert ("text" in shown) == ((call, when) != ("send_text", "before"))
    after = await talk.message(message_id)
    unsure = {"send_text": after.way, "send_image": after.picture_way}.get(call, Way.UNCONFIRMED)
    assert unsure is Way.UNCONFIRMED


@pytest.mark.parametrize(
    ("fault", "way", "kinds"),
    [
        ({"path": "/cgi-bin/media/upload", "fault": "quota", "errcode": -1}, Way.CUSTOMER, ["text", "image"]),
        ({"path": "/cgi-bin/media/upload", "fault": "quota", "errcode": 40005}, Way.NOTE, ["text"]),
    ],
)
async def test_where_the_platform_does_not_take_it_she_is_led_to_it(
    talk: Talk, fault: dict[str, Any], way: Way, kinds: list[str]
) -> None:
    talk.rig.platform.faults.add(times=1, **fault)
    sent = await talk.answers(photo())
    assert (sent.way, sent.picture_way) == (Way.CUSTOMER, way)
    assert await talk.shown() == kinds
    if way is Way.NOTE:
        assert "老师还发来一张图片" in await talk.phone.says("帮助")


async def test_where_the_window_is_used_up_by_the_words_the_picture_waits_for_her(talk: Talk) -> None:
    for _ in range(4):
        await talk.rig.services.wechat.send_text(talk.openid, "hi")
    sent = await talk.answers(photo())
    assert (sent.way, sent.picture_way) == (Way.CUSTOMER, Way.NOTE)
    told = await talk.phone.says("帮助")
    assert "老师还发来一张图片" in told
    shown = await talk.phone.says("看图片", tap=f"t:{talk.question.id}")
    assert "先涂药膏。（图片）" in shown
    page = await opened(talk, shown)
    assert [(each.text, each.hers) for each in page.lines] == [("先涂药膏。", False)]
    assert list(page.small) == [sent.id]


async def opened(talk: Talk, words: str) -> pages.Page:
    """The page that a link in these words opens."""
    question_id, name = re.findall(r"/h5/questions/([0-9a-z]{26})/([0-9a-f-]+)", words)[0]
    assert question_id == talk.question.id
    return await pages.opened_page(talk.rig.services, question_id, name)


async def test_outside_the_window_a_notice_leads_to_the_page_and_the_note_says_that_there_is_a_picture(
    talk: Talk,
) -> None:
    template = NoticeTemplate("t1", {"thing1": "title"})
    talk.rig.services = replace(talk.rig.services, facts=replace(talk.rig.services.facts, answer_template=template))
    services, links = talk.rig.services, []

    async def notice(openid: str, template_id: str, page: str, data: object) -> None:
        del openid, template_id, data
        links.append(page)

    await answered(services, app=APP, openid=talk.openid, template="t1", accepted=True, key="k")
    talk.rig.move(timedelta(days=3))
    with patch.object(services.wechat, "send_subscription", notice):
        sent = await talk.answers(photo())
    assert (sent.way, sent.picture_way) == (Way.SUBSCRIBE, Way.SUBSCRIBE)
    assert await talk.shown() == []
    (link,) = links
    assert list((await opened(talk, link)).small) == [sent.id]
    name = link.rpartition("/")[2]
    content = await pages.opened_picture(services, talk.question.id, name, sent.id)
    assert content.startswith(b"\xff\xd8\xff")
    assert "还有一张图片，点“看图片”看" in await talk.phone.says("帮助")
    talk.rig.move(timedelta(days=3, seconds=1))
    with pytest.raises(NotFound):
        await opened(talk, link)


async def test_a_link_opens_nothing_else(talk: Talk) -> None:
    services = talk.rig.services
    sent = await talk.answers(photo())
    link = pages.address_of(services, talk.question)
    name = link.rpartition("/")[2]
    other = replace(talk.question, id=new_id())
    for question_id, given in ((other.id, name), (talk.question.id, f"1{name}"), (talk.question.id, "9-0")):
        with pytest.raises(NotFound):
            await pages.opened_page(services, question_id, given)
    await threads.add_note(services, talk.question.id, new_id(), text="像湿疹", by=talk.li)
    assert [each.text for each in (await opened(talk, link)).lines] == ["先涂药膏。"]
    for message in (new_id(), talk.question.id):
        with pytest.raises(NotFound):
            await pages.opened_picture(services, talk.question.id, name, message)
    talk.rig.move(timedelta(minutes=10, seconds=1))
    with pytest.raises(NotFound):
        await pages.opened_picture(services, talk.question.id, name, sent.id)


async def test_after_words_in_danger_no_picture_stands_in_her_chat(talk: Talk) -> None:
    assert "110" in await talk.phone.says("他又打我，我活不下去了")
    sent = await talk.answers(photo())
    assert (sent.way, sent.picture_way) == (Way.NEUTRAL, Way.NEUTRAL)
    assert await talk.shown() == ["text"]
    assert "（图片）" in await talk.phone.says("看回复", tap=f"t:{talk.question.id}")
    assert "收到图片，已转给老师" in await talk.sends(photo())  # no card for a picture


async def test_what_is_held_back_shows_nothing_to_her_and_taken_back_it_is_gone(talk: Talk) -> None:
    services = talk.rig.services
    talk.rig.move(timedelta(hours=4))  # nobody works any more
    held = await talk.answers(photo(), hold=True)
    assert (held.way, held.picture_way, await talk.shown()) == (Way.WAITING, Way.WAITING, [])
    name = pages.address_of(services, talk.question).rpartition("/")[2]
    with pytest.raises(NotFound):
        await pages.opened_picture(services, talk.question.id, name, held.id)
    with pytest.raises(NotFound):
        await hers.picture_of(services, held.id)
    assert "（图片）" not in await talk.phone.says("看", tap=f"t:{talk.question.id}")
    await threads.take_back(services, held.id, by=talk.li)
    assert await services.db["question_pictures"].count_documents({}) == 0
    with pytest.raises(NotFound):
        await look_at_picture(services, held.id, by=talk.li)
    again = await talk.answers(photo(), hold=True)
    assert again.due_at is not None
    talk.rig.move(again.due_at - talk.rig.clock())
    await talk.rig.work(most=20)
    assert await talk.shown() == ["text", "image"]


async def test_the_same_words_with_another_picture_are_another_answer(talk: Talk) -> None:
    first = await talk.answers(photo(), tapped=True)
    assert first.picture_way is Way.CUSTOMER
    for content, kinds in ((photo(), 2), (photo((65, 48)), 4)):
        message_id = new_id()
        await threads.answer(
            talk.rig.services,
            talk.question.id,
            message_id,
            text="先涂药膏。",
            hold=False,
            by=talk.li,
            tapped=True,
            picture=content,
        )
        await talk.rig.work(most=40)
        assert len(await talk.shown()) == kinds
