"""Pictures that she sends to an expert: how they are kept, who sees them, and when they go."""

import asyncio
import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from domain.errors import Conflict, Invalid, NotFound
from domain.ids import new_id
from domain.questions import QuestionState
from domain.staff import Appointment, StaffRole
from services.knowledge.proposing import take as propose
from services.privacy.erasing import erase_person
from services.privacy.her_data import gather
from services.privacy.her_file import archive
from services.questions import hers, pictures, threads
from services.questions.look import look_at_picture
from storage.retention import Retention
from storage.threads import Kind
from tests.bot.test_drawings import sends_picture, uploaded
from tests.joined import Phone
from tests.rig import LEASE
from tests.services.questions.conftest import expert
from tests.services.questions.talking import Talk, talk
from tests.services.questions.test_tickets import colleague, now_of
from tests.services.wishes.test_pictures import SECRET, from_camera, photo, stored
from wording import chat

__all__ = ["talk"]  # a fixture


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
    assert repr(content[:24])[2:-1] not in lying  # its first three bytes alone stand among many sealed ones by chance
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
