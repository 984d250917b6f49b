"""Campaigns as staff keep them."""

from dataclasses import replace
from datetime import timedelta

from domain.audit import Act
from domain.calendar import day_in_china
from domain.campaigns import Campaign, CampaignState, Progress, problems
from domain.errors import Conflict, Invalid, MoveNotPossible, NotFound
from domain.ids import new_id
from domain.regions import RegionLevel, Scope
from domain.staff import Permission, StaffMember
from services.context import Services
from services.wishes.gate import concerns
from storage.campaigns import fields_of
from storage.mongo import Session, in_transaction
from wording import campaigns as words

SAMPLE_DAYS, SAMPLE_AIMS, SYSTEM = 60, (100, 10_000_00), "system"
KEEP, READ = Permission.WISH_APPROVE, Permission.WISH_READ
LEVELS = (RegionLevel.CITY, RegionLevel.COUNTY)


async def look(services: Services, campaign_id: str, *, by: StaffMember) -> tuple[Campaign, Progress]:
    """One of her regions' with how far its wishes are, counted now. Raises NotAllowed, NotFound, StoreAway."""
    by.need(READ)
    campaign = await services.campaigns.get(campaign_id, scope=by.scope(READ))
    return campaign, await services.campaigns.progress(campaign)


async def keep(services: Services, campaign: Campaign, *, by: StaffMember) -> Campaign:
    """
    Keep a campaign: a new one (version 0) under its id, or a change to the one that was seen; its region stays. Kept twice it
    is one. Everybody reads its name and words, so they pass the privacy gate.

    Raises NotAllowed, NotFound, Invalid for the first field that can't be taken, MoveNotPossible for one that is closed,
    Conflict, StoreAway.
    """
    by.need(KEEP)
    _look_over(services, campaign)
    try:
        kept = await services.campaigns.get(campaign.id, scope=by.scope(KEEP))
    except NotFound:
        if campaign.version:
            raise
        return await _insert(services, campaign, by)
    wanted = fields_of(campaign)
    if fields_of(kept) == wanted:
        return kept
    if campaign.version != kept.version:
        raise Conflict
    if kept.state is CampaignState.CLOSED:
        raise MoveNotPossible("closed")
    return await _change(services, kept, wanted, by, "campaign_saved")


def _look_over(services: Services, campaign: Campaign) -> None:
    for field, problem in problems(campaign).items():
        raise Invalid(field, problem)
    for field, text in (("name", campaign.name), ("words", campaign.words)):
        if concerns(text):
            raise Invalid(field, "identifying")
    if not set(campaign.kinds) <= set(dict(services.facts.wish.kinds)):
        raise Invalid("kinds", "unknown")
    if campaign.state is CampaignState.CLOSED:
        raise Invalid("state", "unknown")


async def _insert(services: Services, campaign: Campaign, by: StaffMember) -> Campaign:
    try:
        region = await services.regions.get(campaign.region)
    except NotFound:
        raise Invalid("region", "unknown") from None
    by.need(KEEP, region.path)
    if region.level not in LEVELS:
        raise Invalid("region", "too_small")
    made = replace(campaign, region=region.code, region_path=region.path, version=1)

    async def body(session: Session) -> None:
        await services.campaigns.insert(made, by=by.id, now=services.now(), session=session)
        await _note(services, "campaign_saved", made, by, session)

    try:
        await in_transaction(services.db, body)
    except Conflict:  # sent twice at once: the same again is no conflict
        kept = await services.campaigns.get(made.id, scope=by.scope(KEEP))
        if fields_of(kept) != fields_of(made):
            raise
        return kept
    return made


async def close(services: Services, campaign_id: str, *, by: StaffMember) -> Campaign:
    """
    It is over: it stays to be read, and takes in nothing more. Twice is the same as once. Raises NotAllowed, NotFound,
    MoveNotPossible for a draft, Conflict, StoreAway.
    """
    by.need(KEEP)
    campaign = await services.campaigns.get(campaign_id, scope=by.scope(KEEP))
    if campaign.state is CampaignState.CLOSED:
        return campaign
    if campaign.state is CampaignState.DRAFT:
        raise MoveNotPossible("draft")
    ended = {"state": str(CampaignState.CLOSED), "closed_at": services.now()}
    return await _change(services, campaign, ended, by, "campaign_closed")


async def ensure_sample(services: Services) -> None:
    """The city's sample campaign, labelled as one, in a demo that has none yet. Raises StoreAway."""
    if await services.campaigns.page(scope=Scope.system(), most=1):
        return
    city, today = services.facts.city_path, day_in_china(services.now())
    code = city.rstrip("/").rsplit("/", 1)[-1]
    last = today + timedelta(days=SAMPLE_DAYS)
    sample = Campaign(new_id(), words.SAMPLE, words.SAMPLE_WORDS, today, last, code, city, *SAMPLE_AIMS)
    opened = replace(sample, state=CampaignState.OPEN)

    async def body(session: Session) -> None:
        await services.campaigns.insert(opened, by=SYSTEM, now=services.now(), session=session)

    await in_transaction(services.db, body)


async def _change(
    services: Services, campaign: Campaign, changes: dict[str, object], by: StaffMember, kind: str
) -> Campaign:
    async def body(session: Session) -> Campaign:
        changed = await services.campaigns.change(campaign, changes, session=session)
        await _note(services, kind, changed, by, session)
        return changed

    return await in_transaction(services.db, body)


async def _note(services: Services, kind: str, campaign: Campaign, by: StaffMember, session: Session) -> None:
    act = Act(kind, about=campaign.id, region_path=campaign.region_path, data={"state": str(campaign.state)})
    await services.audit.add(act, by=by.id, now=services.now(), session=session)
