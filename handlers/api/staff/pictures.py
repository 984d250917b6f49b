"""The media library for programs of staff: listed, put in, put away and taken out again."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from domain.pictures import ALT_MOST, TITLE_MOST, Picture, PictureState
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.account import pictures
from storage.paging import Part

PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp")
FILE_MOST_BYTES = 7 * 1024 * 1024


class PictureView(Model):
    """
    A picture of the library. `reach` says how it stands with WeChat (held, uploading, failed, waiting), `held_until` how
    long WeChat has its copy, `reason` why it has none; `used_by` says in words what shows it.
    """

    id: str
    title: str
    alt: str
    size: int
    width: int
    height: int
    state: PictureState
    version: int
    added_at: datetime | None
    reach: str
    held_until: datetime | None
    reason: str
    used_by: list[str]


class PicturePart(Model):
    """A part of the library, the newest first; `next` is what `after` takes to go on, null at the end."""

    pictures: list[PictureView]
    next: str | None


class PicturesQuery(PartQuery):
    """Which pictures; with `title` those whose title begins so, by title and without a `next`."""

    state: PictureState = PictureState.KEPT
    title: str = Field(default="", max_length=TITLE_MOST, description="how the title begins")


class PictureWords(Model):
    """What a picture is called, and what is to be seen."""

    title: str = Field(min_length=1, max_length=TITLE_MOST)
    alt: str = Field(min_length=1, max_length=ALT_MOST, description="for those who don't see it")


_FACTS = ("id", "title", "alt", "size", "width", "height", "state", "version", "added_at", "reason")


def _view(picture: Picture, used: dict[str, list[str]], now: datetime) -> PictureView:
    held = picture.expires_at if picture.held_at(now) else None
    more: dict[str, Any] = {"reach": picture.reach(now), "held_until": held, "used_by": used.get(picture.id, [])}
    return PictureView.model_validate({name: getattr(picture, name) for name in _FACTS} | more)


class _PictureCall(StaffCall):
    """Answers with a picture and its version."""

    async def view(self, picture: Picture) -> PictureView:
        """As programs see it."""
        return _view(picture, await pictures.uses(self.services), self.services.now())

    async def reply_with(self, picture: Picture) -> None:
        """Answer with it."""
        self.set_header("Etag", f'"v{picture.version}"')
        self.answer(await self.view(picture))


@requires(Permission.ACCOUNT_READ, post=Permission.ACCOUNT_CHANGE)
class PicturesCall(_PictureCall):
    """All pictures."""

    BODY_MOST_BYTES = FILE_MOST_BYTES
    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listPictures", summary="Pictures of the media library", answer=PicturePart, query=PicturesQuery
        ),
        "post": Operation(
            id="addPicture",
            summary="Put a picture into the media library; one that is there already is answered as it is",
            answer=PictureView,
            query=PictureWords,
            body=PICTURES,
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """A part of the library."""
        asked, store = self.query(PicturesQuery), self.services.pictures
        if asked.title:
            by_title = Part(rising=True, by="title")
            rows = await store.page(state=asked.state, begins=asked.title, part=by_title, most=asked.limit)
        else:
            rows = await store.page(state=asked.state, after=asked.after, most=asked.limit + 1)
        shown, used, now = rows[: asked.limit], await pictures.uses(self.services), self.services.now()
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(PicturePart(pictures=[_view(each, used, now) for each in shown], next=more))

    async def post(self) -> None:
        """The picture."""
        words, content = self.query(PictureWords), self.file(PICTURES)

        async def create(made: str) -> tuple[PictureView, int]:
            kept = await pictures.add(
                self.services, by=self.staff, content=content, title=words.title, alt=words.alt, picture_id=made
            )
            return await self.view(kept), kept.version

        await self.once(create)


@requires(Permission.ACCOUNT_READ, put=Permission.ACCOUNT_CHANGE)
class PictureCall(_PictureCall):
    """One picture."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getPicture",
            summary="A picture of the media library",
            answer=PictureView,
            path={"id": ID},
            problems=(404,),
        ),
        "put": Operation(
            id="renamePicture",
            summary="Call it otherwise, or tell otherwise what is to be seen",
            answer=PictureView,
            path={"id": ID},
            body=PictureWords,
            problems=(404,),
            seen=True,
            versioned=True,
        ),
    }

    async def get(self, picture_id: str) -> None:
        """It."""
        await self.reply_with(await self.services.pictures.get(picture_id))

    async def put(self, picture_id: str) -> None:
        """With other words, if it is still as the caller has read it."""
        seen, given = self.seen_version(), self.body(PictureWords)
        await self.reply_with(
            await self.unless_changed(
                pictures.rename(
                    self.services, picture_id, by=self.staff, title=given.title, alt=given.alt, version=seen
                )
            )
        )


@requires(Permission.ACCOUNT_CHANGE)
class PictureUploadCall(_PictureCall):
    """To WeChat, now."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="uploadPicture",
            summary="Have WeChat get its copy now; a task does it",
            answer=PictureView,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        )
    }

    async def post(self, picture_id: str) -> None:
        """Asked for."""
        await self.reply_with(await pictures.ask_upload(self.services, picture_id, by=self.staff))


def _move(name: str, summary: str) -> Operation:
    return Operation(
        id=name, summary=summary, answer=PictureView, path={"id": ID}, problems=(404, 409), seen=True, versioned=True
    )


class _Move(_PictureCall):
    """Away, or out again."""

    async def moved(self, move: Callable[..., Awaitable[Picture]], picture_id: str) -> None:
        """Done, if it is still as she saw it."""
        version = self.seen_version()
        await self.reply_with(
            await self.unless_changed(move(self.services, picture_id, by=self.staff, version=version))
        )


@requires(Permission.ACCOUNT_CHANGE)
class ArchiveCall(_Move):
    """Put away."""

    OPERATIONS: ClassVar = {
        "post": _move("archivePicture", "Put a picture away; refused while a keyword reply or an entry shows it")
    }

    async def post(self, picture_id: str) -> None:
        """Archived."""
        await self.moved(pictures.archive, picture_id)


@requires(Permission.ACCOUNT_CHANGE)
class RestoreCall(_Move):
    """Taken out again."""

    OPERATIONS: ClassVar = {"post": _move("restorePicture", "Take a picture out again")}

    async def post(self, picture_id: str) -> None:
        """Kept."""
        await self.moved(pictures.restore, picture_id)


_GAP = r"([0-9a-z]{26})"
API_ROUTES = [
    Route("/api/v1/staff/pictures", r"/api/v1/staff/pictures", PicturesCall),
    Route("/api/v1/staff/pictures/{id}", rf"/api/v1/staff/pictures/{_GAP}", PictureCall),
    Route("/api/v1/staff/pictures/{id}/upload", rf"/api/v1/staff/pictures/{_GAP}/upload", PictureUploadCall),
    Route("/api/v1/staff/pictures/{id}/archive", rf"/api/v1/staff/pictures/{_GAP}/archive", ArchiveCall),
    Route("/api/v1/staff/pictures/{id}/restore", rf"/api/v1/staff/pictures/{_GAP}/restore", RestoreCall),
]
