"""Uploaded files: three days for temporary ones, counted totals for permanent ones, pictures of articles."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web

from simulator.api import ALL, OK, Api, Call, number_of, text_of, word_of
from simulator.errors import PlatformError
from simulator.state import Account, Medium, Platform, new_id

THREE_DAYS = 3 * 86_400
MEGABYTE = 1 << 20
MOST_BYTES = 24 * MEGABYTE
TEMPORARY = {
    "image": (10 * MEGABYTE, {"png", "jpeg", "gif"}, 40009),
    "voice": (2 * MEGABYTE, {"amr", "mp3"}, 40010),
    "video": (10 * MEGABYTE, {"mp4"}, 40011),
    "thumb": (64 * 1024, {"jpeg"}, 40012),
}
PERMANENT = {
    "image": (10 * MEGABYTE, {"png", "jpeg", "gif", "bmp"}, 40009),
    "voice": (2 * MEGABYTE, {"amr", "mp3", "wma", "wav"}, 40010),
    "video": (10 * MEGABYTE, {"mp4"}, 40011),
    "thumb": (64 * 1024, {"jpeg"}, 40012),
}
MOST_IMAGES = 100_000
MOST_OTHERS = 1000
TYPES = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "amr": "audio/amr",
    "mp3": "audio/mpeg",
    "wma": "audio/x-ms-wma",
    "wav": "audio/wav",
    "mp4": "video/mp4",
}
STARTS = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"#!AMR", "amr"),
    (b"ID3", "mp3"),
    (b"\xff\xfb", "mp3"),
    (b"\xff\xf3", "mp3"),
    (b"RIFF", "wav"),
    (b"\x30\x26\xb2\x75", "wma"),
)


@dataclass(frozen=True, slots=True)
class Upload:
    """What came in a multipart body."""

    name: str
    body: bytes
    description: str


def format_of(body: bytes) -> str:
    """The file's format by its first bytes, or nothing."""
    if body[4:8] == b"ftyp":
        return "mp4"
    return next((name for start, name in STARTS if body.startswith(start)), "")


async def read_upload(request: web.Request) -> Upload:
    """The multipart field `media`. Raises 41005."""
    if not request.content_type.startswith("multipart/"):
        raise PlatformError(41005)
    if (request.content_length or 0) > MOST_BYTES:
        raise PlatformError(45001)
    name, body, description = "", b"", ""
    try:
        reader = await request.multipart()
        while True:
            part = await reader.next()
            if part is None:
                break
            if not isinstance(part, BodyPartReader):
                continue
            if part.name == "media":
                name = (part.filename or "").encode("utf-8", "replace").decode()[:200]
                body = bytes(await part.read())
            elif part.name == "description":
                description = (await part.read()).decode("utf-8", "replace")
    except (ValueError, AssertionError) as error:
        raise PlatformError(41005) from error
    if not body:
        raise PlatformError(41005)
    return Upload(name, body, description)


def keep_medium(
    platform: Platform, account: Account, kind: str, body: bytes, *, name: str = "", lasts: float = THREE_DAYS
) -> Medium:
    """A file under a new media_id; `lasts` 0 keeps it for good."""
    now = platform.now()
    medium = Medium(
        media_id=new_id("M", 64),
        kind=kind,
        content_type=TYPES.get(format_of(body), "application/octet-stream"),
        name=name,
        created_at=int(now),
        expires_at=now + lasts if lasts else 0.0,
        size=len(body),
    )
    account.media[medium.media_id] = medium
    platform.store.put("medium", account.app_id, medium.media_id, medium)
    platform.store.write_file(account.app_id, medium.media_id, body)
    return medium


def _check(upload: Upload, kind: str, allowed: dict[str, tuple[int, set[str], int]]) -> None:
    if kind not in allowed:
        raise PlatformError(40004)
    size, formats, errcode = allowed[kind]
    if format_of(upload.body) not in formats:
        raise PlatformError(40005)
    if len(upload.body) > size:
        raise PlatformError(errcode)


async def upload(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/media/upload?type=."""
    kind = call.query.get("type", "")
    if call.account.is_mini and kind != "image":
        raise PlatformError(40004)
    given = await read_upload(call.raw)
    _check(given, kind, TEMPORARY)
    medium = keep_medium(call.platform, call.account, kind, given.body, name=given.name)
    key = "thumb_media_id" if kind == "thumb" else "media_id"
    return {"type": kind, key: medium.media_id, "created_at": medium.created_at, "item": []}


async def upload_article_picture(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/media/uploadimg: pictures inside articles."""
    given = await read_upload(call.raw)
    if format_of(given.body) not in {"png", "jpeg"}:
        raise PlatformError(40005)
    if len(given.body) >= MEGABYTE:
        raise PlatformError(40009)
    medium = keep_medium(call.platform, call.account, "article", given.body, name=given.name, lasts=0)
    return {"url": f"{call.platform.base_url}/pictures/{medium.media_id}"}


async def add_material(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/material/add_material?type=."""
    kind = call.query.get("type", "")
    given = await read_upload(call.raw)
    _check(given, kind, PERMANENT)
    if _permanent(call.account)[kind] >= (MOST_IMAGES if kind == "image" else MOST_OTHERS):
        raise PlatformError(45001, "material count out of limit")
    fields = {}
    if kind == "video":
        fields = _video_words(given.description)
    medium = keep_medium(call.platform, call.account, kind, given.body, name=given.name, lasts=0)
    medium.fields = fields
    found: dict[str, Any] = {"media_id": medium.media_id, "item": []}
    return {**found, "url": f"{call.platform.base_url}/pictures/{medium.media_id}"} if kind == "image" else found


def _video_words(description: str) -> dict[str, Any]:
    try:
        words = json.loads(description)
        return {"title": text_of(words["title"]), "introduction": text_of(words.get("introduction", ""))}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PlatformError(40035, "description wrong") from error


def _permanent(account: Account) -> dict[str, int]:
    counts = dict.fromkeys(PERMANENT, 0)
    for medium in account.media.values():
        if not medium.expires_at and medium.kind in counts:
            counts[medium.kind] += 1
    return counts


def find_medium(platform: Platform, account: Account, media_id: object, *, permanent: bool | None = None) -> Medium:
    """A file that is there and hasn't expired. Raises 40007."""
    medium = account.media.get(media_id) if isinstance(media_id, str) else None
    if medium is None or (medium.expires_at and medium.expires_at <= platform.now()):
        raise PlatformError(40007)
    if permanent is not None and bool(medium.expires_at) is permanent:
        raise PlatformError(40007)
    return medium


def media_entry(platform: Platform, account: Account, media_id: object, *kinds: str) -> dict[str, Any]:
    """A file as the chat shows it. Raises 40007 when it is missing, expired or of another kind."""
    medium = find_medium(platform, account, media_id)
    if medium.kind not in kinds:
        raise PlatformError(40007)
    return {"media_id": medium.media_id, "media_url": f"/pictures/{medium.media_id}"}


def _file(call: Call, medium: Medium) -> web.Response:
    body = call.platform.store.read_file(call.account.app_id, medium.media_id) or b""
    name = medium.name.encode("ascii", "ignore").decode().replace('"', "") or medium.media_id
    headers = {"Content-Type": medium.content_type, "Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=body, headers=headers)


def get(call: Call) -> Any:
    """GET /cgi-bin/media/get: the bytes; for a video the address of them."""
    medium = find_medium(call.platform, call.account, call.query.get("media_id"), permanent=False)
    if medium.kind == "video":
        return {"video_url": f"{call.platform.base_url}/pictures/{medium.media_id}"}
    return _file(call, medium)


def get_material(call: Call) -> Any:
    medium = find_medium(call.platform, call.account, call.body.get("media_id"), permanent=True)
    if medium.kind == "video":
        return {**medium.fields, "down_url": f"{call.platform.base_url}/pictures/{medium.media_id}"}
    return _file(call, medium)


def delete_material(call: Call) -> dict[str, Any]:
    medium = find_medium(call.platform, call.account, call.body.get("media_id"), permanent=True)
    del call.account.media[medium.media_id]
    call.platform.store.put("medium", call.account.app_id, medium.media_id, None)
    return dict(OK)


def count_material(call: Call) -> dict[str, Any]:
    counts = _permanent(call.account)
    return {**{f"{kind}_count": counts[kind] for kind in ("voice", "video", "image")}, "news_count": 0}


def list_material(call: Call) -> dict[str, Any]:
    kind = word_of(call.body.get("type"))
    offset, count = number_of(call.body.get("offset", 0)), number_of(call.body.get("count"))
    if kind not in {"image", "voice", "video", "news"}:
        raise PlatformError(40004)
    if offset < 0 or not 1 <= count <= 20:
        raise PlatformError(40035)
    found = [each for each in call.account.media.values() if each.kind == kind and not each.expires_at]
    page = [
        {"media_id": each.media_id, "name": each.name, "update_time": each.created_at}
        for each in found[offset : offset + count]
    ]
    return {"total_count": len(found), "item_count": len(page), "item": page}


def new_msg_data_id() -> int:
    return secrets.randbelow(10**9) + 10**9


CALLS = [
    Api("/cgi-bin/media/upload", upload, kinds=ALL, daily=100_000, upload=True),
    Api("/cgi-bin/media/get", get, "GET", ALL, daily=200_000),
    Api("/cgi-bin/media/get/jssdk", get, "GET"),
    Api("/cgi-bin/media/uploadimg", upload_article_picture, daily=100_000, upload=True),
    Api("/cgi-bin/material/add_material", add_material, daily=1000, upload=True),
    Api("/cgi-bin/material/get_material", get_material, daily=200_000),
    Api("/cgi-bin/material/del_material", delete_material, daily=1000),
    Api("/cgi-bin/material/get_materialcount", count_material, "GET", daily=5000),
    Api("/cgi-bin/material/batchget_material", list_material, daily=1000),
]
