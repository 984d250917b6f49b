"""
Moving a wish: one way for the chat, the console, the API and the clock.

What the table of domain/wish_life.py allows is written in one transaction: the wish as it is from now on, its event, the
audit row where staff acted, and the messages to those who are told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from dataclasses import fields as fields_of
from datetime import datetime
from typing import Any

from domain.audit import Act
from domain.errors import Conflict, Invalid
from domain.forgotten import Waits, stalls_of
from domain.stock import gives_back
from domain.wish_life import HELD, Move, Mover, Party, allowed, desk_in
from domain.wishes import ENDED, Wish, WishState
from services.context import Services
from services.settings.current import calendar
from services.wishes import covers
from services.wishes.company import brings, hold_to_rules, is_company
from services.wishes.listening import listen
from services.wishes.sharing import freed, tell_sharers
from services.wishes.telling import tell
from storage.encryption import family_of
from storage.mongo import Session, in_transaction
from storage.wall import county_of, facets, place_in_line, price_band
from storage.wishes import Change, stall_fields

TRIES = 4
WORDS_MOST = 300
_HELD_BY_WISH = frozenset(each.name for each in fields_of(Wish))


@dataclass(frozen=True, slots=True)
class Given:
    """
    What a move brings with it: fields that it sets, facts for its event (nothing personal), a reason as a word of the
    form's and, sealed, in words. `seen` is the wish's `turn` as she saw it who moves.
    """

    fields: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    words: str = ""
    sealed: Mapping[str, Any] = field(default_factory=dict)
    seen: int | None = None


NOTHING = Given()


async def move(services: Services, wish_id: str, name: str, *, by: Mover, given: Given = NOTHING) -> Wish:
    """
    Make a move; the wish as it is then. Raises NotFound (also for another region's), NotAllowed, MoveNotPossible, Invalid
    for a missing or unknown reason, Conflict where it has moved on since she saw it, Duplicate, StoreAway.
    """
    for _ in range(TRIES):
        wish = await services.wishes.get(wish_id, scope=by.scope)
        found = allowed(wish, name, by)
        if given.seen is not None and given.seen != wish.turn:
            raise Conflict
        _check_reason(services, found, given)
        moved = await _write(services, wish, found, by, given)
        if moved is not None:
            written = "\n".join(str(each) for each in (given.words, *given.sealed.values()) if each)
            if by.member is not None and written:
                await listen(services, moved, written, by=by.member, mark=str(moved.seq))
            return moved
    raise Conflict


def _check_reason(services: Services, found: Move, given: Given) -> None:
    if found.reason and not given.why:
        raise Invalid("why", "missing")
    if given.why and given.why not in dict(services.facts.wish.reasons):
        raise Invalid("why", "unknown")
    if len(given.words) > WORDS_MOST:
        raise Invalid("words", "too_long")


async def _write(services: Services, wish: Wish, found: Move, by: Mover, given: Given) -> Wish | None:
    now = services.now()
    data = dict(given.data)
    if given.why:
        data["why"] = given.why
    sealed = {**given.sealed, **({"words": given.words} if given.words else {})}
    if sealed:
        data["sealed"] = await services.vault.seal(family_of(wish.guardian_id), sealed)
    fields = {**entering(services, wish, found.leads_to, now=now, covered=found.name == "cover"), **given.fields}
    fields |= brings(wish, found, by, now=now) | freed(wish, found.leads_to)
    if gives_back(wish, found):
        fields = {"cover_held": False, **fields}
    if given.why:
        fields["why"] = given.why
    fields |= stall_fields(stalls(services, replace(wish, state=found.leads_to, **as_wish(fields))))
    change = Change(found.leads_to, found.event, by.id, now, fields, data)

    async def body(session: Session) -> Wish | None:
        await hold_to_rules(services, wish, found, by, given.fields, now=now, session=session)
        moved = await services.wishes.move(wish, change, session=session)
        if moved is None:
            return None
        await _carry(services, wish, found, by, now=now, session=session)
        await covers.settle(services, wish, moved, found, by=by.id, session=session)
        if by.member is not None:
            act = Act("wish_moved", about=wish.id, region_path=wish.region_path, data={"move": found.event})
            await services.audit.add(act, by=by.id, now=now, session=session)
        for party in found.tells:
            reader = _reader(moved, party) or _reader(wish, party)
            about = {"words": given.words, "batch": moved.batch or wish.batch}
            await tell(services, moved, found.event, party, reader, **about, now=now, session=session)
        await tell_sharers(services, wish, moved, found.event, now=now, session=session)
        return moved

    return await in_transaction(services.db, body)


def _reader(wish: Wish, party: Party) -> str:
    return {Party.GUARDIAN: wish.guardian_id, Party.SECOND: wish.second_id}.get(party, wish.donor_id)


async def _carry(services: Services, wish: Wish, found: Move, by: Mover, *, now: datetime, session: Session) -> None:
    """What was brought for the wish goes with it: to the family, or back to whoever brought it."""
    if wish.state in HELD and found.leads_to is WishState.DELIVERED:
        await services.parcels.arrive(wish.id, by=by.id if by.member else "", now=now, session=session)
    elif wish.state in HELD | {WishState.FAILED} and (
        found.name == "cover" or found.leads_to in {WishState.PUBLISHED, WishState.CANCELLED}
    ):
        await services.parcels.loosen(wish.id, session=session)


def entering(
    services: Services, wish: Wish, state: WishState, *, now: datetime, covered: bool = False
) -> dict[str, Any]:
    """The fields of a wish that comes into a state: whose turn it is until when, and what it holds no longer."""
    fields: dict[str, Any] = {"turn": wish.turn + 1, **deadline(services, state, now=now, concerns=wish.concerns)}
    desk = desk_in(state, covered=covered, entered=bool(wish.entered_by))
    fields |= {"desk": desk, "since": now, f"reached.{state}": now}
    if state not in HELD:
        fields["claim_slot"] = None
    if state in ENDED:
        fields["child_open"] = None
    if state is WishState.PUBLISHED:
        fields |= {
            "donor_id": "",
            "organisation": "",
            "batch": "",
            "covered_by": "",
            **covers.NONE,
            "delivered_by": "",
            "extended": False,
            "backs": wish.backs + 1 if wish.published_at else 0,
        }
        fields["line"] = place_in_line(now, wish.code, first=bool(wish.published_at))
    return fields


def deadline(
    services: Services, state: WishState | str, *, now: datetime, concerns: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Until when, and when the clock looks at it next: at once where the system itself goes on."""
    if state in ENDED:
        return {"due_at": None, "next_at": None, "reminded": False}
    due_at = calendar(services).add_working_days(now, services.facts.wish.days[str(state)])
    at_once = state == WishState.APPROVED or (state == WishState.SUBMITTED and not concerns)
    return {"due_at": due_at, "next_at": now if at_once else remind_at(services, state, since=now), "reminded": False}


def remind_at(services: Services, state: WishState | str, *, since: datetime) -> datetime:
    """When one who has had a wish in this state since then is reminded: at the deadline itself where days are few."""
    days, before = services.facts.wish.days[str(state)], services.facts.wish.remind_days
    return calendar(services).add_working_days(since, max(days - before, 1) if days > before else days)


def stalls(services: Services, wish: Wish) -> dict[str, datetime]:
    """Why a wish waits too long unless it moves, each with the moment from which on."""
    rules = services.facts.wish
    waits = Waits(rules.days, rules.remind_days, calendar(services).add_working_days)
    return {str(why): at for why, at in stalls_of(wish, waits, company=is_company(services, wish)).items()}


def as_wish(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the changes to a wish's document that the wish itself holds."""
    return {name: value for name, value in changes.items() if name in _HELD_BY_WISH}


def on_the_wall(wish: Wish, *, code: str, now: datetime) -> dict[str, Any]:
    """The fields by which a wish stands on the wall for the first time."""
    words = facets(
        county=county_of(wish.region_path), kind=wish.kind, price=price_band(wish.cost_fen), age=wish.age_band
    )
    return {"code": code, "wall": words, "published_at": now, "line": place_in_line(now, code, first=False)}
