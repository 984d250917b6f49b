"""A question as a ticket: its states and moves, by when it is due, who is given it, and whom it rises to when it is late."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from domain.calendar import CHINA, Calendar, day_in_china
from domain.errors import MoveNotPossible
from domain.questions import QuestionState
from domain.staff import StaffRole

SLACK = 4  # as many more than the least burdened an expert may have who knows the matter
RISES_TO = (StaffRole.COUNTY, StaffRole.CITY, StaffRole.ADMINISTRATOR)  # each answers for those before her


class Move(StrEnum):
    """What happens to a question."""

    GIVE = "give"
    TRANSFER = "transfer"
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"


_OPEN, _ASSIGNED, _ANSWERED = QuestionState.OPEN, QuestionState.ASSIGNED, QuestionState.ANSWERED
_LIVE = frozenset({_OPEN, _ASSIGNED, _ANSWERED})
MOVES: dict[Move, tuple[frozenset[QuestionState], QuestionState]] = {
    Move.GIVE: (frozenset({_OPEN}), _ASSIGNED),
    Move.TRANSFER: (frozenset({_OPEN, _ASSIGNED}), _ASSIGNED),
    Move.ANSWER: (_LIVE, _ANSWERED),
    Move.CLOSE: (_LIVE, QuestionState.CLOSED),
    Move.REOPEN: (frozenset({_ANSWERED, QuestionState.CLOSED}), _ASSIGNED),
    Move.MERGE: (frozenset({_OPEN, _ASSIGNED}), QuestionState.MERGED),
}
WAITS = frozenset({_OPEN, _ASSIGNED})  # somebody waits for an answer


def moved(state: QuestionState, move: Move) -> QuestionState:
    """The state after a move. Raises MoveNotPossible."""
    begins, ends = MOVES[move]
    if state not in begins:
        raise MoveNotPossible
    return ends


class WaitWhy(StrEnum):
    """Why somebody says that a question can't wait, or can. OTHER stands for words of her own."""

    DANGER = "danger"
    MOOD = "mood"
    HEALTH = "health"
    SOON = "soon"
    CALM = "calm"
    CAN_WAIT = "can_wait"
    MISTAKEN = "mistaken"
    OTHER = "other"


WHYS: dict[bool, frozenset[WaitWhy]] = {  # of one that can't wait, and of one that can
    True: frozenset({WaitWhy.DANGER, WaitWhy.MOOD, WaitWhy.HEALTH, WaitWhy.SOON, WaitWhy.OTHER}),
    False: frozenset({WaitWhy.CALM, WaitWhy.CAN_WAIT, WaitWhy.MISTAKEN, WaitWhy.OTHER}),
}


def need_waiting(state: QuestionState) -> None:
    """How urgent it is and what it is about count while somebody waits. Raises MoveNotPossible."""
    if state not in WAITS:
        raise MoveNotPossible


def may(state: QuestionState, move: Move) -> bool:
    """Whether the move starts from this state."""
    return state in MOVES[move][0]


@dataclass(frozen=True, slots=True)
class Canned:
    """A reply that is offered ready-made: `title` names it to staff."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Promise:
    """
    What people are promised, in working hours, and after how many more a late question rises again; `urgent_words` in a
    question make it an urgent one. `canned` are replies ready-made.
    """

    hours: float = 8
    urgent_hours: float = 1
    rise_hours: float = 4
    urgent_words: tuple[str, ...] = ()
    canned: tuple[Canned, ...] = ()

    def is_urgent(self, text: str) -> bool:
        """Whether it can't wait for the usual time."""
        return any(word in text for word in self.urgent_words)

    def due(self, asked_at: datetime, office: Calendar, *, urgent: bool) -> datetime:
        """By when it is to be answered, in UTC."""
        hours = self.urgent_hours if urgent else self.hours
        return office.add_working_hours(asked_at, hours).astimezone(UTC)

    def due_again(self, due_at: datetime | None, now: datetime, office: Calendar, *, urgent: bool) -> datetime:
        """By when it is to be answered that was found urgent, or not, at `now`: never later than was promised, in UTC."""
        again = self.due(now, office, urgent=urgent)
        return min(due_at, again) if due_at else again

    def rises(self, now: datetime, office: Calendar) -> datetime:
        """When one that is late at `now` goes up once more, in UTC."""
        return office.add_working_hours(now, self.rise_hours).astimezone(UTC)

    def comes_back(self, now: datetime, office: Calendar) -> datetime:
        """When one for which nobody is left above comes back, in UTC: in the morning of the next day that is worked."""
        tomorrow = datetime.combine(day_in_china(now) + timedelta(days=1), time.min, CHINA)
        return office.next_opening(tomorrow).astimezone(UTC)


def turn_of(due_at: datetime, *, urgent: bool) -> str:
    """What orders those who wait: the gravest first, and of these who is due earliest."""
    return f"{0 if urgent else 1}{due_at.astimezone(UTC):%Y%m%d%H%M%S}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be given a question: what she knows, how many she was given ever, and how many wait with her."""

    id: str
    topics: Collection[str] = ()
    served: int = 0
    waiting: int = 0

    @property
    def burden(self) -> int:
        """What is compared: the same share for all, and less for those with whom many wait."""
        return self.served + self.waiting


def choose(candidates: Sequence[Candidate], topic: str) -> Candidate | None:
    """
    Who is given a question on this topic: the least burdened of those who know it, unless others have much less to do.
    None where there is nobody.
    """
    if not candidates:
        return None
    least = min(each.burden for each in candidates)
    knowing = [each for each in candidates if topic and topic in each.topics and each.burden <= least + SLACK]
    return min(knowing or candidates, key=lambda each: (each.burden, each.id))
