"""Pictures of one's own from the mini-program: uploaded, listed, read by links that hold for minutes."""

from datetime import datetime
from typing import Any, ClassVar

from tornado.web import HTTPError

from domain.errors import Invalid
from domain.files import LINK_HOLDS, Checked, OwnFile, looked_at
from handlers.access import for_people, public
from handlers.api.call import ID, PartQuery
from handlers.api.links import LinkQuery, check_link, link_to
from handlers.api.operation import Model, Operation, Route
from handlers.api.ranges import NoSuchRange, part_of
from handlers.api.session import Done
from handlers.api.visitor import VisitorCall
from services.mini.files import content_of, keep_file, own_file, remove_file
from services.wishes.drawings import checked

PICTURES = ("multipart/form-data", "image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp")
FILE_MOST_BYTES = 7 * 1024 * 1024
FIELD = "file"  # the `name` of wx.uploadFile
LINK = "file"
JPEG = "image/jpeg"


class FileView(Model):
    """
    A picture of hers. `checked` is "private" while only she sees it; once it was handed in for somebody else (a drawing), that
    one may see it when it has passed. `url` opens it for whoever has it, until `url_until`.
    """

    id: str
    size: int
    width: int
    height: int
    checked: Checked
    at: datetime
    url: str
    url_until: datetime


class FilePart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    files: list[FileView]
    next: str | None


class _FileCall(VisitorCall):
    """Makes links, and reads them."""

    async def views(self, *files: OwnFile) -> list[FileView]:
        """As their owner sees them."""
        states = await checked(self.services, [each.id for each in files])
        return [self._view(each, looked_at(states.get(each.id))) for each in files]

    def _view(self, file: OwnFile, looked: Checked) -> FileView:
        url, until = link_to(self, LINK, file.id, f"/api/v1/files/{file.id}/content", LINK_HOLDS)
        return FileView(
            id=file.id,
            size=file.size,
            width=file.width,
            height=file.height,
            checked=looked,
            at=file.at,
            url=url,
            url_until=until,
        )


@for_people()
class FilesCall(_FileCall):
    """Her pictures."""

    BODY_MOST_BYTES = FILE_MOST_BYTES
    OPERATIONS: ClassVar = {
        "get": Operation(id="myFiles", summary="Pictures of her own", answer=FilePart, query=PartQuery),
        "post": Operation(
            id="uploadFile",
            summary="Upload a picture: as wx.uploadFile does, in the field `file`, or as it is",
            answer=FileView,
            body=PICTURES,
            status=201,
            once=True,
        ),
    }

    async def get(self) -> None:
        """A part of the list."""
        asked = self.query(PartQuery)
        rows = await self.services.files.of(self.visitor.person.id, after=asked.after, most=asked.limit + 1)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(FilePart(files=await self.views(*shown), next=more))

    async def post(self) -> None:
        """The picture, kept."""
        content, person = self._content(), self.visitor.person

        async def create(made: str) -> tuple[FileView, None]:
            (view,) = await self.views(await keep_file(self.services, person, content, file_id=made))
            return view, None

        await self.once(create, asked=content)

    def _content(self) -> bytes:
        """The picture, whichever way it was sent. Raises Invalid, HTTPError 415."""
        sent = self.file(PICTURES)
        if self.request.headers.get("Content-Type", "").lower().startswith("multipart/"):
            files = self.request.files.get(FIELD, [])
            if len(files) != 1:
                raise Invalid(FIELD, "repeated" if files else "missing")
            sent = files[0].body
        if not sent:
            raise Invalid(FIELD, "missing")
        return sent


@for_people()
class FileCall(_FileCall):
    """One of hers."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="myFile",
            summary="A picture of her own, with a fresh link",
            answer=FileView,
            path={"id": ID},
            problems=(404,),
        ),
        "delete": Operation(
            id="removeFile", summary="Take a picture away", answer=Done, path={"id": ID}, problems=(404,)
        ),
    }

    async def get(self, file_id: str) -> None:
        """It."""
        (view,) = await self.views(await own_file(self.services, self.visitor.person, file_id))
        self.answer(view)

    async def delete(self, file_id: str) -> None:
        """Gone."""
        await remove_file(self.services, self.visitor.person, file_id)
        self.answer(Done())


@public
class FileContentCall(_FileCall):
    """What a link opens."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="fileContent",
            summary="A picture, or with Range a part of it, for whoever has its link",
            answer=(JPEG,),
            path={"id": ID},
            query=LinkQuery,
            problems=(404, 416),
            versioned=True,
            partial=True,
        )
    }

    def initialize(self) -> None:
        """Nothing is asked for that isn't there."""
        super().initialize()
        self._whole: int | None = None

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A problem document; where there is no such part, how long the file is."""
        if self._whole is not None:
            self.set_header("Content-Range", f"bytes */{self._whole}")
        super().write_error(status_code, **kwargs)

    async def get(self, file_id: str) -> None:
        """The bytes."""
        check_link(self, LINK, file_id, LINK_HOLDS)
        file, content = await content_of(self.services, file_id)
        self.set_header("Content-Type", JPEG)
        self.set_header("Accept-Ranges", "bytes")
        self.set_header("Cache-Control", "no-store")  # a part of it may be covered, or all of it withdrawn, any moment
        self.set_header("Content-Disposition", "inline")
        self.tagged(f'"{file.digest[:32]}"')
        if not self._finished:
            self._send(content)

    def _send(self, content: bytes) -> None:
        asked, size = self.request.headers.get("Range", ""), len(content)
        if self.request.headers.get("If-Range", self._etag) != self._etag:
            asked = ""
        try:
            part = part_of(asked, size)
        except NoSuchRange:
            self._whole = size
            raise HTTPError(416) from None
        if part is None:
            self.finish(content)
            return
        start, end = part
        self.set_status(206)
        self.set_header("Content-Range", f"bytes {start}-{end - 1}/{size}")
        self.finish(content[start:end])


_GAP = r"([0-9a-z]{26})"
API_ROUTES = [
    Route("/api/v1/me/files", r"/api/v1/me/files", FilesCall),
    Route("/api/v1/me/files/{id}", rf"/api/v1/me/files/{_GAP}", FileCall),
    Route("/api/v1/files/{id}/content", rf"/api/v1/files/{_GAP}/content", FileContentCall),
]
