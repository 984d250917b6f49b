"""Replies ready-made (常用回复): what one says, for which topics it is offered, its checklist, and what is done as it is sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

REPLIES_MOST = 60
TITLE_MOST = 20
TEXT_MOST = 450  # what an answer takes
CHECKS_MOST, CHECK_MOST = 8, 30
TOPICS_MOST = 40


class Then(StrEnum):
    """What becomes of a question as its answer is sent: answered as ever, over at once, or still waiting with her who has it."""

    ANSWERED = "answered"
    CLOSE = "close"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Reply:
    """
    A reply ready-made: `title` names it to staff. It is offered for questions of its `topics`, of all where there are none.
    `then` is proposed to whoever uses it, `checks` are what she looks at before she sends it. One that is `away` is kept and
    offered to nobody.
    """

    id: str
    title: str
    text: str
    topics: tuple[str, ...] = ()
    then: Then = Then.ANSWERED
    checks: tuple[str, ...] = ()
    away: bool = False

    def suits(self, topic: str) -> bool:
        """Whether it is offered for a question of this topic."""
        return not self.away and (not self.topics or topic in self.topics)


def replies_of(body: Mapping[str, Any]) -> list[Reply]:
    """The replies that a saved part holds."""
    return [
        Reply(
            id=each["id"],
            title=each["title"],
            text=each["text"],
            topics=tuple(each["topics"]),
            then=Then(each["then"]),
            checks=tuple(each["checks"]),
            away=each["away"],
        )
        for each in body.get("replies", ())
    ]


def body_of(replies: Iterable[Reply]) -> dict[str, Any]:
    """Replies as they are saved."""
    listed = [asdict(each) for each in replies]
    return {
        "replies": [
            each | {"topics": list(each["topics"]), "checks": list(each["checks"]), "then": str(each["then"])}
            for each in listed
        ]
    }


def problems(body: Mapping[str, Any]) -> dict[str, str]:
    """What keeps the replies from being saved: a stable word a field."""
    replies = replies_of(body)
    if len(replies) > REPLIES_MOST:
        return {"replies": "too_many"}
    return next((found for each in replies if (found := _problems_of(each, replies))), {})


def _problems_of(reply: Reply, replies: Sequence[Reply]) -> dict[str, str]:
    found = {}
    if not reply.title:
        found["title"] = "missing"
    elif len(reply.title) > TITLE_MOST:
        found["title"] = "too_long"
    elif any(each.title == reply.title and each.id != reply.id for each in replies):
        found["title"] = "taken"
    if not reply.text:
        found["text"] = "missing"
    elif len(reply.text) > TEXT_MOST:
        found["text"] = "too_long"
    if len(reply.topics) > TOPICS_MOST:
        found["topics"] = "too_many"
    if len(reply.checks) > CHECKS_MOST:
        found["checks"] = "too_many"
    elif any(len(each) > CHECK_MOST for each in reply.checks):
        found["checks"] = "too_long"
    return found
