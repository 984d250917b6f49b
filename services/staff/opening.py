"""Opening a session for somebody who has proved who she is, and knowing her again."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from domain.audit import Act
from domain.errors import NotFound
from domain.staff import StaffMember
from services.context import Services
from storage.mongo import Session, in_transaction
from storage.staff import AccountState, StaffAccount, StaffSession

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
TOUCH = timedelta(minutes=1)  # how exactly "last used" is kept, so that a page doesn't cost a write


@dataclass(frozen=True, slots=True)
class Browser:
    """
    Whose browser it is that asks: `device` is the secret that it keeps for long, `kind` what it calls itself
    (domain/devices.py), `address` where it asks from.
    """

    device: str = ""
    kind: str = ""
    address: str = ""

    @property
    def digest(self) -> str:
        """What is kept of `device`."""
        return digest(self.device)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody has signed in. `token` goes to her browser and is nowhere else; with it belongs the browser's `device`."""

    member: StaffMember
    token: str
    device: str


async def open_session(services: Services, account: StaffAccount, browser: Browser, *, way: str) -> SignedIn:
    """
    A new session in this browser, written down with the way ("password", "totp", "recovery", "wechat") by which she
    came in. Raises StoreAway.
    """

    async def write(session: Session) -> SignedIn:
        return await open_in(services, account, browser, way=way, session=session)

    return await in_transaction(services.db, write)


async def open_in(
    services: Services, account: StaffAccount, browser: Browser, *, way: str, session: Session
) -> SignedIn:
    """As open_session, within a transaction that does more."""
    now, token = services.now(), secrets.token_urlsafe(32)
    device = browser.device or new_device()
    opened = StaffSession(
        id=digest(token),
        staff_id=account.id,
        began_at=now,
        seen_at=now,
        expires_at=now + IDLE,
        device=digest(device),
        device_kind=browser.kind,
        way=way,
    )
    await services.staff.open_session(opened, session=session)
    act = Act("signed_in", about=account.id, region_path=account.region_path, data={"way": way})
    await services.audit.add(act, by=account.id, now=now, session=session)
    return SignedIn(account.member(now), token, device)


async def session(services: Services, token: str, *, device: str, prolong: bool = True) -> StaffMember | None:
    """
    Whose browser holds `token` and `device`, as her account is now; None when they open nothing, or no longer, or
    don't belong together. It lasts longer by being asked for, unless `prolong` is False. Raises StoreAway.
    """
    now = services.now()
    found = await services.staff.session(digest(token), device=digest(device), now=now)
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


async def is_open(services: Services, token: str, *, device: str) -> bool:
    """Whether the session that `token` and `device` open still lasts. Asking doesn't prolong it. Raises StoreAway."""
    return await services.staff.session(digest(token), device=digest(device), now=services.now()) is not None


def new_device() -> str:
    """What a browser is to keep, so that a session can be bound to it."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token: a session's id, a device's mark."""
    return hashlib.sha256(token.encode()).hexdigest()
