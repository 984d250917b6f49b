"""Delivery days for programs of staff: filled with wishes in hand, checked off by their labels, closed."""

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from domain.staff import Permission
from domain.wish_days import WISHES_MOST, Check, DayState, WishDay
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.wishes import wish_days
from services.wishes.wish_days import Sheet
from storage.paging import Part

CODE = "^[2-9A-HJKMNP-Z]{8}$"
PLACE_MOST = 200  # what may be sent; how long it may be is the service's


class DayAsk(Model):
    """A delivery day: when, where it is held, and for which region's wishes."""

    on: date
    place: str = Field(min_length=1, max_length=PLACE_MOST)
    region: str = Field(pattern=r"^[0-9]{2,15}$")


class DayView(Model):
    """A day; the counts are those of its wishes handed over and not, kept once it is closed."""

    id: str
    on: date
    place: str
    region_path: str
    state: DayState
    wishes: int
    version: int


class DayPart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    days: list[DayView]
    next: str | None


class DayRow(Model):
    """A wish of the day, the code of its label, and how it stands."""

    wish: str
    receipt: str
    child_masked: str
    kind: str
    label: str
    check: Check


class DayDetail(DayView):
    """A day with its wishes."""

    handed: int
    waiting: int
    gone: int
    rows: list[DayRow]


class PickAsk(Model):
    """Wishes in hand to be added."""

    wishes: list[str] = Field(min_length=1, max_length=WISHES_MOST)


class LeaveOutAsk(Model):
    """A wish of the day."""

    wish: str = Field(pattern=ID)


class CheckAsk(Model):
    """A label that was scanned."""

    label: str = Field(pattern=CODE)


class _DayCall(StaffCall):
    """Answers with a day."""

    async def detail(self, day_id: str) -> DayDetail:
        """As it is now."""
        return _detail(await wish_days.look(self.services, day_id, by=self.staff))

    async def show(self, day_id: str) -> None:
        """Answer with it."""
        detail = await self.detail(day_id)
        self.versioned(detail.version, whole=True)  # its wishes move without it
        self.answer(detail)


def _facts(day: WishDay) -> dict[str, Any]:
    facts = {name: getattr(day, name) for name in DayView.model_fields}
    return facts | {"wishes": len(day.wishes)}


def _detail(sheet: Sheet) -> DayDetail:
    rows = [
        DayRow(
            wish=each.wish.id,
            receipt=each.wish.receipt,
            child_masked=each.wish.child_masked,
            kind=each.wish.kind,
            label=each.parcel.code if each.parcel else "",
            check=each.check,
        )
        for each in sheet.rows
    ]
    counts = {str(check): many for check, many in sheet.counts.items()}
    return DayDetail(**_facts(sheet.day), **counts, rows=rows)


@requires(Permission.WISH_READ, post=Permission.WISH_HAND)
class DaysCall(_DayCall):
    """Delivery days."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="listDays", summary="Delivery days of her regions", answer=DayPart, query=PartQuery),
        "post": Operation(
            id="createDay",
            summary="Make a delivery day",
            answer=DayDetail,
            body=DayAsk,
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """A part of the list."""
        asked, scope = self.query(PartQuery), self.staff.scope(Permission.WISH_READ)
        part = Part(after=asked.after)
        rows = await self.services.wish_days.page(scope=scope, part=part, most=asked.limit + 1)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(DayPart(days=[DayView(**_facts(each)) for each in shown], next=more))

    async def post(self) -> None:
        """The day."""
        given = self.body(DayAsk)

        async def create(made: str) -> tuple[DayDetail, int]:
            new = WishDay(made, given.on, " ".join(given.place.split()), given.region, "")
            kept = await wish_days.make(self.services, new, by=self.staff)
            return await self.detail(kept.id), kept.version

        await self.once(create)


@requires(Permission.WISH_READ)
class DayCall(_DayCall):
    """One day."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getDay",
            summary="A delivery day with its wishes",
            answer=DayDetail,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        )
    }

    async def get(self, day_id: str) -> None:
        """It."""
        await self.show(day_id)


@requires(Permission.WISH_HAND)
class DayPickCall(_DayCall):
    """Wishes for the day."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="pickForDay",
            summary="Add wishes in hand; each has a label then",
            answer=DayDetail,
            path={"id": ID},
            problems=(404, 409),
            body=PickAsk,
            seen=True,
            versioned=True,
        )
    }

    async def post(self, day_id: str) -> None:
        """Added."""
        given, seen = self.body(PickAsk), self.seen_version()
        pick = wish_days.pick(self.services, day_id, given.wishes, by=self.staff, seen=seen)
        await self.unless_changed(pick)
        await self.show(day_id)


@requires(Permission.WISH_HAND)
class DayLeaveOutCall(_DayCall):
    """One isn't for the day after all."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="leaveOutOfDay",
            summary="Leave a wish out of the day; it stays as it is",
            answer=DayDetail,
            path={"id": ID},
            problems=(404, 409),
            body=LeaveOutAsk,
            seen=True,
            versioned=True,
        )
    }

    async def post(self, day_id: str) -> None:
        """Left out."""
        given, seen = self.body(LeaveOutAsk), self.seen_version()
        await self.unless_changed(wish_days.leave_out(self.services, day_id, given.wish, by=self.staff, seen=seen))
        await self.show(day_id)


@requires(Permission.WISH_HAND)
class DayCheckCall(_DayCall):
    """A wish of the day is handed over."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="checkOff",
            summary="Hand over the parcel with this label; twice is once",
            answer=DayDetail,
            path={"id": ID},
            problems=(404, 409),
            body=CheckAsk,
            versioned=True,
        )
    }

    async def post(self, day_id: str) -> None:
        """Checked off."""
        given = self.body(CheckAsk)
        await wish_days.check_off(self.services, day_id, by=self.staff, code=given.label)
        await self.show(day_id)


@requires(Permission.WISH_HAND)
class DayCloseCall(_DayCall):
    """The day is over."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="closeDay",
            summary="Close it; wishes that weren't handed over stay as they are",
            answer=DayDetail,
            path={"id": ID},
            problems=(404, 409),
            versioned=True,
        )
    }

    async def post(self, day_id: str) -> None:
        """Closed."""
        await wish_days.close(self.services, day_id, by=self.staff)
        await self.show(day_id)


_GAP = r"([0-9a-z]{26})"
_DAYS = "/api/v1/staff/days"
API_ROUTES = [
    Route(_DAYS, _DAYS, DaysCall),
    Route(f"{_DAYS}/{{id}}", rf"{_DAYS}/{_GAP}", DayCall),
    Route(f"{_DAYS}/{{id}}/pick", rf"{_DAYS}/{_GAP}/pick", DayPickCall),
    Route(f"{_DAYS}/{{id}}/leave_out", rf"{_DAYS}/{_GAP}/leave_out", DayLeaveOutCall),
    Route(f"{_DAYS}/{{id}}/check", rf"{_DAYS}/{_GAP}/check", DayCheckCall),
    Route(f"{_DAYS}/{{id}}/close", rf"{_DAYS}/{_GAP}/close", DayCloseCall),
]
