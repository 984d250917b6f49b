"""Wishes for programs of staff. The child stays masked until it is asked for, and that it was is written down."""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from domain.staff import Permission
from domain.wishes import Wish, WishState
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.wishes.look import child_of


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
    concerns: tuple[str, ...]
    certificate: str


class WishPart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    wishes: list[WishView]
    next: str | None


class ChildView(Model):
    """Who the child is."""

    name: str
    village: str


class WishesQuery(PartQuery):
    """Which wishes of her regions."""

    state: WishState | None = Field(default=None, description="only those in this state")


def wish_view(wish: Wish) -> WishView:
    """A wish as programs of staff see it."""
    facts: dict[str, Any] = {name: getattr(wish, name) for name in WishView.model_fields}
    return WishView.model_validate(facts)


@requires(Permission.WISH_READ)
class WishesCall(StaffCall):
    """The wishes of her regions."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="listWishes", summary="Wishes of her regions", answer=WishPart, query=WishesQuery)
    }

    async def get(self) -> None:
        """A part of the list."""
        asked, scope = self.query(WishesQuery), self.staff.scope(Permission.WISH_READ)
        rows = await self.services.wishes.page(scope=scope, state=asked.state, after=asked.after, most=asked.limit + 1)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(WishPart(wishes=[wish_view(each) for each in shown], next=more))


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
        self.versioned(wish.turn)
        if not self._finished:
            self.answer(wish_view(wish))


@requires(Permission.WISH_CHILD)
class WishChildCall(StaffCall):
    """Who the child is."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="readChild",
            summary="Who the child is; that it was asked is written down",
            answer=ChildView,
            path={"id": ID},
            problems=(404,),
        )
    }

    async def post(self, wish_id: str) -> None:
        """The child's name and village."""
        child = await child_of(self.services, wish_id, by=self.staff)
        self.answer(ChildView(name=child.name, village=child.village))


_GAP = r"([0-9a-z]{26})"
API_ROUTES = [
    Route("/api/v1/staff/wishes", r"/api/v1/staff/wishes", WishesCall),
    Route("/api/v1/staff/wishes/{id}", rf"/api/v1/staff/wishes/{_GAP}", WishCall),
    Route("/api/v1/staff/wishes/{id}/child", rf"/api/v1/staff/wishes/{_GAP}/child", WishChildCall),
]
