"""Organisations that take up wishes: the list, one with what belongs to it, deciding on it, and claiming for it."""

from collections.abc import Mapping
from typing import Any

from domain.errors import Conflict, Invalid, NotFound
from domain.ids import is_id, new_id
from domain.organisations import INVITED_FOR, Contact, Organisation, OrganisationState
from domain.staff import Permission
from handlers.access import requires
from handlers.base import PAGE_ROWS
from handlers.console.choosing_region import regions_for
from handlers.console.page import ConsolePage, first_part, seen_version
from handlers.templates import HERE
from services.organisations import applying, batches, deciding
from services.organisations.batches import Wanted
from services.wishes.wall import PRICE_BANDS
from storage.paging import Part
from wording import organisations as words
from wording.dates import whole_day
from wording.wish_life import PRICES

ADDRESS, BATCHES = "/console/organisations", "/console/batches"
ID = r"([0-9a-z]{26})"
FIELDS = ("name", "code", "region", "contact", "phone")


class OrganisationPages(ConsolePage):
    """A page of the organisations."""

    SECTION = "wishes"

    async def places(self, paths: list[str]) -> dict[str, str]:
        """The names of the regions in these paths."""
        return await self.services.regions.names(code for path in paths for code in path.split("/") if code)

    def words_of(self, *names: str) -> dict[str, str]:
        """What the form holds, each in one line."""
        return {name: " ".join(self.text_argument(name, most=400).split()) for name in names}

    async def show_one(self, organisation_id: str, *, status: int = 200, **values: Any) -> None:
        """An organisation as it stands."""
        shown = await deciding.look(self.services, organisation_id, by=self.staff)
        self.set_status(status)
        self.show(
            "organisations/detail.html",
            one=shown.organisation,
            kept=shown.contact,
            members=shown.members,
            batches=shown.batches,
            places=await self.places([shown.organisation.region_path]),
            said=words,
            **({"problems": {}, "notice": "", "word": "", "until": "", "read": None, "given": {}} | values),
        )


@requires(Permission.WISH_APPROVE)
class Organisations(OrganisationPages):
    """Those of her regions, the newest first."""

    async def get(self) -> None:
        """The list, or those in a state."""
        state = self.text_argument("state", most=20)
        if state not in {"", *map(str, OrganisationState)}:
            raise NotFound
        scope, after = self.staff.scope(applying.KEEP), self.after_argument()
        chosen = OrganisationState(state) if state else None
        part = Part(after=after)
        rows = await self.services.organisations.page(scope=scope, state=chosen, part=part, most=PAGE_ROWS + 1)
        shown, more = first_part(rows)
        self.show(
            "organisations/list.html",
            rows=shown,
            more=more,
            state=state,
            places=await self.places([each.region_path for each in shown]),
            said=words,
        )


@requires(Permission.WISH_APPROVE)
class OrganisationNew(OrganisationPages):
    """One that staff know; the form draws its id, so that a form sent twice is one."""

    async def get(self) -> None:
        """The empty form."""
        await self._form({"id": new_id(), **dict.fromkeys(FIELDS, "")}, {})

    async def post(self) -> None:
        """Keep it, or show what to mend."""
        given = self.words_of("id", *FIELDS)
        if not is_id(given["id"]):
            raise NotFound
        made = Organisation(given["id"], given["name"], given["code"], given["region"], "")
        try:
            contact = Contact(given["contact"], given["phone"].replace(" ", ""))
            kept = await applying.enter(self.services, made, contact, by=self.staff)
        except Invalid as error:
            await self._form(given, {error.field: error.problem}, status=error.status)
            return
        self.redirect(f"{ADDRESS}/{kept.id}", status=303)

    async def _form(self, given: Mapping[str, str], problems: Mapping[str, str], *, status: int = 200) -> None:
        regions = [each for each in await regions_for(self, applying.KEEP) if each.level in applying.LEVELS]
        self.set_status(status)
        self.show("organisations/new.html", given=given, regions=regions, problems=problems, said=words)


@requires(Permission.WISH_APPROVE)
class OrganisationPage(OrganisationPages):
    """One."""

    async def get(self, organisation_id: str) -> None:
        """The page."""
        await self.show_one(organisation_id)


@requires(Permission.WISH_APPROVE)
class OrganisationDecide(OrganisationPages):
    """May it claim."""

    async def post(self, organisation_id: str) -> None:
        """Decided, or what is lacking."""
        state, why = self.text_argument("state", most=20), self.text_argument("why", most=20)
        if state not in {"approved", "refused"}:
            raise Invalid("state")
        try:
            await deciding.decide(
                self.services,
                organisation_id,
                OrganisationState(state),
                by=self.staff,
                why=why,
                seen=seen_version(self),
            )
        except Invalid as error:
            if error.field == "version":
                raise
            await self.show_one(organisation_id, status=error.status, problems={error.field: error.problem})
            return
        except Conflict:
            await self.show_one(organisation_id, status=Conflict.status, notice=words.CHANGED_MEANWHILE)
            return
        self.redirect(f"{ADDRESS}/{organisation_id}", status=303)


@requires(Permission.WISH_APPROVE)
class OrganisationInvite(OrganisationPages):
    """Letting people act for it."""

    async def post(self, organisation_id: str) -> None:
        """The word, shown once."""
        word = await deciding.invite(self.services, organisation_id, by=self.staff)
        until = whole_day((self.services.now() + INVITED_FOR).astimezone(HERE))
        await self.show_one(organisation_id, word=word, until=until)


@requires(Permission.WISH_APPROVE)
class OrganisationContact(OrganisationPages):
    """Somebody else is called."""

    async def post(self, organisation_id: str) -> None:
        """Kept, or what to mend."""
        given = self.words_of("contact", "phone")
        try:
            contact = Contact(given["contact"], given["phone"].replace(" ", ""))
            await deciding.change_contact(self.services, organisation_id, contact, by=self.staff)
        except Invalid as error:
            problems = {error.field: error.problem}
            await self.show_one(organisation_id, status=error.status, problems=problems, given=given)
            return
        self.redirect(f"{ADDRESS}/{organisation_id}", status=303)


@requires(Permission.WISH_APPROVE)
class OrganisationRead(OrganisationPages):
    """Whom one calls, in full."""

    async def post(self, organisation_id: str) -> None:
        """Shown, and written down that it was."""
        await self.show_one(
            organisation_id, read=await deciding.read_contact(self.services, organisation_id, by=self.staff)
        )


@requires(Permission.WISH_APPROVE)
class OrganisationLetOut(OrganisationPages):
    """Somebody acts for it no longer."""

    async def post(self, organisation_id: str) -> None:
        """Let out; what she took up stays the organisation's."""
        person = self.text_argument("person", most=30)
        await deciding.let_out(self.services, organisation_id, person, by=self.staff)
        self.redirect(f"{ADDRESS}/{organisation_id}", status=303)


@requires(Permission.WISH_APPROVE)
class OrganisationClaim(OrganisationPages):
    """A batch claimed for it; the form draws its id, so that a form sent twice claims once."""

    async def get(self, organisation_id: str) -> None:
        """The empty form."""
        await self._form(organisation_id, {"id": new_id()}, {})

    async def post(self, organisation_id: str) -> None:
        """Claimed, or what to mend."""
        given = self.words_of("id", "many", "kind", "county", "price") | {"codes": self.text_argument("codes")}
        if not is_id(given["id"]):
            raise NotFound
        codes = tuple(given["codes"].replace("，", " ").replace(",", " ").split())
        many = int(given["many"]) if given["many"].isascii() and given["many"].isdigit() else 0
        asked = {name: given[name] for name in ("kind", "county", "price")}
        try:
            wanted = Wanted(codes, min(many, 1000), asked)
            sheet = await batches.take_for(self.services, organisation_id, given["id"], wanted, by=self.staff)
        except Invalid as error:
            await self._form(organisation_id, given, {error.field: error.problem}, status=error.status)
            return
        self.redirect(f"{BATCHES}/{sheet.batch.id}", status=303)

    async def _form(
        self, organisation_id: str, given: Mapping[str, str], problems: Mapping[str, str], *, status: int = 200
    ) -> None:
        self.set_status(status)
        self.show(
            "organisations/claim.html",
            one=await deciding.get(self.services, organisation_id, by=self.staff),
            given={**dict.fromkeys(("codes", "many", "kind", "county", "price"), ""), **given},
            counties=await self.services.live_wall.counties(),
            prices={band: PRICES[band] for band in PRICE_BANDS},
            problems=problems,
            said=words,
        )


ROUTES: list[Any] = [
    (ADDRESS, Organisations),
    (rf"{ADDRESS}/new", OrganisationNew),
    (rf"{ADDRESS}/{ID}", OrganisationPage),
    (rf"{ADDRESS}/{ID}/decide", OrganisationDecide),
    (rf"{ADDRESS}/{ID}/invite", OrganisationInvite),
    (rf"{ADDRESS}/{ID}/contact", OrganisationContact),
    (rf"{ADDRESS}/{ID}/contact/read", OrganisationRead),
    (rf"{ADDRESS}/{ID}/let-out", OrganisationLetOut),
    (rf"{ADDRESS}/{ID}/claim", OrganisationClaim),
]
