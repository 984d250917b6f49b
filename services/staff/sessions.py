"""Signing in and out."""

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import NotFound, NotSignedIn, TooMany
from domain.staff import StaffMember
from services.context import Services
from services.staff.passwords import MOST_CHARACTERS, matches
from storage.staff import AccountState, StaffSession

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
TOUCH = timedelta(minutes=1)  # how exactly "last used" is kept, so that a page doesn't cost a write
TRIES_FREE = 5  # of one login from one address
TRIES_FREE_OF_ADDRESS = 50  # an office shares one address
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody has signed in. `token` goes to her browser and is nowhere else."""

    member: StaffMember
    token: str


async def sign_in(services: Services, *, login: str, password: str, address: str) -> SignedIn:
    """
    Sign in; a new session each time. Tries are counted by login and address together, and by address, so that nobody
    can shut a colleague out from elsewhere.

    Raises NotSignedIn when login and password don't belong together, TooMany, StoreAway.
    """
    login, now = login.strip().lower(), services.now()
    pair = services.seal.digest(f"sign-in {login} {address}")
    await _count(services, pair, free=TRIES_FREE, now=now)
    await _count(services, services.seal.digest(f"sign-in {address}"), free=TRIES_FREE_OF_ADDRESS, now=now)
    account = await services.staff.by_login(login)
    known = account.password_hash if account else None
    if not await matches(password[:MOST_CHARACTERS], known or None) or account is None:
        raise NotSignedIn
    if account.state is not AccountState.ACTIVE:
        raise NotSignedIn
    token = secrets.token_urlsafe(32)
    opened = StaffSession(id=_digest(token), staff_id=account.id, began_at=now, seen_at=now, expires_at=now + IDLE)
    await asyncio.gather(services.staff.open_session(opened), services.staff.forget_tries(pair))
    return SignedIn(account.member(now), token)


async def _count(services: Services, key: str, *, free: int, now: datetime) -> None:
    shut_until = await services.staff.count_try(key, now=now, free=free, first_pause=FIRST_PAUSE, longest=LONGEST_PAUSE)
    if shut_until is not None:
        raise TooMany(max(1, round((shut_until - now).total_seconds())))


async def session(services: Services, token: str, *, prolong: bool = True) -> StaffMember | None:
    """
    Whose browser holds `token`, as her account is now; None when it opens nothing, or no longer. It lasts longer by
    being asked for, unless `prolong` is False.
    """
    now = services.now()
    found = await services.staff.session(_digest(token), now=now)
    if found is None:
        return None
    try:
        account = await services.staff.get(found.staff_id)
    except NotFound:
        return None
    if prolong and now - found.seen_at >= TOUCH:
        expires_at = min(now + IDLE, found.began_at + LONGEST)
        await services.staff.touch_session(found.id, now=now, expires_at=expires_at)
    if account.state is not AccountState.ACTIVE:
        return None
    return account.member(now)


async def is_open(services: Services, token: str) -> bool:
    """Whether the session that `token` opens still lasts. Asking doesn't prolong it. Raises StoreAway."""
    return await services.staff.session(_digest(token), now=services.now()) is not None


async def sign_out(services: Services, token: str) -> None:
    """End the session that `token` opens."""
    await services.staff.close_session(_digest(token))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
