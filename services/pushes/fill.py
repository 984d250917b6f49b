"""Putting rows into a batch."""

from collections.abc import Sequence
from datetime import timedelta

from domain.pushes import Channel, DeliveryState, Push
from services.context import Services
from services.pushes.audience import circumstances_of, topic_of
from services.pushes.channels import withheld
from services.pushes.content import client_msg_id
from services.pushes.resting import awake
from services.pushes.steps import Step
from services.pushes.tags import put_tag, tag_of
from storage.batches import BatchState, MassBatch, Way
from storage.deliveries import DIRECT, Row

SOON = timedelta(seconds=1)
MOST = 10_000  # platform: mass/send takes 2 to 10,000 openids
LEAST = 2
TAGGED_A_STEP = 500
LOOKED_UP = 1000


async def fill(services: Services, push: Push, batch: MassBatch | None) -> Step:
    """
    Begin a batch or go on with one that a worker left half made; when no more rows belong into it, it is ready.

    A service account names openids. A subscription account may only send to a tag, and one person alone can't be
    named by either, so a tag of our own serves both.
    """
    if batch is None:
        if await _more_may_come(services, push):
            return Step(services.now() + SOON)
        number = await services.pushes.batches.next_number(push.id)
        way = Way.OPENIDS if services.facts.oa_kind == "service" else Way.TAG
        batch = await services.pushes.batches.begin(
            push.id, number=number, way=way, client_msg_id=client_msg_id(services.facts.oa_app, push.id, number)
        )
    if batch.way is Way.TAG:
        return await _fill_tag(services, push, batch)
    return await _fill_list(services, push, batch)


async def _more_may_come(services: Services, push: Push) -> bool:
    """Whether a batch that isn't full should wait: rows sent one by one may still fall over to mass sending."""
    if push.channel is not Channel.AUTO or push.waits_for == "quota":
        return False
    if services.facts.oa_kind == "service" and await services.pushes.rows.count_free(push.id, most=MOST) == MOST:
        return False
    return await services.pushes.rows.open_rows(push.id, DIRECT, awake=services.now())


async def _fill_list(services: Services, push: Push, batch: MassBatch) -> Step:
    now = services.now()
    have = len(await services.pushes.rows.of_batch(push.id, batch.id, [DeliveryState.PENDING, DeliveryState.SENDING]))
    free = await _reachable(services, push, await services.pushes.rows.free(push.id, most=MOST - have + 1, now=now))
    room = MOST - have
    # One row too many would be left over alone, and one alone can't be sent: let it have company.
    chosen = free[: room - 1] if len(free) == room + 1 else free[:room]
    await services.pushes.rows.put_in_batch([row.id for row in chosen], batch.id)
    size = have + len(chosen)
    if size == 0:
        await services.pushes.batches.remove(batch)
    elif size < LEAST:
        await services.pushes.batches.change(batch, way=Way.TAG)
    elif await services.pushes.batches.change(batch, state=BatchState.READY) is None:
        # Another worker was faster, and may have sent it without these.
        await services.pushes.rows.free_from_batch(push.id, batch.id, ids=[row.id for row in chosen])
    return Step(now)


async def _fill_tag(services: Services, push: Push, batch: MassBatch) -> Step:
    """Tag some hundred people more, then note that they are in the batch: tagging twice does no harm."""
    now = services.now()
    if batch.tag_id == 0:
        await services.pushes.batches.change(batch, tag_id=await tag_of(services, batch))
        return Step(now)
    inside = await services.pushes.rows.of_batch(push.id, batch.id, [DeliveryState.PENDING, DeliveryState.SENDING])
    one_alone = services.facts.oa_kind == "service"
    if one_alone:
        await put_tag(services, batch.tag_id, [row.openid for row in inside])
    free = [] if one_alone else await services.pushes.rows.free(push.id, most=TAGGED_A_STEP, now=now)
    if free:
        chosen = await _reachable(services, push, free)
        await put_tag(services, batch.tag_id, [row.openid for row in chosen])
        await services.pushes.rows.put_in_batch([row.id for row in chosen], batch.id)
    elif inside:
        await services.pushes.batches.change(batch, state=BatchState.READY)
    else:
        await services.pushes.batches.remove(batch)
    return Step(now)


async def _reachable(services: Services, push: Push, rows: Sequence[Row]) -> list[Row]:
    """Those whom mass sending still reaches now; who rests is put off, the others are given up, with the reason."""
    topic = await topic_of(services, push)
    reachable: list[Row] = []
    for start in range(0, len(rows), LOOKED_UP):
        part = rows[start : start + LOOKED_UP]
        openids = [row.openid for row in part]
        circumstances = await circumstances_of(services, openids, topic=topic)
        people = await services.people.audience(services.facts.oa_app, openids=openids, most=len(openids))
        reasons = {each.openid: reason for each in people if (reason := withheld(each, circumstances))}
        reasons |= dict.fromkeys(circumstances.month_used_up, "month")
        for reason in set(reasons.values()):
            given_up = [row.id for row in part if reasons.get(row.openid) == reason]
            await services.pushes.rows.give_up(given_up, reason=reason, now=services.now())
        left = [row for row in part if row.openid not in reasons]
        reachable += await awake(services, left, people)
    return reachable
