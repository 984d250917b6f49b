"""A minute of audio with an answer: heard through from the file itself, versioned, told of in the chat, kept while in use."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest

from domain.errors import Conflict, Invalid, NotAllowed
from domain.ids import new_id
from domain.knowledge import differences
from domain.recordings import Recording, SoundForm
from services.content.sound import MOST_BYTES, listened
from services.context import Services
from services.knowledge import recordings, releasing, writing
from services.knowledge.sheets import cells_of, fields_of, try_out
from services.knowledge.shown import titled
from services.questions.live import LiveKnowledge
from storage.knowledge import KnowledgeStore
from storage.staff_imports import ImportRow
from tests.joined import Phone
from tests.services.account.test_pictures import drawn, put
from tests.services.knowledge.test_releasing import OTHER, SLEEP, VILLAGE, WRITER, let_out
from tests.sounds import PLACE, m4a, mp3

SAID = "关了灯，讲一个故事。\n再说晚安。"


async def sound(services: Services, seconds: float = 50, title: str = "哄睡") -> Recording:
    return await recordings.add(services, by=WRITER, content=mp3(seconds), title=title)


async def away(services: Services, recording: Recording) -> Recording:
    return await recordings.archive(services, recording.id, by=WRITER, version=recording.version)


@pytest.mark.parametrize(
    ("file", "form", "seconds"),
    [
        (mp3(1.2), SoundForm.MP3, 1),
        (mp3(50), SoundForm.MP3, 50),
        (mp3(60.4), SoundForm.MP3, 60),
        (mp3(30, tagged=True), SoundForm.MP3, 30),
        (m4a(42.4), SoundForm.M4A, 42),
        (m4a(60), SoundForm.M4A, 60),
    ],
)
async def test_a_recording_is_read_by_its_content_and_tells_nothing_of_where_it_was_made(
    file: bytes, form: SoundForm, seconds: int
) -> None:
    kept = await listened(file)
    assert (kept.form, kept.seconds) == (form, seconds)
    assert PLACE not in kept.content
    assert await listened(kept.content) == kept


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        (b"", "not_audio"),
        (b"<html>" * 100, "not_audio"),
        (drawn(), "not_audio"),
        (b"\xff\xf1" + bytes(400), "not_audio"),  # AAC without a box, which many phones don't play
        (b"#!AMR\n" + bytes(4000), "not_audio"),
        (b"RIFF" + bytes(4) + b"WAVEfmt " + bytes(400), "not_audio"),
        (b"ID3\x03\0\0\x7f\x7f\x7f\x7f" + mp3(5), "not_audio"),
        (b"ID3" + bytes(2), "not_audio"),
        (m4a(20, codec=22), "not_audio"),
        (m4a(20)[:60], "not_audio"),
        (m4a(20).replace(b"moov", b"free"), "not_audio"),
        (m4a(20, kind=b"vide"), "shows"),
        (mp3(0.5), "too_short"),
        (m4a(0), "not_audio"),
        (mp3(61), "too_long"),
        (m4a(75), "too_long"),
        (mp3(10).ljust(MOST_BYTES + 1, b"\0"), "too_large"),
    ],
)
async def test_what_cannot_be_heard_in_a_minute_on_every_phone_is_refused(file: bytes, problem: str) -> None:
    with pytest.raises(Invalid) as refused:
        await listened(file)
    assert (refused.value.field, refused.value.problem) == ("audio", problem)


async def test_no_torn_file_brings_another_error() -> None:
    for whole in (m4a(20), mp3(1.5, tagged=True)):
        for end in range(0, min(len(whole), 900), 7):
            torn = bytearray(whole)
            torn[end] ^= 0xFF
            for file in (whole[:end], bytes(torn)):
                with suppress(Invalid):
                    assert 1 <= (await listened(file)).seconds <= 60, end


async def test_the_same_file_is_one_recording_also_when_two_bring_it_at_once(services: Services) -> None:
    made = await asyncio.gather(*(sound(services, title=f"哄睡 {number}") for number in range(4)))
    assert len({each.id for each in made}) == 1
    assert await services.db["recordings"].count_documents({}) == 1
    assert await services.recordings.file(made[0].digest) == mp3(50)
    acts = await services.db["audit"].count_documents({"kind": "recording_added"})
    assert acts == 1
    with pytest.raises(NotAllowed):
        await recordings.add(services, by=VILLAGE, content=mp3(5), title="不行")


async def test_a_recording_is_versioned_told_of_in_the_chat_and_live_in_other_processes(
    services: Services, phone: Phone
) -> None:
    first, second = await sound(services), await sound(services, 20, "晚安")
    short = replace(SLEEP, page="", audio_text=SAID)
    entry = await let_out(services, replace(short, audio=first.id))
    assert "可以听，约 50 秒" in await phone.says(SLEEP.question)
    other = LiveKnowledge(KnowledgeStore(services.db), services.now)
    await other.refresh()
    live = other.entry(entry.id)
    assert live is not None
    assert (live.audio_seconds, live.audio_text) == (50, SAID)
    picture = await put(services)
    await let_out(services, replace(short, audio=second.id, picture=picture.id), entry.id)
    assert "有图，也可以听，约 20 秒" in await phone.says(SLEEP.question)
    newest, before = [each.fields for each in await services.knowledge.releases(entry.id)]
    changed = {
        each.field: {(one.sign, one.text) for one in each.lines}
        for each in differences(*await titled(services, before, newest))
    }
    assert changed["audio"] == {("-", "哄睡"), ("+", "晚安")}
    taken = await writing.take_up(services, entry.id, 1, seen=(await services.knowledge.get(entry.id)).seq, by=WRITER)
    assert (taken.newest.audio, taken.newest.audio_text) == (first.id, SAID)
    assert fields_of(cells_of(taken)) == taken.newest
    await let_out(services, replace(short, audio_text=""), entry.id)
    assert "可以听" not in await phone.says(SLEEP.question)


async def test_what_is_said_is_needed_and_what_is_in_use_is_not_put_away(services: Services) -> None:
    recording = await sound(services)
    with_sound = replace(SLEEP, audio=recording.id, audio_text=SAID)
    for wrong, field, problem in (
        (replace(with_sound, audio_text=" "), "audio_text", "missing"),
        (replace(with_sound, audio_text="字" * 601), "audio_text", "too_long"),
        (replace(with_sound, audio=new_id()), "audio", "unknown"),
        (replace(with_sound, audio=(await put(services)).id), "audio", "unknown"),
    ):
        with pytest.raises(Invalid) as refused:
            await writing.save(services, new_id(), wrong, seen=0, by=WRITER)
        assert (refused.value.field, refused.value.problem) == (field, problem)
    entry = await writing.save(services, new_id(), with_sound, seen=0, by=WRITER)
    assert (await recordings.uses(services))[recording.id] == [SLEEP.question]
    for stage in ("draft", "released", "another draft"):
        with pytest.raises(Invalid) as refused:
            await away(services, recording)
        assert refused.value.problem == "in_use", stage
        if stage == "draft":
            entry = await releasing.release(services, entry.id, seen=entry.seq, by=OTHER)
        elif stage == "released":
            entry = await writing.save(services, entry.id, SLEEP, seen=entry.seq, by=WRITER)
    await releasing.release(services, entry.id, seen=entry.seq, by=OTHER)
    gone = await away(services, recording)
    with pytest.raises(Conflict):
        await recordings.restore(services, recording.id, by=WRITER, version=recording.version)
    with pytest.raises(Invalid) as refused:
        await writing.save(services, new_id(), with_sound, seen=0, by=WRITER)
    assert refused.value.problem == "unknown"
    assert recording.id in await recordings.to_choose(services, with_sound)
    assert recording.id not in await recordings.to_choose(services, SLEEP)
    assert (await recordings.restore(services, gone.id, by=WRITER, version=gone.version)).state == "kept"
    assert recording.id in await recordings.to_choose(services, SLEEP)


async def test_a_sheet_brings_a_recording_and_one_without_its_columns_leaves_it(services: Services) -> None:
    recording = await sound(services)
    entry = await let_out(services, replace(SLEEP, audio=recording.id, audio_text=SAID))
    cells = cells_of(entry)
    assert (cells["audio"], cells["audio_text"]) == (recording.id, SAID)
    whole = cells | {"answer": "留一盏小灯。"}
    few = {name: text for name, text in whole.items() if name not in {"audio", "audio_text"}}
    for values in (whole, few):
        tried = await try_out(services, [ImportRow(2, values)], by=WRITER)
        assert [(each.column, each.problem) for each in tried.rows] == [("", "")]
        assert fields_of(values, entry) == replace(entry.newest, answer="留一盏小灯。")
    unsaid = await try_out(services, [ImportRow(2, whole | {"audio_text": ""})], by=WRITER)
    assert [(each.column, each.problem) for each in unsaid.rows] == [("audio_text", "missing")]
