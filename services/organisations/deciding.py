"""Staff look at organisations of their regions: approve or refuse them, call whom one calls there, let people in and out."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.audit import Act
from domain.errors import Conflict, Invalid, MoveNotPossible, NotFound
from domain.organisations import (
    INVITED_FOR,
    Batch,
    Contact,
    Organisation,
    OrganisationState,
    Why,
    problems,
)
from domain.staff import StaffMember
from services.context import Services
from services.organisations.applying import KEEP, seal_contact
from services.organisations.members import new_word
from services.people.telling import send_to
from storage.mongo import Duplicate, Session, in_transaction
from storage.organisations import KeptContact
from wording import organisations as words

S = OrganisationState


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who acts for it, and her number as it may be shown."""

    id: str
    phone: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An organisation with whom one calls (None where she was erased), who acts for it, and its batches."""

    organisation: Organisation
    contact: KeptContact | None
    members: Sequence[Member]
    batches: Sequence[Batch]


async def get(services: Services, organisation_id: str, *, by: StaffMember) -> Organisation:
    """One of her regions. Raises NotAllowed, NotFound, StoreAway."""
    by.need(KEEP)
    return await services.organisations.get(organisation_id, scope=by.scope(KEEP))


async def look(services: Services, organisation_id: str, *, by: StaffMember) -> Shown:
    """One of her regions with all that belongs to it. Raises NotAllowed, NotFound, StoreAway."""
    one = await get(services, organisation_id, by=by)
    members = []
    for each in await services.organisations.members(one.id):
        phone = await services.phones.of(each)
        members.append(Member(each, phone.masked if phone else ""))
    batches = await services.gift_batches.of(one.id)
    return Shown(one, await services.organisations.contact(one.id), members, batches)


async def read_contact(services: Services, organisation_id: str, *, by: StaffMember) -> Contact:
    """Whom one calls, in full; that it was read is written down. Raises NotAllowed, NotFound, StoreAway."""
    one = await get(services, organisation_id, by=by)
    kept = await services.organisations.contact(one.id)
    if kept is None:
        raise NotFound
    facts = await services.vault.unseal(kept.sealed)
    about = kept.person or one.id
    await services.audit.add(
        Act("organisation_contact_read", about=about, region_path=one.region_path), by=by.id, now=services.now()
    )
    return Contact(str(facts["name"]), str(facts["phone"]), kept.person)


async def change_contact(services: Services, organisation_id: str, contact: Contact, *, by: StaffMember) -> None:
    """Somebody else is called from now on. Raises NotAllowed, NotFound, Invalid, StoreAway."""
    one = await get(services, organisation_id, by=by)
    for field, problem in problems(one, contact).items():
        raise Invalid(field, problem)
    sealed = await seal_contact(services, one.id, contact)

    async def body(session: Session) -> None:
        await services.organisations.put_contact(one.id, sealed, session=session)
        act = Act("organisation_contact_changed", about=one.id, region_path=one.region_path)
        await services.audit.add(act, by=by.id, now=services.now(), session=session)

    await in_transaction(services.db, body)


async def decide(
    services: Services, organisation_id: str, to: OrganisationState, *, by: StaffMember, why: str = "", seen: int
) -> Organisation:
    """
    Approve it, and who applied acts for it; or refuse it, also one that was approved: what it holds it still brings on.
    Whom one calls is told. Twice is the same as once.

    Raises NotAllowed, NotFound, Invalid("why", …), Invalid("code", "taken") where another stands under its code,
    Conflict where it has changed, StoreAway.
    """
    one = await get(services, organisation_id, by=by)
    if to is S.APPLIED:
        raise MoveNotPossible(f"{one.state} -> {to}")
    if to is S.REFUSED and why not in set(Why):
        raise Invalid("why", "unknown" if why else "missing")
    why = why if to is S.REFUSED else ""
    if (one.state, one.why) == (to, why):
        return one
    if one.version != seen:
        raise Conflict
    changes = {"state": str(to), "why": why, "code_held": None if to is S.REFUSED else one.code}
    contact = await services.organisations.contact(one.id)

    async def body(session: Session) -> Organisation:
        now = services.now()
        changed = await services.organisations.change(one, changes, session=session)
        act = Act(
            "organisation_decided", about=one.id, region_path=one.region_path, data={"state": str(to), "why": why}
        )
        await services.audit.add(act, by=by.id, now=now, session=session)
        if contact and contact.person:
            text = words.TOLD[to].format(name=one.name, why=words.REASONS.get(why, ""))
            key = f"organisation:{one.id}:{changed.version}"
            await send_to(services, contact.person, text, key=key, now=now, session=session)
        return changed

    try:
        changed = await in_transaction(services.db, body)
    except Duplicate:
        raise Invalid("code", "taken") from None
    if to is S.APPROVED and contact and contact.person:
        await _let_in(services, one.id, contact.person)
    return changed


async def _let_in(services: Services, organisation_id: str, person_id: str) -> None:
    """Who applied acts for it, unless she acts for another by now."""

    async def body(session: Session) -> None:
        await services.organisations.join(organisation_id, person_id, now=services.now(), session=session)

    if not await services.organisations.of_member(person_id):
        try:
            await in_transaction(services.db, body)
        except Duplicate:
            return


async def invite(services: Services, organisation_id: str, *, by: StaffMember) -> str:
    """A word by which people join, for a week, in place of an earlier one. Raises NotAllowed, NotFound, MoveNotPossible."""
    one = await get(services, organisation_id, by=by)
    if not one.may_claim:
        raise MoveNotPossible(str(one.state))
    word = await new_word(services, one, until=services.now() + INVITED_FOR)
    act = Act("organisation_invited", about=one.id, region_path=one.region_path)
    await services.audit.add(act, by=by.id, now=services.now())
    return word


async def let_out(services: Services, organisation_id: str, person_id: str, *, by: StaffMember) -> None:
    """
    Somebody acts for it no longer; what she took up stays the organisation's, and the first of the others stands for it.
    Raises NotAllowed, NotFound, StoreAway.
    """
    one = await get(services, organisation_id, by=by)
    others = [each for each in await services.organisations.members(one.id) if each != person_id]
    to = others[0] if others else ""

    async def body(session: Session) -> None:
        if await services.organisations.leave(one.id, person_id, to=to, session=session):
            act = Act("organisation_member_gone", about=one.id, region_path=one.region_path)
            await services.audit.add(act, by=by.id, now=services.now(), session=session)

    await in_transaction(services.db, body)
