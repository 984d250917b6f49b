"""An organisation is made: a person applies for it, or staff enter it; whom one calls there lies sealed."""

from dataclasses import dataclass, replace

from domain.audit import Act
from domain.errors import Conflict, Invalid, MoveNotPossible, NotFound
from domain.organisations import Contact, Organisation, OrganisationState, credit_code, problems
from domain.people import Person
from domain.regions import Region, RegionLevel, Scope
from domain.staff import Permission, StaffMember
from domain.wishes import mask_name
from services.context import Services
from services.mini.phone import mask_phone
from storage.encryption import family_of
from storage.mongo import Duplicate, Session, in_transaction
from storage.organisations import KeptContact
from storage.scoped import placed

KEEP = Permission.WISH_APPROVE
LEVELS = frozenset((RegionLevel.CITY, RegionLevel.COUNTY))


@dataclass(frozen=True, slots=True)
class Hers:
    """The organisation that a person acts for or has applied for; `is_member` says which."""

    organisation: Organisation
    is_member: bool


async def apply(
    services: Services, one: Organisation, contact: Contact, *, by: Person, from_chat: bool = False
) -> Organisation:
    """
    An organisation to be looked at by staff, under its id; she is whom they call. Made twice it is one. The mini-program can
    ask for her number, the chat can't: `from_chat` staff have the one that she wrote, and call it first.

    Raises Invalid for the first field that can't be taken, also ("phone", "unverified") for somebody whose number we don't
    know, and ("code", "taken") for one that stands already, Conflict where she acts or has applied for another, StoreAway.
    """
    kept = await _kept(services, one)
    if kept is not None:
        return kept
    if not from_chat and await services.phones.of(by.id) is None:
        raise Invalid("phone", "unverified")
    found = await hers(services, by)
    if found is not None and (found.is_member or found.organisation.state is not OrganisationState.REFUSED):
        raise Conflict
    made = await _checked(services, replace(one, state=OrganisationState.APPLIED), contact)
    return await _insert(services, made, replace(contact, person=by.id), by=by.id)


async def correct(
    services: Services, organisation_id: str, one: Organisation, contact: Contact, *, by: Person, seen: int
) -> Organisation:
    """
    What she applied for and staff have sent back, mended by her, is looked at anew. Raises NotFound for one that she isn't
    called about, MoveNotPossible where it isn't sent back, Invalid as `apply`, Conflict where it has changed, StoreAway.
    """
    known = await services.organisations.contact(organisation_id)
    if known is None or known.person != by.id:
        raise NotFound
    kept = await services.organisations.get(organisation_id, scope=Scope.system())
    if kept.state is not OrganisationState.REFUSED:
        raise MoveNotPossible(str(kept.state))
    if kept.version != seen:
        raise Conflict
    made = await _checked(services, replace(one, id=kept.id), contact)
    sealed = await seal_contact(services, made.id, replace(contact, person=by.id))
    changes = {"name": made.name, "code": made.code, "code_held": made.code, "region": made.region, "why": ""}
    changes |= {"state": str(OrganisationState.APPLIED), **placed(made.region_path)}

    async def body(session: Session) -> Organisation:
        changed = await services.organisations.change(kept, changes, session=session)
        await services.organisations.put_contact(made.id, sealed, session=session)
        await services.people.get(by.id)  # who was erased meanwhile is whom nobody calls
        act = Act("organisation_corrected", about=made.id, region_path=made.region_path)
        await services.audit.add(act, by=by.id, now=services.now(), session=session)
        return changed

    try:
        return await in_transaction(services.db, body)
    except Duplicate:
        raise Invalid("code", "taken") from None


async def contact_of_hers(services: Services, one: Organisation, person: Person) -> Contact:
    """Whom one calls about it as she wrote it herself; empty where that is somebody else. Raises StoreAway."""
    kept = await services.organisations.contact(one.id)
    if kept is None or kept.person != person.id:
        return Contact("", "")
    facts = await services.vault.unseal(kept.sealed)
    return Contact(str(facts["name"]), str(facts["phone"]), kept.person)


async def enter(services: Services, one: Organisation, contact: Contact, *, by: StaffMember) -> Organisation:
    """
    An organisation that staff know: approved at once, since it is they who would. Made twice it is one. Raises NotAllowed
    where she decides nothing in that region, Invalid, Conflict, StoreAway.
    """
    by.need(KEEP)
    kept = await _kept(services, one)
    if kept is not None:
        return await services.organisations.get(kept.id, scope=by.scope(KEEP))
    made = await _checked(services, replace(one, state=OrganisationState.APPROVED), contact)
    by.need(KEEP, made.region_path)
    return await _insert(services, made, replace(contact, person=""), by=by.id)


async def _kept(services: Services, one: Organisation) -> Organisation | None:
    """The one that an earlier try with the same id has made. Raises Conflict where it is another."""
    try:
        kept = await services.organisations.get(one.id, scope=Scope.system())
    except NotFound:
        return None
    if kept.code != "".join(one.code.split()).upper():
        raise Conflict
    return kept


async def _checked(services: Services, one: Organisation, contact: Contact) -> Organisation:
    for field, problem in problems(one, contact).items():
        raise Invalid(field, problem)
    region = await _region(services, one.region)
    return replace(one, code=credit_code(one.code), region=region.code, region_path=region.path, why="", version=1)


async def _region(services: Services, code: str) -> Region:
    try:
        region = await services.regions.current(code)
    except NotFound:
        raise Invalid("region", "unknown") from None
    if region.level not in LEVELS:
        raise Invalid("region", "unknown")
    return region


async def _insert(services: Services, made: Organisation, contact: Contact, *, by: str) -> Organisation:
    sealed = await seal_contact(services, made.id, contact)

    async def body(session: Session) -> None:
        now = services.now()
        await services.organisations.insert(made, by=by, now=now, session=session)
        await services.organisations.put_contact(made.id, sealed, session=session)
        if contact.person:
            await services.people.get(contact.person)  # who was erased meanwhile is whom nobody calls
        act = Act("organisation_made", about=made.id, region_path=made.region_path, data={"state": str(made.state)})
        await services.audit.add(act, by=by, now=now, session=session)

    try:
        await in_transaction(services.db, body)
    except Duplicate:
        raise Invalid("code", "taken") from None
    return await services.organisations.get(made.id, scope=Scope.system())


async def seal_contact(services: Services, organisation_id: str, contact: Contact) -> KeptContact:
    """Whom one calls, masked and sealed: under her own family's key where she is known. Raises StoreAway."""
    family = family_of(contact.person or organisation_id)
    sealed = await services.vault.seal(family, {"name": contact.name, "phone": contact.phone})
    return KeptContact(contact.person, mask_name(contact.name), mask_phone(contact.phone), sealed)


async def hers(services: Services, person: Person) -> Hers | None:
    """The organisation that she acts for, or else has applied for last; None. Raises StoreAway."""
    found = await services.organisations.of_member(person.id)
    applied = [each for each, _ in await services.organisations.contact_of(person.id)]
    for each, is_member in ((found, True), *((each, False) for each in applied)):
        if each:
            return Hers(await services.organisations.get(each, scope=Scope.system()), is_member)
    return None
