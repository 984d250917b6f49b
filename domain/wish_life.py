"""
The life of a wish: its moves, who may make them, whose turn it is in each state, and what happens when that is over.

This table is the one place. The drawings in docs/wishes.md and docs/wishes.zh-CN.md are made from it, and the console, the
chat and the worker offer and make no other move.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import MoveNotPossible, NotAllowed
from domain.regions import Scope
from domain.staff import Permission, StaffMember, StaffRole
from domain.wishes import ENDED, Wish, WishState

S = WishState


class Party(StrEnum):
    """Who makes a move. A giver is any person who isn't the wish's guardian and may become its donor."""

    GUARDIAN = "guardian"
    DONOR = "donor"
    GIVER = "giver"
    SECOND = "second"
    STAFF = "staff"
    SYSTEM = "system"


class Desk(StrEnum):
    """Whose turn it is."""

    GUARDIAN = "guardian"
    GIVERS = "givers"
    DONOR = "donor"
    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"
    CITY = "city"
    SYSTEM = "system"


LADDER = (Desk.VILLAGE, Desk.TOWNSHIP, Desk.COUNTY, Desk.CITY)
# Where a wish goes whose deadline has passed and that no move of the system's carries on: one level up.
ABOVE: Mapping[Desk, Desk] = {
    Desk.GUARDIAN: Desk.VILLAGE,
    Desk.GIVERS: Desk.COUNTY,
    Desk.DONOR: Desk.COUNTY,
    Desk.SYSTEM: Desk.COUNTY,
    Desk.VILLAGE: Desk.TOWNSHIP,
    Desk.TOWNSHIP: Desk.COUNTY,
    Desk.COUNTY: Desk.CITY,
    Desk.CITY: Desk.CITY,
}
_LEVEL_OF = {
    StaffRole.VILLAGE_OFFICER: 1,
    StaffRole.TOWNSHIP: 2,
    StaffRole.COUNTY: 3,
    StaffRole.CITY: 4,
    StaffRole.ADMINISTRATOR: 4,
}


def desks_of(roles: frozenset[StaffRole]) -> tuple[Desk, ...]:
    """The desks whose work somebody of these roles does or watches over: her own level's and those below it."""
    return LADDER[: max((_LEVEL_OF.get(role, 0) for role in roles), default=0)]


@dataclass(frozen=True, slots=True)
class Stage:
    """Whose turn it is in a state; `overdue` is the move that the system makes past the deadline, empty to go one up."""

    desk: Desk
    overdue: str = ""


STAGES: Mapping[WishState, Stage] = {
    S.SUBMITTED: Stage(Desk.TOWNSHIP),
    S.CHECKED: Stage(Desk.VILLAGE),
    S.VERIFIED: Stage(Desk.COUNTY),
    S.APPROVED: Stage(Desk.COUNTY),
    S.PUBLISHED: Stage(Desk.GIVERS),
    S.CLAIMED: Stage(Desk.DONOR, "time_out"),
    S.PREPARED: Stage(Desk.DONOR),
    S.DELIVERED: Stage(Desk.GUARDIAN),
    S.DISPUTED: Stage(Desk.COUNTY),
    S.FAILED: Stage(Desk.COUNTY),
    S.CONFIRMED: Stage(Desk.SYSTEM, "close"),
    S.RETURNED: Stage(Desk.GUARDIAN, "expire"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """
    A move. `event` is the word under which it is kept; staff need `needs`. `reason` says that it takes one; whoever stands
    in one of the fields `not_by` of the wish may not make it; `tells` are those who are told by a message in the chat.
    `entered` moves are only of wishes that an officer has entered for a family without a phone, `company` moves of those that
    ask for time (what else those need stands in domain/company.py).
    """

    name: str
    starts: frozenset[WishState]
    leads_to: WishState
    event: str
    by: frozenset[Party]
    needs: Permission | None = None
    reason: bool = False
    not_by: tuple[str, ...] = ()
    tells: tuple[Party, ...] = ()
    entered: bool = False
    company: bool = False


_GUARDIAN, _STAFF, _SYSTEM = frozenset({Party.GUARDIAN}), frozenset({Party.STAFF}), frozenset({Party.SYSTEM})
_DONOR, _GIVER = frozenset({Party.DONOR}), frozenset({Party.GIVER})
_CHECK, _VERIFY, _APPROVE = Permission.WISH_CHECK, Permission.WISH_VERIFY, Permission.WISH_APPROVE
_HAND, _ENTER = Permission.WISH_HAND, Permission.WISH_ENTER
_SECOND = frozenset({Party.SECOND})
_TO_GUARDIAN, _TO_BOTH = (Party.GUARDIAN,), (Party.GUARDIAN, Party.DONOR)
_TO_ADULTS = (Party.DONOR, Party.SECOND)
_TO_ALL = (Party.GUARDIAN, *_TO_ADULTS)


def _from(*states: WishState) -> frozenset[WishState]:
    return frozenset(states)


_HANDS = _from(S.CLAIMED, S.PREPARED)
_BEFORE = {S.SUBMITTED: _CHECK, S.CHECKED: _VERIFY, S.VERIFIED: _APPROVE, S.APPROVED: _APPROVE, S.PUBLISHED: _APPROVE}
_ALL = (
    Move("check", _from(S.SUBMITTED), S.CHECKED, "checked", _STAFF | _SYSTEM, _CHECK),
    Move("verify", _from(S.CHECKED), S.VERIFIED, "verified", _STAFF, _VERIFY, tells=_TO_GUARDIAN),
    Move(
        "approve",
        _from(S.VERIFIED),
        S.APPROVED,
        "approved",
        _STAFF,
        _APPROVE,
        not_by=("entered_by", "corrected_by", "verified_by"),
        tells=_TO_GUARDIAN,
    ),
    Move(
        "publish",
        _from(S.APPROVED),
        S.PUBLISHED,
        "published",
        _STAFF | _SYSTEM,
        _APPROVE,
        not_by=("entered_by", "corrected_by", "verified_by", "approved_by"),
    ),
    *(
        Move(f"return_{at}", _from(at), S.RETURNED, "returned", _STAFF, needs, reason=True, tells=_TO_GUARDIAN)
        for at, needs in _BEFORE.items()
    ),
    *(
        Move(f"refuse_{at}", _from(at), S.REFUSED, "refused", _STAFF, needs, reason=True, tells=_TO_GUARDIAN)
        for at, needs in _BEFORE.items()
    ),
    Move("correct", _from(*_BEFORE, S.RETURNED), S.SUBMITTED, "corrected", _GUARDIAN),
    Move("withdraw", _from(*_BEFORE, S.RETURNED), S.WITHDRAWN, "withdrawn", _GUARDIAN),
    Move("correct_for", _from(S.RETURNED), S.SUBMITTED, "corrected", _STAFF, _ENTER, entered=True),
    Move(
        "withdraw_for", _from(*_BEFORE, S.RETURNED), S.WITHDRAWN, "withdrawn", _STAFF, _ENTER, reason=True, entered=True
    ),
    Move("expire", _from(S.RETURNED), S.EXPIRED, "expired", _SYSTEM, tells=_TO_GUARDIAN),
    Move("claim", _from(S.PUBLISHED), S.CLAIMED, "claimed", _GIVER, tells=_TO_GUARDIAN),
    Move("cover", _from(S.PUBLISHED, S.FAILED), S.PREPARED, "covered", _STAFF, _APPROVE, tells=_TO_GUARDIAN),
    Move("extend", _from(S.CLAIMED), S.CLAIMED, "extended", _DONOR),
    Move("accompany", _from(S.CLAIMED), S.CLAIMED, "accompanied", _GIVER, tells=_TO_BOTH, company=True),
    Move("step_back", _HANDS, S.CLAIMED, "stepped_back", _SECOND, tells=_TO_BOTH, company=True),
    Move("arrange", _HANDS, S.CLAIMED, "arranged", _STAFF, _HAND, tells=_TO_ALL, company=True),
    Move("agree", _from(S.CLAIMED), S.CLAIMED, "agreed", _GUARDIAN, tells=_TO_ADULTS, company=True),
    Move("disagree", _HANDS, S.CLAIMED, "disagreed", _GUARDIAN, tells=_TO_ADULTS, company=True),
    Move("attest", _from(S.PREPARED), S.PREPARED, "attested", _SECOND, tells=(Party.DONOR,), company=True),
    Move("pause", _HANDS, S.PUBLISHED, "paused", _SYSTEM, tells=_TO_GUARDIAN),
    Move(
        "prepare",
        _from(S.CLAIMED),
        S.PREPARED,
        "prepared",
        _DONOR | _STAFF,
        _HAND,
        tells=(Party.GUARDIAN, Party.SECOND),
    ),
    Move("release", _HANDS, S.PUBLISHED, "released", _DONOR, tells=(Party.SECOND,)),
    Move(
        "reassign",
        _from(S.CLAIMED, S.PREPARED),
        S.PUBLISHED,
        "reassigned",
        _STAFF,
        _APPROVE,
        reason=True,
        tells=_TO_ADULTS,
    ),
    Move("time_out", _from(S.CLAIMED), S.PUBLISHED, "timed_out", _SYSTEM, tells=_TO_ADULTS),
    Move("deliver", _from(S.CLAIMED, S.PREPARED), S.DELIVERED, "delivered", _STAFF, _HAND, tells=_TO_BOTH),
    Move("hand_over", _from(S.CLAIMED, S.PREPARED), S.DELIVERED, "delivered", _DONOR, tells=_TO_GUARDIAN),
    Move("fail", _from(S.PREPARED, S.DISPUTED), S.FAILED, "failed", _STAFF, _HAND, reason=True, tells=_TO_BOTH),
    Move("confirm", _from(S.DELIVERED), S.CONFIRMED, "confirmed", _GUARDIAN, tells=(Party.DONOR,)),
    Move(
        "confirm_for",
        _from(S.DELIVERED),
        S.CONFIRMED,
        "confirmed",
        _STAFF,
        _HAND,
        reason=True,
        not_by=("delivered_by",),
        tells=_TO_BOTH,
    ),
    Move("dispute", _from(S.DELIVERED), S.DISPUTED, "disputed", _GUARDIAN),
    Move(
        "settle",
        _from(S.DISPUTED),
        S.DELIVERED,
        "settled",
        _STAFF,
        _APPROVE,
        reason=True,
        not_by=("delivered_by",),
        tells=_TO_GUARDIAN,
    ),
    Move("republish", _from(S.FAILED), S.PUBLISHED, "republished", _STAFF, _APPROVE, tells=_TO_GUARDIAN),
    Move("cancel", _from(S.FAILED), S.CANCELLED, "cancelled", _STAFF, _APPROVE, reason=True, tells=_TO_GUARDIAN),
    Move("thank", _from(S.CONFIRMED), S.CONFIRMED, "thanked", _GUARDIAN),
    Move("close", _from(S.CONFIRMED), S.CLOSED, "closed", _SYSTEM),
)
MOVES: Mapping[str, Move] = {move.name: move for move in _ALL}
HELD = frozenset((S.CLAIMED, S.PREPARED))  # a donor's open claims
SHOWN_STEPS = (S.SUBMITTED, S.CHECKED, S.VERIFIED, S.APPROVED, S.PUBLISHED, S.CLAIMED, S.DELIVERED, S.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Mover:
    """
    Who wants to move a wish: the system, a person by her id, or a member of staff. `organisation` is the one for which a
    person acts: what was taken up for it is any member's to bring on, and nobody's in her own name.
    """

    id: str
    member: StaffMember | None = None
    is_person: bool = False
    organisation: str = ""

    @property
    def scope(self) -> Scope:
        """In which regions she finds wishes."""
        return self.member.scope(Permission.WISH_READ) if self.member else Scope.system()

    def party(self, wish: Wish) -> Party:
        """What she is to this wish."""
        if self.member is not None:
            return Party.STAFF
        if not self.is_person:
            return Party.SYSTEM
        if self.id == wish.guardian_id:
            return Party.GUARDIAN
        if wish.second_id and self.id == wish.second_id:
            return Party.SECOND
        if wish.organisation:
            return Party.DONOR if self.organisation == wish.organisation else Party.GIVER
        return Party.DONOR if wish.donor_id and self.id == wish.donor_id else Party.GIVER


SYSTEM = Mover("system")


def person(person_id: str, *, organisation: str = "") -> Mover:
    """Somebody who writes to the account, or acts for an organisation."""
    return Mover(person_id, is_person=True, organisation=organisation)


def staff(member: StaffMember) -> Mover:
    """A member of staff."""
    return Mover(member.id, member=member)


def allowed(wish: Wish, name: str, by: Mover) -> Move:
    """
    The move, where `by` may make it now. Raises NotAllowed where it is never hers, or her own work that another person
    has to look at; MoveNotPossible from a state that it doesn't start from.
    """
    move = MOVES[name]
    if by.party(wish) not in move.by:
        raise NotAllowed
    if by.member is not None and move.needs is not None:
        by.member.need(move.needs, wish.region_path)
    if wish.state not in move.starts or (move.entered and not wish.entered_by):
        raise MoveNotPossible(f"{wish.state} -> {name}")
    if (move.company and not wish.is_company) or (name == "cover" and wish.is_company):
        raise MoveNotPossible(f"{wish.state} -> {name}")
    if by.member is not None:
        by.member.not_her_own(*(getattr(wish, field) for field in move.not_by))
    if name == "accompany" and wish.second_id:
        raise MoveNotPossible("accompanied before")
    if name == "extend" and wish.extended:
        raise MoveNotPossible("extended before")
    if name == "thank" and wish.thanked:
        raise MoveNotPossible("thanked before")
    return move


def move_called(word: str, state: WishState) -> str:
    """
    The table's name of a move: "return" and "refuse" are made from several states. Raises MoveNotPossible where there is none
    in this state.
    """
    name = word if word in MOVES else f"{word}_{state}"
    if name not in MOVES:
        raise MoveNotPossible(word)
    return name


def possible(wish: Wish, by: Mover) -> list[Move]:
    """The moves that she may make now, in the table's order."""
    return [move for move in MOVES.values() if wish.state in move.starts and _may(wish, move, by)]


def _may(wish: Wish, move: Move, by: Mover) -> bool:
    try:
        allowed(wish, move.name, by)
    except (NotAllowed, MoveNotPossible):
        return False
    return True


def desk_in(state: WishState, *, covered: bool, entered: bool = False) -> str:
    """
    Whose turn it is in a state: nobody's at the end; what the county gives from its stock is the county's to bring; for a
    guardian without a phone (`entered`) the village acts.
    """
    if state in ENDED:
        return ""
    if covered and state is S.PREPARED:
        return Desk.COUNTY
    desk = STAGES[state].desk
    return Desk.VILLAGE if entered and desk is Desk.GUARDIAN else desk


def overdue_in(wish: Wish) -> str:
    """The move that the system makes past the deadline, or empty where it goes one level up."""
    stage = STAGES.get(wish.state)
    return stage.overdue if stage and wish.desk == stage.desk else ""
