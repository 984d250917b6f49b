"""What staff do with a wish, step by step, each with what it takes."""

from dataclasses import dataclass
from datetime import date

from domain.calendar import day_in_china
from domain.errors import Conflict, Invalid
from domain.plain_text import one_line
from domain.staff import Permission, StaffMember
from domain.wish_life import MOVES, SYSTEM, allowed, staff
from domain.wishes import MASK, Wish, WishState
from services.context import Services
from services.wishes.certificates import draw_code
from services.wishes.covers import source_fields
from services.wishes.gate import concerns, is_passed, may_pass, unfit
from services.wishes.moving import Given, move, on_the_wall
from services.wishes.written import known_of
from storage.mongo import Duplicate

PUBLIC_MOST, NOTES_MOST = 60, 500
WAYS = ("home", "school", "phone")  # how the village looked
CODE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Visit:
    """What the village found: on which day and how it looked, the kind of hardship, whether it saw the consent, notes."""

    day: date | None
    way: str
    hardship: str
    consent_seen: bool
    notes: str = ""


async def verify(services: Services, wish_id: str, visit: Visit, *, by: StaffMember, seen: int | None = None) -> Wish:
    """
    The village's word that all is so; what was written down is sealed with the family's key. Raises Invalid for what is
    missing, else as `move`.
    """
    by.need(Permission.WISH_VERIFY)
    if visit.day is None or visit.day > day_in_china(services.now()):
        raise Invalid("day")
    if visit.way not in WAYS:
        raise Invalid("way", "missing")
    if visit.hardship not in dict(services.facts.wish.hardships):
        raise Invalid("hardship", "missing")
    if not visit.consent_seen:
        raise Invalid("consent_seen", "missing")
    if len(visit.notes) > NOTES_MOST:
        raise Invalid("notes", "too_long")
    given = Given(
        fields={"verified_by": by.id, "hardship": visit.hardship},
        data={"way": visit.way, "day": visit.day.isoformat()},
        sealed={"notes": visit.notes} if visit.notes else {},
        seen=seen,
    )
    return await move(services, wish_id, "verify", by=staff(by), given=given)


async def concerns_of(services: Services, wish_id: str, text: str, *, by: StaffMember) -> tuple[str, ...]:
    """
    What in a text that everybody is to read would lead to the child, its own name and places included; these are looked
    up here and leave no more than a word. Raises NotFound, StoreAway.
    """
    scope = by.scope(Permission.WISH_READ)
    wish = await services.wishes.get(wish_id, scope=scope)
    facts = await services.vault.unseal(await services.wishes.sealed(wish_id, scope=scope))
    codes = wish.region_path.split("/")[3:-1]
    places = await services.regions.names(codes)
    bare = [name.rstrip("村镇乡") for name in places.values()]
    found = concerns(text, (*known_of(facts), *places.values(), *bare), list(places.values()))
    return tuple(dict.fromkeys((*found, "known"))) if MASK in text else found  # it stands for what nobody may read


async def approve(
    services: Services, wish_id: str, public_text: str, *, by: StaffMember, seen: int | None = None
) -> Wish:
    """
    The county's word, with the very text that everybody will read. A wish that isn't dear is on the wall once that text
    was looked at. Raises Invalid for a text that would lead to the child or that nobody grants, else as `move`.
    """
    by.need(Permission.WISH_APPROVE)
    text = one_line(public_text)
    if not 2 <= len(text) <= PUBLIC_MOST:
        raise Invalid("public_text", "missing" if not text else "too_long")
    if unfit(services, text):
        raise Invalid("public_text", "unfit")
    if await concerns_of(services, wish_id, text, by=by):
        raise Invalid("public_text", "identifying")
    given = Given(fields={"approved_by": by.id, "public_text": text}, seen=seen)
    approved = await move(services, wish_id, "approve", by=staff(by), given=given)
    return await go_on(services, approved)


async def publish(services: Services, wish_id: str, *, by: StaffMember, seen: int | None = None) -> Wish:
    """
    The second person's word for a dear wish: it is on the wall. Raises Invalid where its words haven't been looked at
    yet, else as `move`.
    """
    wish = await services.wishes.get(wish_id, scope=by.scope(Permission.WISH_READ))
    if wish.state is WishState.APPROVED and not await is_passed(services, wish):
        raise Invalid("public_text", "unchecked")
    return await _publish(services, wish, by=by, seen=seen)


async def go_on(services: Services, wish: Wish) -> Wish:
    """
    What the system does by itself: a text without a concern is looked at, an approved wish's words are handed in, and one
    that isn't dear goes up once they may be shown. Where the clock or another was first, the wish as it is by now.
    """
    try:
        return await _by_itself(services, wish)
    except Conflict:
        return await services.wishes.get(wish.id, scope=SYSTEM.scope)


async def _by_itself(services: Services, wish: Wish) -> Wish:
    if wish.state is WishState.SUBMITTED and not wish.concerns:
        return await move(services, wish.id, "check", by=SYSTEM)
    if wish.state is not WishState.APPROVED:
        return wish
    passed = await is_passed(services, wish) or await may_pass(services, wish)
    if passed and goes_up_alone(services, wish):
        return await _publish(services, wish, by=None, seen=wish.turn)
    return wish


def goes_up_alone(services: Services, wish: Wish) -> bool:
    """Whether an approved wish needs no second person's word."""
    return wish.cost_fen <= services.facts.wish.second_fen


async def _publish(services: Services, wish: Wish, *, by: StaffMember | None, seen: int | None) -> Wish:
    while True:
        now = services.now()
        fields = on_the_wall(wish, code=draw_code(CODE_DIGITS), now=now)
        given = Given(fields=fields, seen=seen)
        try:
            return await move(services, wish.id, "publish", by=staff(by) if by else SYSTEM, given=given)
        except Duplicate:
            continue  # another wish has the code


async def decide(
    services: Services,
    wish_id: str,
    name: str,
    *,
    by: StaffMember,
    why: str = "",
    words: str = "",
    seen: int | None = None,
) -> Wish:
    """Any other move of staff: check, return, refuse, reassign, deliver, fail, settle … Raises as `move`."""
    found = MOVES.get(name)
    if found is None or found.name in {"verify", "approve", "publish", "cover", "correct_for", "arrange"}:
        raise Invalid("move", "unknown")
    given = Given(fields=_fields_of(name, by), why=why, words=one_line(words), seen=seen)
    if name == "confirm_for":
        given = Given(fields={"certificate": draw_code()}, why=why, words=given.words, seen=seen)
    return await move(services, wish_id, name, by=staff(by), given=given)


def _fields_of(name: str, by: StaffMember) -> dict[str, str]:
    return {"delivered_by": by.id} if name == "deliver" else {}


async def cover(
    services: Services, wish_id: str, source: str, *, by: StaffMember, lot: str = "", seen: int | None = None
) -> Wish:
    """
    The county gives it: from a lot of its stock, or from its budget of the year (`source` is a word of domain/stock.py's). What is taken
    is taken with the move, once. Raises Invalid("source", …) as services/wishes/covers.py, else as `move`.
    """
    by.need(Permission.WISH_APPROVE)
    wish = await services.wishes.get(wish_id, scope=by.scope(Permission.WISH_READ))
    allowed(wish, "cover", staff(by))
    taken = await source_fields(services, wish, source, lot)
    data = {"from": source, "of": taken["cover_of"], "fen": taken["cover_fen"]}
    given = Given(fields={"covered_by": by.id, **taken}, data=data, seen=seen)
    return await move(services, wish_id, "cover", by=staff(by), given=given)
