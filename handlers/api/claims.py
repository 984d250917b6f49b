"""A donor's part of wishes from the mini-program: taken up from the wall, brought on, given back; and a family's word."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.parcels import Parcel, Place
from domain.wishes import Wish, WishState
from handlers.access import for_people
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.own_wishes import OwnWishView, own_view
from handlers.api.visitor import VisitorCall
from services.wishes.cards import address_of, cards, kinds_in_words
from services.wishes.families import act
from services.wishes.giving import claim
from services.wishes.own import own_wish, taken, taken_wish
from services.wishes.parcels import whereabouts
from services.wishes.written import as_written

DONOR = "prepare|extend|release|hand_over"
FAMILY = "confirm|dispute"


class ClaimAsk(Model):
    """The code under which the wish stands on the wall."""

    code: str = Field(pattern=r"^[0-9]{6}$")


class ClaimView(Model):
    """A wish that she has taken up: what everybody may see of it, how far it is, and until when it is her turn."""

    id: str
    code: str
    state: WishState
    text: str
    kind: str
    age_band: str
    cost_fen: int
    due_at: datetime | None
    certificate: str
    parcel: Place | None = Field(description="where her parcel is; null without one")
    label: str = Field(description="the code of her parcel's label, to show to staff; empty without one")


class ClaimList(Model):
    """Those of hers, the newest first."""

    claims: list[ClaimView]


class CardKind(Model):
    """How many wishes of a kind: its id in /wishes/form, and its name."""

    kind: str
    name: str
    count: int


class CardView(Model):
    """
    爱心年卡: a year in which wishes that she took up reached their families. `url` is a page and `picture` a PNG for whomever
    she gives them to; neither tells of a child or of her. `is_over`: false while the year goes on. `shared` of the wishes she
    brought together with others.
    """

    year: int
    wishes: int
    shared: int
    kinds: list[CardKind]
    is_over: bool
    url: str
    picture: str


class CardList(Model):
    """One for each such year, the newest first."""

    cards: list[CardView]


def _view(wish: Wish, parcel: Parcel | None) -> ClaimView:
    facts = {name: getattr(wish, name) for name in ClaimView.model_fields if name not in {"text", "parcel", "label"}}
    where = {"parcel": parcel.place, "label": parcel.code} if parcel else {"parcel": None, "label": ""}
    return ClaimView.model_validate(facts | {"text": wish.public_text} | where)


@for_people()
class ClaimsCall(VisitorCall):
    """What she has taken up."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="myClaims", summary="Wishes that she has taken up", answer=ClaimList),
        "post": Operation(
            id="claimWish",
            summary="Take up a wish of the wall: hers alone from then on, or 409 where somebody was first",
            answer=ClaimView,
            body=ClaimAsk,
            problems=(400, 403, 404, 409, 503),
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """The list."""
        found = await taken(self.services, self.visitor.person)
        where = await whereabouts(self.services, found)
        self.answer(ClaimList(claims=[_view(each, where.get(each.id)) for each in found]))

    async def post(self) -> None:
        """Hers."""
        given, person = self.body(ClaimAsk), self.visitor.person

        async def create(_made: str) -> tuple[ClaimView, int]:
            wish = await claim(self.services, given.code, by=person)
            return _view(wish, await self.services.parcels.of_wish(wish.id)), wish.turn

        await self.once(create)


@for_people()
class ClaimCall(VisitorCall):
    """One of them."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="myClaim",
            summary="A wish that she has taken up",
            answer=ClaimView,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        )
    }

    async def get(self, wish_id: str) -> None:
        """It."""
        wish = await taken_wish(self.services, self.visitor.person, wish_id)
        parcel = await self.services.parcels.of_wish(wish.id)
        self.versioned(wish.turn, whole=parcel is not None)
        if not self._finished:
            self.answer(_view(wish, parcel))


@for_people()
class ClaimStepCall(VisitorCall):
    """Brought on, or given back."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="moveClaim",
            summary="It is ready, needs more days, was handed over, or is given back",
            answer=ClaimView,
            path={"id": ID, "step": f"^({DONOR})$"},
            problems=(403, 404, 409),
            seen=True,
            versioned=True,
        )
    }

    async def post(self, wish_id: str, step: str) -> None:
        """Done, if it is still as she saw it."""
        seen, person = self.seen_version(), self.visitor.person
        await taken_wish(self.services, person, wish_id)
        wish = await self.unless_changed(act(self.services, wish_id, step, by=person, seen=seen))
        self.versioned(wish.turn)
        self.answer(_view(wish, await self.services.parcels.of_wish(wish.id)))


@for_people()
class FamilyStepCall(VisitorCall):
    """The family's word on what was brought."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="answerDelivery",
            summary="It came; or it did not, or isn't right",
            answer=OwnWishView,
            path={"id": ID, "step": f"^({FAMILY})$"},
            problems=(403, 404, 409),
            seen=True,
            versioned=True,
        )
    }

    async def post(self, wish_id: str, step: str) -> None:
        """Said, if it is still as she saw it."""
        seen, person = self.seen_version(), self.visitor.person
        await own_wish(self.services, person, wish_id)
        wish = await self.unless_changed(act(self.services, wish_id, step, by=person, seen=seen))
        self.versioned(wish.turn)
        parcel = await self.services.parcels.of_wish(wish.id)
        self.answer(own_view(await as_written(self.services, wish), parcel))


_GAP = r"([0-9a-z]{26})"


@for_people()
class CardsCall(VisitorCall):
    """Her years."""

    OPERATIONS: ClassVar = {"get": Operation(id="myCards", summary="Her card of each year (爱心年卡)", answer=CardList)}

    async def get(self) -> None:
        """The list."""
        person, found = self.visitor.person, []
        for card in await cards(self.services, person):
            url = address_of(self.services, person, card.year)
            named = zip(card.kinds, kinds_in_words(self.services, card), strict=True)
            kinds = [CardKind(kind=kind, name=name, count=count) for (kind, count), (name, _) in named]
            found.append(
                CardView(
                    year=card.year,
                    wishes=card.wishes,
                    shared=card.shared,
                    kinds=kinds,
                    is_over=card.is_over,
                    url=url,
                    picture=f"{url}.png",
                )
            )
        self.answer(CardList(cards=found))


API_ROUTES = [
    Route("/api/v1/me/cards", r"/api/v1/me/cards", CardsCall),
    Route("/api/v1/me/claims", r"/api/v1/me/claims", ClaimsCall),
    Route("/api/v1/me/claims/{id}", rf"/api/v1/me/claims/{_GAP}", ClaimCall),
    Route("/api/v1/me/claims/{id}/{step}", rf"/api/v1/me/claims/{_GAP}/({DONOR})", ClaimStepCall),
    Route("/api/v1/me/wishes/{id}/{step}", rf"/api/v1/me/wishes/{_GAP}/({FAMILY})", FamilyStepCall),
]
