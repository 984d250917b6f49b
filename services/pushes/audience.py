"""Who a push is for, part by part."""

from collections.abc import Sequence

from domain.pushes import Push
from services.context import Services
from services.people.spared import spared_now
from services.pushes.channels import MONTH_MOST, Circumstances
from services.pushes.hours import month_begins
from storage.people import Recipient

PART = 1000
TAG = "tag:"


async def circumstances_of(
    services: Services, openids: Sequence[str], *, topic: str = "", for_mass: bool = True
) -> Circumstances:
    """What holds for these openids now, for a push of this topic; without `for_mass` only what could withhold any message."""
    app, now = services.facts.oa_app, services.now()
    in_danger = await spared_now(services)
    if not for_mass:
        return Circumstances(in_danger=in_danger, month_used_up=(), granted=(), topic=topic)
    used_up: set[str] = set()
    if services.facts.oa_kind == "service":
        used_up = await services.pushes.rows.mass_sent_since(app, openids, since=month_begins(now), most=MONTH_MOST)
    granted = await services.pushes.grants.holders(app, list(openids))
    return Circumstances(in_danger=in_danger, month_used_up=used_up, granted=granted, topic=topic)


async def topic_of(services: Services, push: Push) -> str:
    """What a push tells of, as people choose it: the series of its lesson. Raises NotFound, StoreAway."""
    return (await services.lessons.get(push.lesson_id)).series


async def part_of(services: Services, audience: str, *, after: str) -> list[Recipient]:
    """The next people of the audience "all" or "tag:NAME" behind the person `after`, in the order of their ids."""
    tag = audience.removeprefix(TAG) if audience.startswith(TAG) else ""
    return await services.people.audience(services.facts.oa_app, tag=tag, after=after, most=PART)


async def part_of_list(services: Services, push: Push, *, after: str) -> tuple[str, list[Recipient], list[str]] | None:
    """
    The next part of a push's list behind the part `after`: its name, the people whom we know, and the openids that
    nobody known has. None at the end.
    """
    part = await services.pushes.listed(push.id, after=after)
    if part is None:
        return None
    name, openids = part
    recipients = await services.people.audience(services.facts.oa_app, openids=openids, most=len(openids))
    known = {recipient.openid for recipient in recipients}
    return name, recipients, [openid for openid in openids if openid not in known]
