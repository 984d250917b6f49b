"""Pictures of wishes from the mini-program: a guardian's and a donor's for staff, and a child's drawing for the donor."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.consents import How
from domain.files import Checked, looked_at
from domain.wish_pictures import WishPicture
from handlers.access import for_people
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.own_wishes import CONSENT
from handlers.api.visitor import VisitorCall
from services.wishes.drawings import bring_proof, brought_wish, drawings_of, send_drawing, shown_to
from services.wishes.sent_pictures import pictures_of, send_picture


class PictureAsk(Model):
    """
    One of POST /me/files, and the version of the text of `child_picture` (GET /me/consents names it) that she has read and
    agreed to.
    """

    file: str = Field(pattern=ID)
    consent: str = Field(pattern=CONSENT)


class ProofAsk(Model):
    """One of POST /me/files: what was handed over, not the child."""

    file: str = Field(pattern=ID)


class DrawingView(Model):
    """A drawing that she has sent: the donor sees it once `checked` is "passed"."""

    id: str
    file: str
    checked: Checked
    at: datetime


class DrawingList(Model):
    """Those of a wish, the oldest first."""

    drawings: list[DrawingView]


class ForStaffView(Model):
    """A picture that staff have got; nobody else sees it. `file` is empty for one that came in the chat."""

    id: str
    file: str
    at: datetime


class ForStaffList(Model):
    """Those of a wish, the oldest first."""

    pictures: list[ForStaffView]


class DrawingShown(Model):
    """A drawing for her: `url` opens it for whoever has it, until `url_until`."""

    id: str
    at: datetime
    url: str
    url_until: datetime


class ShownList(Model):
    """Those that she may see, the oldest first."""

    drawings: list[DrawingShown]


def _view(picture: WishPicture, checked: Checked) -> DrawingView:
    return DrawingView(id=picture.id, file=picture.file, checked=checked, at=picture.at)


def _for_staff(picture: WishPicture) -> ForStaffView:
    return ForStaffView(id=picture.id, file=picture.file, at=picture.at)


@for_people()
class DrawingsCall(VisitorCall):
    """A guardian's thanks in pictures."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="myDrawings",
            summary="The drawings that she has sent for a wish",
            answer=DrawingList,
            path={"id": ID},
            problems=(404,),
        ),
        "post": Operation(
            id="sendDrawing",
            summary="A child's drawing for whoever brought the gift: for her alone, once it was looked at",
            answer=DrawingView,
            body=PictureAsk,
            path={"id": ID},
            problems=(404, 409),
            status=201,
            once=True,
        ),
    }

    async def get(self, wish_id: str) -> None:
        """The list."""
        found = await drawings_of(self.services, wish_id, by=self.visitor.person)
        self.answer(DrawingList(drawings=[_view(each, looked_at(state)) for each, state in found]))

    async def post(self, wish_id: str) -> None:
        """Kept, and handed in to be looked at."""
        given, person = self.body(PictureAsk), self.visitor.person

        async def create(made: str) -> tuple[DrawingView, None]:
            kept = await send_drawing(
                self.services,
                wish_id,
                given.file,
                by=person,
                consent=given.consent,
                how=How.API,
                picture_id=made,
            )
            states = {each.id: state for each, state in await drawings_of(self.services, wish_id, by=person)}
            return _view(kept, looked_at(states.get(kept.id))), None

        await self.once(create)


@for_people()
class PicturesCall(VisitorCall):
    """What a guardian shows whoever sees to her wish."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="myWishPictures",
            summary="The pictures that she has sent for staff who see to a wish of hers",
            answer=ForStaffList,
            path={"id": ID},
            problems=(404,),
        ),
        "post": Operation(
            id="sendWishPicture",
            summary="A picture for staff who see to her wish, until it is on the wall: nobody else sees it",
            answer=ForStaffView,
            body=PictureAsk,
            path={"id": ID},
            problems=(404, 409),
            status=201,
            once=True,
        ),
    }

    async def get(self, wish_id: str) -> None:
        """The list."""
        found = await pictures_of(self.services, wish_id, by=self.visitor.person)
        self.answer(ForStaffList(pictures=[_for_staff(each) for each in found]))

    async def post(self, wish_id: str) -> None:
        """Kept."""
        given, person = self.body(PictureAsk), self.visitor.person

        async def create(made: str) -> tuple[ForStaffView, None]:
            kept = await send_picture(
                self.services, wish_id, given.file, by=person, consent=given.consent, how=How.API, picture_id=made
            )
            return _for_staff(kept), None

        await self.once(create)


@for_people()
class ProofsCall(VisitorCall):
    """A donor's word that it was handed over."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="bringProof",
            summary="A picture of what she handed over, for staff",
            answer=ForStaffView,
            body=ProofAsk,
            path={"id": ID},
            problems=(404, 409),
            status=201,
            once=True,
        )
    }

    async def post(self, wish_id: str) -> None:
        """Kept."""
        given, person = self.body(ProofAsk), self.visitor.person

        async def create(made: str) -> tuple[ForStaffView, None]:
            return _for_staff(await bring_proof(self.services, wish_id, given.file, by=person, picture_id=made)), None

        await self.once(create)


@for_people()
class ShownCall(VisitorCall):
    """What a child has drawn for her."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="drawingsForMe",
            summary="The drawings of a wish that she has taken up or brings together with others, with fresh links",
            answer=ShownList,
            path={"id": ID},
            problems=(404,),
        )
    }

    async def get(self, wish_id: str) -> None:
        """The list."""
        person = self.visitor.person
        wish = await brought_wish(self.services, person, wish_id)
        found = await shown_to(self.services, wish, donor=person)
        self.answer(
            ShownList(
                drawings=[
                    DrawingShown(id=each.picture.id, at=each.picture.at, url=each.url, url_until=each.until)
                    for each in found
                ]
            )
        )


_GAP = r"([0-9a-z]{26})"
API_ROUTES = [
    Route("/api/v1/me/wishes/{id}/drawings", rf"/api/v1/me/wishes/{_GAP}/drawings", DrawingsCall),
    Route("/api/v1/me/wishes/{id}/pictures", rf"/api/v1/me/wishes/{_GAP}/pictures", PicturesCall),
    Route("/api/v1/me/claims/{id}/proofs", rf"/api/v1/me/claims/{_GAP}/proofs", ProofsCall),
    Route("/api/v1/me/claims/{id}/drawings", rf"/api/v1/me/claims/{_GAP}/drawings", ShownCall),
]
