"""Personal access tokens: for programs of staff, each for a part of what its owner may."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.audit import SYSTEM, Act
from domain.errors import Invalid, NotFound, NotSignedIn
from domain.ids import is_id, new_id
from domain.staff import Permission, StaffMember
from services.context import Services
from storage.mongo import Session, in_transaction
from storage.staff import AccountState, StaffAccount
from storage.staff_tokens import StaffToken

PREFIX = "xqs_"
DAYS, MOST_DAYS = 90, 365
MOST_NAME = 60
MOST_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose program calls: she with no more than what the token is for."""

    member: StaffMember
    token: StaffToken


async def make_token(
    services: Services, *, login: str, name: str, may: Iterable[Permission] = (), days: int = DAYS
) -> tuple[StaffToken, str]:
    """
    A new token, and its secret, which is kept nowhere. Without `may` it is for all that she may do now.

    Raises NotFound where nobody has this login, Invalid with field "name", "days" or "may" (for what she may not
    herself), StoreAway.
    """
    account = await _account(services, login)
    name = " ".join(name.split())
    if not 0 < len(name) <= MOST_NAME:
        raise Invalid("name")
    if not 1 <= days <= MOST_DAYS:
        raise Invalid("days", "out_of_range")
    now = services.now()
    owner = account.member(now)
    held = frozenset(each for each in Permission if owner.may(each))
    wanted = frozenset(may) or held
    if not wanted or not wanted <= held:
        raise Invalid("may")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = StaffToken(
        id=new_id(),
        digest=_digest(secret),
        staff_id=account.id,
        name=name,
        may=wanted,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )

    async def write(session: Session) -> None:
        await services.staff_tokens.insert(token, session=session)
        data = {"staff": account.id, "may": sorted(wanted), "days": days}
        act = Act("token_made", about=token.id, region_path=account.region_path, data=data)
        await services.audit.add(act, by=SYSTEM, now=now, session=session)

    await in_transaction(services.db, write)
    return token, secret


async def tokens_of(services: Services, *, login: str) -> list[StaffToken]:
    """Her tokens, the newest first; ended ones too. Raises NotFound, StoreAway."""
    return await services.staff_tokens.of((await _account(services, login)).id)


async def revoke_token(services: Services, *, login: str, token_id: str) -> None:
    """End one of her tokens at once. Ending it again changes nothing. Raises NotFound, StoreAway."""
    account = await _account(services, login)
    if not is_id(token_id):
        raise NotFound
    token = await services.staff_tokens.get(token_id)
    if token.staff_id != account.id:
        raise NotFound
    now = services.now()

    async def write(session: Session) -> None:
        if await services.staff_tokens.revoke(token.id, now=now, session=session):
            act = Act("token_revoked", about=token.id, region_path=account.region_path, data={"staff": account.id})
            await services.audit.add(act, by=SYSTEM, now=now, session=session)

    await in_transaction(services.db, write)


async def owner_of(services: Services, secret: str) -> Caller:
    """
    Who calls with this token, as her account is now: whoever left, or lost an appointment, calls without it at once.

    Raises NotSignedIn for a token that opens nothing or no longer, StoreAway.
    """
    if not secret.startswith(PREFIX) or len(secret) > MOST_CHARACTERS:
        raise NotSignedIn
    token, now = await services.staff_tokens.by_digest(_digest(secret)), services.now()
    if token is None or not token.holds_at(now):
        raise NotSignedIn
    try:
        account = await services.staff.get(token.staff_id)
    except NotFound:
        raise NotSignedIn from None
    if account.state is not AccountState.ACTIVE:
        raise NotSignedIn
    day = f"{now:%Y-%m-%d}"
    if token.used_on < day:
        await services.staff_tokens.used(token.id, day=day)
    return Caller(replace(account.member(now), only=token.may), token)


async def _account(services: Services, login: str) -> StaffAccount:
    account = await services.staff.by_login(login)
    if account is None:
        raise NotFound
    return account


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
