"""Wishes for programs of staff. The child stays masked until it is asked for, and that it was is written down."""

from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import Field

from domain.child_reasons import ChildReason
from domain.consents import Relation
from domain.plain_text import one_line, plain_name
from domain.sharing import givers_of
from domain.staff import Permission
from domain.wish_entry import WishEntry, plain_phone
from domain.wish_life import HELD
from domain.wishes import Wish, WishState
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.wishes.entering import enter
from services.wishes.look import child_of


class ChildAsk(Model):
    """What the name is needed for."""

    reason: ChildReason


class WishView(Model):
    """A wish as lists show it."""

    id: str
    receipt: str
    state: WishState
    kind: str
    text: str
    cost_fen: int
    child_masked: str
    age_band: str
    region: str
    region_path: str
    submitted_at: datetime
    changed_at: datetime
    desk: str
    due_at: datetime | None
    public_text: str
    code: str
    hardship: str
    cover_from: str = Field(description="stock or budget, where the county gives it; else empty")
    cover_of: str = Field(description="the id of that lot or budget")
    concerns: tuple[str, ...]
    certificate: str
    givers: int = Field(description="how many people bring it together; 0 where one does, or nobody")


class WishPart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    wishes: list[WishView]
    next: str | None


class ChildView(Model):
    """Who the child is."""

    name: str
    village: str
    guardian: str
    phone: str
    written: str = Field(description="the wish as it was written, where its `text` is masked; else empty")


class EnterAsk(Model):
    """
    A wish for a family without a phone, as it lies on a signed sheet. `seen` are ids of wishes that look like it and that
    somebody has looked at: the problem `looks_alike` names them in `found`.
    """

    child_name: str
    age_band: str = Field(description="0-5, 6-8, 9-11, 12-14 or 15-17")
    region: str = Field(description="the village's code")
    guardian: str
    relation: Relation
    phone: str = ""
    kind: str
    text: str
    cost_fen: int
    signed: date
    box: str = Field(description="where the signed sheet is kept")
    text_version: str = Field(description="the version of the consent that was signed")
    seen: list[str] = Field(default_factory=list, max_length=20)


class WishesQuery(PartQuery):
    """Which wishes of her regions."""

    state: WishState | None = Field(default=None, description="only those in this state")


def wish_view(wish: Wish) -> WishView:
    """A wish as programs of staff see it."""
    facts: dict[str, Any] = {name: getattr(wish, name) for name in WishView.model_fields if name != "givers"}
    return WishView.model_validate(facts | {"givers": givers_of(wish)})


@requires(Permission.WISH_READ, post=Permission.WISH_ENTER)
class WishesCall(StaffCall):
    """The wishes of her regions."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="listWishes", summary="Wishes of her regions", answer=WishPart, query=WishesQuery),
        "post": Operation(
            id="enterWish",
            summary="Enter a wish for a family without a phone, from a sheet that the guardian has signed",
            answer=WishView,
            body=EnterAsk,
            status=201,
            once=True,
            versioned=True,
            problems=(409,),
        ),
    }

    async def get(self) -> None:
        """A part of the list."""
        asked, scope = self.query(WishesQuery), self.staff.scope(Permission.WISH_READ)
        rows = await self.services.wishes.page(scope=scope, state=asked.state, after=asked.after, most=asked.limit + 1)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(WishPart(wishes=[wish_view(each) for each in shown], next=more))

    async def post(self) -> None:
        """The wish, kept."""
        given = self.body(EnterAsk)
        facts = given.model_dump(exclude={"seen"})
        named = {name: plain_name(facts[name]) for name in ("child_name", "guardian")}
        spaced = {name: one_line(facts[name]) for name in ("text", "box")}
        entry = WishEntry(**(facts | named | spaced | {"phone": plain_phone(given.phone)}))

        async def create(made: str) -> tuple[WishView, int]:
            wish = await enter(self.services, entry, by=self.staff, key=made, seen=given.seen)
            return wish_view(wish), wish.turn

        await self.once(create)


@requires(Permission.WISH_READ)
class WishCall(StaffCall):
    """One wish."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getWish",
            summary="A wish of her regions",
            answer=WishView,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        )
    }

    async def get(self, wish_id: str) -> None:
        """The wish."""
        scope = self.staff.scope(Permission.WISH_READ)
        wish = await self.services.wishes.get(wish_id, scope=scope)
        self.versioned(wish.turn, whole=wish.state in HELD)
        if not self._finished:
            self.answer(wish_view(wish))


@requires(Permission.WISH_CHILD)
class WishChildCall(StaffCall):
    """Who the child is."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="readChild",
            summary="Who the child is; that it was asked, and what for, is written down and shown to the family",
            body=ChildAsk,
            answer=ChildView,
            path={"id": ID},
            problems=(404,),
        )
    }

    async def post(self, wish_id: str) -> None:
        """The child's name and village."""
        given = self.body(ChildAsk)
        child = await child_of(self.services, wish_id, reason=given.reason, by=self.staff)
        self.answer(ChildView.model_validate({name: getattr(child, name) for name in ChildView.model_fields}))


_GAP = r"([0-9a-z]{26})"
API_ROUTES = [
    Route("/api/v1/staff/wishes", r"/api/v1/staff/wishes", WishesCall),
    Route("/api/v1/staff/wishes/{id}", rf"/api/v1/staff/wishes/{_GAP}", WishCall),
    Route("/api/v1/staff/wishes/{id}/child", rf"/api/v1/staff/wishes/{_GAP}/child", WishChildCall),
]
