"""The organisation that she acts for or applies for: the form, how far it is, its batches."""

from collections.abc import Mapping

from bot.asking import danger_first
from domain.errors import Conflict, Invalid, MoveNotPossible, NotFound
from domain.ids import is_id, new_id
from domain.organisations import Contact, Organisation, OrganisationState
from domain.regions import Region, RegionLevel
from handlers.access import public
from handlers.api.batch_views import SHEET_HOLDS, SHEET_LINK
from handlers.api.links import link_to
from handlers.console.page import seen_version
from handlers.h5.own import ROOT, OwnPage
from services.organisations import applying, batches
from services.organisations.applying import Hers
from wording import organisations as said
from wording import own_pages as words

ADDRESS = f"{ROOT}/organisation"
FIELDS = ("name", "code", "region", "contact", "phone")
S = OrganisationState
TONES: Mapping[OrganisationState, tuple[str, ...]] = {
    S.APPLIED: ("done", "now", "later"),
    S.REFUSED: ("done", "stop", "later"),
    S.APPROVED: ("done", "done", "done"),
}


@public
class OrganisationPage(OwnPage):
    """Hers."""

    async def get(self) -> None:
        """How it stands; the form where there is none, or it was sent back."""
        found = await applying.hers(self.services, self.person)
        given = dict.fromkeys(FIELDS, "") | {"id": new_id()}
        if found is not None:
            one = found.organisation
            contact = await applying.contact_of_hers(self.services, one, self.person)
            given = {"id": one.id, "name": one.name, "code": one.code, "region": one.region}
            given |= {"contact": contact.name, "phone": contact.phone}
        await self._shown(found, given)

    async def post(self) -> None:
        """Apply, or send in anew what was sent back; what has to be mended is said beside the field."""
        given = {name: " ".join(self.text_argument(name, most=400).split()) for name in ("id", *FIELDS)}
        if not is_id(given["id"]):
            raise NotFound
        person, seen = self.person, seen_version(self) if self.text_argument("version", most=20) else 0
        one = Organisation(given["id"], given["name"], given["code"], given["region"], "")
        contact = Contact(given["contact"], given["phone"].replace(" ", ""))
        card = await self._in_danger(given)
        try:
            if seen:
                await applying.correct(self.services, one.id, one, contact, by=person, seen=seen)
            else:
                await applying.apply(self.services, one, contact, by=person, from_chat=True)
        except Invalid as error:
            found = await applying.hers(self.services, person)
            problems = {error.field: error.problem}
            await self._shown(found, given, problems=problems, notice=card, status=error.status)
            return
        except (Conflict, MoveNotPossible) as error:
            found = await applying.hers(self.services, person)
            if found is None or not _is_sent(found.organisation, one):  # else she has tapped twice
                notice = card or (words.CHANGED if seen else words.ALREADY)
                await self._shown(found, given, notice=notice, status=error.status)
                return
        if card:
            await self._shown(await applying.hers(self.services, person), given, notice=card)
            return
        self.onward(ADDRESS)

    async def _in_danger(self, given: Mapping[str, str]) -> str:
        """The card where the form tells of danger, the alert kept before; once for each form and its words."""
        account = self.person.identity(self.services.facts.oa_app)
        for name in ("name", "contact"):
            key = f"h5:{given['id']}:{self.services.seal.digest(given[name])}"
            card = await danger_first(self.services, given[name], by=account, key=key)
            if card:
                return card
        return ""

    async def _shown(
        self,
        found: Hers | None,
        given: Mapping[str, str],
        *,
        problems: Mapping[str, str] | None = None,
        notice: str = "",
        status: int = 200,
    ) -> None:
        one = found.organisation if found else None
        self.set_status(status)
        self.show(
            "own/organisation.html",
            one=one,
            given=given,
            problems=problems or {},
            notice=notice,
            said=said,
            regions=await self._regions(),
            may_write=one is None or (one.state is S.REFUSED and await self._is_hers(one)),
            batches=await batches.of_hers(self.services, self.person) if found and found.is_member else (),
            is_member=found is not None and found.is_member,
            steps=list(zip(words.ORGANISATION_STEPS, TONES[one.state], strict=True)) if one else [],
        )

    async def _is_hers(self, one: Organisation) -> bool:
        kept = await self.services.organisations.contact(one.id)
        return kept is not None and kept.person == self.person.id

    async def _regions(self) -> list[Region]:
        """The city and its counties."""
        levels = (RegionLevel.COUNTY, RegionLevel.CITY)
        return [each for level in levels for each in await self.services.regions.of_level(level)]


def _is_sent(kept: Organisation, one: Organisation) -> bool:
    """Whether what she sends lies there already."""
    code = "".join(one.code.split()).upper()
    return (kept.id, kept.name, kept.code, kept.state) == (one.id, one.name, code, S.APPLIED)


@public
class BatchPage(OwnPage):
    """A batch of hers: its wishes, and where to hand things over."""

    async def get(self, batch_id: str) -> None:
        """The page. Raises NotFound for another organisation's."""
        sheet = await batches.look(self.services, batch_id, by=self.person)
        address, _ = link_to(self, SHEET_LINK, batch_id, f"/api/v1/batches/{batch_id}/sheet", SHEET_HOLDS)
        self.show("own/batch.html", sheet=sheet, address=address, said=said)


ROUTES = [
    (ADDRESS, OrganisationPage),
    (rf"{ADDRESS}/batches/([0-9a-z]{{26}})", BatchPage),
]
