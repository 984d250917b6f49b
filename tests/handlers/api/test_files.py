"""Pictures from the mini-program: what is kept of a file, who may see it, and for how long."""

import asyncio
import io
import json
import urllib.error
import urllib.request
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from PIL import Image

from app.bodies import READ_MOST_BYTES, TAKEN_MOST_BYTES
from domain.files import LINK_HOLDS
from handlers.api.files import FILE_MOST_BYTES
from tests.handlers.api.conftest import Answered, Phone, Visitors
from tests.joined import Clock
from tests.rig import Rig

KEY = "key-of-a-picture-1"


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **more: Any) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "pink").save(drawn, kind, **more)
    return drawn.getvalue()


async def upload(phone: Phone, content: bytes, key: str = KEY, kind: str = "image/jpeg") -> Answered:
    return await phone.call("POST", "/me/files", content, Idempotency_Key=key, Content_Type=kind)


async def fetch(phone: Phone, url: str, **headers: str) -> tuple[int, bytes, Any]:
    parts = urlsplit(url)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    async with phone.http.get(f"{phone.base}{parts.path}?{parts.query}", headers=given) as answer:
        return answer.status, await answer.read(), answer.headers


async def test_a_picture_is_drawn_anew_without_what_the_camera_wrote_and_lies_sealed(
    visitor: Visitors, rig: Rig
) -> None:
    phone = await visitor()
    camera = Image.Exif()
    camera[0x010E], camera[0x8825] = "峪口村王小明家", {1: "N", 2: (35.0, 36.0, 12.0)}
    made = await upload(phone, picture(exif=camera))
    assert (made.status, made.body["checked"], made.body["width"]) == (201, "private", 64)
    status, content, headers = await fetch(phone, made.body["url"])
    assert (status, headers["Content-Type"], len(content)) == (200, "image/jpeg", made.body["size"])
    assert headers["X-Content-Type-Options"] == "nosniff"
    with Image.open(io.BytesIO(content)) as shown:
        assert not shown.getexif()
    assert "峪口村".encode() not in content
    for name in ("files", "file_contents", "api_answers"):
        for row in await rig.services.db[name].find().to_list(None):
            assert b"\xff\xd8\xff" not in bytes(row.get("sealed", b"")) + str(row).encode()
    person = await rig.services.people.ensure(rig.services.facts.mini_app, phone.openid, now=rig.clock())
    await rig.services.vault.erase(f"family:{person.id}", now=rig.clock())
    assert (await fetch(phone, made.body["url"]))[0] == 404


async def test_it_is_sent_as_wx_upload_file_does_and_a_repeat_is_the_same_picture(visitor: Visitors, rig: Rig) -> None:
    phone, seen = await visitor(), []
    for _ in range(2):
        form = aiohttp.FormData()
        form.add_field("file", picture("PNG"), filename="tmp_a1.exe", content_type="application/octet-stream")
        headers = {"Authorization": f"Bearer {phone.token}", "Idempotency-Key": KEY}
        async with phone.http.post(f"{phone.base}/api/v1/me/files", data=form, headers=headers) as answer:
            seen.append((answer.status, (await answer.json())["id"]))
    assert seen[0] == seen[1]
    assert seen[0][0] == 201
    assert await rig.services.db["files"].count_documents({}) == 1


def bomb() -> bytes:
    """A PNG of a few kilobytes that says it has 10,000 x 10,000 pixels."""
    content = bytearray(picture("PNG"))
    content[16:24] = (10_000).to_bytes(4) * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "kind", "answered"),
    [
        (b"MZ\x90 this is a program", "image/jpeg", (400, "not_a_picture")),
        (b"<svg onload='alert(1)'/>", "image/png", (400, "not_a_picture")),
        (bomb(), "image/png", (400, "too_large")),
        (picture("GIF", save_all=True, append_images=[Image.new("RGB", (64, 48), "red")]), "image/gif", (400, "moves")),
        (b"", "image/jpeg", (400, "missing")),
        (picture(), "application/json", (415, None)),
        (b"--x--\r\n", "multipart/form-data; boundary=x", (400, "missing")),
    ],
    ids=["program", "svg", "bomb", "moves", "empty", "json", "no-file"],
)
async def test_what_is_no_picture_is_refused_by_its_content(
    visitor: Visitors, rig: Rig, content: bytes, kind: str, answered: tuple[int, str | None]
) -> None:
    refused = await upload(await visitor(), content, kind=kind)
    assert (refused.status, refused.body.get("problem")) == answered
    assert await rig.services.db["files"].count_documents({}) == 0


async def test_a_file_that_is_too_large_is_refused(visitor: Visitors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.api.files.FilesCall.BODY_MOST_BYTES", 100)
    assert (await upload(await visitor(), picture())).status == 413


def sent_by_a_plain_client(phone: Phone, address: str, body: bytes, kind: str) -> tuple[int, str, bytes]:
    """What a client that sends all before it reads is told."""
    headers = {"Authorization": f"Bearer {phone.token}", "Content-Type": kind, "Idempotency-Key": KEY}
    asked = urllib.request.Request(f"{phone.base}{address}", data=body, headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(asked) as answer:  # noqa: S310
            return answer.status, answer.headers["Content-Type"], answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers["Content-Type"], answer.read()


async def test_whoever_sends_far_too_much_is_told_so_and_not_cut_off(visitor: Visitors) -> None:
    phone, form = await visitor(), "multipart/form-data; boundary=b"
    head, end = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n', b"\r\n--b--\r\n"
    for size, kind in ((FILE_MOST_BYTES, form), (TAKEN_MOST_BYTES, form), (READ_MOST_BYTES - 200, "image/jpeg")):
        body = head + b"x" * size + end
        told = await asyncio.to_thread(sent_by_a_plain_client, phone, "/api/v1/me/files", body, kind)
        assert (told[0], json.loads(told[2])["code"]) == (413, "too_large"), (size, kind)
        assert told[1].startswith("application/problem+json")
    page = await asyncio.to_thread(
        sent_by_a_plain_client, phone, "/console/sign-in", body[: TAKEN_MOST_BYTES + 1], form
    )
    assert page[0] == 413
    assert (await phone.call("GET", "/me/files")).body["files"] == []


async def test_a_body_without_an_end_is_cut_off(visitor: Visitors) -> None:
    phone = await visitor()

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 2**20

    with suppress(aiohttp.ClientError):  # as it comes: cut off while it sends, or told before
        sent = await phone.http.post(f"{phone.base}/api/v1/me/files", data=endless())
        assert sent.status == 400
    reader, writer = await asyncio.open_connection(*phone.base.removeprefix("http://").split(":"))
    writer.write(f"POST /api/v1/me/files HTTP/1.1\r\nHost: x\r\nContent-Length: {READ_MOST_BYTES + 1}\r\n\r\n".encode())
    assert (await reader.read()).startswith(b"HTTP/1.1 400")  # it waits for nothing of that
    writer.close()


async def test_a_link_opens_one_picture_for_minutes(visitor: Visitors, clock: Clock) -> None:
    phone, other = await visitor(), await visitor()
    made = [(await upload(phone, picture(), f"{KEY}-{number}")).body for number in range(2)]
    link = made[0]["url"].split("link=")[1]
    swapped = f"/api/v1/files/{made[1]['id']}/content?link={link}"
    for wrong in (swapped, f"/api/v1/files/{made[0]['id']}/content?link=2%7C1%3A0"):
        assert (await fetch(phone, wrong))[0] == 404
    assert (await fetch(other, f"/api/v1/files/{made[0]['id']}/content"))[0] == 400
    assert (await other.call("GET", f"/me/files/{made[0]['id']}")).status == 404
    assert (await other.call("DELETE", f"/me/files/{made[0]['id']}")).status == 404
    clock.move(seconds=LINK_HOLDS.total_seconds() + 1)
    assert (await fetch(phone, made[0]["url"]))[0] == 404
    fresh = (await phone.call("GET", f"/me/files/{made[0]['id']}")).body["url"]
    assert (await fetch(phone, fresh))[0] == 200
    assert len((await phone.call("GET", "/me/files")).body["files"]) == 2
    assert (await phone.call("DELETE", f"/me/files/{made[0]['id']}")).status == 200
    assert (await fetch(phone, fresh))[0] == 404


async def test_a_part_of_a_picture_is_sent_as_it_is_asked_for(visitor: Visitors) -> None:
    phone = await visitor()
    url = (await upload(phone, picture())).body["url"]
    _, whole, headers = await fetch(phone, url)
    size = len(whole)
    for asked, part in {"bytes=0-9": whole[:10], "bytes=10-": whole[10:], "bytes=-5": whole[-5:]}.items():
        status, content, given = await fetch(phone, url, Range=asked)
        assert (status, content) == (206, part)
        assert given["Content-Range"].endswith(f"/{size}")
    assert (await fetch(phone, url, Range=f"bytes={size}-"))[2]["Content-Range"] == f"bytes */{size}"
    assert (await fetch(phone, url, Range="bytes=-0"))[0] == 416
    for whole_again in ("bytes=5-2", "bytes=0-0,2-3", "lines=1-2", "x"):
        assert (await fetch(phone, url, Range=whole_again))[:2] == (200, whole)
    assert (await fetch(phone, url, Range="bytes=0-9", If_Range='"another"'))[:2] == (200, whole)
    assert (await fetch(phone, url, If_None_Match=headers["ETag"]))[0] == 304


async def test_nobody_keeps_more_pictures_than_she_may(visitor: Visitors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.mini.files.FILES_MOST", 1)
    phone = await visitor()
    assert (await upload(phone, picture())).status == 201
    full = await upload(phone, picture(), "another-key-1")
    assert (full.status, full.body["problem"]) == (400, "too_many")
