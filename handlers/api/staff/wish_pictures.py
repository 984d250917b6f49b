"""Pictures of wishes for programs of staff: listed without being shown, brought, looked at, taken away again."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.staff import Permission
from domain.wish_pictures import BY_STAFF, PictureKind, WishPicture
from domain.wishes import Wish
from handlers.access import requires
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.api.staff.pictures import FILE_MOST_BYTES, PICTURES
from services.wishes import pictures


class WishPictureRow(Model):
    """A picture of a wish, without what it shows; `removable` says whether she may take it away."""

    id: str
    kind: PictureKind
    by: str
    at: datetime
    size: int
    width: int
    height: int
    removable: bool


class WishPictureList(Model):
    """
    Those of a wish, the oldest first. `addable` are the kinds that she may bring as the wish stands; where `needs_agreement`
    the guardian has to sign first that pictures are taken.
    """

    pictures: list[WishPictureRow]
    addable: list[PictureKind]
    needs_agreement: bool


class WishPictureBring(Model):
    """Of what; `agreed` says that the guardian has signed that pictures are taken."""

    kind: PictureKind = Field(json_schema_extra={"enum": [str(each) for each in BY_STAFF]})
    agreed: bool = False


_FACTS = [name for name in WishPictureRow.model_fields if name != "removable"]


class _WishPicturesCall(StaffCall):
    """Answers with the pictures of a wish."""

    BODY_MOST_BYTES = FILE_MOST_BYTES

    def row(self, picture: WishPicture, wish: Wish) -> WishPictureRow:
        """As programs see it."""
        may = pictures.removable(picture, wish, self.staff)
        return WishPictureRow.model_validate({name: getattr(picture, name) for name in _FACTS} | {"removable": may})

    async def show(self, wish: Wish) -> None:
        """Answer with all of them."""
        kinds = pictures.addable(wish, self.staff)
        rows = await self.services.wish_pictures.of(wish.id)
        needed = bool(kinds) and await pictures.needs_agreement(self.services, wish)
        shown = [self.row(each, wish) for each in rows]
        self.answer(WishPictureList(pictures=shown, addable=kinds, needs_agreement=needed))


@requires(Permission.WISH_READ)
class WishPicturesCall(_WishPicturesCall):
    """Those of one wish."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listWishPictures",
            summary="What pictures there are of a wish, and which she may bring",
            answer=WishPictureList,
            path={"id": ID},
        ),
        "post": Operation(
            id="bringWishPicture",
            summary="Bring a picture: of a visit at home, a signed paper, or what was handed over",
            answer=WishPictureRow,
            path={"id": ID},
            query=WishPictureBring,
            body=PICTURES,
            problems=(404, 409),
            status=201,
            once=True,
        ),
    }

    async def get(self, wish_id: str) -> None:
        """The list."""
        await self.show(await self.services.wishes.get(wish_id, scope=self.staff.scope(Permission.WISH_READ)))

    async def post(self, wish_id: str) -> None:
        """Kept, drawn anew and sealed."""
        asked = self.query(WishPictureBring)

        async def create(made: str) -> tuple[WishPictureRow, None]:
            kept = await pictures.add(
                self.services,
                wish_id,
                asked.kind,
                self.file(PICTURES),
                key=made,
                by=self.staff,
                agreed=asked.agreed,
            )
            wish = await self.services.wishes.get(wish_id, scope=self.staff.scope(Permission.WISH_READ))
            return self.row(kept, wish), None

        await self.once(create)


@requires(Permission.WISH_CHILD)
class WishPictureLookCall(StaffCall):
    """One, to look at."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="readWishPicture",
            summary="A picture of a wish; that it was looked at is written down first",
            answer=("image/jpeg",),
            path={"id": ID},
        )
    }

    async def post(self, picture_id: str) -> None:
        """The JPEG."""
        content = await pictures.look(self.services, picture_id, by=self.staff)
        self.set_header("Content-Type", "image/jpeg")
        self.finish(content)


@requires(Permission.WISH_READ)
class WishPictureCall(_WishPicturesCall):
    """One of her own."""

    OPERATIONS: ClassVar = {
        "delete": Operation(
            id="removeWishPicture",
            summary="Take one away that she has brought, while the wish hasn't moved on since",
            answer=WishPictureList,
            path={"id": ID},
            problems=(404, 409),
        )
    }

    async def delete(self, picture_id: str) -> None:
        """Gone; what is left."""
        await self.show(await pictures.remove(self.services, picture_id, by=self.staff))


_BASE, _GAP = "/api/v1/staff/wish-pictures", r"([0-9a-z]{26})"
API_ROUTES = [
    Route("/api/v1/staff/wishes/{id}/pictures", rf"/api/v1/staff/wishes/{_GAP}/pictures", WishPicturesCall),
    Route(f"{_BASE}/{{id}}", rf"{_BASE}/{_GAP}", WishPictureCall),
    Route(f"{_BASE}/{{id}}/look", rf"{_BASE}/{_GAP}/look", WishPictureLookCall),
]
