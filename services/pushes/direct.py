"""
Sending a push one call a person: customer-service messages, and notices that people have allowed.

The platform has no idempotency here. So the rows of a wave are `sending` for a majority of the servers before the
first call; a worker that dies leaves them to become `unconfirmed`, and no row is ever called for twice. Waves are
small, since a worker that dies takes with it what is known of them, and some overlap, so that the calls of one go
out while another is written.
"""

import asyncio
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from domain.ids import new_id
from domain.lessons import Lesson
from domain.pushes import Channel, DeliveryState, Push, PushState
from services.context import Services
from services.people.spared import neutral_now
from services.pushes.audience import circumstances_of
from services.pushes.channels import withheld
from services.pushes.content import card, lesson_url, notice
from services.pushes.hours import quiet_until
from services.pushes.resting import awake
from services.pushes.steps import FINISHED, Step
from services.settings.current import quiet_hours
from storage.deliveries import DIRECT, Row
from storage.grants import EntryKind
from storage.people import Recipient
from wechat.errors import Busy, NotGranted, QuotaUsedUp, TokenRefused, Uncertain, Unreachable, WeChatError

log = structlog.get_logger()

CHUNK = 600  # rows read at a time; a pause, the night and the worker's end are noticed between two chunks
WAVE = 16  # rows called for side by side
CREWS = 4  # waves of a lane that overlap, since each waits for the disk before it calls
LEASE = timedelta(seconds=45)  # longer than a call with all its repeats takes
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
class Wave:
    """Rows that are called for now, and how they ended: `ended`, to go by mass sending instead, or surely not sent."""

    owner: str
    rows: list[Row]
    ended: dict[Outcome, list[Row]] = field(default_factory=dict)
    to_mass: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)

    def end(self, row: Row, outcome: Outcome) -> None:
        self.ended.setdefault(outcome, []).append(row)

    def untouched(self) -> list[str]:
        """Rows for which no call was made."""
        touched = {row.id for rows in self.ended.values() for row in rows} | {*self.to_mass, *self.back}
        return [row.id for row in self.rows if row.id not in touched]


@dataclass(slots=True)
class Chunk:
    """
    Rows to be called for, the openids that a customer-service message reached, how many calls were made and got no
    answer, and why the calling was broken off. `in_danger` are the openids that get neutral words only.
    """

    push: Push
    lesson: Lesson
    left: deque[Row]
    in_danger: Collection[str] = ()
    written: list[str] = field(default_factory=list)
    calls: int = 0
    unanswered: int = 0
    resume_at: datetime | None = None
    why: str = ""

    def break_off(self, why: str, at: datetime) -> None:
        self.resume_at = max(at, self.resume_at) if self.resume_at else at
        self.why = why

    def wave(self) -> Wave:
        return Wave(new_id(), [self.left.popleft() for _ in range(min(WAVE, len(self.left)))])

    def line_is_bad(self) -> bool:
        """Whether most calls get no answer."""
        return self.unanswered >= UNCERTAIN_MOST and self.unanswered * 2 > self.calls


async def send_chunk(services: Services, push_id: str, lane: int) -> Step:
    """Send the next rows of a lane. Pausing, stopping and the night are noticed between two chunks."""
    push = await services.pushes.get(push_id)
    if push.state is not PushState.RUNNING:
        return FINISHED
    now = services.now()
    quiet = quiet_until(quiet_hours(services), now)
    if quiet is not None and await services.pushes.rows.open_rows(push_id, DIRECT, lane=lane):
        await services.pushes.wait(push_id, why="quiet", until=quiet)
        return Step(quiet)
    rows = await services.pushes.rows.waiting(push_id, lane, most=CHUNK, now=now)
    if not rows:
        return await _nothing_now(services, push_id, lane, now)
    lesson = await services.lessons.get(push.lesson_id)
    people = await _people_of(services, rows)
    late = await neutral_now(services)
    in_danger = {row.openid for row in rows if late.has(row.person, {(services.facts.oa_app, row.openid)})}
    in_danger |= {each.openid for each in people if late.has(each.person, each.accounts)}
    chunk = Chunk(push, lesson, deque(await _without_withheld(services, rows, people, topic=lesson.series)), in_danger)
    ends = await asyncio.gather(
        *(_crew(services, chunk) for _ in range(CREWS)),
        return_exceptions=True,  # so that no crew goes on behind our back
    )
    if chunk.written:
        await services.people.wrote_to(services.facts.oa_app, chunk.written)
    for error in ends:
        if error is not None:
            raise error
    if chunk.resume_at is not None:
        await services.pushes.wait(push_id, why=chunk.why, until=chunk.resume_at)
        return Step(chunk.resume_at)
    if push.waits_for:
        await services.pushes.wait(push_id, why="", until=None)
    return Step(services.now())


async def _nothing_now(services: Services, push_id: str, lane: int, now: datetime) -> Step:
    """No row of the lane can be sent now: some may be under way, others wait until their people rest no more."""
    rows = services.pushes.rows
    if await rows.open_rows(push_id, DIRECT, lane=lane, awake=now):
        return Step(now + LANE_WAIT)
    until = await rows.put_off_until(push_id, DIRECT, lane=lane)
    return Step(max(until, now + LANE_WAIT)) if until else FINISHED


async def _people_of(services: Services, rows: Sequence[Row]) -> list[Recipient]:
    openids = [row.openid for row in rows]
    return await services.people.audience(services.facts.oa_app, openids=openids, most=len(openids))


async def _without_withheld(
    services: Services, rows: Sequence[Row], people: Sequence[Recipient], *, topic: str
) -> list[Row]:
    """The rows without those who opted out, left or wrote in danger after their row was written, or who rest now."""
    openids = [row.openid for row in rows]
    circumstances = await circumstances_of(services, openids, topic=topic, for_mass=False)
    reasons = {each.openid: reason for each in people if (reason := withheld(each, circumstances))}
    for reason in set(reasons.values()):
        given_up = [row.id for row in rows if reasons.get(row.openid) == reason]
        await services.pushes.rows.give_up(given_up, reason=reason, now=services.now())
    return await awake(services, [row for row in rows if row.openid not in reasons], people)


async def _crew(services: Services, chunk: Chunk) -> None:
    """Wave after wave until nothing is left or the calling is broken off."""
    while chunk.left and chunk.resume_at is None:
        wave = chunk.wave()
        try:
            now = services.now()
            wave.rows = await services.pushes.rows.claim(wave.rows, owner=wave.owner, now=now, until=now + LEASE)
            await asyncio.gather(*(_call(services, chunk, wave, row) for row in wave.rows))
        finally:
            # Also when this worker is told to stop: what is known is written, and what wasn't called waits again.
            await asyncio.shield(_record(services, wave))


async def _call(services: Services, chunk: Chunk, wave: Wave, row: Row) -> None:
    """One row, one call at most; every way it can end leaves the row in exactly one place of the wave."""
    chunk.calls += 1
    try:
        if row.channel is Channel.SUBSCRIBE:
            await _notify(services, chunk, row, owner=wave.owner)
        else:
            neutral = row.openid in chunk.in_danger
            await services.wechat.send_news(row.openid, card(services, chunk.lesson, neutral=neutral))
    except asyncio.CancelledError:
        wave.end(row, Outcome(DeliveryState.UNCONFIRMED, reason="worker_stopped"))
        raise
    except QuotaUsedUp as error:
        wave.back.append(row.id)
        chunk.break_off("quota", error.until)
    except (Busy, TokenRefused) as error:
        wave.back.append(row.id)
        wait = timedelta(seconds=error.retry_after) if isinstance(error, Busy) else BUSY_WAIT
        chunk.break_off("busy", services.now() + wait)
    except Exception as error:  # noqa: BLE001 whatever it was, the row must end somewhere
        if chunk.push.channel is Channel.AUTO and _mass_may_reach(row, error):
            wave.to_mass.append(row.id)
            return
        outcome = _outcome(error)
        wave.end(row, outcome)
        chunk.unanswered += outcome.reason == "no_answer"
        if chunk.line_is_bad():
            chunk.break_off("busy", services.now() + UNCERTAIN_WAIT)
    else:
        wave.end(row, Outcome(DeliveryState.SENT))
        if row.channel is Channel.CUSTOMER:
            chunk.written.append(row.openid)


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


async def _notify(services: Services, chunk: Chunk, row: Row, *, owner: str) -> None:
    """Send a notice for one of her grants, which is taken before the call and given back where it surely failed."""
    app, grants, now = services.facts.oa_app, services.pushes.grants, services.now()
    grant = await grants.use(app, row.openid, row=row.id, owner=owner, now=now)
    if grant is None:
        raise NoGrant
    try:
        fields = notice(chunk.lesson, grant, neutral=row.openid in chunk.in_danger)
        await services.wechat.send_subscription(row.openid, grant.template, lesson_url(services, chunk.lesson), fields)
    except (Busy, TokenRefused, QuotaUsedUp):
        await grants.give_back(app, grant, row=row.id, now=now)
        raise
    except Unreachable:
        await grants.end(app, row.openid, grant.template, EntryKind.VOID, key=f"void:{row.id}", now=now, row=row.id)
        raise


async def _record(services: Services, wave: Wave) -> None:
    """Write how the rows ended, in one write an outcome; those not called wait again."""
    rows, now = services.pushes.rows, services.now()
    for outcome, ended in wave.ended.items():
        await rows.settle(
            [row.id for row in ended],
            owner=wave.owner,
            state=outcome.state,
            errcode=outcome.errcode,
            reason=outcome.reason,
            now=now,
        )
    back = [*wave.back, *wave.untouched()]
    if back:
        await rows.release(back, owner=wave.owner, now=now)
    if wave.to_mass:
        await rows.release(wave.to_mass, owner=wave.owner, channel=Channel.MASS, now=now)
