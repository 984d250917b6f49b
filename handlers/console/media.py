"""The media library: its pictures, putting one in, where each is used and how it stands with WeChat."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from domain.errors import Conflict, Invalid
from domain.ids import new_id
from domain.pictures import AHEAD, ALT_MOST, TITLE_MOST, Picture, PictureState
from domain.staff import Permission
from handlers.access import requires
from handlers.console.account_parts import AccountPage
from handlers.console.list_page import TablePage
from handlers.console.media_table import ADDRESS, PICTURES
from handlers.console.offers import Offer, offer_undo
from handlers.console.page import seen_version
from handlers.console.table import About, Asked, Table
from handlers.h5.covers import send_picture
from services.account import pictures
from wording import media as media_words

ID = r"([0-9a-z]{26})"
FILE_MOST_BYTES = 7 * 1024 * 1024  # within what the server takes at all


class _MediaPage(AccountPage):
    """A page of the library."""

    PART = "media"

    def show(self, template: str, **values: Any) -> None:
        """Answer with a page that has the library's words."""
        may_change = self.staff.may(Permission.ACCOUNT_CHANGE)
        super().show(template, media=media_words, may_change=may_change, **values)

    def words(self) -> dict[str, str]:
        """The words of the form."""
        return {name: " ".join(self.text_argument(name).split()) for name in ("title", "alt")}

    async def one(self, picture: Picture, *, status: int = 200, **values: Any) -> None:
        """A picture's page."""
        self.set_status(status)
        self.show(
            "media/detail.html",
            picture=picture,
            used=(await pictures.uses(self.services)).get(picture.id, []),
            names=await self.services.staff.names({picture.added_by}),
            may_send=not picture.waits and not picture.held_at(self.services.now() + AHEAD),
            title_most=TITLE_MOST,
            alt_most=ALT_MOST,
            **({"problems": {}, "notice": "", "saved": False, "known": False} | values),
        )


@requires(Permission.ACCOUNT_READ)
class Media(_MediaPage, TablePage[Picture]):
    """The pictures, the newest first, or those whose title begins with some words."""

    TEMPLATE = "media/list.html"

    def table(self) -> Table[Picture]:
        """The list."""
        return (
            replace(PICTURES, empty_so=media_words.NONE_TITLED)
            if self.text_argument("q", most=TITLE_MOST)
            else PICTURES
        )

    async def rows(self, asked: Asked, most: int) -> Sequence[Picture]:
        """Those that are asked for."""
        state = PictureState(asked.filters["state"] or PictureState.KEPT)
        return await self.services.pictures.page(state=state, begins=asked.filters["q"], part=asked.part, most=most)

    async def about(self, rows: Sequence[Picture]) -> About:
        """What they are used for, and who put them in."""
        used, names = await pictures.uses(self.services), {each.added_by for each in rows}
        return {"used": used, "names": await self.services.staff.names(names), "now": self.services.now()}


@requires(Permission.ACCOUNT_CHANGE)
class MediaNew(_MediaPage):
    """Put a picture in."""

    BODY_MOST_BYTES = FILE_MOST_BYTES

    async def get(self) -> None:
        """The empty form."""
        self._form({"title": "", "alt": ""})

    async def post(self) -> None:
        """Keep it; a picture that is there already is shown instead."""
        (given,) = self.request.files.get("picture", ())[:1] or (None,)
        fields = self.words()
        if given is None or not given["body"]:
            self._form(fields, picture="missing")
            return
        made = new_id()
        try:
            kept = await pictures.add(self.services, by=self.staff, content=given["body"], picture_id=made, **fields)
        except Invalid as problem:
            self._form(fields, **{problem.field: problem.problem})
            return
        self.redirect(f"{ADDRESS}/{kept.id}?{'saved' if kept.id == made else 'known'}=1", status=303)

    def _form(self, fields: dict[str, str], **problems: str) -> None:
        self.set_status(400 if problems else 200)
        self.show("media/new.html", problems=problems, title_most=TITLE_MOST, alt_most=ALT_MOST, **fields)


@requires(Permission.ACCOUNT_READ, post=Permission.ACCOUNT_CHANGE)
class MediaOne(_MediaPage):
    """One picture."""

    async def get(self, picture_id: str) -> None:
        """Its page."""
        said = {name: self.text_argument(name, most=1) == "1" for name in ("saved", "known")}
        await self.one(await self.services.pictures.get(picture_id), **said)

    async def post(self, picture_id: str) -> None:
        """Other words for it."""
        try:
            await pictures.rename(self.services, picture_id, by=self.staff, version=seen_version(self), **self.words())
        except Invalid as problem:
            found = await self.services.pictures.get(picture_id)
            await self.one(found, status=400, problems={problem.field: problem.problem})
        except Conflict:
            found = await self.services.pictures.get(picture_id)
            await self.one(found, status=409, notice=media_words.SOMEBODY_FIRST)
        else:
            self.redirect(f"{ADDRESS}/{picture_id}?saved=1", status=303)


@requires(Permission.ACCOUNT_READ)
class MediaReach(_MediaPage):
    """How it stands with WeChat: the page asks for this again and again while it is being uploaded."""

    async def get(self, picture_id: str) -> None:
        """The part, or the whole page without htmx."""
        picture = await self.services.pictures.get(picture_id)
        if self.is_htmx:
            self.page("media/_reach.html", picture=picture, media=media_words)
        else:
            await self.one(picture)


@requires(Permission.ACCOUNT_CHANGE)
class MediaUpload(_MediaPage):
    """Upload it to WeChat now."""

    async def post(self, picture_id: str) -> None:
        """Have a task do it."""
        await pictures.ask_upload(self.services, picture_id, by=self.staff)
        self.redirect(f"{ADDRESS}/{picture_id}", status=303)


class _Move(_MediaPage):
    """Put away, or take out again; for ten seconds she may take it back."""

    async def moved(self, picture: Picture) -> None:
        """Back to its page."""
        mark = f"{picture.version}:{picture.state}"
        offer_undo(self, Offer("picture", picture.id, mark, media_words.MOVED[picture.state]))
        self.redirect(f"{ADDRESS}/{picture.id}", status=303)


@requires(Permission.ACCOUNT_CHANGE)
class MediaArchive(_Move):
    """Put it away."""

    async def post(self, picture_id: str) -> None:
        """Do it, if nothing answers with it."""
        try:
            done = await pictures.archive(self.services, picture_id, by=self.staff, version=seen_version(self))
        except Invalid as problem:
            if problem.field != "picture":
                raise
            found = await self.services.pictures.get(picture_id)
            await self.one(found, status=400, notice=media_words.PICTURE_PROBLEMS[problem.problem])
            return
        await self.moved(done)


@requires(Permission.ACCOUNT_CHANGE)
class MediaRestore(_Move):
    """Take it out again."""

    async def post(self, picture_id: str) -> None:
        """Do it."""
        await self.moved(await pictures.restore(self.services, picture_id, by=self.staff, version=seen_version(self)))


class _File(_MediaPage):
    """The file itself; what an id shows never changes, so browsers may keep it."""

    async def send(self, picture_id: str, *, small: bool) -> None:
        """The picture."""
        picture = await self.services.pictures.get(picture_id)
        self.set_header("Cache-Control", "private, max-age=604800")
        send_picture(self, (await self.services.pictures.file(picture.digest, small=small), "image/jpeg"))


@requires(Permission.ACCOUNT_READ)
class MediaFile(_File):
    """The whole picture."""

    async def get(self, picture_id: str) -> None:
        """It."""
        await self.send(picture_id, small=False)


@requires(Permission.KNOWLEDGE_READ)
class EntryPicture(_File):
    """The whole picture, for whoever writes or reviews an answer that has it."""

    async def get(self, picture_id: str) -> None:
        """It."""
        await self.send(picture_id, small=False)


@requires(Permission.ACCOUNT_READ)
class MediaSmall(_File):
    """A small one for lists."""

    async def get(self, picture_id: str) -> None:
        """It."""
        await self.send(picture_id, small=True)


ROUTES = [
    (ADDRESS, Media),
    (rf"{ADDRESS}/new", MediaNew),
    (rf"{ADDRESS}/{ID}", MediaOne),
    (rf"{ADDRESS}/{ID}/reach", MediaReach),
    (rf"{ADDRESS}/{ID}/upload", MediaUpload),
    (rf"{ADDRESS}/{ID}/archive", MediaArchive),
    (rf"{ADDRESS}/{ID}/restore", MediaRestore),
    (rf"{ADDRESS}/{ID}/picture\.jpg", MediaFile),
    (rf"{ADDRESS}/{ID}/small\.jpg", MediaSmall),
    (rf"/console/knowledge/picture/{ID}\.jpg", EntryPicture),
]
