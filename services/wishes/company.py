"""
The one place that holds company wishes to their rules: two vetted adults, and a guardian who agreed.

Every move of a wish passes here inside its own transaction, so that a standing that lapses at that moment comes before or
after the move. What the rules are stands in domain/company.py.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from domain.calendar import day_in_china
from domain.company import OUT, Pair, missing
from domain.errors import MoveNotPossible, NotAllowed
from domain.wish_life import HELD, Move, Mover
from domain.wishes import Wish, WishState
from services.context import Services
from storage.mongo import Session

_CLEARED: Mapping[str, Any] = {"meet_on": "", "meet_at": "", "agreed_at": None, "attested_at": None}
_ALONE: Mapping[str, Any] = {**_CLEARED, "second_id": ""}


async def hold_to_rules(
    services: Services, wish: Wish, found: Move, by: Mover, given: Mapping[str, Any], *, now: datetime, session: Session
) -> None:
    """
    Raises MoveNotPossible for a company wish that lacks what this move needs, NotAllowed for a claim by somebody who may
    not meet children at the moment; nothing for any other.
    """
    if found.name in {"claim", "accompany"}:
        await _may_come(services, wish, found, by, session=session)
    if not is_company(services, wish):
        return
    if given.get("organisation"):  # whoever meets a child answers for it herself
        raise NotAllowed
    lead = by.id if found.name == "claim" else wish.donor_id
    second = by.id if found.name == "accompany" else wish.second_id
    people = [
        each for each in (lead, second) if each and each != wish.guardian_id
    ]  # her record may have become one with it
    if people:
        await services.volunteers.rely_on(people, now=now, session=session)
    known = await services.volunteers.of_persons(people, session=session)
    day = given.get("meet_on") or wish.meet_on
    lacks = missing(
        wish,
        found.name,
        Pair(known.get(lead), known.get(second)),
        day=date.fromisoformat(day) if day else None,
        today=day_in_china(now),
    )
    if lacks and found.name == "claim":
        raise NotAllowed
    if lacks:
        raise MoveNotPossible(lacks)


async def _may_come(services: Services, wish: Wish, found: Move, by: Mover, *, session: Session) -> None:
    """
    All accounts with one phone number are one person here: she is none who may meet no child, nor the wish's guardian, nor both
    of its adults.
    """
    alike = await services.sharing.alike(by.id)
    standings = await services.volunteers.of_persons(alike, session=session)
    if wish.guardian_id in alike:
        raise NotAllowed
    if any(each.state in OUT for each in standings.values()):
        raise NotAllowed if found.name == "claim" else MoveNotPossible("second_unvetted")
    if found.name == "accompany" and wish.donor_id in alike:
        raise MoveNotPossible("second")


def is_company(services: Services, wish: Wish) -> bool:
    """Whether it asks for time and company: as it was kept, and by its kind."""
    return wish.is_company or wish.kind in services.facts.wish.company


def brings(wish: Wish, found: Move, by: Mover, *, now: datetime) -> dict[str, Any]:
    """What a move sets of the meeting, and what it undoes: a new adult or day takes the guardian's word anew."""
    if found.leads_to is WishState.PUBLISHED:
        return {**_ALONE, "invite": None}
    simple: Mapping[str, dict[str, Any]] = {
        "claim": {**_ALONE, "met": _with(wish, by.id)},
        "accompany": {**_CLEARED, "second_id": by.id, "met": _with(wish, by.id)},
        "step_back": dict(_ALONE),
        "arrange": {"agreed_at": None, "attested_at": None},
        "agree": {"agreed_at": now},
        "disagree": dict(_CLEARED),
        "attest": {"attested_at": now},
    }
    return simple.get(found.name, {}) if wish.is_company else {}


def _with(wish: Wish, person_id: str) -> list[str]:
    return [*(each for each in wish.met if each != person_id), person_id][-10:]


def adults_of(wish: Wish) -> tuple[str, ...]:
    """Who has it in hand, or where it was given back who had it last."""
    now = tuple(each for each in (wish.donor_id, wish.second_id) if each)
    return now or wish.met[-2:]


def is_held(wish: Wish) -> bool:
    """Whether somebody has it in hand."""
    return wish.state in HELD
