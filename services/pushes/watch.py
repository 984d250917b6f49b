"""Looking at pushes, and at what one would reach."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from domain.follower_syncs import SyncState
from domain.pushes import Channel, DeliveryState, Ledger, Push
from services.context import Services
from services.pushes.audience import PART, circumstances_of, part_of
from services.pushes.channels import row_for, withheld
from storage.follower_syncs import FollowerSyncStore
from storage.paging import NEWEST, Part
from storage.people import Recipient

SYNCS_LOOKED_AT = 10  # one a day


@dataclass(frozen=True, slots=True)
class Estimate:
    """
    What a push would do now: `audience` people, of whom `by_channel` would be tried and `unreachable` not, by reason.
    `withheld` people are left out of the audience, by reason ("opted_out", "topic", "danger", "not_following"); `topic` is what it would tell of.
    `everybody` says that the account's followers have been taken in once: else there may be many whom nobody knows here.
    """

    audience: int
    by_channel: Mapping[Channel, int]
    unreachable: Mapping[str, int]
    withheld: Mapping[str, int]
    everybody: bool = True


async def get(services: Services, push_id: str) -> Push:
    """The push; raises NotFound, StoreAway."""
    return await services.pushes.get(push_id)


async def ledger(services: Services, push_id: str) -> Ledger:
    """How many people stand in which state, counted now. Raises NotFound, StoreAway."""
    await services.pushes.get(push_id)
    return await services.pushes.ledger(push_id)


async def page(services: Services, *, part: Part = NEWEST, most: int = 50) -> list[Push]:
    """Pushes, the newest first unless `part` says otherwise. Raises NotFound, StoreAway."""
    return await services.pushes.page(part=part, most=most)


async def estimate(
    services: Services, *, audience: str, channel: Channel, openids: Sequence[str] | None = None, topic: str = ""
) -> Estimate:
    """How many a push would reach and by which channel, as far as is known here without asking the platform."""
    channels: Counter[Channel] = Counter()
    unreachable: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    async for recipients, unknown in _parts(services, audience, openids):
        circumstances = await circumstances_of(services, [each.openid for each in recipients], topic=topic)
        unreachable["unknown"] += unknown
        for recipient in recipients:
            reason = withheld(recipient, circumstances)
            if reason and audience != "openids":
                left_out[reason] += 1
                continue
            row = row_for(recipient, channel, circumstances, now=services.now())
            if row.state is DeliveryState.PENDING:
                channels[row.channel] += 1
            else:
                unreachable[row.reason] += 1
    return Estimate(
        audience=channels.total() + unreachable.total(),
        by_channel=dict(channels),
        unreachable=dict(+unreachable),
        withheld=dict(left_out),
        everybody=await _taken_in(services),
    )


async def _taken_in(services: Services) -> bool:
    """Whether the account's followers have been gone through to the end lately."""
    newest = await FollowerSyncStore(services.db).newest(most=SYNCS_LOOKED_AT)
    return any(each.state is SyncState.DONE for each in newest)


async def _parts(
    services: Services, audience: str, openids: Sequence[str] | None
) -> AsyncIterator[tuple[list[Recipient], int]]:
    """The audience part by part, each with the number of openids that nobody known has."""
    if audience == "openids":
        named = list(dict.fromkeys(openids or ()))
        for start in range(0, len(named), PART):
            part = named[start : start + PART]
            known = await services.people.audience(services.facts.oa_app, openids=part, most=PART)
            yield known, len(part) - len(known)
        return
    after = ""
    while recipients := await part_of(services, audience, after=after):
        after = recipients[-1].person
        yield recipients, 0
