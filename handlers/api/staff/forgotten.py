"""Wishes that wait too long for programs of staff, and the two steps that only urge."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.forgotten import Stall, waits_since, why_now
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.api.staff.wishes import WishView, wish_view
from services.wishes import forgotten
from services.wishes.urging import FORWARD, REMIND, urge
from storage.paging import Part


class ForgottenView(Model):
    """A wish, why it waits, since when too long, and when staff last reminded whose turn it is."""

    wish: WishView
    why: list[Stall]
    since: datetime
    urged_at: datetime | None


class ForgottenPart(Model):
    """A part of the list, what has waited longest first; `next` is what `after` takes to go on, null at the end."""

    wishes: list[ForgottenView]
    next: str | None


class ForgottenQuery(PartQuery):
    """Which of them."""

    county: str = Field(default="", pattern=r"^(\d{6})?$", description="only those of this county, by its code")
    why: Stall | None = Field(default=None, description="only those that wait for this reason")


@requires(Permission.WISH_READ)
class ForgottenCall(StaffCall):
    """Those of her regions."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listForgottenWishes",
            summary="Wishes of her regions that wait too long, and why",
            answer=ForgottenPart,
            query=ForgottenQuery,
            problems=(404,),
        )
    }

    async def get(self) -> None:
        """A part of the list."""
        asked, now = self.query(ForgottenQuery), self.services.now()
        rows = await forgotten.page(
            self.services,
            by=self.staff,
            county=asked.county,
            why=asked.why,
            part=Part(after=asked.after, rising=True),
            most=asked.limit + 1,
        )
        shown = rows[: asked.limit]
        views = [
            ForgottenView(
                wish=wish_view(each),
                why=list(why_now(each, now)),
                since=waits_since(each, now) or now,
                urged_at=each.urged_at,
            )
            for each in shown
        ]
        self.answer(ForgottenPart(wishes=views, next=shown[-1].id if len(rows) > asked.limit else None))


@requires(Permission.WISH_HAND)
class RemindCall(StaffCall):
    """Whose turn it is hears of it."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="remindOfWish",
            summary="Remind the guardian or the donor whose turn it is, once a day at most",
            answer=WishView,
            path={"id": ID},
            problems=(404, 409),
        )
    }

    async def post(self, wish_id: str) -> None:
        """The wish as it is then; a repeat changes nothing."""
        self.answer(wish_view(await urge(self.services, wish_id, REMIND, by=self.staff)))


@requires(Permission.WISH_APPROVE)
class ForwardCall(StaffCall):
    """It stands in front on the wall."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="putWishForward",
            summary="Put a wish in front on the wall",
            answer=WishView,
            path={"id": ID},
            problems=(404, 409),
        )
    }

    async def post(self, wish_id: str) -> None:
        """The wish as it is then; a repeat changes nothing."""
        self.answer(wish_view(await urge(self.services, wish_id, FORWARD, by=self.staff)))


_AT, _GAP = "/api/v1/staff/wishes/{id}", r"/api/v1/staff/wishes/([0-9a-z]{26})"
API_ROUTES = [
    Route("/api/v1/staff/forgotten-wishes", "/api/v1/staff/forgotten-wishes", ForgottenCall),
    Route(f"{_AT}/remind", rf"{_GAP}/remind", RemindCall),
    Route(f"{_AT}/forward", rf"{_GAP}/forward", ForwardCall),
]
