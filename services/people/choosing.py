"""What a person decides for herself: where she lives, what she is told of, and when she wants to be left alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from domain.calendar import QuietHours
from domain.errors import Invalid, NotFound
from domain.people import Person
from domain.regions import Region, RegionLevel
from services.context import Services
from storage.mongo import Document
from storage.person_changes import PersonChangeStore
from storage.scoped import placed

OWN_HOURS: tuple[QuietHours | None, ...] = (
    None,
    QuietHours(time(19), time(9)),
    QuietHours(time(20), time(8)),
    QuietHours(time(12), time(15)),
)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that she may want to be told of: a series of lessons."""

    slug: str
    name: str
    wanted: bool


async def live_in(services: Services, person: Person, code: str, *, now: datetime) -> Region:
    """She lives in this village, or in this township or county. Raises Invalid for any other code, StoreAway."""
    try:
        region = await services.regions.get(code)
    except NotFound:
        raise Invalid("region", "unknown") from None
    if region.level in {RegionLevel.PROVINCE, RegionLevel.CITY}:
        raise Invalid("region", "too_wide")
    change: Document = {"$set": {"region": region.code, **placed(region.path)}}
    await _change(services, person, change, "region_chosen", now, which={"region_path": {"$ne": region.path}})
    return region


def topics(services: Services, person: Person) -> Sequence[Topic]:
    """Every topic there is, and whether she wants it: each until she says no."""
    return [Topic(each.slug, each.name, each.slug not in person.muted) for each in services.live_lessons.series()]


async def want_topic(services: Services, person: Person, slug: str, *, wanted: bool, now: datetime) -> None:
    """Be told of a series of lessons, or not any more. Raises Invalid for one that isn't there, StoreAway."""
    if slug not in {each.slug for each in services.live_lessons.series()}:
        raise Invalid("topic", "unknown")
    change = {"$pull": {"muted": slug}} if wanted else {"$addToSet": {"muted": slug}}
    which: Document = {"muted": slug} if wanted else {"muted": {"$ne": slug}}
    kind = "topic_wanted" if wanted else "topic_muted"
    await _change(services, person, change, kind, now, which=which, data={"topic": slug})


async def rest(services: Services, person: Person, hours: QuietHours | None, *, now: datetime) -> None:
    """Hours of her own in which nothing is pushed to her, beside everybody's; None for no others. Raises StoreAway."""
    stored = {"start": f"{hours.start:%H:%M}", "end": f"{hours.end:%H:%M}"} if hours else None
    await _change(services, person, {"$set": {"quiet": stored}}, "quiet_chosen", now, which={"quiet": {"$ne": stored}})


async def _change(
    services: Services,
    person: Person,
    update: Document,
    kind: str,
    now: datetime,
    *,
    which: Document,
    data: Document | None = None,
) -> None:
    await PersonChangeStore(services.db).change(
        person.id, update, which=which, kind=kind, actor=person.id, data=data, now=now
    )
