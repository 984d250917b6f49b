"""A push: one lesson to many people, each of them at most once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    """How a person is reached. `AUTO` asks for a choice a person."""

    AUTO = "auto"
    CUSTOMER = "customer"
    MASS = "mass"
    SUBSCRIBE = "subscribe"


class DeliveryState(StrEnum):
    """How far one person's delivery has come."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"


class PushState(StrEnum):
    """How far the whole push has come."""

    WAITING = "waiting"  # for a second person to release it; nothing is listed or sent
    BUILDING = "building"  # the audience's rows are being written; nothing is sent yet
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


MOVES: dict[tuple[PushState, str], PushState] = {
    (PushState.WAITING, "release"): PushState.BUILDING,
    (PushState.WAITING, "send_back"): PushState.STOPPED,
    (PushState.WAITING, "stop"): PushState.STOPPED,
    (PushState.BUILDING, "run"): PushState.RUNNING,
    (PushState.BUILDING, "stop"): PushState.STOPPED,
    (PushState.RUNNING, "pause"): PushState.PAUSED,
    (PushState.PAUSED, "resume"): PushState.RUNNING,
    (PushState.RUNNING, "stop"): PushState.STOPPED,
    (PushState.PAUSED, "stop"): PushState.STOPPED,
    (PushState.RUNNING, "finish"): PushState.DONE,
}


@dataclass(frozen=True, slots=True)
class Push:
    """
    A push of one lesson. `audience` is "all", "tag:NAME" or "openids" (then the rows came from a file).

    While a running push may not send, `waits_for` is "quiet" (the night), "quota", "busy" or "content" (the platform
    refused it; staff look and resume) and `waits_until` when it goes on. `released_by` is who let it go out, where that
    took a second person; `sent_back` why she didn't.
    """

    id: str
    lesson_id: str
    lesson_slug: str
    title: str
    audience: str
    channel: Channel
    state: PushState
    created_by: str
    created_at: datetime
    audience_size: int
    finished_at: datetime | None = None
    waits_for: str = ""
    waits_until: datetime | None = None
    released_by: str = ""
    sent_back: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """How many people of a push stand in which state; they add up to `audience`."""

    push: str
    audience: int
    sent: int = 0
    unreachable: int = 0
    failed: int = 0
    unconfirmed: int = 0
    pending: int = 0
