"""What a person can be, several at once, and who said so."""

from datetime import datetime

from domain.audit import Act
from domain.errors import NotFound
from domain.people import Person, PersonRole
from domain.regions import Region
from domain.staff import Permission, StaffMember
from services.context import Services
from storage.mongo import Session, in_transaction
from storage.person_changes import PersonChangeStore
from storage.scoped import UNPLACED, placed


async def become(
    services: Services, person_id: str, role: PersonRole, *, by: str, now: datetime, session: Session | None = None
) -> bool:
    """She is this too from now on, by what she did herself (`by` is her own id) or by staff. False where she was already."""
    return await PersonChangeStore(services.db).change(
        person_id,
        {"$addToSet": {"roles": role}, "$push": {"roles_from": {"role": role, "by": by, "at": now}}},
        which={"roles": {"$ne": role}},
        kind="role_given",
        actor=by,
        data={"role": role},
        now=now,
        session=session,
    )


async def become_guardian(
    services: Services, person: Person, region: Region, *, now: datetime, session: Session
) -> None:
    """Her wish makes her a guardian, and says where she lives if nobody knew. Raises NotFound where she was erased."""
    await become(services, person.id, PersonRole.GUARDIAN, by=person.id, now=now, session=session)
    await services.people.add_role(person.id, PersonRole.GUARDIAN, session=session)
    await PersonChangeStore(services.db).change(
        person.id,
        {"$set": {"region": region.code, **placed(region.path)}},
        which={"region_path": {"$in": [None, UNPLACED]}},
        kind="region_learned",
        actor=person.id,
        data={"from": "wish"},
        now=now,
        session=session,
    )


async def give_role(services: Services, person_id: str, role: PersonRole, *, by: StaffMember) -> bool:
    """Staff say what she is. False where she was already. Raises NotAllowed, NotFound, StoreAway."""
    now = services.now()
    path = await _her_region(services, person_id, by)

    async def write(session: Session) -> bool:
        if not await become(services, person_id, role, by=by.id, now=now, session=session):
            return False
        act = Act("person_role_given", about=person_id, region_path=path, data={"role": role})
        await services.audit.add(act, by=by.id, now=now, session=session)
        return True

    return await in_transaction(services.db, write)


async def take_role(services: Services, person_id: str, role: PersonRole, *, by: StaffMember) -> bool:
    """She isn't this any more; what she did as one stays. False where she wasn't. Raises NotAllowed, NotFound, StoreAway."""
    now = services.now()
    path = await _her_region(services, person_id, by)

    async def write(session: Session) -> bool:
        done = await PersonChangeStore(services.db).change(
            person_id,
            {"$pull": {"roles": role, "roles_from": {"role": role}}},
            which={"roles": role},
            kind="role_taken",
            actor=by.id,
            data={"role": role},
            now=now,
            session=session,
        )
        if done:
            act = Act("person_role_taken", about=person_id, region_path=path, data={"role": role})
            await services.audit.add(act, by=by.id, now=now, session=session)
        return done

    return await in_transaction(services.db, write)


async def _her_region(services: Services, person_id: str, by: StaffMember) -> str:
    """Her region, if she is one of those whom `by` may change. Raises NotAllowed, NotFound."""
    by.need(Permission.PERSON_CHANGE)
    unplaced = by.may_in(Permission.PERSON_CHANGE, services.facts.city_path)
    scope = by.scope(Permission.PERSON_CHANGE)
    person = await services.people.find_seen(person_id, services.facts.oa_app, scope=scope, unplaced=unplaced)
    if person is None:
        raise NotFound
    return person.region_path
