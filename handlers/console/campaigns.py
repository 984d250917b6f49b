"""Campaigns: kept by the county or the city, with how far their wishes are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.calendar import day_in_china, read_day
from domain.campaigns import Campaign, CampaignState, part_of
from domain.errors import Conflict, Invalid, MoveNotPossible, NotFound
from domain.ids import is_id, new_id
from domain.regions import Region
from domain.staff import Permission
from handlers.access import requires
from handlers.base import PAGE_ROWS
from handlers.console.choosing_region import regions_for
from handlers.console.page import ConsolePage, first_part, seen_version
from services.account.codes import inline
from services.wishes import campaigns
from storage.paging import Part
from wording import campaigns as words
from wording.wishes import yuan

ADDRESS = "/console/campaigns"
ID = r"([0-9a-z]{26})"
TYPED = ("name", "words", "first", "last", "region", "target_wishes", "target_yuan")
NUMBER_MOST = 9  # digits


@dataclass(frozen=True, slots=True)
class Given:
    """What a form holds, as it was typed."""

    id: str
    version: int
    fields: Mapping[str, str]
    kinds: tuple[str, ...]
    public: bool


def given_of(campaign: Campaign) -> Given:
    """A campaign as its form shows it."""
    fields = {name: str(getattr(campaign, name)) for name in TYPED[:-1]}
    fields["target_wishes"] = str(campaign.target_wishes or "")
    fields["target_yuan"] = str(campaign.target_fen // 100 or "")
    return Given(campaign.id, campaign.version, fields, campaign.kinds, campaign.state is CampaignState.OPEN)


def campaign_of(given: Given) -> Campaign:
    """What is to be kept. Raises Invalid for a day or a number that is none."""
    fields = given.fields
    return Campaign(
        id=given.id,
        name=" ".join(fields["name"].split()),
        words=" ".join(fields["words"].split()),
        first=_day(fields, "first"),
        last=_day(fields, "last"),
        region=fields["region"],
        region_path="",
        target_wishes=_number(fields["target_wishes"], "target_wishes"),
        target_fen=_number(fields["target_yuan"], "target_fen") * 100,
        kinds=given.kinds,
        state=CampaignState.OPEN if given.public else CampaignState.DRAFT,
        version=given.version,
    )


def _day(fields: Mapping[str, str], name: str) -> date:
    found = read_day(fields[name])
    if found is None:
        raise Invalid(name, "invalid")
    return found


def _number(typed: str, field: str) -> int:
    plain = typed.replace(",", "").strip()
    if not plain:
        return 0
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= NUMBER_MOST):
        raise Invalid(field, "invalid")
    return int(plain)


class _CampaignPage(ConsolePage):
    """A page of the campaigns."""

    SECTION = "wishes"

    async def form(self, given: Given, problems: Mapping[str, str], *, status: int = 200, notice: str = "") -> None:
        """The form of one that is new or is changed."""
        self.set_status(status)
        regions = [] if given.version else await self._regions()
        self.show(
            "wishes/campaign_form.html", given=given, regions=regions, problems=problems, notice=notice, said=words
        )

    async def _regions(self) -> list[Region]:
        return [each for each in await regions_for(self, campaigns.KEEP) if each.level in campaigns.LEVELS]

    async def show_campaign(self, campaign_id: str, *, status: int = 200, notice: str = "") -> None:
        """One as it stands."""
        campaign, progress = await campaigns.look(self.services, campaign_id, by=self.staff)
        url = f"{self.services.facts.public_url}/h5/campaigns/{campaign.id}"
        public = campaign.state is not CampaignState.DRAFT
        self.set_status(status)
        self.show(
            "wishes/campaign.html",
            campaign=campaign,
            progress=progress,
            parts=(
                part_of(progress.counts["done"], campaign.target_wishes),
                part_of(progress.fen, campaign.target_fen),
            ),
            places=await self.services.regions.names(code for code in campaign.region_path.split("/") if code),
            may=self.staff.may_in(campaigns.KEEP, campaign.region_path),
            url=url if public else "",
            drawn=inline(url) if public else "",
            notice=notice,
            said=words,
        )


@requires(Permission.WISH_READ)
class Campaigns(_CampaignPage):
    """Those of her regions, the newest first."""

    async def get(self) -> None:
        """The list."""
        scope = self.staff.scope(campaigns.READ)
        rows = await self.services.campaigns.page(
            scope=scope, part=Part(after=self.after_argument()), most=PAGE_ROWS + 1
        )
        shown, more = first_part(rows)
        codes = {code for each in shown for code in each.region_path.split("/") if code}
        self.show(
            "wishes/campaigns.html",
            campaigns=[(each, words.target(each.target_wishes, yuan(each.target_fen))) for each in shown],
            more=more,
            places=await self.services.regions.names(codes),
            may=self.staff.may(campaigns.KEEP),
            said=words,
        )


@requires(Permission.WISH_APPROVE)
class CampaignNew(_CampaignPage):
    """A new one; the form draws its id, so that a form sent twice is one campaign."""

    async def get(self) -> None:
        """The empty form."""
        today = day_in_china(self.services.now()).isoformat()
        await self.form(Given(new_id(), 0, dict.fromkeys(TYPED, "") | {"first": today}, (), public=False), {})


@requires(Permission.WISH_READ)
class CampaignPage(_CampaignPage):
    """One campaign."""

    async def get(self, campaign_id: str) -> None:
        """How far it is."""
        await self.show_campaign(campaign_id)


@requires(Permission.WISH_APPROVE)
class CampaignEdit(_CampaignPage):
    """What it says and aims at."""

    async def get(self, campaign_id: str) -> None:
        """The form."""
        campaign = await self._own(campaign_id)
        if campaign.state is CampaignState.CLOSED:
            await self.show_campaign(campaign_id, notice=words.CLOSED)
            return
        await self.form(given_of(campaign), {})

    async def post(self, campaign_id: str) -> None:
        """Keep it, or show what to mend."""
        if not is_id(campaign_id):
            raise NotFound
        fields = {name: self.text_argument(name, most=500) for name in TYPED}
        kinds = tuple(dict.fromkeys(self.get_body_arguments("kinds")[:20]))
        given = Given(campaign_id, seen_version(self), fields, kinds, self.text_argument("public", most=3) == "on")
        try:
            kept = await campaigns.keep(self.services, campaign_of(given), by=self.staff)
        except Invalid as error:
            await self.form(given, {error.field: error.problem}, status=error.status)
            return
        except Conflict:
            now = given_of(await self._own(campaign_id))
            await self.form(now, {}, status=Conflict.status, notice=words.CHANGED_MEANWHILE)
            return
        except MoveNotPossible as error:
            await self.show_campaign(campaign_id, status=error.status, notice=words.CLOSED)
            return
        self.redirect(f"{ADDRESS}/{kept.id}", status=303)

    async def _own(self, campaign_id: str) -> Campaign:
        return await self.services.campaigns.get(campaign_id, scope=self.staff.scope(campaigns.KEEP))


@requires(Permission.WISH_APPROVE)
class CampaignClose(_CampaignPage):
    """It is over."""

    async def post(self, campaign_id: str) -> None:
        """Closed: it stays to be read."""
        try:
            await campaigns.close(self.services, campaign_id, by=self.staff)
        except MoveNotPossible as error:
            await self.show_campaign(campaign_id, status=error.status, notice=words.NOT_CLOSED)
            return
        self.redirect(f"{ADDRESS}/{campaign_id}", status=303)


ROUTES: list[Any] = [
    (ADDRESS, Campaigns),
    (rf"{ADDRESS}/new", CampaignNew),
    (rf"{ADDRESS}/{ID}", CampaignPage),
    (rf"{ADDRESS}/{ID}/edit", CampaignEdit),
    (rf"{ADDRESS}/{ID}/close", CampaignClose),
]
