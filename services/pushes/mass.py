"""
Mass sending in batches, and the end of a push.

A mass message is one and the same for all of its batch. To somebody who wrote in danger it goes only after her day of
silence (fill.py), and then it is the lesson as everybody gets it, with its own title: it says nothing of her or her case.

A batch's rows are fixed before it is submitted and it carries a number made from its id, so it may be submitted again
after a crash or an answer that was lost: the platform then says that it has it (platform: clientmsgid, 45065).
"""

from datetime import datetime, timedelta

import structlog

from domain.errors import MoveNotPossible
from domain.pushes import Channel, DeliveryState, Push, PushState
from services.context import Services
from services.pushes.content import draft
from services.pushes.fill import fill
from services.pushes.hours import quiet_until
from services.pushes.settle import ASK_EVERY, hold_push, settle_submitted, unfollowed
from services.pushes.steps import FINISHED, Step
from services.settings.current import quiet_hours
from storage.batches import BatchState, MassBatch, Way
from storage.deliveries import DIRECT
from wechat.client import MassArticles, MassJob
from wechat.errors import (
    AlreadySent,
    Busy,
    MediaGone,
    NotAccepted,
    QuotaUsedUp,
    TokenRefused,
    Uncertain,
    Unreachable,
    WeChatError,
)

log = structlog.get_logger()

NUMBER_LASTS = timedelta(hours=23)  # platform: a clientmsgid is remembered for 24 hours
POLL = timedelta(seconds=1)
AGAIN = timedelta(seconds=6)  # platform: 45066, asked again too soon
OPEN = (DeliveryState.PENDING, DeliveryState.SENDING)
LIST_CODES = frozenset({40031, 40032})
HELD = frozenset({"quiet", "quota"})  # nothing moves before `waits_until`
TARGETS = (Channel.MASS, *DIRECT)


async def send_batch(services: Services, push_id: str) -> Step:
    """One step: settle what is known, then make or submit a batch; at the end close the push."""
    push = await services.pushes.get(push_id)
    waiting = await settle_submitted(services, push_id)
    if push.state is not PushState.RUNNING:
        return Step(services.now() + ASK_EVERY) if waiting else FINISHED
    batch = await services.pushes.batches.open_one(push_id)
    if batch is None and not await services.pushes.rows.free(push_id, most=1, now=services.now()):
        return await _conclude(services, push, waiting=waiting)
    quiet = quiet_until(quiet_hours(services), services.now())
    if quiet is not None:
        await services.pushes.wait(push_id, why="quiet", until=quiet)
        return Step(min(quiet, services.now() + ASK_EVERY) if waiting else quiet)
    if batch is None or batch.state is BatchState.MAKING:
        return await fill(services, push, batch)
    step = await _submit(services, push, batch)
    if push.waits_for and step.at is not None and step.at <= services.now():
        await services.pushes.wait(push_id, why="", until=None)
    return step


async def _conclude(services: Services, push: Push, *, waiting: bool) -> Step:
    """The push is done when no row waits and none is under way."""
    now = services.now()
    if not waiting and not await services.pushes.rows.open_rows(push.id, TARGETS, awake=now):
        until = await services.pushes.rows.put_off_until(push.id, TARGETS)
        if until:
            return Step(max(until, now + POLL))
    if waiting or await services.pushes.rows.open_rows(push.id, TARGETS):
        held = push.waits_until if push.waits_for in HELD and not waiting else None
        return Step(max(held or now, now + POLL))
    try:
        await services.pushes.move(push.id, "finish", by="system", now=now, finished_at=now)
    except MoveNotPossible:
        return Step(now)  # paused or stopped at this moment
    return FINISHED


async def _submit(services: Services, push: Push, batch: MassBatch) -> Step:
    """Submit a batch once more or for the first time."""
    now = services.now()
    if batch.tried_at is not None and now - batch.tried_at > NUMBER_LASTS:
        await _end(services, batch, DeliveryState.UNCONFIRMED, reason="too_late_to_repeat")
        return Step(now)
    try:
        job = await _call(services, push, batch)
    except AlreadySent as error:
        return await _submitted(services, batch, error.msg_id, now)
    except (QuotaUsedUp, Busy, TokenRefused, Uncertain) as error:
        return await _not_now(services, push, batch, error)
    except MediaGone:
        await services.pushes.batches.change(batch, media_id="")
        await services.pushes.advance(push.id, thumb="")
        return Step(now + POLL, progress=False)
    except WeChatError as error:
        return await _refused(services, push, batch, error)
    return await _submitted(services, batch, job.msg_id, now)


async def _call(services: Services, push: Push, batch: MassBatch) -> MassJob:
    """Every call with a batch's number names the same people: its rows are marked before the first, not after it."""
    media_id = batch.media_id
    if not media_id:
        media_id = await draft(services, push, await services.lessons.get(push.lesson_id))
        await services.pushes.batches.change(batch, media_id=media_id)
    if batch.tried_at is None:
        await services.pushes.rows.move_batch(
            push.id, batch.id, since=[DeliveryState.PENDING], to=DeliveryState.SENDING, now=services.now()
        )
        await services.pushes.batches.change(batch, tried_at=services.now())
    content = MassArticles(media_id)
    if batch.way is Way.TAG:
        return await services.wechat.mass_send_all(content, tag_id=batch.tag_id, client_msg_id=batch.client_msg_id)
    rows = await services.pushes.rows.of_batch(push.id, batch.id, [DeliveryState.SENDING])
    return await services.wechat.mass_send([row.openid for row in rows], content, client_msg_id=batch.client_msg_id)


async def _submitted(services: Services, batch: MassBatch, msg_id: str, now: datetime) -> Step:
    await services.pushes.batches.change(batch, state=BatchState.SUBMITTED, msg_id=str(msg_id), submitted_at=now)
    await services.pushes.rows.free_from_batch(batch.push, batch.id)
    return Step(now)


async def _not_now(services: Services, push: Push, batch: MassBatch, error: WeChatError) -> Step:
    """Submit again later: the number keeps it from going out twice."""
    if isinstance(error, QuotaUsedUp):
        until, why = error.until, "quota"
        if batch.tried_at is None:  # the first try surely had no effect, so the number's day begins anew
            await services.pushes.rows.move_batch(
                push.id, batch.id, since=[DeliveryState.SENDING], to=DeliveryState.PENDING, now=services.now()
            )
            await services.pushes.batches.change(batch, tried_at=None)
    else:
        wait = timedelta(seconds=error.retry_after) if isinstance(error, Busy) else AGAIN
        until, why = services.now() + wait, "busy"
    await services.pushes.wait(push.id, why=why, until=until)
    return Step(until)


async def _refused(services: Services, push: Push, batch: MassBatch, error: WeChatError) -> Step:
    """The platform says no to the whole batch: without those who left it may go, else its rows have failed."""
    now = services.now()
    rows = await services.pushes.rows.of_batch(push.id, batch.id, OPEN)
    if isinstance(error, Unreachable) or error.errcode in LIST_CODES:
        gone = await unfollowed(services, [row.openid for row in rows])
        if gone:
            await services.pushes.rows.move_batch(
                push.id,
                batch.id,
                since=OPEN,
                to=DeliveryState.UNREACHABLE,
                reason="not_following",
                openids=gone,
                now=now,
            )
            await services.pushes.batches.change(batch, state=BatchState.MAKING, tried_at=None)
            return Step(now)
    log.error("a batch was refused", errcode=error.errcode, rid=error.rid)
    await _end(services, batch, DeliveryState.FAILED, reason=type(error).__name__, errcode=error.errcode)
    if isinstance(error, NotAccepted):
        await hold_push(services, push.id)
    return Step(now)


async def _end(
    services: Services, batch: MassBatch, state: DeliveryState, *, reason: str, errcode: int | None = None
) -> None:
    await services.pushes.rows.move_batch(
        batch.push, batch.id, since=OPEN, to=state, reason=reason, errcode=errcode, now=services.now()
    )
    await services.pushes.batches.change(batch, state=BatchState.SETTLED, counts={"by": "us", "status": reason})
