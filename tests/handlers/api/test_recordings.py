"""Recordings of answers by the API for programs of staff."""

import pytest

from domain.staff import StaffRole
from services.context import Services
from tests.handlers.api.conftest import Programs
from tests.sounds import m4a, mp3

ADDRESS = "/recordings?title=%E5%93%84%E7%9D%A1"
MP3 = {"Content_Type": "audio/mpeg", "Idempotency_Key": "key-of-a-test-1"}


async def test_a_recording_is_put_in_once_given_to_an_entry_put_away_and_taken_out(
    program: Programs, services: Services
) -> None:
    her = await program(StaffRole.EDITOR)
    made = await her.call("POST", ADDRESS, mp3(20), **MP3)
    assert (made.status, made.etag, made.body["title"], made.body["seconds"]) == (201, '"v1"', "哄睡", 20)
    assert (await her.call("POST", ADDRESS, mp3(20), **MP3)).body == made.body
    assert await services.db["recordings"].count_documents({}) == 1
    mine, address = made.body["id"], f"/recordings/{made.body['id']}"
    assert (await her.call("GET", address)).body == made.body
    fields = {"category": "睡觉", "question": "孩子不肯睡觉怎么办", "answer": "关灯。", "audio": mine}
    unsaid = await her.call("POST", "/knowledge", fields, Idempotency_Key="key-of-a-test-2")
    assert (unsaid.status, unsaid.body["field"], unsaid.body["problem"]) == (400, "audio_text", "missing")
    entry = await her.call("POST", "/knowledge", fields | {"audio_text": "关灯。"}, Idempotency_Key="key-of-a-test-3")
    assert (entry.status, entry.body["newest"]["audio"], entry.body["newest"]["audio_text"]) == (201, mine, "关灯。")
    assert (await her.call("GET", address)).body["used_by"] == [fields["question"]]
    refused = await her.call("POST", f"{address}/archive", If_Match=made.etag)
    assert (refused.status, refused.body["problem"]) == (400, "in_use")
    await services.db["knowledge"].delete_one({"_id": entry.body["id"]})
    away = await her.call("POST", f"{address}/archive", If_Match=made.etag)
    assert (away.status, away.body["state"]) == (200, "archived")
    assert (await her.call("POST", f"{address}/restore", If_Match=made.etag)).status == 412
    assert (await her.call("GET", "/recordings")).body == {"recordings": [], "next": None}
    assert len((await her.call("GET", "/recordings?state=archived")).body["recordings"]) == 1
    assert (await her.call("POST", f"{address}/restore", If_Match=away.etag)).body["state"] == "kept"


async def test_recordings_are_read_in_parts(program: Programs) -> None:
    her = await program(StaffRole.EDITOR)
    for number in (5, 6, 7):
        sent = {"Content_Type": "audio/mp4", "Idempotency_Key": f"key-of-a-test-{number}"}
        assert (await her.call("POST", ADDRESS, m4a(number), **sent)).status == 201
    first = (await her.call("GET", "/recordings?limit=2")).body
    rest = (await her.call("GET", f"/recordings?limit=2&after={first['next']}")).body
    assert sorted(each["seconds"] for each in first["recordings"] + rest["recordings"]) == [5, 6, 7]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ((ADDRESS, "text/html", mp3(5)), (415, None)),
        ((ADDRESS, "audio/mpeg", b"<html>"), (400, "not_audio")),
        ((ADDRESS, "audio/mpeg", mp3(70)), (400, "too_long")),
        ((ADDRESS, "audio/mp4", m4a(9, kind=b"vide")), (400, "shows")),
        (("/recordings", "audio/mpeg", mp3(5)), (400, "missing")),
    ],
)
async def test_what_cannot_be_taken_is_refused(
    program: Programs, services: Services, sent: tuple[str, str, bytes], said: tuple[int, str | None]
) -> None:
    her, (address, kind, body) = await program(StaffRole.EDITOR), sent
    answer = await her.call("POST", address, body, Content_Type=kind, Idempotency_Key="key-of-a-test-1")
    assert (answer.status, answer.body.get("problem")) == said
    assert await services.db["recordings"].count_documents({}) == 0
    officer = await program(StaffRole.VILLAGE_OFFICER, login="zhao")
    assert (await officer.call("POST", ADDRESS, mp3(5), **MP3)).status == 403
    assert (await officer.call("GET", "/recordings")).status == 403
