"""An officer enters a wish for a family without a phone, from a sheet that the guardian has signed."""

from collections.abc import Collection, Sequence
from datetime import datetime

from domain.calendar import day_in_china
from domain.consents import Paper, Purpose
from domain.errors import Invalid, LooksAlike, SameChild
from domain.ids import new_id
from domain.people import PAPER, Identity, Person, PersonRole
from domain.plain_text import one_line
from domain.regions import Region, Scope
from domain.staff import Permission, StaffMember
from domain.wish_entry import TEXT_LEAST, TEXT_MOST, WishEntry, check_entry
from domain.wish_life import staff
from domain.wishes import Wish
from services.context import Services
from services.wishes.alike import Alike, Likeness
from services.wishes.families import corrected_fields
from services.wishes.gate import concerns, hand_in
from services.wishes.listening import listen
from services.wishes.moving import Given, move
from services.wishes.steps import go_on
from services.wishes.submit import (
    Entered,
    WishForm,
    check,
    free_child,
    key_of_child,
    submit,
    village_of,
)

PAPER_TEXTS = tuple(f"{Purpose.WISH}.v{number}" for number in (3, 2, 1))  # the newest first


async def looked_over(services: Services, entry: WishEntry, *, by: StaffMember) -> Region:
    """
    The village of an entry in which nothing is wrong by itself. Raises NotAllowed where the village isn't hers, Invalid,
    StoreAway.
    """
    by.need(Permission.WISH_ENTER)
    region = await village_of(services, entry.region)
    by.need(Permission.WISH_ENTER, region.path)
    if region.closed:
        raise Invalid("region", "unknown")
    check_entry(entry, today=day_in_china(services.now()))
    if entry.text_version not in PAPER_TEXTS:
        raise Invalid("text_version", "unknown")
    if concerns(entry.box, (entry.child_name, entry.guardian)):
        raise Invalid("box", "identifying")
    if entry.kind in services.facts.wish.company:
        raise Invalid("kind", "company")  # nobody would be there to agree to the day
    check(services, _form(entry))
    return region


async def alike_to(services: Services, entry: WishEntry, region: Region, *, by: StaffMember) -> Sequence[Alike]:
    """Wishes that look like it. Raises StoreAway."""
    named = {"child_name": entry.child_name, "age_band": entry.age_band, "text": entry.text}
    return await Likeness(services, by).find(**named, village=region)


async def enter(
    services: Services, entry: WishEntry, *, by: StaffMember, key: str, seen: Collection[str] | None = None
) -> Wish:
    """
    Keep it, with the guardian, whom nobody can write to, and her consent on paper. The same `key` for the same child is the
    same wish. `seen` are ids of wishes that look like it and that she has looked at; None where that was settled before.

    Raises NotAllowed, Invalid, SameChild, LooksAlike, StoreAway.
    """
    region = await looked_over(services, entry, by=by)
    child_key, now = await key_of_child(services, entry.child_name, entry.region), services.now()
    whole_key = key_of(by, key, child_key)
    kept = await services.wishes.by_key(whole_key)
    if kept is not None:
        return kept
    try:
        await refuse_same(services, entry, now=now)
        if seen is not None:
            found = tuple(each.id for each in await alike_to(services, entry, region, by=by))
            if not set(found) <= set(seen):
                raise LooksAlike(found)
        wish = await submit(
            services, by=_guardian(region), form=_form(entry), key=whole_key, now=now, entered=_entered(entry, by)
        )
        await listen(services, wish, entry.text, by=by, mark="entered")
        return wish
    except SameChild:
        kept = await services.wishes.by_key(whole_key)  # the same entry has been kept at this moment
        if kept is None:
            raise
        return kept


async def correct_for(
    services: Services, wish_id: str, *, by: StaffMember, text: str, cost_fen: int, seen: int | None = None
) -> Wish:
    """
    A wish that was entered, returned and talked over with the family, in other words; it begins its way anew. Raises Invalid
    for what can't be taken, else as `move`.
    """
    by.need(Permission.WISH_ENTER)
    plain = one_line(text)
    if not TEXT_LEAST <= len(plain) <= TEXT_MOST:
        raise Invalid("text", "missing" if not plain else "length")
    fields = await corrected_fields(services, wish_id, plain, cost_fen, scope=by.scope(Permission.WISH_ENTER))
    fields |= {"corrected_by": by.id}  # her words and price, so that another person approves them
    corrected = await move(services, wish_id, "correct_for", by=staff(by), given=Given(fields=fields, seen=seen))
    await listen(services, corrected, plain, by=by, mark=str(corrected.seq))
    await hand_in(services, corrected, plain, field="text", by=await services.people.get(corrected.guardian_id))
    return await go_on(services, corrected)


def _guardian(region: Region) -> Person:
    guardian = new_id()
    return Person(guardian, (Identity(PAPER, guardian),), region.path, frozenset({PersonRole.GUARDIAN}), pushes=False)


def _entered(entry: WishEntry, by: StaffMember) -> Entered:
    paper = Paper(entry.signed, entry.relation, entry.box, by.id)
    return Entered(by, paper, {"guardian": entry.guardian, **({"phone": entry.phone} if entry.phone else {})})


def key_of(by: StaffMember, key: str, child_key: str) -> str:
    """Under which an entry is kept: nobody else's key, and no other child's, gives this wish."""
    return f"entry:{by.id}:{key}:{child_key[:16]}"


async def refuse_same(services: Services, entry: WishEntry, *, now: datetime) -> None:
    """Raises SameChild where the child has a wish that goes on, or as many this year as it may; StoreAway."""
    key = await key_of_child(services, entry.child_name, entry.region)
    if any(each.is_open for each in await services.wishes.of_child(key, scope=Scope.system())):
        raise SameChild("open")
    await free_child(services, entry.child_name, entry.region, now=now)


def _form(entry: WishEntry) -> WishForm:
    return WishForm(
        child_name=entry.child_name,
        age_band=entry.age_band,
        region=entry.region,
        kind=entry.kind,
        text=entry.text,
        cost_fen=entry.cost_fen,
        consent_text=entry.text_version,
        how="paper",
    )


async def paper_of(services: Services, wish: Wish) -> Paper | None:
    """The signed sheet behind a wish, or None. Raises StoreAway."""
    if not wish.entered_by or not wish.guardian_id:
        return None
    found = await services.consents.of(wish.guardian_id)
    return next((each.paper for each in found if each.about == wish.id), None)
