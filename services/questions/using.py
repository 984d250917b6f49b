"""What an answer makes of a question, and what its story keeps of the reply ready-made with which it was begun."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.questions import Question, QuestionState
from domain.replies import Reply, Then
from domain.tickets import Move, moved, turn_of
from services.context import Services
from services.settings.current import calendar
from storage.threads import Message


@dataclass(frozen=True, slots=True)
class Used:
    """A reply that she began an answer with, and which points of its checklist she ticked."""

    reply: Reply
    ticked: Collection[str] = ()

    def told(self, then: Then) -> Mapping[str, Any]:
        """What the story of the question keeps of it."""
        points = self.reply.checks
        ticked = [each for each in points if each in self.ticked]
        missed = [each for each in points if each not in self.ticked]
        return {"reply": self.reply.title, "ticked": ticked, "missed": missed, "then": str(then)}


def answered(services: Services, question: Question, then: Then, now: datetime) -> dict[str, Any]:
    """The fields of one that is answered, and `then` over or still waiting. Raises MoveNotPossible."""
    state = moved(question.state, Move.ANSWER)
    changes: dict[str, Any] = {"state": state, "answered_at": now, "raise_at": None, "helped": ""}
    if then is Then.CLOSE:
        changes["state"] = moved(state, Move.CLOSE)
    elif then is Then.KEEP:
        changes |= opened_again(services, replace(question, state=state))
    return changes


def as_before(question: Question, message: Message) -> Mapping[str, Any]:
    """The fields of a question before this answer, for one that is taken back."""
    before = message.before or {}
    due_at = before.get("due_at")
    return {**before, "turn": turn_of(due_at, urgent=question.urgent)} if due_at else before


def opened_again(services: Services, question: Question) -> Mapping[str, Any]:
    """The fields of one that waits again. Raises MoveNotPossible."""
    due_at = services.facts.promise.due(services.now(), calendar(services), urgent=question.urgent)
    state = moved(question.state, Move.REOPEN)
    return {
        "state": state if question.owner else QuestionState.OPEN,
        "due_at": due_at,
        "raise_at": due_at,
        "turn": turn_of(due_at, urgent=question.urgent),
        "level": 0,
        "raised_to": "",
    }
