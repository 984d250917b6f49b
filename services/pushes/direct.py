"""
Sending a push one call a person: customer-service messages, and notices that people have allowed.

The platform has no idempotency here. So the rows of a chunk are `sending` for a majority of the servers before the
first call; a worker that dies leaves them to become `unconfirmed`, and no row is ever called for twice.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from domain.ids import new_id
from domain.lessons import Lesson
from domain.pushes import Channel, DeliveryState, Push, PushState
from services.context import Services
from services.pushes.audience import circumstances_of
from services.pushes.channels import withheld
from services.pushes.content import card, lesson_url, notice
from services.pushes.hours import quiet_until
from services.pushes.steps import FINISHED, Step
from storage.deliveries import DIRECT, Row
from wechat.errors import Busy, NotGranted, QuotaUsedUp, TokenRefused, Uncertain, Unreachable, WeChatError

log = structlog.get_logger()

CHUNK = 100  # rows under one lease: as many can become unconfirmed when a worker is killed
CALLERS = 12  # calls side by side in a chunk
LEASE = timedelta(seconds=60)
LEASE_MARGIN = timedelta(seconds=15)  # no call begins so late that it may outlast the lease
LANE_WAIT = timedelta(seconds=1)
BUSY_WAIT = timedelta(seconds=5)
UNCERTAIN_MOST = 8  # unanswered calls in a chunk, when they are most of it: the line is bad, so let it rest
UNCERTAIN_WAIT = timedelta(seconds=15)
WINDOW_REASONS = ("window", "count")


class NoGrant(Exception):
    """She has allowed no notice that wasn't sent yet."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a row ended."""

    state: DeliveryState
    errcode: int | None = None
    reason: str = ""


@dataclass(slots=True)
class Chunk:
    """Rows in hand: those left to call, the outcomes so far, and why the calling was broken off."""

    owner: str
    until: datetime
    left: deque[Row]
    ended: dict[Outcome, list[Row]] = field(default_factory=dict)
    to_mass: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    resume_at: datetime | None = None
    why: str = ""

    def end(self, row: Row, outcome: Outcome) -> None:
        self.ended.setdefault(outcome, []).append(row)

    def break_off(self, why: str, at: datetime) -> None:
        self.resume_at = max(at, self.resume_at) if self.resume_at else at
        self.why = why

    def unanswered(self) -> bool:
        """Whether most calls get no answer."""
        lost = sum(len(rows) for outcome, rows in self.ended.items() if outcome.reason == "no_answer")
        return lost >= UNCERTAIN_MOST and lost * 2 > sum(len(rows) for rows in self.ended.values())


async def send_chunk(services: Services, push_id: str, lane: int) -> Step:
    """Send the next rows of a lane. Pausing, stopping and the night are noticed between two chunks."""
    push = await services.pushes.get(push_id)
    if push.state is not PushState.RUNNING:
        return FINISHED
    now = services.now()
    quiet = quiet_until(services.facts.quiet_hours, now)
    if quiet is not None and await services.pushes.rows.open_rows(push_id, DIRECT, lane=lane):
        await services.pushes.wait(push_id, why="quiet", until=quiet)
        return Step(quiet)
    owner, until = new_id(), now + LEASE
    rows = await services.pushes.rows.claim(push_id, lane, owner=owner, now=now, until=until, most=CHUNK)
    if not rows:
        waiting = await services.pushes.rows.open_rows(push_id, DIRECT, lane=lane)
        return Step(now + LANE_WAIT) if waiting else FINISHED
    chunk = Chunk(owner=owner, until=until, left=deque(rows))
    try:
        await _withhold(services, chunk, rows)
        lesson = await services.lessons.get(push.lesson_id)
        await _call_all(services, push, lesson, chunk)
    finally:
        # Also when this worker is told to stop: what is known is written, and what wasn't called waits again.
        await asyncio.shield(_record(services, chunk))
    if chunk.resume_at is not None:
        await services.pushes.wait(push_id, why=chunk.why, until=chunk.resume_at)
        return Step(chunk.resume_at)
    if push.waits_for:
        await services.pushes.wait(push_id, why="", until=None)
    return Step(services.now())


async def _withhold(services: Services, chunk: Chunk, rows: Sequence[Row]) -> None:
    """Take out those who opted out, left or wrote in danger after their row was written."""
    openids = [row.openid for row in rows]
    circumstances = await circumstances_of(services, openids, for_mass=False)
    people = await services.people.audience(services.facts.oa_app, openids=openids, most=len(openids))
    reasons = {each.openid: reason for each in people if (reason := withheld(each, circumstances))}
    if not reasons:
        return
    for row in rows:
        if row.openid in reasons:
            chunk.end(row, Outcome(DeliveryState.UNREACHABLE, reason=reasons[row.openid]))
    chunk.left = deque(row for row in rows if row.openid not in reasons)


async def _call_all(services: Services, push: Push, lesson: Lesson, chunk: Chunk) -> None:
    async def caller() -> None:
        while chunk.left and chunk.resume_at is None:
            if services.now() > chunk.until - LEASE_MARGIN:
                chunk.break_off("busy", services.now())
                return
            await _call(services, push, lesson, chunk, chunk.left.popleft())

    async with asyncio.TaskGroup() as group:
        for _ in range(min(CALLERS, len(chunk.left))):
            group.create_task(caller())


async def _call(services: Services, push: Push, lesson: Lesson, chunk: Chunk, row: Row) -> None:
    """One row, one call at most; every way it can end leaves the row in exactly one place of the chunk."""
    try:
        if row.channel is Channel.SUBSCRIBE:
            await _notify(services, lesson, row)
        else:
            await services.wechat.send_news(row.openid, card(services, lesson))
    except asyncio.CancelledError:
        chunk.end(row, Outcome(DeliveryState.UNCONFIRMED, reason="worker_stopped"))
        raise
    except QuotaUsedUp as error:
        chunk.back.append(row.id)
        chunk.break_off("quota", error.until)
    except (Busy, TokenRefused) as error:
        chunk.back.append(row.id)
        wait = timedelta(seconds=error.retry_after) if isinstance(error, Busy) else BUSY_WAIT
        chunk.break_off("busy", services.now() + wait)
    except Exception as error:  # noqa: BLE001 whatever it was, the row must end somewhere
        if push.channel is Channel.AUTO and _mass_may_reach(row, error):
            chunk.to_mass.append(row.id)
            return
        chunk.end(row, _outcome(error))
        if chunk.unanswered():
            chunk.break_off("busy", services.now() + UNCERTAIN_WAIT)
    else:
        chunk.end(row, Outcome(DeliveryState.SENT))


def _mass_may_reach(row: Row, error: Exception) -> bool:
    """Whether the platform said no to this way only."""
    if row.channel is not Channel.CUSTOMER:
        return False
    return isinstance(error, NotGranted) or (isinstance(error, Unreachable) and error.reason in WINDOW_REASONS)


def _outcome(error: Exception) -> Outcome:
    """How a row ends whose call failed. Where nobody knows whether it took effect, it is unconfirmed."""
    if isinstance(error, Uncertain):
        return Outcome(DeliveryState.UNCONFIRMED, reason="no_answer")
    if isinstance(error, NoGrant):
        return Outcome(DeliveryState.UNREACHABLE, reason="no_grant")
    if isinstance(error, Unreachable):
        return Outcome(DeliveryState.UNREACHABLE, error.errcode, error.reason)
    if isinstance(error, WeChatError) and error.errcode:
        return Outcome(DeliveryState.FAILED, error.errcode, type(error).__name__)
    log.error("a delivery ended oddly", error=type(error).__name__)
    return Outcome(DeliveryState.UNCONFIRMED, reason="no_answer")


async def _notify(services: Services, lesson: Lesson, row: Row) -> None:
    """Send a notice for one of her grants, which is taken before the call and given back where it surely failed."""
    app, grants = services.facts.oa_app, services.pushes.grants
    grant = await grants.use(app, row.openid)
    if grant is None:
        raise NoGrant
    try:
        await services.wechat.send_subscription(
            row.openid, grant.template, lesson_url(services, lesson), notice(lesson, grant)
        )
    except (Busy, TokenRefused, QuotaUsedUp):
        await grants.allow(app, row.openid, grant.template, fields=grant.fields)
        raise
    except Unreachable:
        await grants.spent(app, row.openid, grant.template)
        raise


async def _record(services: Services, chunk: Chunk) -> None:
    """Write how the rows ended, in one write an outcome; those not called wait again."""
    rows, now = services.pushes.rows, services.now()
    for outcome, ended in chunk.ended.items():
        await rows.settle(
            [row.id for row in ended],
            owner=chunk.owner,
            state=outcome.state,
            errcode=outcome.errcode,
            reason=outcome.reason,
            now=now,
        )
    back = [*chunk.back, *(row.id for row in chunk.left)]
    if back:
        await rows.release(back, owner=chunk.owner, now=now)
    if chunk.to_mass:
        await rows.release(chunk.to_mass, owner=chunk.owner, channel=Channel.MASS, now=now)
    written = [
        row.openid
        for outcome, ended in chunk.ended.items()
        if outcome.state is DeliveryState.SENT
        for row in ended
        if row.channel is Channel.CUSTOMER
    ]
    if written:
        await services.people.wrote_to(services.facts.oa_app, written)
