"""
A batch: an organisation takes up many wishes at once, by their codes or the longest waiting of a kind.

What it asks for is written down first, as codes; each is then settled by a claim of its own. So a batch that is sent again,
or was cut off in the middle, goes on where it was and never takes up more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.audit import Act
from domain.errors import ClaimsFull, Conflict, Invalid, MoveNotPossible, NotAllowed, NotFound, WishTaken
from domain.organisations import BATCH_MOST, Batch, Missed, Organisation
from domain.parcels import Parcel, Point
from domain.people import Person
from domain.regions import Scope
from domain.staff import StaffMember
from domain.wish_life import HELD, person
from domain.wishes import Wish
from services.context import Services
from services.organisations.applying import KEEP
from services.organisations.deciding import get
from services.organisations.members import acting, claiming
from services.wishes.giving import Behalf, claim
from services.wishes.moving import Given, move
from services.wishes.parcels import points_for, whereabouts
from services.wishes.wall import PRICE_BANDS
from storage.wall import county_path, facet

ROUNDS_MOST = 3  # so often others are looked for in the place of those that somebody else had first
STEPS = frozenset(("prepare", "extend", "release"))
POINTS_MOST = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which wishes: these codes, or `many` of what `asked` (county, kind, price) says, the longest waiting first."""

    codes: tuple[str, ...] = ()
    many: int = 0
    asked: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A wish of a batch, whether it is still its organisation's, its parcel, and where it may be handed over."""

    wish: Wish
    held: bool
    parcel: Parcel | None
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A batch with its organisation and its wishes."""

    batch: Batch
    organisation: Organisation
    rows: Sequence[Row]

    @property
    def held(self) -> list[Row]:
        """Those that are still its organisation's."""
        return [each for each in self.rows if each.held]


async def take(services: Services, batch_id: str, wanted: Wanted, *, by: Person) -> Sheet:
    """
    A member takes up wishes for her organisation; the batch under its id, the same at each try. What wasn't to be had
    stands in it with the reason. Raises NotFound, NotAllowed where it may not (any more), Invalid("codes", …) or
    ("many", …), Conflict where the id is another's, StoreAway.
    """
    one = await claiming(services, by)
    return await _take(services, batch_id, wanted, one, by)


async def take_for(
    services: Services, organisation_id: str, batch_id: str, wanted: Wanted, *, by: StaffMember
) -> Sheet:
    """
    As `take`, by staff: the first of its members stands for it. Raises NotAllowed, Invalid("organisation", "no_member")
    where nobody has joined, MoveNotPossible where it may not claim, as well.
    """
    one = await get(services, organisation_id, by=by)
    if not one.may_claim:
        raise MoveNotPossible(str(one.state))
    members = await services.organisations.members(one.id)
    if not members:
        raise Invalid("organisation", "no_member")
    return await _take(services, batch_id, wanted, one, await services.people.get(members[0]), staff=by.id)


async def _take(
    services: Services, batch_id: str, wanted: Wanted, one: Organisation, by: Person, *, staff: str = ""
) -> Sheet:
    codes, asked = await _first(services, wanted)
    now, many = services.now(), 0 if wanted.codes else wanted.many
    new = Batch(batch_id, one.id, one.region_path, by.id, now, codes, asked, many, staff=staff)
    batch = await services.gift_batches.begin(new)
    if not batch.done:
        batch = await _settle(services, batch, await services.people.get(batch.by or by.id))
        facts = {"taken": len(batch.taken), "missed": len(batch.missed)}
        act = Act("gift_batch_taken", about=batch.id, region_path=one.region_path, data=facts)
        await services.audit.add(act, by=staff or by.id, now=services.now())
    return await _sheet(services, batch)


async def _first(services: Services, wanted: Wanted) -> tuple[tuple[str, ...], str]:
    """The codes to begin with, and what is asked for. Raises Invalid, StoreAway."""
    if wanted.codes:
        codes = tuple(dict.fromkeys(wanted.codes))
        if len(codes) > BATCH_MOST:
            raise Invalid("codes", "too_many")
        if any(len(each) != 6 or not (each.isascii() and each.isdigit()) for each in codes):
            raise Invalid("codes", "invalid")
        return codes, ""
    if not 0 < wanted.many <= BATCH_MOST:
        raise Invalid("many", "too_many" if wanted.many > 0 else "missing")
    asked = {name: value for name, value in (wanted.asked or {}).items() if value}
    _check_asked(services, asked)
    found = await _of_things(services, asked, most=wanted.many)
    return tuple(found), facet(asked)


def _check_asked(services: Services, asked: Mapping[str, str]) -> None:
    county = asked.get("county", "000000")
    known = {"county": county if len(county) == 6 and county.isdecimal() else "", "kind": "", "price": ""}
    known["kind"] = next((kind for kind, _ in services.facts.wish.kinds if kind == asked.get("kind")), "")
    known["price"] = next((band for band in PRICE_BANDS if band == asked.get("price")), "")
    for name, value in asked.items():
        if known.get(name) != value:
            raise Invalid(name, "unknown")


async def _settle(services: Services, batch: Batch, by: Person) -> Batch:
    """Claim each code that isn't settled; where others were first, look for as many others, a few times."""
    while True:
        settled = {code for code, _ in batch.missed} | await _codes_of(services, batch.taken)
        for code in (each for each in batch.codes if each not in settled):
            await _claim(services, batch, code, by)
        batch = await services.gift_batches.get(batch.id, scope=Scope.system())
        lacking = batch.many - len(batch.taken)
        full = any(why is Missed.FULL for _, why in batch.missed)
        if lacking <= 0 or full or batch.rounds >= ROUNDS_MOST:
            break
        asked = _asked(batch.facet)
        found = await _of_things(services, asked, most=lacking + len(batch.missed))
        more = [each for each in found if each not in batch.codes][:lacking]
        if not more:
            break
        batch = await services.gift_batches.ask_more(batch, more)
    return await services.gift_batches.finish(batch.id)


async def _of_things(services: Services, asked: Mapping[str, str], *, most: int) -> list[str]:
    """The codes of what waits longest; whoever keeps a child company takes that up herself."""
    found = await services.wall.page(asked, most=most)
    return [each.code for each in found if each.kind not in services.facts.wish.company]


async def _codes_of(services: Services, wish_ids: Sequence[str]) -> set[str]:
    return {each.code for each in await services.wishes.of_ids(wish_ids, scope=Scope.system())}


def _asked(words: str) -> dict[str, str]:
    names = {"c": "county", "k": "kind", "p": "price", "a": "age"}
    return {names[name]: value for name, _, value in (each.partition("=") for each in words.split("&") if each)}


async def _claim(services: Services, batch: Batch, code: str, by: Person) -> None:
    behalf = Behalf(batch.organisation, batch.id, batch.staff)
    missed: Missed | None = None
    wish = ""
    try:
        wish = (await claim(services, code, by=by, behalf=behalf)).id
    except NotFound:
        missed = Missed.UNKNOWN
    except NotAllowed:
        missed = Missed.OWN
    except ClaimsFull:
        missed = Missed.FULL
    except WishTaken:
        missed = Missed.TAKEN
    await services.gift_batches.settle(batch.id, code, wish=wish, missed=missed)


async def of_hers(services: Services, person: Person) -> list[Batch]:
    """The batches of the organisation that she acts for, the newest first. Raises NotFound, StoreAway."""
    return await services.gift_batches.of((await acting(services, person)).id)


async def look(services: Services, batch_id: str, *, by: Person) -> Sheet:
    """A batch of the organisation that she acts for. Raises NotFound, StoreAway."""
    one = await acting(services, by)
    batch = await services.gift_batches.get(batch_id, scope=Scope.system())
    if batch.organisation != one.id:
        raise NotFound
    return await _sheet(services, batch)


async def look_for(services: Services, batch_id: str, *, by: StaffMember) -> Sheet:
    """A batch of an organisation of her regions. Raises NotAllowed, NotFound, StoreAway."""
    by.need(KEEP)
    return await _sheet(services, await services.gift_batches.get(batch_id, scope=by.scope(KEEP)))


async def open_sheet(services: Services, batch_id: str) -> Sheet:
    """A batch for whoever holds a link to it that was given to a member. Raises NotFound, StoreAway."""
    return await _sheet(services, await services.gift_batches.get(batch_id, scope=Scope.system()))


async def _sheet(services: Services, batch: Batch) -> Sheet:
    one = await services.organisations.get(batch.organisation, scope=Scope.system())
    wishes = await services.wishes.of_ids(batch.taken, scope=Scope.system())
    parcels = await whereabouts(services, wishes)
    points: dict[str, Sequence[Point]] = {}
    for each in wishes:
        county = county_path(each.region_path)
        if county not in points:
            points[county] = (await points_for(services, each))[:POINTS_MOST]
    rows = [
        Row(each, each.batch == batch.id, parcels.get(each.id), points[county_path(each.region_path)])
        for each in wishes
    ]
    return Sheet(batch, one, rows)


async def bring_on(services: Services, batch_id: str, step: str, codes: Sequence[str], *, by: Person) -> Sheet:
    """
    Wishes of a batch are ready, need more days, or are given back: those of `codes`, all without any. What is past the step
    stays as it is. Raises NotFound, also for a code that isn't the batch's, MoveNotPossible where none could take it,
    StoreAway.
    """
    sheet = await look(services, batch_id, by=by)
    await _bring_on(services, sheet, step, codes, actor=by.id)
    return await look(services, batch_id, by=by)


async def bring_on_for(services: Services, batch_id: str, step: str, codes: Sequence[str], *, by: StaffMember) -> Sheet:
    """As `bring_on`, by staff in the place of its members; who did it is written down. Raises NotAllowed as well."""
    sheet = await look_for(services, batch_id, by=by)
    many = await _bring_on(services, sheet, step, codes, actor=sheet.batch.by or sheet.organisation.id, staff=by.id)
    facts = {"step": step, "many": many}
    act = Act("gift_batch_moved", about=batch_id, region_path=sheet.batch.region_path, data=facts)
    await services.audit.add(act, by=by.id, now=services.now())
    return await look_for(services, batch_id, by=by)


async def _bring_on(
    services: Services, sheet: Sheet, step: str, codes: Sequence[str], *, actor: str, staff: str = ""
) -> int:
    if step not in STEPS:
        raise MoveNotPossible(step)
    chosen = [each for each in sheet.held if each.wish.state in HELD and (not codes or each.wish.code in codes)]
    if unknown := set(codes) - {each.wish.code for each in sheet.rows}:
        raise NotFound(min(unknown))
    done = 0
    for each in chosen:
        try:
            mover = person(actor, organisation=sheet.organisation.id)
            data = {"staff": staff} if staff else {}
            given = Given(data=data, fields={"extended": True} if step == "extend" else {})
            await move(services, each.wish.id, step, by=mover, given=given)
            done += 1
        except (MoveNotPossible, NotAllowed, Conflict):
            continue  # past it, or somebody was first
    if not done:
        raise MoveNotPossible(step)
    return done
