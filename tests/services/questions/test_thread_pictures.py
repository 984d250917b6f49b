"""Pictures between a parent and an expert: what she sends in the chat, what an expert adds, by what it reaches her, once."""

import asyncio
import io
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from PIL import Image

from domain.errors import Conflict, Invalid, NotFound
from domain.ids import new_id
from domain.questions import Question, QuestionState
from domain.staff import Appointment, StaffMember, StaffRole
from services.context import LessonTemplate
from services.knowledge.proposing import take as propose
from services.privacy.erasing import erase_person
from services.privacy.her_data import gather
from services.privacy.her_file import archive
from services.pushes import answered
from services.questions import hers, pages, pictures, threads
from services.questions.look import look_at_picture
from storage.retention import Retention
from storage.threads import Kind, Message, Way
from tests.bot.test_drawings import sends_picture, uploaded
from tests.joined import APP, Phone
from tests.rig import LEASE, Killed, Rig
from tests.services.questions.conftest import ASKS, expert
from tests.services.questions.test_tickets import colleague, now_of
from tests.services.wishes.test_pictures import SECRET, from_camera, photo, stored
from wechat.client import WeChatClient
from wording import chat


@dataclass
class Talk:
    """A woman who has asked, an expert who has it, and a platform between them."""

    rig: Rig
    openid: str
    phone: Phone
    li: StaffMember
    question: Question

    async def sends(self, content: bytes) -> str:
        """A picture from her phone, and what the worker makes of it; the reply."""
        reply = await sends_picture(self.phone, await uploaded(self.rig.services, content))
        await self.rig.work(most=20)
        return reply

    async def said(self) -> list[threads.Said]:
        """The thread as the expert sees it."""
        return list((await threads.open_thread(self.rig.services, self.question.id, by=self.li)).said)

    async def answers(self, picture: bytes = b"", text: str = "先涂药膏。", **more: Any) -> Message:
        """An answer, and what the worker makes of it."""
        message_id, hold = new_id(), more.pop("hold", False)
        await threads.answer(
            self.rig.services, self.question.id, message_id, text=text, hold=hold, by=self.li, picture=picture, **more
        )
        await self.rig.work(most=40)
        return await self.message(message_id)

    async def message(self, message_id: str) -> Message:
        """As it is now."""
        found = await self.rig.services.threads.get(message_id)
        assert found is not None
        return found

    async def shown(self) -> list[str]:
        """The kinds of what the account sent into her chat."""
        await self.rig.platform.store.flush()
        query = "SELECT kind FROM entries WHERE openid = ? AND channel IN ('custom', 'subscribe') ORDER BY seq"
        return [kind for (kind,) in await self.rig.platform.store.read(query, (self.openid,))]


@pytest.fixture
async def talk(rig: Rig) -> Talk:
    (openid,) = await rig.people(1, wrote=1)
    phone, li = Phone(rig.services, openid), await expert(rig.services)
    for each in ASKS:
        await phone.says(each)
    await rig.work(most=20)
    person = await rig.services.people.ensure(APP, openid, now=rig.clock())
    (question,) = await rig.services.tickets.live_of(person.id)
    return Talk(rig, openid, phone, li, question)


async def test_what_she_sends_while_an_expert_has_her_question_becomes_part_of_it_sealed_and_without_exif(
    talk: Talk,
) -> None:
    services, other = talk.rig.services, Phone(talk.rig.services, "openid-other")
    assert await sends_picture(other, "m1") == chat.PICTURE  # nothing of hers waits
    assert "收到图片，已转给老师" in await talk.sends(from_camera((2000, 1500)))
    (one,) = await talk.said()
    assert (one.message.kind, one.text, one.message.by) == (Kind.REPLY, "", talk.question.asker_id)
    assert one.small.startswith(pictures.DATA)
    assert one.message.picture is not None
    assert (one.message.picture.width, one.message.picture.height) == (1600, 1200)
    assert (await now_of(services, talk.question)).state is QuestionState.ASSIGNED
    content = await look_at_picture(services, one.message.id, by=talk.li)
    with Image.open(io.BytesIO(content)) as drawn:
        assert (drawn.format, dict(drawn.getexif())) == ("JPEG", {})
    lying = await stored(services)
    assert SECRET not in lying
    assert "\\xff\\xd8\\xff" not in lying
    acts = [each["kind"] async for each in services.db["audit"].find({"about": talk.question.id}).sort("_id", 1)]
    assert acts[-1] == "question_picture_read"


async def test_an_answered_question_waits_again_and_the_same_picture_is_taken_once(talk: Talk) -> None:
    services = talk.rig.services
    await talk.answers()
    media = await uploaded(services, photo())
    for _ in range(2):
        await sends_picture(talk.phone, media)
        await talk.rig.work(most=20)
    assert (await now_of(services, talk.question)).state is QuestionState.ASSIGNED
    assert len([each for each in await talk.said() if each.message.picture]) == 1
    row = await services.db["outbox"].find_one({"task": "take_picture"})
    assert row is not None
    assert media not in repr(row)
    again = {"done_at": None, "due_at": talk.rig.clock(), "lease_until": None}
    await services.db["outbox"].update_one({"_id": row["_id"]}, {"$set": again})  # a worker that died at the end
    await talk.rig.work(most=20)
    assert len([each for each in await talk.said() if each.message.picture]) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xd8\xff no picture", "打不开"),
        (b"GIF89a" + b"\x00" * 40, "打不开"),
        (photo((8000, 6500), "PNG"), "太大"),
    ],
)
async def test_what_is_no_picture_or_too_large_is_told_and_not_kept(talk: Talk, content: bytes, told: str) -> None:
    await talk.sends(content)
    assert [each for each in await talk.said() if each.message.picture] == []
    assert await talk.rig.services.db["question_pictures"].count_documents({}) == 0
    words = [row["args"] async for row in talk.rig.services.db["outbox"].find({"task": "tell_person"})]
    opened = [(talk.rig.services.seal.open(each["sealed"]) or b"").decode() for each in words]
    assert len([each for each in opened if told in each]) == 1


async def test_a_picture_with_a_page_behind_it_is_kept_as_a_picture_alone(talk: Talk) -> None:
    await talk.sends(photo() + b"<html><script>alert(1)</script>PK\x03\x04")
    (one,) = await talk.said()
    content = await look_at_picture(talk.rig.services, one.message.id, by=talk.li)
    assert b"<script>" not in content
    assert b"PK\x03\x04" not in content


async def test_what_is_gone_from_the_platform_is_told_and_where_it_is_away_the_picture_waits(talk: Talk) -> None:
    services = talk.rig.services
    assert "已转给老师" in await sends_picture(talk.phone, "gone-long-ago")
    await talk.rig.work(most=20)
    assert await services.db["outbox"].count_documents({"task": "tell_person"}) == 1
    talk.rig.fault("/cgi-bin/media/get", "quota", errcode=45011)
    media = await uploaded(services, photo())
    await sends_picture(talk.phone, media)
    work = await services.outbox.take_next(now=talk.rig.clock(), lease=LEASE)
    assert work is not None
    await talk.rig.step(work)
    assert await talk.said() == []
    talk.rig.platform.faults.remove(None)
    await talk.rig.work(most=20)
    assert len(await talk.said()) == 1


async def test_in_the_dialogue_of_adding_a_picture_is_taken_and_words_are_still_waited_for(talk: Talk) -> None:
    assert "想补充什么" in await talk.phone.says("补充")
    reply = await talk.sends(photo())
    assert "收到图片，已转给老师" in reply
    assert "想补充什么" in reply
    talk.rig.move(timedelta(minutes=1))
    assert "已经加到编号" in await talk.phone.says("红了三天")
    assert [(each.text, bool(each.small)) for each in await talk.said()] == [("", True), ("红了三天", False)]


async def test_a_wish_under_way_comes_first(talk: Talk) -> None:
    await talk.phone.says("微心愿")
    assert "这一步要打字" in await talk.sends(photo())
    assert await talk.said() == []


async def test_no_more_than_so_many_pictures_even_at_once(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST", 3)
    services, person = talk.rig.services, await talk.rig.services.people.get(talk.question.asker_id)

    async def add() -> str:
        try:
            await hers.add_to(services, talk.question, "", by=person, key=new_id(), content=photo())
        except Invalid as problem:
            return problem.problem
        except Conflict:  # others were faster every time
            return "busy"
        return "kept"

    done = await asyncio.gather(*(add() for _ in range(6)))
    while "too_many" not in done:
        done.append(await add())
    assert done.count("kept") == 3
    assert await services.db["question_pictures"].count_documents({}) == 3
    assert len([each for each in await talk.said() if each.message.picture]) == 3
    assert "够多了" in await talk.sends(photo())


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
    template = LessonTemplate("t1", {"thing1": "title"})
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


async def test_who_may_not_read_the_question_gets_no_picture_and_a_colleague_does_after_a_transfer(talk: Talk) -> None:
    services = talk.rig.services
    await talk.sends(photo())
    (one,) = await talk.said()
    stranger = await expert(services, "zou", path="370000/370800/370883/")
    far = (await services.staff.get(await colleague(services, "far", path="370000/370900/"))).member(services.now())
    for each in (stranger, far):
        with pytest.raises(NotFound):
            await look_at_picture(services, one.message.id, by=each)
    await threads.transfer(services, talk.question.id, to=stranger.id, by=talk.li)
    assert await look_at_picture(services, one.message.id, by=stranger)


async def test_merging_and_opening_again_keep_them_and_a_draft_of_an_entry_leaves_them_out(talk: Talk) -> None:
    services = talk.rig.services
    await talk.sends(photo())
    for each in ("人工", "孩子发烧三天了，要不要去医院"):
        await talk.phone.says(each)
    await talk.rig.work(most=20)
    person = await services.people.get(talk.question.asker_id)
    newer = (await services.tickets.live_of(person.id))[0]
    assert newer.id != talk.question.id
    await threads.merge(services, talk.question.id, into=newer.receipt, by=talk.li)
    await hers.add_to(services, talk.question, "", by=person, key=new_id(), content=photo((50, 50)))  # on its way
    talk.question = newer
    assert len([each for each in await talk.said() if each.small]) == 2
    await threads.close(services, newer.id, by=talk.li)
    await threads.reopen(services, newer.id, by=talk.li)
    assert len([each for each in await talk.said() if each.small]) == 2
    await talk.answers(photo())
    editor = replace(talk.li, appointments=(Appointment(StaffRole.ADMINISTRATOR, "370000/370800/"),))
    entry = await propose(services, new_id(), [newer.id], by=editor)
    assert entry.fields.answer == "先涂药膏。"
    assert entry.fields.picture == ""


async def test_they_are_in_her_own_data_and_go_with_her_and_with_the_question(talk: Talk) -> None:
    services, person_id = talk.rig.services, talk.question.asker_id
    await talk.sends(photo())
    await talk.answers(photo((40, 40)))
    data = await gather(services, person_id)
    assert [each["kind"] for each in data.parts["pictures"]] == ["提问里的图片"] * 2
    assert "（图片）" in data.parts["questions"][0]["said"]
    with zipfile.ZipFile(io.BytesIO(b"".join([part async for part in archive(services, data)]))) as made:
        shown = [made.read(name) for name in made.namelist() if name.endswith(".jpg")]
    assert [each[:3] for each in shown] == [b"\xff\xd8\xff"] * 2
    await erase_person(services, person_id, how="chat", now=talk.rig.clock())
    for name in ("question_pictures", "question_messages"):
        assert await services.db[name].count_documents({}) == 0


async def test_they_go_when_the_question_is_past_its_term(talk: Talk) -> None:
    await talk.sends(photo())
    later = talk.rig.clock() + timedelta(days=4000)
    assert await Retention(talk.rig.services.db, talk.rig.services.vault).questions(later) == 1
    assert await talk.rig.services.db["question_pictures"].count_documents({}) == 0
