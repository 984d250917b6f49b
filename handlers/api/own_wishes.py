"""A guardian's wishes from the mini-program: submitted as in the chat, followed, taken back."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from domain.checks import Check, CheckState
from domain.consents import CURRENT, Purpose
from domain.errors import Invalid
from domain.parcels import Parcel, Place
from domain.plain_text import one_line
from domain.receipts import format_receipt
from domain.wishes import Wish, WishState, age_band
from handlers.access import for_people, public
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.visitor import VisitorCall
from services.wishes.families import correct
from services.wishes.gate import refusals
from services.wishes.own import own, own_wish, withdraw
from services.wishes.parcels import whereabouts
from services.wishes.submit import WishForm, submit
from services.wishes.written import as_written
from wording.checking import refusal

OLDEST = 17
FEN_MOST = 10_000_00
WORDS = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"  # one line with something in it
CONSENT_NOW = CURRENT[Purpose.WISH]
CONSENT = r"^[a-z_]{1,40}\.v[0-9]{1,4}$"


class WishAsk(Model):
    """
    What a guardian fills in. `region` is a village's code, `kind` one of GET /wishes/form, `consent` the version of the
    text that she has read and agreed to.
    """

    child_name: str = Field(min_length=2, max_length=20, pattern=WORDS)
    age: int = Field(ge=0, le=OLDEST, description="in whole years")
    region: str = Field(pattern=r"^[0-9]{2,15}$")
    kind: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    text: str = Field(min_length=2, max_length=60, pattern=WORDS)
    cost_fen: int = Field(ge=0, le=FEN_MOST, description="0 for a kind that asks for time")
    consent: str = Field(pattern=CONSENT)


class WishChangeAsk(Model):
    """The wish in other words."""

    text: str = Field(min_length=2, max_length=60, pattern=WORDS)
    cost_fen: int = Field(ge=0, le=FEN_MOST, description="0 for a kind that asks for time")


class RefusedView(Model):
    """
    Her words can't be shown to others, and the wish waits until they are changed or passed: `words` says why and what she can
    do, as the chat told her. `appeal`: `possible` (by POST /me/appeal, or 申诉 in the chat), `asked`, `answered`.
    """

    words: str
    appeal: Literal["possible", "asked", "answered"]


class OwnWishView(Model):
    """A wish of her own; the child's name is masked here too, since a phone is passed around."""

    id: str
    receipt: str
    state: WishState
    kind: str
    text: str
    cost_fen: int
    child_masked: str
    age_band: str
    region: str
    submitted_at: datetime
    changed_at: datetime
    parcel: Place | None = Field(description="where what was brought for it is; null before anything was")
    refused: RefusedView | None = Field(description="that her words were refused; null where nobody has")


class OwnWishKept(OwnWishView):
    """The wish, and where its words tell of danger the card that says whom to call: to be shown first and whole."""

    danger: str | None


class OwnWishPart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    wishes: list[OwnWishView]
    next: str | None


class KindView(Model):
    """
    What a wish can be: its word for programs, and for people. One for `company` asks for somebody's time: two vetted adults
    come, and its price is 0.
    """

    kind: str
    name: str
    company: bool
    most_fen: int = Field(description="what one of this kind may cost; 0 for one that asks for time")


class WishFormView(Model):
    """What a wish can be, what it may cost, within how many days the village looks, and which text is agreed to."""

    kinds: list[KindView]
    most_fen: int
    verify_days: int
    consent: str
    consent_url: str


def own_view(wish: Wish, parcel: Parcel | None = None, refused: Check | None = None) -> OwnWishView:
    """A wish as its guardian's programs see it."""
    facts = {name: getattr(wish, name) for name in OwnWishView.model_fields if name not in {"parcel", "refused"}}
    where = parcel.place if parcel and parcel.place is not Place.LABELLED else None
    no = refused if refused and refused.state is not CheckState.PASSED else None
    told = {"words": refusal(no.reason, no.appeal), "appeal": no.appeal} if no else None
    more = {"receipt": format_receipt(wish.receipt), "parcel": where, "refused": told}
    return OwnWishView.model_validate(facts | more)


@public
class WishFormCall(VisitorCall):
    """What the form offers."""

    OPERATIONS: ClassVar = {"get": Operation(id="wishForm", summary="What a wish can be", answer=WishFormView)}

    async def get(self) -> None:
        """The rules."""
        rules, text = self.services.facts.wish, CONSENT_NOW
        self.answer(
            WishFormView(
                kinds=[
                    KindView(kind=kind, name=name, company=kind in rules.company, most_fen=rules.ceiling(kind))
                    for kind, name in rules.kinds
                ],
                most_fen=rules.most_fen,
                verify_days=rules.verify_days,
                consent=text,
                consent_url=f"{self.services.facts.public_url}/h5/consents/{text}",
            )
        )


@for_people()
class OwnWishesCall(VisitorCall):
    """Her wishes."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="myWishes", summary="Her own wishes", answer=OwnWishPart, query=PartQuery),
        "post": Operation(
            id="submitWish",
            summary="Submit a wish, with the consent to what it tells of the child",
            answer=OwnWishKept,
            body=WishAsk,
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """A part of the list."""
        asked = self.query(PartQuery)
        rows = await own(self.services, self.visitor.person, after=asked.after, most=asked.limit + 1)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        where, no = await whereabouts(self.services, shown), await refusals(self.services, shown)
        views = [own_view(each, where.get(each.id), no.get(each.id)) for each in shown]
        self.answer(OwnWishPart(wishes=views, next=more))

    async def post(self) -> None:
        """The wish, kept."""
        given, person = await self.heard(WishAsk), self.visitor.person
        if given.consent != CONSENT_NOW:
            raise Invalid("consent", "unknown")  # she hasn't seen what counts now
        form = WishForm(
            child_name=given.child_name,
            age_band=age_band(given.age),
            region=given.region,
            kind=given.kind,
            text=one_line(given.text),
            cost_fen=given.cost_fen,
            consent_text=given.consent,
            how="api",
        )

        async def create(made: str) -> tuple[OwnWishKept, int]:
            card = await self.danger_in(form.text, form.child_name)
            wish = await submit(self.services, by=person, form=form, key=f"api:{made}", now=self.services.now())
            shown = own_view(await as_written(self.services, wish))
            return OwnWishKept(**shown.model_dump(), danger=card or None), wish.turn

        await self.once(create)


@for_people()
class OwnWishCall(VisitorCall):
    """One of hers."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="myWish",
            summary="A wish of her own",
            answer=OwnWishView,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        )
    }

    async def get(self, wish_id: str) -> None:
        """It."""
        wish = await own_wish(self.services, self.visitor.person, wish_id)
        parcel = (await whereabouts(self.services, [wish])).get(wish.id)
        refused = (await refusals(self.services, [wish])).get(wish.id)
        self.versioned(wish.turn, whole=bool(parcel or refused))  # neither is a turn of the wish
        if not self._finished:
            self.answer(own_view(wish, parcel, refused))


@for_people()
class WithdrawWishCall(VisitorCall):
    """Taken back."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="withdrawWish",
            summary="Take back a wish that nobody has taken up yet",
            answer=OwnWishView,
            path={"id": ID},
            problems=(404, 409),
            seen=True,
            versioned=True,
        )
    }

    async def post(self, wish_id: str) -> None:
        """Withdrawn, if it is still as she saw it."""
        seen = self.seen_version()
        wish = await self.unless_changed(withdraw(self.services, self.visitor.person, wish_id, seen=seen))
        self.versioned(wish.turn)
        self.answer(own_view(wish))


@for_people()
class CorrectWishCall(VisitorCall):
    """Changed."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="correctWish",
            summary="Change a wish that was returned to her, or that nobody has taken up yet: it begins its way anew",
            answer=OwnWishKept,
            path={"id": ID},
            body=WishChangeAsk,
            problems=(404, 409),
            seen=True,
            versioned=True,
        )
    }

    async def post(self, wish_id: str) -> None:
        """Changed, if it is still as she saw it."""
        given, person = await self.heard(WishChangeAsk), self.visitor.person
        card = await self.danger_in(given.text)  # before anything that may refuse the change
        seen = self.seen_version()
        await own_wish(self.services, person, wish_id)
        change = correct(self.services, wish_id, by=person, text=given.text, cost_fen=given.cost_fen, seen=seen)
        wish = await self.unless_changed(change)
        self.versioned(wish.turn)
        shown = own_view(await as_written(self.services, wish))
        self.answer(OwnWishKept(**shown.model_dump(), danger=card or None))


_GAP = r"([0-9a-z]{26})"
API_ROUTES = [
    Route("/api/v1/wishes/form", r"/api/v1/wishes/form", WishFormCall),
    Route("/api/v1/me/wishes", r"/api/v1/me/wishes", OwnWishesCall),
    Route("/api/v1/me/wishes/{id}", rf"/api/v1/me/wishes/{_GAP}", OwnWishCall),
    Route("/api/v1/me/wishes/{id}/withdraw", rf"/api/v1/me/wishes/{_GAP}/withdraw", WithdrawWishCall),
    Route("/api/v1/me/wishes/{id}/correct", rf"/api/v1/me/wishes/{_GAP}/correct", CorrectWishCall),
]
