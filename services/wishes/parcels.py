"""What is brought for a wish, under a label: staff scan it at each hand-over, so that everybody sees where it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.audit import Act
from domain.errors import Conflict, Invalid, MoveNotPossible, NotFound
from domain.ids import new_id
from domain.parcels import Parcel, Place, Point, Step, changes, new_code, offered
from domain.regions import Scope
from domain.staff import Permission, StaffMember
from domain.wish_life import HELD, staff
from domain.wishes import Wish, WishState
from services.context import Services
from services.wishes.moving import move
from services.wishes.steps import decide
from storage.mongo import Duplicate, Session, in_transaction
from storage.wall import county_path

TRIES = 5
HAND, READ = Permission.WISH_HAND, Permission.WISH_READ


@dataclass(frozen=True, slots=True)
class Shown:
    """A parcel with its wish, its hand-overs, the steps that she may make now, and the points it may go to."""

    parcel: Parcel
    wish: Wish
    steps: Sequence[Step]
    offered: tuple[Place, ...]
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class HandedOn:
    """A parcel after a scan; `before` is what it was, None where the scan changed nothing, `wish_moved` whether the wish did."""

    parcel: Parcel
    before: Parcel | None = None
    wish_moved: bool = False


async def label(services: Services, wish: Wish) -> Parcel:
    """
    The label of what is brought for a wish that is on its way: the same one each time. Raises MoveNotPossible for a wish
    that nobody brings anything for, StoreAway.
    """
    for _ in range(TRIES):
        kept = await services.parcels.of_wish(wish.id)
        if kept is not None:
            return kept
        if wish.state not in HELD or wish.is_company:
            raise MoveNotPossible(f"label of a wish that is {wish.state}")
        now = services.now()
        made = Parcel(new_id(), new_code(), wish.id, wish.region, wish.region_path, Place.LABELLED, now, now)
        try:
            await _insert(services, made)
        except Duplicate:
            continue  # another label was made meanwhile, or another wish's has the code
        return made
    raise Conflict


async def _insert(services: Services, made: Parcel) -> None:
    async def body(session: Session) -> None:
        await services.parcels.insert(made, session=session)

    await in_transaction(services.db, body)


async def label_for(services: Services, wish_id: str, *, by: StaffMember) -> Parcel:
    """As `label`, for staff who hand things on where the wish lies. Raises NotAllowed, NotFound as well."""
    by.need(HAND)
    return await label(services, await services.wishes.get(wish_id, scope=by.scope(HAND)))


async def look(services: Services, code: str, *, by: StaffMember) -> Shown:
    """A parcel of her regions. Raises NotAllowed, NotFound, StoreAway."""
    by.need(READ)
    parcel = await services.parcels.by_code(code, scope=by.scope(READ))
    wish = await services.wishes.get(parcel.wish_id, scope=by.scope(READ))
    points = await points_for(services, wish)
    may = by.may_in(HAND, wish.region_path)
    return Shown(
        parcel=parcel,
        wish=wish,
        steps=await services.parcels.steps([parcel.id]),
        offered=offered(parcel, wish.state, points=bool(points)) if may else (),
        points=points,
    )


async def points_for(services: Services, wish: Wish) -> Sequence[Point]:
    """The open collection points that a wish's parcel may come to: of its county, and of the places above. Raises StoreAway."""
    return await services.points.serving(county_path(wish.region_path))


async def hand_on(services: Services, code: str, to: Place, *, by: StaffMember, point: str = "") -> HandedOn:
    """
    One hand-over, scanned: twice is the same as once. What somebody has handed in is ready, whether or not she said so;
    what is given to the family makes the wish's own move, and both are written together.

    Raises NotAllowed, NotFound, Invalid("point", …), MoveNotPossible for a step back or a wish that isn't on its way,
    StoreAway.
    """
    by.need(HAND)
    moved = False
    for _ in range(TRIES):
        parcel = await services.parcels.by_code(code, scope=by.scope(HAND))
        wish = await services.wishes.get(parcel.wish_id, scope=by.scope(HAND))
        where = await _point(services, wish, to, point)
        if not changes(parcel, wish.state, to, where):
            return HandedOn(parcel, wish_moved=moved)
        try:
            if to is Place.GIVEN:
                await decide(services, wish.id, "deliver", by=by, seen=wish.turn)
                return HandedOn(await services.parcels.get(parcel.id, scope=by.scope(HAND)), parcel, wish_moved=True)
            if wish.state is WishState.CLAIMED and to is not Place.RETURNED:
                await move(services, wish.id, "prepare", by=staff(by))
                moved = True
        except (Conflict, NotFound):
            continue  # somebody was first: look again
        kept = await _keep(services, parcel, Step(parcel.id, 0, to, by.id, services.now(), "", where), by)
        if kept is not None:
            return HandedOn(kept, parcel, wish_moved=moved)
    raise Conflict


async def _point(services: Services, wish: Wish, to: Place, point: str) -> str:
    """The point that a step leads to, "" for one that leads to none. Raises Invalid for one that it can't."""
    if to is not Place.AT_POINT:
        return ""
    if not point:
        raise Invalid("point", "missing")
    if point not in {each.id for each in await points_for(services, wish)}:
        raise Invalid("point", "unknown")
    return point


async def _keep(services: Services, parcel: Parcel, step: Step, by: StaffMember) -> Parcel | None:
    async def body(session: Session) -> Parcel | None:
        kept = await services.parcels.step(parcel, step, session=session)
        if kept is not None:
            facts = {"place": str(step.place), "back": step.back}
            act = Act("parcel_handed_on", about=parcel.id, region_path=parcel.region_path, data=facts)
            await services.audit.add(act, by=by.id, now=step.at, session=session)
        return kept

    return await in_transaction(services.db, body)


async def take_back(services: Services, parcel_id: str, *, by: StaffMember, seq: int) -> Parcel:
    """
    A scan by mistake is taken back: the parcel is where it was before, and both stay in its story. Raises NotAllowed,
    NotFound, Conflict where it isn't her own step, has been followed by another, or has moved the wish.
    """
    by.need(HAND)
    parcel = await services.parcels.get(parcel_id, scope=by.scope(HAND))
    last = await services.parcels.last_step(parcel)
    if parcel.seq != seq or last is None or last.by != by.id or last.back or last.place is Place.GIVEN:
        raise Conflict
    earlier = [each for each in await services.parcels.steps([parcel.id]) if each.seq < seq]
    before = earlier[-1].place if earlier else Place.LABELLED
    where = earlier[-1].point if earlier else ""
    kept = await _keep(services, parcel, Step(parcel.id, 0, before, by.id, services.now(), "", where, back=True), by)
    if kept is None:
        raise Conflict
    return kept


async def whereabouts(services: Services, wishes: Sequence[Wish]) -> dict[str, Parcel]:
    """Where what is brought for these wishes is, by the wish's id; for whoever may see the wishes. Raises StoreAway."""
    return await services.parcels.of_wishes(each.id for each in wishes)


async def page_of(services: Services, rows: Sequence[Parcel]) -> dict[str, Wish]:
    """The wishes of these parcels, by id."""
    found = await services.wishes.of_ids([each.wish_id for each in rows], scope=Scope.system())
    return {each.id: each for each in found}
