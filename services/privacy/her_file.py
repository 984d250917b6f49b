"""A person's own data as a file: one archive with a page to read, the same for programs, her pictures and what she said."""

import zipfile
from collections.abc import AsyncIterator
from contextlib import suppress

import orjson
from markupsafe import escape

from domain.calendar import day_in_china
from domain.errors import NotFound
from domain.files import OwnFile
from domain.wish_pictures import WishPicture
from services.context import Services
from services.mini.files import content_of
from services.privacy.her_data import HerData
from services.questions.pictures import content_of as content_of_message
from services.wishes.pictures import content_of as content_of_wish
from services.wishes.voices import content_of as content_of_voice
from storage.threads import Message
from wording import privacy as words


class _Sink:
    """What the archive has written since it was last asked. It can't be sought in, so nothing of it needs to be kept."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        found, self._parts = b"".join(self._parts), []
        return found


def name_of(data: HerData) -> str:
    """What the file is called."""
    return f"{words.FILE_NAME}-{day_in_china(data.made_at)}.zip"


async def archive(services: Services, data: HerData) -> AsyncIterator[bytes]:
    """
    The file, part by part, one picture or voice message at a time: at no moment is more than one of them in memory, and none
    on a disk. One that has gone since is left out. Raises StoreAway.
    """
    sink, at = _Sink(), data.made_at.timetuple()[:6]
    with zipfile.ZipFile(sink, "w") as made:  # type: ignore[call-overload]  # it needs no more than write and flush

        def put(name: str, content: bytes, how: int = zipfile.ZIP_DEFLATED) -> bytes:
            entry = zipfile.ZipInfo(name, at)
            entry.compress_type = how
            made.writestr(entry, content)
            return sink.taken()

        yield put(f"{words.FILE_NAME}.html", as_page(data).encode())
        yield put(f"{words.FILE_NAME}.json", orjson.dumps(data.parts, option=orjson.OPT_INDENT_2))
        for number, each in enumerate(data.pictures, start=1):
            with suppress(NotFound):
                yield put(f"{words.FILE_PICTURES}/{number}.jpg", await _content(services, each), zipfile.ZIP_STORED)
        for number, voice in enumerate(data.voices, start=1):
            with suppress(NotFound):
                content = await content_of_voice(services, voice.id)
                yield put(f"{words.FILE_VOICES}/{number}.mp3", content, zipfile.ZIP_STORED)
    yield sink.taken()


async def _content(services: Services, picture: OwnFile | WishPicture | Message) -> bytes:
    if isinstance(picture, OwnFile):
        return (await content_of(services, picture.id))[1]
    if isinstance(picture, Message):
        return await content_of_message(services, picture.id)
    return await content_of_wish(services, picture)


def as_page(data: HerData) -> str:
    """To read in any browser, with nothing from anywhere else."""
    parts = []
    for part, rows in data.told():
        items = "".join(
            f"<li>{'<br>'.join(f'{escape(words.NAMES[name])}：{escape(said)}' for name, said in row)}</li>"
            for row in rows
        )
        parts.append(
            f"<h2>{escape(words.HELD[part])}</h2>" + (f"<ul>{items}</ul>" if items else f"<p>{words.NONE}</p>")
        )
    return words.FILE_PAGE.format(title=words.PAGE_TITLE, day=day_in_china(data.made_at), parts="".join(parts))
