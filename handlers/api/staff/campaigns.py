"""Campaigns for programs of staff: kept, closed, and how far their wishes are."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.campaigns import FEN_MOST, WISHES_MOST, Campaign, CampaignState, Progress
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.wishes import campaigns
from storage.paging import Part

TEXT_MOST = 500  # what may be sent; how long each may be is the service's


class CampaignWrite(Model):
    """
    What it says and aims at. The target is a number of wishes that come true, what they cost, or both; no kinds stands for all.
    Wishes belong to it by when they came on the wall, their region and their kind.
    """

    name: str = Field(max_length=TEXT_MOST)
    words: str = Field(max_length=TEXT_MOST)
    first: date
    last: date
    target_wishes: int = Field(default=0, ge=0, le=WISHES_MOST)
    target_fen: int = Field(default=0, ge=0, le=FEN_MOST)
    kinds: list[str] = Field(default_factory=list, max_length=20)
    public: bool = Field(default=False, description="open to everybody, or a draft")


class CampaignCreate(CampaignWrite):
    """A new one: the code of the city or county whose it is, which stays."""

    region: str = Field(pattern=r"^[0-9]{2,15}$")


class StaffCampaign(Model):
    """A campaign."""

    id: str
    name: str
    words: str
    first: date
    last: date
    region_path: str
    target_wishes: int
    target_fen: int
    kinds: list[str]
    state: CampaignState
    version: int


class StaffCampaignDetail(StaffCampaign):
    """With how many of its wishes have come on the wall, were taken up, have arrived and come true, and what the last cost."""

    shown: int
    taken: int
    arrived: int
    done: int
    fen: int


class StaffCampaignPart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    campaigns: list[StaffCampaign]
    next: str | None


def _view(campaign: Campaign) -> StaffCampaign:
    return StaffCampaign.model_validate({name: getattr(campaign, name) for name in _FACTS} | _lists(campaign))


def _detail(campaign: Campaign, progress: Progress) -> StaffCampaignDetail:
    facts = {name: getattr(campaign, name) for name in _FACTS} | _lists(campaign)
    return StaffCampaignDetail.model_validate({**facts, **progress.counts, "fen": progress.fen})


_FACTS = [name for name in StaffCampaign.model_fields if name != "kinds"]


def _lists(campaign: Campaign) -> dict[str, list[str]]:
    return {"kinds": list(campaign.kinds)}


def _campaign(campaign_id: str, given: CampaignWrite, *, region: str, version: int) -> Campaign:
    return Campaign(
        id=campaign_id,
        name=" ".join(given.name.split()),
        words=" ".join(given.words.split()),
        first=given.first,
        last=given.last,
        region=region,
        region_path="",
        target_wishes=given.target_wishes,
        target_fen=given.target_fen,
        kinds=tuple(dict.fromkeys(given.kinds)),
        state=CampaignState.OPEN if given.public else CampaignState.DRAFT,
        version=version,
    )


class _CampaignCall(StaffCall):
    """Answers with a campaign."""

    async def show(self, campaign_id: str) -> None:
        """As it is now."""
        found, progress = await campaigns.look(self.services, campaign_id, by=self.staff)
        self.versioned(found.version, whole=True)  # its wishes move without it
        self.answer(_detail(found, progress))


@requires(Permission.WISH_READ, post=Permission.WISH_APPROVE)
class CampaignsCall(_CampaignCall):
    """Campaigns of her regions."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listCampaigns", summary="Campaigns of her regions", answer=StaffCampaignPart, query=PartQuery
        ),
        "post": Operation(
            id="createCampaign",
            summary="A new campaign",
            answer=StaffCampaignDetail,
            body=CampaignCreate,
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """A part of the list."""
        asked, scope = self.query(PartQuery), self.staff.scope(campaigns.READ)
        rows = await self.services.campaigns.page(scope=scope, part=Part(after=asked.after), most=asked.limit + 1)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(StaffCampaignPart(campaigns=[_view(each) for each in shown], next=more))

    async def post(self) -> None:
        """The campaign."""
        given = self.body(CampaignCreate)

        async def create(made: str) -> tuple[StaffCampaignDetail, int]:
            new = _campaign(made, given, region=given.region, version=0)
            kept = await campaigns.keep(self.services, new, by=self.staff)
            return _detail(*await campaigns.look(self.services, kept.id, by=self.staff)), kept.version

        await self.once(create)


@requires(Permission.WISH_READ, put=Permission.WISH_APPROVE)
class CampaignCall(_CampaignCall):
    """One campaign."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getCampaign",
            summary="A campaign with how far it is",
            answer=StaffCampaignDetail,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        ),
        "put": Operation(
            id="changeCampaign",
            summary="Change what it says and aims at, or open it to everybody",
            answer=StaffCampaignDetail,
            path={"id": ID},
            problems=(404, 409),
            body=CampaignWrite,
            seen=True,
            versioned=True,
        ),
    }

    async def get(self, campaign_id: str) -> None:
        """It."""
        await self.show(campaign_id)

    async def put(self, campaign_id: str) -> None:
        """Changed, if it is still as the caller has read it."""
        seen, given = self.seen_version(), self.body(CampaignWrite)
        found = await self.services.campaigns.get(campaign_id, scope=self.staff.scope(campaigns.KEEP))
        changed = _campaign(campaign_id, given, region=found.region, version=seen)
        await self.unless_changed(campaigns.keep(self.services, changed, by=self.staff))
        await self.show(campaign_id)


@requires(Permission.WISH_APPROVE)
class CampaignCloseCall(_CampaignCall):
    """It is over."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="closeCampaign",
            summary="Close it: it stays to be read and takes in nothing more; twice is once",
            answer=StaffCampaignDetail,
            path={"id": ID},
            problems=(404, 409),
            versioned=True,
        )
    }

    async def post(self, campaign_id: str) -> None:
        """Closed."""
        await campaigns.close(self.services, campaign_id, by=self.staff)
        await self.show(campaign_id)


_GAP = r"([0-9a-z]{26})"
_CAMPAIGNS = "/api/v1/staff/campaigns"
API_ROUTES = [
    Route(_CAMPAIGNS, _CAMPAIGNS, CampaignsCall),
    Route(f"{_CAMPAIGNS}/{{id}}", rf"{_CAMPAIGNS}/{_GAP}", CampaignCall),
    Route(f"{_CAMPAIGNS}/{{id}}/close", rf"{_CAMPAIGNS}/{_GAP}/close", CampaignCloseCall),
]
