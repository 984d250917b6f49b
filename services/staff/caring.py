"""What an administrator mends of a colleague's account: her name, a lost phone that is still signed in or bound to it."""

from domain.audit import Act
from domain.errors import Conflict, NotAllowed
from domain.staff import StaffMember
from services.context import Services
from services.staff.accounts import checked_name
from services.staff.appointments import find, need_over
from storage.mongo import Session, in_transaction
from storage.staff import StaffAccount


async def rename(services: Services, staff_id: str, name: str, *, by: StaffMember, seq: int) -> StaffAccount:
    """
    Correct how she is called; the same name changes nothing. Raises NotAllowed (for one's own account too), NotFound,
    Invalid("name"), Conflict where the account isn't as it was seen, StoreAway.
    """
    name = checked_name(name)

    async def write(session: Session) -> StaffAccount:
        account = await _hers(services, staff_id, by, session)
        if account.name == name:
            return account
        if account.seq != seq:
            raise Conflict
        changed = await services.staff.change(account, {"name": name}, now=services.now(), session=session)
        await _note(services, "staff_renamed", account, by, session)
        return changed

    return await in_transaction(services.db, write)


async def sign_out_everywhere(services: Services, staff_id: str, *, by: StaffMember) -> int:
    """End all her sessions; how many. Raises NotAllowed (for one's own account too), NotFound, StoreAway."""

    async def write(session: Session) -> int:
        account = await _hers(services, staff_id, by, session)
        many = await services.staff.close_sessions_of(account.id, session=session)
        if many:
            await _note(services, "sessions_ended", account, by, session)
        return many

    return await in_transaction(services.db, write)


async def unbind_wechat(services: Services, staff_id: str, *, by: StaffMember) -> bool:
    """
    The WeChat that was bound to her account opens it no longer: her phone is lost. False where there was none.

    Raises NotAllowed (for one's own account too), NotFound, StoreAway.
    """

    async def write(session: Session) -> bool:
        account = await _hers(services, staff_id, by, session)
        done = await services.bindings.unbind(account.id, session=session)
        if done:
            await _note(services, "wechat_unbound", account, by, session)
        return bool(done)

    return await in_transaction(services.db, write)


async def _hers(services: Services, staff_id: str, by: StaffMember, session: Session) -> StaffAccount:
    if staff_id == by.id:
        raise NotAllowed  # her own is changed on the page of her own account
    account = await find(services, staff_id, by=by, session=session)
    need_over(by, account, services.now())
    return account


async def _note(services: Services, kind: str, account: StaffAccount, by: StaffMember, session: Session) -> None:
    act = Act(kind, about=account.id, region_path=account.region_path)
    await services.audit.add(act, by=by.id, now=services.now(), session=session)
