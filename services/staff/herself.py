"""What a member of staff changes of her own account."""

from domain.audit import Act
from domain.errors import Invalid
from domain.staff import Permission, StaffMember
from services.context import Services
from services.staff.accounts import LEAST_PASSWORD
from services.staff.factors import check_password
from services.staff.passwords import MOST_CHARACTERS, hash_password
from storage.mongo import Session, in_transaction


async def change_password(
    services: Services, *, by: StaffMember, password: str, new: str, again: str, session_id: str
) -> None:
    """
    Another password; her sessions elsewhere end.

    Raises NotAllowed, Invalid with field "password", "new" or "again", Conflict when the account was changed meanwhile,
    TooMany, StoreAway.
    """
    by.need(Permission.SELF)
    if not LEAST_PASSWORD <= len(new) <= MOST_CHARACTERS:
        raise Invalid("new", "too_short" if len(new) < LEAST_PASSWORD else "too_long")
    if new != again:
        raise Invalid("again", "differs")
    account = await services.staff.get(by.id)
    await check_password(services, password, by=by, session_id=session_id)
    hashed, now = await hash_password(new), services.now()

    async def write(session: Session) -> None:
        await services.staff.change(account, {"password_hash": hashed}, now=now, session=session)
        await services.staff.close_sessions_of(by.id, but=session_id, session=session)
        act = Act("password_changed", about=by.id, region_path=by.region_path)
        await services.audit.add(act, by=by.id, now=now, session=session)

    await in_transaction(services.db, write)
