"""Making accounts for staff."""

import re
from collections.abc import Iterable

from domain.audit import SYSTEM, Act
from domain.errors import Invalid, NotFound
from domain.ids import new_id
from domain.staff import Appointment, StaffMember, StaffRole
from services.context import Services
from services.staff.passwords import hash_password, new_password
from storage.mongo import Session, in_transaction
from storage.staff import StaffAccount

LEAST_PASSWORD = 10
MOST_NAME = 30
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")


async def add(
    services: Services,
    *,
    login: str,
    name: str,
    roles: Iterable[StaffRole],
    region: str,
    password: str | None = None,
    sample: bool = False,
) -> tuple[StaffMember, str]:
    """
    A new account for the region with the code `region` and all below it; the member and her password, drawn where none
    is given.

    Raises Invalid with field "login", "name", "roles", "region" or "password", StoreAway.
    """
    login, name = checked_login(login), checked_name(name)
    held = frozenset(roles)
    if not held:
        raise Invalid("roles", "missing")
    password = new_password() if password is None else password
    if len(password) < LEAST_PASSWORD:
        raise Invalid("password", "too_short")
    try:
        path = (await services.regions.get(region)).path
    except NotFound:
        raise Invalid("region", "unknown") from None
    account = StaffAccount(
        id=new_id(),
        login=login,
        name=name,
        region_path=path,
        appointments=tuple(Appointment(role, path) for role in sorted(held)),
        password_hash=await hash_password(password),
        sample=sample,
    )
    await _insert(services, account)
    return account.member(services.now()), password


def checked_login(login: str) -> str:
    """The login, if it can be one. Raises Invalid("login")."""
    if _LOGIN.fullmatch(login) is None:
        raise Invalid("login")
    return login


def checked_name(name: str) -> str:
    """The name with single blanks. Raises Invalid("name")."""
    name = " ".join(name.split())
    if not 0 < len(name) <= MOST_NAME:
        raise Invalid("name")
    return name


async def _insert(services: Services, account: StaffAccount) -> None:
    now = services.now()
    act = Act(
        "staff_added",
        about=account.id,
        region_path=account.region_path,
        data={"roles": [each.role for each in account.appointments]},
    )

    async def write(session: Session) -> None:
        await services.staff.insert(account, now=now, session=session)
        await services.audit.add(act, by=SYSTEM, now=now, session=session)

    await in_transaction(services.db, write)


async def reset(services: Services, *, login: str, password: str | None = None) -> str:
    """
    A new password, drawn where none is given; all her sessions end, and no one-time code is asked for any more. The
    WeChat that is bound to the account stays so.

    Raises NotFound, Invalid with field "password", StoreAway.
    """
    account = await services.staff.by_login(login)
    if account is None:
        raise NotFound
    password = new_password() if password is None else password
    if len(password) < LEAST_PASSWORD:
        raise Invalid("password", "too_short")
    hashed, now = await hash_password(password), services.now()

    async def write(session: Session) -> None:
        await services.staff.change(account, {"password_hash": hashed}, now=now, session=session)
        await services.staff.close_sessions_of(account.id, session=session)
        without_codes = await services.factors.remove(account.id, session=session)
        data = {"totp_off": True} if without_codes else {}
        act = Act("password_reset", about=account.id, region_path=account.region_path, data=data)
        await services.audit.add(act, by=SYSTEM, now=now, session=session)

    await in_transaction(services.db, write)
    return password
