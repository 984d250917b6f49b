"""How a batch went: from the platform's closing event, or from asking where that was lost."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from domain.errors import MoveNotPossible
from domain.pushes import DeliveryState
from services.context import Services
from services.pushes.tags import remove_tag
from storage.batches import BatchState, MassBatch, MassResult
from wechat.errors import WeChatError

log = structlog.get_logger()

ASK_AFTER = timedelta(seconds=15)  # the closing event tells more than the status does, so it gets a head start
ASK_EVERY = timedelta(seconds=5)
LOST_AFTER = timedelta(hours=24)
SUCCESS = "sendsuccess"
FAILURE = "sendfail"
USERS_A_CALL = 100
BY_STATUS = "status"
OPEN = (DeliveryState.SENDING,)
ASSUMED = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNCONFIRMED)


async def mass_finished(
    services: Services, *, msg_id: str, status: str, total: int, filtered: int, sent: int, errors: int
) -> None:
    """
    A closing event (platform: MASSSENDJOBFINISH). It may come twice, early or late; one of a message that isn't ours
    changes nothing. Raises StoreAway.
    """
    result = MassResult(msg_id=msg_id, status=status, total=total, filtered=filtered, sent=sent, errors=errors)
    await services.pushes.batches.note_result(result, now=services.now())
    batch = await services.pushes.batches.by_msg_id(msg_id)
    if batch is None:
        return
    if batch.state is BatchState.SUBMITTED or batch.counts.get("by") == BY_STATUS:
        await settle(services, batch, result)


async def settle_submitted(services: Services, push_id: str) -> bool:
    """Settle what can be settled of a push's batches; whether some are still open. Raises StoreAway."""
    still_open = False
    for batch in await services.pushes.batches.submitted(push_id):
        result = await services.pushes.batches.result(batch.msg_id)
        if result is not None:
            await settle(services, batch, result)
        elif not await _ask(services, batch):
            still_open = True
    return still_open


async def settle(services: Services, batch: MassBatch, result: MassResult) -> None:
    """
    Write what a closing event told. It counts people and doesn't name them: where some got nothing, those who have
    unfollowed are looked up, and if that doesn't explain all, nobody knows who of the rest it was.
    """
    status = result.status.replace(" ", "").lower()
    since = ASSUMED if batch.counts.get("by") == BY_STATUS else OPEN
    if status == SUCCESS:
        await _share_out(services, batch, result, since)
    else:
        code = int(digits) if (digits := "".join(filter(str.isdigit, status))) else None
        await _move(services, batch, since, DeliveryState.FAILED, reason=status[:20], errcode=code)
        if status != FAILURE:
            await hold_push(services, batch.push)
    counts = {"by": "event", "status": result.status, "total": result.total, "sent": result.sent}
    await services.pushes.batches.change(batch, state=BatchState.SETTLED, counts=counts)
    await remove_tag(services, batch)


async def _share_out(services: Services, batch: MassBatch, result: MassResult, since: Sequence[DeliveryState]) -> None:
    rows = await services.pushes.rows.of_batch(batch.push, batch.id, since)
    missed = len(rows) - result.sent
    if missed <= 0:
        await _move(services, batch, since, DeliveryState.SENT)
        return
    if result.sent == 0:
        await _move(services, batch, since, DeliveryState.UNREACHABLE, reason="filtered")
        return
    gone = await unfollowed(services, [row.openid for row in rows])
    if gone and len(gone) <= missed:
        await _move(services, batch, since, DeliveryState.UNREACHABLE, reason="not_following", openids=gone)
        missed -= len(gone)
    if missed == 0:
        await _move(services, batch, since, DeliveryState.SENT)
    else:
        await _move(services, batch, since, DeliveryState.UNCONFIRMED, reason="not_attributed")


async def unfollowed(services: Services, openids: Sequence[str]) -> list[str]:
    """Those of `openids` who don't follow the account now; empty where the platform doesn't say."""
    gone: list[str] = []
    try:
        for start in range(0, len(openids), USERS_A_CALL):
            users = await services.wechat.users(openids[start : start + USERS_A_CALL])
            gone += [user.openid for user in users if not user.following]
    except WeChatError as error:
        log.warning("followers can't be looked up", errcode=error.errcode)
        return []
    return gone


async def _ask(services: Services, batch: MassBatch) -> bool:
    """Ask the platform how a batch went, once the closing event is overdue; whether it is settled now."""
    now = services.now()
    age = now - (batch.submitted_at or now)
    if age < ASK_AFTER:
        return False
    try:
        status = (await services.wechat.mass_status(batch.msg_id)).replace("_", "").lower()
    except WeChatError as error:
        log.warning("a mass message's status can't be had", errcode=error.errcode)
        status = ""
    if status == SUCCESS:
        await _move(services, batch, OPEN, DeliveryState.SENT)
    elif status == FAILURE:
        await _move(services, batch, OPEN, DeliveryState.FAILED, reason=FAILURE)
    elif status == "delete" or age > LOST_AFTER:
        await _move(services, batch, OPEN, DeliveryState.UNCONFIRMED, reason="no_closing_event")
    else:
        return False
    await services.pushes.batches.change(batch, state=BatchState.SETTLED, counts={"by": BY_STATUS, "status": status})
    await remove_tag(services, batch)
    return True


async def hold_push(services: Services, push_id: str) -> None:
    """The platform refused the content: pause, so that staff look before more goes out."""
    try:
        await services.pushes.move(push_id, "pause", by="system", now=services.now(), waits_for="content")
    except MoveNotPossible:
        return


async def _move(
    services: Services,
    batch: MassBatch,
    since: Sequence[DeliveryState],
    to: DeliveryState,
    *,
    reason: str = "",
    errcode: int | None = None,
    openids: Sequence[str] | None = None,
) -> None:
    await services.pushes.rows.move_batch(
        batch.push,
        batch.id,
        since=since,
        to=to,
        reason=reason,
        errcode=errcode,
        openids=openids,
        now=services.now(),
    )
