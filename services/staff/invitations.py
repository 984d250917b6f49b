"""Inviting a colleague by a link, and the link by which one sets a new password."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta

from domain.audit import Act
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.ids import new_id
from domain.staff import Appointment, StaffMember, StaffRole
from services.context import Services
from services.staff.accounts import LEAST_PASSWORD, checked_login, checked_name
from services.staff.appointments import find, need_over, place_of
from services.staff.passwords import MOST_CHARACTERS, hash_password
from storage.invitations import Invitation
from storage.mongo import Session, in_transaction
from storage.staff import AccountState, StaffAccount

GOOD_FOR = timedelta(days=7)


async def invite(
    services: Services, *, by: StaffMember, login: str, name: str, roles: Iterable[StaffRole], region: str
) -> tuple[StaffAccount, str]:
    """
    An account that waits for its owner, with these roles for the region with the code `region`, and the token of the
    link by which she sets her password.

    Raises Invalid with field "login", "name", "roles" or "region", NotAllowed, StoreAway.
    """
    login, name = checked_login(login.strip().lower()), checked_name(name)
    held = frozenset(roles)
    if not held:
        raise Invalid("roles", "missing")
    path = await place_of(services, region)
    appointments = tuple(Appointment(role, path) for role in sorted(held))
    if not all(by.may_appoint(each) for each in appointments):
        raise NotAllowed
    account = StaffAccount(new_id(), login, name, path, appointments, state=AccountState.INVITED)
    data = {"roles": [each.role for each in appointments]}

    async def write(session: Session) -> str:
        await services.staff.insert(account, now=services.now(), session=session)
        return await _link(services, account, kind="staff_invited", data=data, by=by, session=session)

    return account, await in_transaction(services.db, write)


async def link_again(services: Services, staff_id: str, *, by: StaffMember) -> tuple[StaffAccount, str]:
    """
    A new link for somebody who lost hers or forgot her password; an earlier link opens nothing any more. Her password
    and sessions stay until she has used it.

    Raises NotAllowed (also where she has what `by` may not give), NotFound, Conflict for one who has left, StoreAway.
    """

    async def write(session: Session) -> tuple[StaffAccount, str]:
        account = await find(services, staff_id, by=by, session=session)
        need_over(by, account, services.now())
        if account.state is AccountState.LEFT:
            raise Conflict
        kind = "invited_again" if account.state is AccountState.INVITED else "reset_link_given"
        return account, await _link(services, account, kind=kind, data={}, by=by, session=session)

    return await in_transaction(services.db, write)


async def _link(
    services: Services,
    account: StaffAccount,
    *,
    kind: str,
    data: Mapping[str, object],
    by: StaffMember,
    session: Session,
) -> str:
    now, token = services.now(), secrets.token_urlsafe(32)
    await services.invitations.put(Invitation(_digest(token), account.id, by.id, now + GOOD_FOR), session=session)
    act = Act(kind, about=account.id, region_path=account.region_path, data=data)
    await services.audit.add(act, by=by.id, now=now, session=session)
    return token


async def invited(services: Services, token: str) -> StaffAccount:
    """Whose link this is. Raises NotFound for one that was used, replaced or is too old, StoreAway."""
    invitation = await services.invitations.get(_digest(token), now=services.now())
    if invitation is None:
        raise NotFound
    account = await services.staff.get(invitation.staff_id)
    if account.state is AccountState.LEFT:
        raise NotFound
    return account


async def join(services: Services, token: str, *, password: str) -> StaffAccount:
    """
    She sets her password by her link, which is used up by it; her account is active and her earlier sessions end.

    Raises NotFound for a link that is not good any more, Invalid("password"), StoreAway.
    """
    if not LEAST_PASSWORD <= len(password) <= MOST_CHARACTERS:
        raise Invalid("password", "too_short" if len(password) < LEAST_PASSWORD else "too_long")
    await invited(services, token)
    hashed, now = await hash_password(password), services.now()

    async def write(session: Session) -> StaffAccount:
        taken = await services.invitations.take(_digest(token), now=now, session=session)
        if taken is None:
            raise NotFound
        account = await services.staff.get(taken.staff_id, session=session)
        if account.state is AccountState.LEFT:
            raise NotFound
        kind = "joined" if account.state is AccountState.INVITED else "password_set"
        changes = {"password_hash": hashed, "state": AccountState.ACTIVE}
        changed = await services.staff.change(account, changes, now=now, session=session)
        await services.staff.close_sessions_of(account.id, session=session)
        act = Act(kind, about=account.id, region_path=account.region_path)
        await services.audit.add(act, by=account.id, now=now, session=session)
        return changed

    return await in_transaction(services.db, write)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
