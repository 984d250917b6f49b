"""Writing the rows of a push: all of them before the first message goes out."""

from datetime import timedelta

from domain.errors import MoveNotPossible
from domain.pushes import Channel, DeliveryState, Push, PushState
from services.context import Services
from services.pushes.audience import TAG, circumstances_of, part_of, part_of_list, topic_of
from services.pushes.channels import row_for, withheld
from services.pushes.followers import sync_page
from services.pushes.run import set_running
from services.pushes.steps import FINISHED, Step
from storage.deliveries import NewRow
from wechat.errors import Busy, TokenRefused

ASK_AGAIN = timedelta(seconds=5)


async def build_rows(services: Services, push_id: str) -> Step:
    """
    One part of the audience: its rows, then the note of how far it came, so that a worker that dies in between
    writes some rows twice to no effect and leaves none out. The last part sets the push running.
    """
    push = await services.pushes.get(push_id)
    if push.state is not PushState.BUILDING:
        return FINISHED
    so_far = await services.pushes.building(push_id)
    if not so_far.synced and not push.audience.startswith(TAG):
        return await _sync(services, push, so_far.page)
    at = await _part(services, push, so_far.after)
    if at is not None:
        await services.pushes.advance(push_id, after=at)
        return Step(services.now())
    ledger = await services.pushes.ledger(push_id)
    try:
        await set_running(services, push_id, "run", by="system", audience_size=ledger.audience)
    except MoveNotPossible:
        return FINISHED  # stopped meanwhile
    return FINISHED


async def _sync(services: Services, push: Push, begin: str) -> Step:
    try:
        following = await sync_page(services, begin)
    except (Busy, TokenRefused):
        await services.pushes.wait(push.id, why="busy", until=services.now() + ASK_AGAIN)
        return Step(services.now() + ASK_AGAIN)
    await services.pushes.advance(push.id, synced=following is None, page=following or "", waits_for="")
    return Step(services.now())


async def _part(services: Services, push: Push, after: str) -> str | None:
    """Write the rows behind `after`; where the next part begins, or None when there was none."""
    unknown: list[str] = []
    if push.audience == "openids":
        listed = await part_of_list(services, push, after=after)
        if listed is None:
            return None
        at, recipients, unknown = listed
    else:
        recipients = await part_of(services, push.audience, after=after)
        if not recipients:
            return None
        at = recipients[-1].person
    topic = await topic_of(services, push)
    circumstances = await circumstances_of(services, [recipient.openid for recipient in recipients], topic=topic)
    if push.audience != "openids":  # nobody asked for them by name: they are no part of the audience
        recipients = [recipient for recipient in recipients if not withheld(recipient, circumstances)]
    now = services.now()
    rows = [row_for(recipient, push.channel, circumstances, now=now) for recipient in recipients]
    channel = Channel.MASS if push.channel is Channel.AUTO else push.channel
    rows += [
        NewRow(person="", openid=openid, channel=channel, state=DeliveryState.UNREACHABLE, reason="unknown")
        for openid in unknown
    ]
    await services.pushes.rows.add(push.id, services.facts.oa_app, rows, now=now)
    return at
