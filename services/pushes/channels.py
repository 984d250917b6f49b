"""By which way each person is reached."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.pushes import Channel, DeliveryState
from storage.alerts import Endangered
from storage.deliveries import NewRow
from storage.people import Recipient

WINDOW = timedelta(hours=48)  # platform: customer-service messages, after a message of hers
WINDOW_MOST = 5
MARGIN = timedelta(minutes=5)  # a window that closes while the push is on its way is no window
MONTH_MOST = 4  # platform: mass messages a person and month, of a service account


@dataclass(frozen=True, slots=True)
class Circumstances:
    """
    What holds for a part of the audience: who wrote in danger of late, openids with the month's mass messages used up,
    and those who allowed a notice; and what the push tells of.
    """

    in_danger: Endangered
    month_used_up: Collection[str]
    granted: Collection[str]
    topic: str = ""


def window_open(recipient: Recipient, now: datetime, *, spare: int = 0) -> bool:
    """
    Whether a customer-service message would reach her, and as many as `spare` after it. The windows of a minute that a click, a scan or a follow opens
    are left to replies: a push never comes through in time.
    """
    at, sent = recipient.windows.get("message", (None, 0))
    return at is not None and now < at + WINDOW - MARGIN and sent < WINDOW_MOST - spare


def withheld(recipient: Recipient, circumstances: Circumstances) -> str:
    """Why nothing is pushed to her at all, as a stable word; "" where nothing holds against it."""
    if not recipient.following:
        return "not_following"
    if not recipient.pushes:
        return "opted_out"
    if circumstances.topic in recipient.muted:
        return "topic"
    return "danger" if circumstances.in_danger.has(recipient.person, recipient.accounts) else ""


def row_for(recipient: Recipient, wanted: Channel, circumstances: Circumstances, *, now: datetime) -> NewRow:
    """
    Her row: by the channel that was asked for, or by the cheapest that reaches her. A customer-service message that
    was asked for is tried even where no open window is known: the platform knows better.
    """
    reason = withheld(recipient, circumstances)
    granted = recipient.openid in circumstances.granted
    channel = wanted
    if wanted is Channel.AUTO:
        if window_open(recipient, now):
            channel = Channel.CUSTOMER
        elif recipient.openid in circumstances.month_used_up and granted:
            channel = Channel.SUBSCRIBE
        else:
            channel = Channel.MASS
    if channel is Channel.MASS:
        reason = reason or ("month" if recipient.openid in circumstances.month_used_up else "")
    if channel is Channel.SUBSCRIBE:
        reason = reason or ("" if granted else "no_grant")
    state = DeliveryState.UNREACHABLE if reason else DeliveryState.PENDING
    return NewRow(person=recipient.person, openid=recipient.openid, channel=channel, state=state, reason=reason)
