"""
A case: one person in danger and what staff do for her, from her first message until two people have closed it.

opened → acknowledged → in contact → followed up → closing proposed → closed, by a second person; what is closed can be
reopened, and a message that meant no danger ends as a false alarm. Whoever writes again raises her own case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.case_dues import REPORT, REPORT_WITHIN, Dues, come, earliest, waiting
from domain.errors import MoveNotPossible, NotAllowed
from domain.regions import RegionLevel
from domain.safeguarding import Danger

ANSWER_WITHIN = timedelta(minutes=5)  # then the next level up is called
CALL_AGAIN = timedelta(minutes=15)  # the topmost level, for as long as nobody has taken the case up
REOPENS_WITHIN = timedelta(days=180)  # a new message makes the closed case hers again, and no second one
SPARED_FOR = timedelta(hours=24)  # for so long after a message in danger nothing is pushed to her
NEUTRAL_FOR = timedelta(days=90)  # for so long after a message in danger all that we send her is neutral
GRAVEST = 3
LEVELS = (RegionLevel.TOWNSHIP, RegionLevel.COUNTY, RegionLevel.CITY)
DEPTHS: Mapping[RegionLevel, int] = {RegionLevel.CITY: 2, RegionLevel.COUNTY: 3, RegionLevel.TOWNSHIP: 4}


class CaseState(StrEnum):
    """How far a case is."""

    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    IN_CONTACT = "in_contact"
    FOLLOWED_UP = "followed_up"
    CLOSING = "closing"
    CLOSED = "closed"
    REOPENED = "reopened"
    FALSE_ALARM = "false_alarm"


class Unreached(StrEnum):
    """
    Why a call of the account didn't reach a colleague: she has bound no WeChat, it left the account, she hasn't written for
    too long, or too many went to her since.
    """

    UNBOUND = "unbound"
    GONE = "gone"
    WINDOW = "window"
    COUNT = "count"
    OTHER = "other"


class CaseMove(StrEnum):
    """What a person does with a case."""

    ACKNOWLEDGE = "acknowledge"
    HAND_BACK = "hand_back"
    REACH = "reach"
    FOLLOW_UP = "follow_up"
    PROPOSE_CLOSING = "propose_closing"
    KEEP_OPEN = "keep_open"
    CLOSE = "close"
    REOPEN = "reopen"
    FALSE_ALARM = "false_alarm"


ENDED = frozenset({CaseState.CLOSED, CaseState.FALSE_ALARM})
_WAITING = frozenset({CaseState.OPENED, CaseState.REOPENED})
_TAKEN = frozenset({CaseState.ACKNOWLEDGED, CaseState.IN_CONTACT, CaseState.FOLLOWED_UP})
STARTS: Mapping[CaseMove, frozenset[CaseState]] = {
    CaseMove.ACKNOWLEDGE: frozenset(CaseState) - ENDED,
    CaseMove.HAND_BACK: _TAKEN,
    CaseMove.REACH: _TAKEN,
    CaseMove.FOLLOW_UP: frozenset({CaseState.IN_CONTACT, CaseState.FOLLOWED_UP}),
    CaseMove.PROPOSE_CLOSING: _TAKEN,
    CaseMove.KEEP_OPEN: frozenset({CaseState.CLOSING}),
    CaseMove.CLOSE: frozenset({CaseState.CLOSING}),
    CaseMove.REOPEN: ENDED,
    CaseMove.FALSE_ALARM: _WAITING | _TAKEN,
}
_ENDS: Mapping[CaseMove, CaseState] = {
    CaseMove.ACKNOWLEDGE: CaseState.ACKNOWLEDGED,
    CaseMove.HAND_BACK: CaseState.OPENED,
    CaseMove.REACH: CaseState.IN_CONTACT,
    CaseMove.FOLLOW_UP: CaseState.FOLLOWED_UP,
    CaseMove.PROPOSE_CLOSING: CaseState.CLOSING,
    CaseMove.KEEP_OPEN: CaseState.FOLLOWED_UP,
    CaseMove.CLOSE: CaseState.CLOSED,
    CaseMove.REOPEN: CaseState.ACKNOWLEDGED,
    CaseMove.FALSE_ALARM: CaseState.FALSE_ALARM,
}


@dataclass(frozen=True, slots=True)
class Case:
    """
    `answer_by` is until when somebody has to take it up (or look again, where she wrote once more), None while nobody
    is waited for. `called` is the level whose officers were called last. `reported_at` is when what the law asks for
    minors was done, `done` holds the ids of the steps ticked off. `missed` names the colleagues whom the account couldn't
    tell, with why, until they are told, or somebody takes it up. `ask_minor`: her words may
    speak of somebody under eighteen, and nobody has answered yet whether they do. `dues` is what is waited for: the report
    that the law asks for, and receipts. `seq` counts what happened.
    """

    id: str
    person_id: str
    app: str
    openid: str
    danger: Danger
    region_path: str
    opened_at: datetime
    last_at: datetime
    state: CaseState = CaseState.OPENED
    level: int = 1
    messages: int = 1
    minor: bool = False
    ask_minor: bool = False
    owner: str = ""
    answer_by: datetime | None = None
    called: RegionLevel = RegionLevel.CITY
    proposed_by: str = ""
    reported_at: datetime | None = None
    next_contact_at: datetime | None = None
    reminded: bool = False
    done: tuple[str, ...] = ()
    missed: tuple[tuple[str, Unreached], ...] = ()
    dues: Dues = ()
    seq: int = 1

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done."""
        return self.state not in ENDED

    @property
    def rank(self) -> str:
        """What orders a list: the gravest first, of those the ones that wait for somebody, of those the latest."""
        due = self.answer_by or self.next_contact_at or self.last_at
        return f"{GRAVEST - self.level}{int(self.answer_by is None)}{due:%Y%m%d%H%M%S}"

    def called_with(self, staff_id: str, missed: Unreached | None) -> "Case":
        """The case after a colleague was called, or came by herself: the very same where that says nothing new of her."""
        if dict(self.missed).get(staff_id) is missed:
            return self
        others = tuple(each for each in self.missed if each[0] != staff_id)
        return replace(self, missed=(*others, (staff_id, missed)) if missed else others)

    @property
    def due_at(self) -> datetime | None:
        """By when the first of what is waited for is due."""
        return earliest(self.dues)

    def is_overdue(self, now: datetime) -> bool:
        """Whether a report or a receipt should have been there by now."""
        return self.is_open and self.due_at is not None and self.due_at <= now

    def is_late(self, now: datetime) -> bool:
        """Whether somebody should have taken it up, or spoken to her again, by now."""
        due = self.answer_by or self.next_contact_at
        return self.is_open and due is not None and due <= now


def first_level(danger: Danger) -> int:
    """How grave a case is when it is opened."""
    grave = {Danger.SELF_HARM, Danger.SEXUAL_ABUSE, Danger.CHILD_ABUSE}
    return 2 if danger in grave else 1


def raised(
    case: Case, danger: Danger, *, at: datetime, now: datetime, messages: int = 1, speaks_of_minor: bool = False
) -> Case:
    """
    The case of somebody who has written again: a step graver, and to be looked at anew. Of what is waited for already
    the earlier moment stays. Where closing was proposed, it isn't any more: nobody has seen what she wrote.
    """
    reopened, proposed = case.state in ENDED, case.state is CaseState.CLOSING
    minor = case.minor or danger is Danger.CHILD_ABUSE
    after = replace(
        case,
        state=CaseState.REOPENED if reopened else _ENDS[CaseMove.KEEP_OPEN] if proposed else case.state,
        danger=danger if first_level(danger) > first_level(case.danger) else case.danger,
        level=min(GRAVEST, max(case.level, first_level(danger)) + 1),
        minor=minor,
        ask_minor=not minor and (case.ask_minor or speaks_of_minor),
        messages=case.messages + messages,
        last_at=max(case.last_at, at),
        answer_by=case.answer_by or now + ANSWER_WITHIN,
        owner="" if reopened else case.owner,
        proposed_by="" if reopened or proposed else case.proposed_by,
        missed=() if reopened else case.missed,
        # What was reported was told of what had happened by then: the law asks for each finding.
        reported_at=None if reopened else case.reported_at,
        dues=come(case.dues, REPORT) if reopened else case.dues,
        seq=case.seq + 1,
    )
    return with_report_due(after, now)


def with_report_due(case: Case, now: datetime) -> Case:
    """
    The case; where a minor is concerned and nothing was reported, the report is due from now on. Not of one whose person was
    erased: nothing can be noted there any more.
    """
    if not case.person_id or not case.minor or case.reported_at is not None:
        return case
    return replace(case, dues=waiting(case.dues, REPORT, now + REPORT_WITHIN))


def reminded(case: Case, now: datetime, *, working: bool) -> Case:
    """The case after whoever works on it was reminded of all that she is to be reminded of at this moment."""
    dues = tuple(each.reminded(now) if each.wants(now, working=working) else each for each in case.dues)
    return replace(case, dues=dues, seq=case.seq + 1)


def moved(case: Case, move: CaseMove, *, by: str, now: datetime) -> Case:
    """
    The case after a move by a member of staff. Raises MoveNotPossible from a state that the move doesn't start from, or
    where closing is proposed before a report that the law asks for, or before it is answered whether a minor is
    concerned; NotAllowed to whoever would close what she proposed.
    """
    if case.state not in STARTS[move]:
        raise MoveNotPossible
    if move is CaseMove.PROPOSE_CLOSING and (case.ask_minor or (case.minor and case.reported_at is None)):
        raise MoveNotPossible
    if move is CaseMove.CLOSE and by == case.proposed_by:
        raise NotAllowed
    changes: dict[str, Any] = {"state": _ENDS[move], "seq": case.seq + 1, "answer_by": None, "missed": ()}
    if move is CaseMove.ACKNOWLEDGE:
        changes |= {"state": CaseState.ACKNOWLEDGED if case.state in _WAITING else case.state}
    if move is CaseMove.PROPOSE_CLOSING:
        changes |= {"proposed_by": by}
    if move in {CaseMove.KEEP_OPEN, CaseMove.REOPEN}:
        changes |= {"proposed_by": ""}
    if _ENDS[move] in ENDED:
        changes |= {"next_contact_at": None}
    if move is CaseMove.HAND_BACK:
        return replace(case, **changes | {"owner": "", "answer_by": now + ANSWER_WITHIN})
    return replace(case, owner=by if move is CaseMove.REOPEN else case.owner or by, **changes)


def desks_of(region_path: str) -> tuple[tuple[RegionLevel, str], ...]:
    """The levels that a region's case climbs, the lowest first, each with its region's path."""
    codes = region_path.split("/")[:-1]
    known = [level for level in LEVELS if len(codes) >= DEPTHS[level]] or [RegionLevel.CITY]
    return tuple((level, "".join(f"{code}/" for code in codes[: DEPTHS[level]])) for level in known)


def above(case: Case) -> RegionLevel | None:
    """The level to call next; None where the topmost was called."""
    levels = [level for level, _ in desks_of(case.region_path)]
    later = levels[levels.index(case.called) + 1 :] if case.called in levels else levels[-1:]
    return later[0] if later else None
