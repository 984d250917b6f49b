"""The media library on real stores and the simulated platform: one copy there, renewed in time, by one process."""

import asyncio
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from bot.keeping import send_later, take
from domain.audit import AuditRow
from domain.errors import Invalid, NotAllowed
from domain.keywords import Rule, to_body
from domain.pictures import Picture, PictureState
from domain.regions import Scope
from domain.staff import Appointment, StaffMember, StaffRole
from domain.versions import VersionState
from services.account import keywords, pictures
from services.account.live import LiveKeywords, LivePictures
from services.account.pictures import NotUploaded
from services.context import Services
from simulator.custom import open_window
from simulator.replies import read_reply
from storage.mongo import in_transaction
from storage.outbox import Work
from storage.pictures import PictureStore
from tests.joined import APP, GH
from tests.rig import MINI_APP, Rig
from wechat.messages import ImageReply, Reply, TextReply, parse, render
from wording import chat
from worker.tasks import TASKS

CITY = "370000/370800/"
EDITOR = StaffMember("s1", "wang", "王芳", (Appointment(StaffRole.EDITOR, CITY),), CITY)
PUBLISHER = StaffMember("s2", "li", "李霞", (Appointment(StaffRole.PUBLISHER, CITY),), CITY)
OFFICER = StaffMember("s3", "zhao", "赵兰", (Appointment(StaffRole.VILLAGE_OFFICER, CITY),), CITY)
UPLOAD, CUSTOM = "/cgi-bin/media/upload", "/cgi-bin/message/custom/send"
WORDS = {"title": "流程图", "alt": "四步"}


def drawn(kind: str = "PNG", size: tuple[int, int] = (64, 48), color: str = "#336699", **more: Any) -> bytes:
    """A picture's file."""
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, kind, **more)
    return out.getvalue()


async def put(services: Services, **more: Any) -> Picture:
    return await pictures.add(services, by=EDITOR, **({"content": drawn()} | WORDS | more))


def uploads(rig: Rig) -> int:
    """How many temporary pictures the platform was given."""
    return sum(each.kind == "image" for each in rig.platform.accounts[APP].media.values())


async def answer_with(services: Services, picture: Picture, word: str = "筛查") -> None:
    """A released rule answers with the picture, and this process has looked."""

    async def write(session: Any) -> None:
        body = to_body([Rule("a", (word,), picture=picture.id)])
        await services.keywords.begin(body, by="s", now=services.now(), slot=VersionState.RELEASED, session=session)

    await in_transaction(services.db, write)
    await services.live_keywords.refresh()
    await services.live_pictures.refresh()


async def writer(rig: Rig, app: str = APP) -> str:
    account = rig.platform.accounts[app]
    follower = rig.platform.add_in_bulk(account)
    rig.platform.follow(account, follower)
    open_window(rig.platform, account, follower, "message")
    return follower.openid


async def says(rig: Rig, openid: str, number: int, text: str = "筛查", app: str = APP) -> Reply:
    body = (
        f"<xml><ToUserName><![CDATA[{GH}]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>"
        f"<CreateTime>1</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content>"
        f"<MsgId>{number}</MsgId></xml>"
    )
    return await take(rig.services, parse(body.encode()), app=app)


async def acts(services: Services) -> list[AuditRow]:
    return list(await services.audit.page(scope=Scope.system(), most=20))


async def test_the_same_content_is_one_picture_whoever_gives_it_and_under_whatever_name(services: Services) -> None:
    first = await put(services)
    assert await put(services, title="别的名字") == first
    made = await asyncio.gather(*(put(services, content=drawn(color="#ffffff")) for _ in range(5)))
    assert len({each.id for each in made}) == 1
    assert await services.db["pictures"].count_documents({}) == 2
    assert [each.kind for each in await acts(services)] == ["picture_added"] * 2


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
async def test_what_is_kept_is_a_jpeg_drawn_anew_and_small_enough_for_the_platform(
    services: Services, kind: str
) -> None:
    kept = await put(services, content=drawn(kind, (3000, 1500)))
    assert (kept.width, kept.height) == (1600, 800)
    content = await services.pictures.file(kept.digest)
    assert len(content) == kept.size <= 2_000_000
    with Image.open(io.BytesIO(content)) as opened:
        assert opened.format == "JPEG"
        assert not opened.getexif()
    with Image.open(io.BytesIO(await services.pictures.file(kept.digest, small=True))) as opened:
        assert max(opened.size) <= 240


async def test_a_picture_that_is_something_else_too_keeps_only_what_it_shows(services: Services) -> None:
    kept = await put(services, content=drawn("GIF") + b"<script>alert(1)</script>PK\x03\x04")
    content = await services.pictures.file(kept.digest)
    assert b"script" not in content
    assert b"PK\x03\x04" not in content


def moving() -> bytes:
    frames = [Image.new("RGB", (8, 8), color) for color in ("#ff0000", "#00ff00")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (b"%PDF-1.7", "not_a_picture"),
        (b"\xff\xd8\xff" + bytes(99), "not_a_picture"),
        (drawn("TIFF"), "not_a_picture"),
        (drawn("PNG")[:60], "not_a_picture"),
        (moving(), "moves"),
    ],
)
async def test_what_is_no_picture_or_moves_is_refused(services: Services, content: bytes, problem: str) -> None:
    with pytest.raises(Invalid) as refused:
        await put(services, content=content)
    assert refused.value.problem == problem
    assert await services.db["picture_files"].count_documents({}) == 0


async def test_a_bomb_is_refused_before_it_is_unpacked(services: Services) -> None:
    out = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(out, "PNG")
    with pytest.raises(Invalid) as refused:
        await put(services, content=out.getvalue())
    assert refused.value.problem == "too_large"


async def test_words_are_asked_for_and_kept_short(services: Services) -> None:
    for words in ({"title": ""}, {"alt": ""}, {"title": "字" * 41}, {"alt": "字" * 121}):
        with pytest.raises(Invalid):
            await put(services, **words)


async def test_only_who_changes_the_account_changes_the_library(services: Services) -> None:
    kept = await put(services)
    for by in (OFFICER, PUBLISHER):
        for call in (
            pictures.add(services, by=by, content=drawn(), **WORDS),
            pictures.rename(services, kept.id, by=by, version=1, **WORDS),
            pictures.archive(services, kept.id, by=by, version=1),
            pictures.restore(services, kept.id, by=by, version=1),
            pictures.ask_upload(services, kept.id, by=by),
        ):
            with pytest.raises(NotAllowed):
                await call


async def test_what_a_rule_answers_with_is_not_put_away_and_what_is_away_is_not_chosen(services: Services) -> None:
    kept = await put(services)
    rule = Rule("01k0000000000000000000000n", ("筛查",), picture=kept.id)
    draft = await keywords.put(services, rule, seen=0, by=EDITOR, reserved=lambda _: False)
    with pytest.raises(Invalid) as refused:
        await pictures.archive(services, kept.id, by=EDITOR, version=1)
    assert refused.value.problem == "in_use"
    await keywords.remove(services, rule.id, seen=draft.seq, by=EDITOR)
    away = await pictures.archive(services, kept.id, by=EDITOR, version=1)
    assert away.state is PictureState.ARCHIVED
    found = await keywords.problems_of(services, rule, reserved=lambda _: False)
    assert found == {"picture": "unknown"}
    await pictures.restore(services, kept.id, by=EDITOR, version=2)
    assert await keywords.problems_of(services, rule, reserved=lambda _: False) == {}


async def test_a_copy_is_uploaded_when_first_needed_and_again_when_it_is_over(rig: Rig) -> None:
    kept = await put(rig.services)
    assert uploads(rig) == 0
    first = await pictures.media_id_for(rig.services, kept.id)
    rig.move(timedelta(days=2, hours=23))
    assert await pictures.media_id_for(rig.services, kept.id) == first
    rig.move(timedelta(hours=1))
    second = await pictures.media_id_for(rig.services, kept.id)
    assert second != first
    assert uploads(rig) == 2


async def test_processes_that_need_it_at_once_upload_it_once(rig: Rig) -> None:
    kept = await put(rig.services)
    rig.fault(UPLOAD, "slow", seconds=0.2)
    another = replace(rig.services, pictures=PictureStore(rig.services.db))
    answers = await asyncio.gather(
        *(pictures.media_id_for(each, kept.id) for each in (rig.services, another) * 3), return_exceptions=True
    )
    assert uploads(rig) == 1
    made = {each for each in answers if isinstance(each, str)}
    assert len(made) == 1
    assert {each.reason for each in answers if isinstance(each, NotUploaded)} == {"under_way"}
    assert {await pictures.media_id_for(each, kept.id) for each in (rig.services, another)} == made


async def test_who_died_while_uploading_holds_nobody_up_for_long(rig: Rig) -> None:
    kept, now = await put(rig.services), rig.clock()
    assert await rig.services.pictures.claim(kept.id, gone="", before=now, now=now, until=now + pictures.LEASE)
    with pytest.raises(NotUploaded):
        await pictures.media_id_for(rig.services, kept.id)
    rig.move(pictures.LEASE)
    assert await pictures.media_id_for(rig.services, kept.id)


async def test_a_copy_that_the_platform_lost_is_uploaded_anew_once_and_sent(rig: Rig) -> None:
    kept, openid = await put(rig.services), await writer(rig)
    lost = await pictures.media_id_for(rig.services, kept.id)
    del rig.platform.accounts[APP].media[lost]
    await pictures.send(rig.services, openid, kept.id)
    assert (await rig.got())[openid] == 1
    assert await pictures.media_id_for(rig.services, kept.id) != lost


async def test_a_used_up_quota_is_said_and_ends_with_the_platforms_day(rig: Rig) -> None:
    kept = await put(rig.services)
    rig.fault(UPLOAD, "quota", errcode=45009, times=1)
    with pytest.raises(NotUploaded) as refused:
        await pictures.media_id_for(rig.services, kept.id)
    assert refused.value.reason == "quota"
    assert (await rig.services.pictures.get(kept.id)).reach(rig.clock()) == "failed"
    with pytest.raises(NotUploaded):  # without asking the platform again
        await pictures.media_id_for(rig.services, kept.id)
    rig.move(timedelta(hours=8))
    assert await pictures.media_id_for(rig.services, kept.id)
    assert (await rig.services.pictures.get(kept.id)).reach(rig.clock()) == "held"


async def test_upload_now_is_a_task_and_another_tap_is_no_second_one(rig: Rig) -> None:
    kept = await put(rig.services)
    await pictures.ask_upload(rig.services, kept.id, by=EDITOR)
    asked = await pictures.ask_upload(rig.services, kept.id, by=EDITOR)
    assert asked.reach(rig.clock()) == "uploading"
    await rig.work()
    assert uploads(rig) == 1
    assert (await rig.services.pictures.get(kept.id)).reach(rig.clock()) == "held"
    assert [each.kind for each in await acts(rig.services)].count("picture_sent") == 1


async def test_what_the_platform_refuses_waits_for_a_person(rig: Rig) -> None:
    kept = await put(rig.services)
    rig.fault(UPLOAD, "quota", errcode=40005, times=1)
    await pictures.ask_upload(rig.services, kept.id, by=EDITOR)
    await rig.work()
    found = await rig.services.pictures.get(kept.id)
    assert (found.reason, found.waits, uploads(rig)) == ("refused", False, 0)


async def test_the_daily_look_renews_what_is_in_use_before_it_is_over_and_nothing_else(rig: Rig) -> None:
    used, other = await put(rig.services), await put(rig.services, content=drawn(color="#ffffff"))
    await answer_with(rig.services, used)
    for each in (used, other):
        await pictures.media_id_for(rig.services, each.id)
    renew = Work(key="k", task="renew_pictures", args={}, attempts=1, tries=1)
    for day in (1, 2, 3):
        rig.move(timedelta(days=1))
        await TASKS["renew_pictures"](rig.services, renew)
        await rig.work()
        assert (await rig.services.pictures.get(used.id)).held_at(rig.clock() + timedelta(hours=24)), day
    assert uploads(rig) == 3
    assert not (await rig.services.pictures.get(other.id)).held_at(rig.clock())


async def test_a_keyword_is_answered_with_the_picture_itself_and_the_phone_shows_it(rig: Rig) -> None:
    kept, openid = await put(rig.services), await writer(rig)
    await pictures.media_id_for(rig.services, kept.id)
    await answer_with(rig.services, kept)
    reply = await says(rig, openid, 1)
    assert isinstance(reply, ImageReply)
    body = render(reply, to=openid, sender=GH, at=1)
    shown = read_reply(rig.platform, rig.platform.accounts[APP], body, openid=openid, is_message=True)
    assert shown
    assert (shown["kind"], shown["media_id"]) == ("image", reply.media_id)


async def test_a_turn_does_not_wait_for_an_upload_the_picture_follows(rig: Rig) -> None:
    kept, openid = await put(rig.services), await writer(rig)
    await answer_with(rig.services, kept)
    for _ in range(2):  # the platform asks twice
        assert await says(rig, openid, 1) == TextReply(chat.PICTURE_COMES)
    assert uploads(rig) == 0
    await rig.work()
    assert (uploads(rig), (await rig.got())[openid]) == (1, 1)
    await rig.services.live_pictures.refresh()
    assert isinstance(await says(rig, openid, 2), ImageReply)
    rig.move(timedelta(days=3))
    open_window(rig.platform, rig.platform.accounts[APP], rig.platform.accounts[APP].followers[openid], "message")
    assert await says(rig, openid, 3) == TextReply(chat.PICTURE_COMES)
    await rig.work()
    assert (uploads(rig), (await rig.got())[openid]) == (2, 2)


async def test_a_picture_that_cannot_be_had_today_is_said_to_her(rig: Rig) -> None:
    kept, openid = await put(rig.services), await writer(rig)
    await answer_with(rig.services, kept)
    rig.fault(UPLOAD, "quota", errcode=45009)
    await says(rig, openid, 1)
    await rig.work()
    assert (uploads(rig), (await rig.got())[openid]) == (0, 1)


async def test_who_cannot_be_written_to_any_more_reads_it_with_the_next_reply(rig: Rig) -> None:
    kept, openid = await put(rig.services), await writer(rig)
    await answer_with(rig.services, kept)
    await says(rig, openid, 1)
    rig.platform.accounts[APP].followers[openid].windows.clear()
    await rig.work()
    await rig.services.live_pictures.refresh()
    said = await says(rig, openid, 2)  # words have to stand in it, so the picture follows once more
    assert isinstance(said, TextReply)
    assert chat.PICTURE_MISSED in said.text
    assert chat.PICTURE_COMES in said.text


async def test_the_mini_program_says_where_the_picture_is(rig: Rig) -> None:
    kept, openid = await put(rig.services), await writer(rig, MINI_APP)
    await answer_with(rig.services, kept)
    assert await says(rig, openid, 1, app=MINI_APP) == TextReply(chat.PICTURE_ELSEWHERE.format(word="筛查"))


async def test_releasing_a_rule_brings_its_picture_to_the_platform(rig: Rig) -> None:
    kept = await put(rig.services)
    rule = Rule("01k0000000000000000000000n", ("筛查",), picture=kept.id)
    draft = await keywords.put(rig.services, rule, seen=0, by=EDITOR, reserved=lambda _: False)
    await keywords.release(rig.services, draft.id, seen=draft.seq, by=PUBLISHER, reserved=lambda _: False)
    await rig.work()
    assert uploads(rig) == 1


async def test_a_late_turns_picture_is_sent_even_if_the_platform_has_lost_it(rig: Rig) -> None:
    kept, openid = await put(rig.services), await writer(rig)
    lost = await pictures.media_id_for(rig.services, kept.id)
    del rig.platform.accounts[APP].media[lost]
    await send_later(rig.services, app=APP, openid=openid, key="m1", reply=ImageReply(lost), now=rig.clock())
    await rig.work()
    assert (await rig.got())[openid] == 1


async def test_pictures_at_hand_are_answered_with_while_mongodb_is_away(rig: Rig) -> None:
    kept = await put(rig.services)
    media_id = await pictures.media_id_for(rig.services, kept.id)
    await answer_with(rig.services, kept)
    another = LiveKeywords(rig.services.keywords)
    live = LivePictures(rig.services.pictures, another)
    assert live.media_id(kept.id, rig.clock()) == ""
    await another.refresh()
    await live.refresh()
    assert live.media_id(kept.id, rig.clock()) == media_id
    assert live.media_id(kept.id, rig.clock() + timedelta(days=3)) == ""
