"""Signing in with a password and, where it is turned on, a code; signing out; ending sessions from elsewhere."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta

import orjson

from domain.audit import SYSTEM, Act
from domain.errors import NotFound, NotSignedIn
from domain.staff import Permission, StaffMember
from services.context import Services
from services.staff.factors import prove
from services.staff.opening import Browser, SignedIn, digest, open_session
from services.staff.passwords import MOST_CHARACTERS, matches
from services.staff.throttle import count
from storage.mongo import Session, in_transaction
from storage.staff import AccountState, StaffAccount, StaffSession

TRIES_FREE = 5  # of one login from one address
TRIES_FREE_OF_ADDRESS = 50  # an office shares one address
CHALLENGE_LASTS = timedelta(minutes=5)
MOST_SEALED = 2000


class CodeNeeded(NotSignedIn):
    """The password is right; `challenge` goes to the browser, which brings it back with the code."""

    def __init__(self, challenge: str) -> None:
        super().__init__()
        self.challenge = challenge


@dataclass(frozen=True, slots=True)
class Challenge:
    """Whose password was right, in which browser and until when. `seq` is the account's: any change of it ends this."""

    id: str
    staff_id: str
    seq: int
    device: str
    until: float
    tries: str


async def sign_in(
    services: Services, *, login: str, password: str, address: str, browser: Browser | None = None
) -> SignedIn:
    """
    Sign in; a new session each time. Tries are counted by login and address together, and by address, so that nobody
    can shut a colleague out from elsewhere; a right password doesn't count for the address, which a whole office shares.

    Raises CodeNeeded when a code has to follow, NotSignedIn when login and password don't belong together, TooMany,
    StoreAway.
    """
    browser = browser or Browser()
    login, now = login.strip().lower(), services.now()
    pair = services.seal.digest(f"sign-in {login} {address}")
    await count(services, pair, free=TRIES_FREE, now=now)
    place = services.seal.digest(f"sign-in {address}")
    await count(services, place, free=TRIES_FREE_OF_ADDRESS, now=now)
    account = await services.staff.by_login(login)
    known = account.password_hash if account else None
    right = await matches(password[:MOST_CHARACTERS], known or None)
    if not right or account is None or account.state is not AccountState.ACTIVE:
        await _failed(services, login, "password")
        raise NotSignedIn
    await services.staff.take_back_try(place, now=now, free=TRIES_FREE_OF_ADDRESS)
    if (await services.factors.get(account.id)).on:
        raise CodeNeeded(_challenge(services, account, browser, pair))
    signed_in = await open_session(services, account, browser, way="password")
    await services.staff.forget_tries(pair)
    return signed_in


async def second_step(services: Services, *, challenge: str, code: str, browser: Browser) -> SignedIn:
    """
    Sign in with the code, or a recovery code, that follows the password. Five tries a challenge; what was counted for
    the password is void only now, so that another challenge isn't five more.

    Raises NotFound for a challenge that has ended or is another browser's, NotSignedIn for a wrong or used code,
    TooMany when the challenge's tries are used up, StoreAway.
    """
    account, opened = await challenged(services, challenge, browser)
    key = services.seal.digest(f"second step {account.id} {opened.id}")
    await count(services, key, free=TRIES_FREE, now=services.now(), first_pause=CHALLENGE_LASTS)
    way = await prove(services, account.id, code)
    if not way:
        await _failed(services, account.login, "code")
        raise NotSignedIn
    signed_in = await open_session(services, account, browser, way=way)
    await services.staff.forget_tries(opened.tries)
    return signed_in


async def challenged(services: Services, challenge: str, browser: Browser) -> tuple[StaffAccount, Challenge]:
    """Whom a challenge is for. Raises NotFound where it is none, has ended, or is another browser's; StoreAway."""
    opened = _opened(services, challenge)
    if opened is None or opened.device != browser.digest or opened.until <= services.now().timestamp():
        raise NotFound
    account = await services.staff.get(opened.staff_id)
    if account.seq != opened.seq or account.state is not AccountState.ACTIVE:
        raise NotFound
    return account, opened


def _challenge(services: Services, account: StaffAccount, browser: Browser, tries: str) -> str:
    until = (services.now() + CHALLENGE_LASTS).timestamp()
    fields = ["challenge", secrets.token_hex(8), account.id, account.seq, browser.digest, until, tries]
    return urlsafe_b64encode(services.seal.close(orjson.dumps(fields))).decode()


def _opened(services: Services, challenge: str) -> Challenge | None:
    try:
        plain = services.seal.open(urlsafe_b64decode(challenge[:MOST_SEALED].encode()))
        purpose, *fields = orjson.loads(plain or b"[0]")
    except (ValueError, TypeError):
        return None
    return Challenge(*fields) if purpose == "challenge" else None


async def _failed(services: Services, login: str, step: str) -> None:
    """Written down with a digest: what was typed may be a password in the wrong field."""
    about = services.seal.digest(f"login {login}")[:32]
    act = Act("sign_in_failed", about=about, data={"step": step})
    await services.audit.add(act, by=SYSTEM, now=services.now())


async def sign_out(services: Services, token: str) -> None:
    """End the session that `token` opens. Raises StoreAway."""
    await _end(services, digest(token), "signed_out")


async def end_session(services: Services, session_id: str, *, by: StaffMember) -> None:
    """End one of her own sessions; one that has ended stays so. Raises NotAllowed, StoreAway."""
    by.need(Permission.SELF)
    await _end(services, session_id, "session_ended", staff_id=by.id)


async def _end(services: Services, session_id: str, kind: str, *, staff_id: str = "") -> None:
    async def write(session: Session) -> None:
        ended = await services.staff.close_session(session_id, staff_id=staff_id, session=session)
        if ended is not None:
            act = Act(kind, about=ended.staff_id)
            await services.audit.add(act, by=ended.staff_id, now=services.now(), session=session)

    await in_transaction(services.db, write)


async def end_others(services: Services, *, by: StaffMember, token: str) -> int:
    """End all of her sessions but the one that `token` opens; how many. Raises NotAllowed, StoreAway."""
    by.need(Permission.SELF)

    async def write(session: Session) -> int:
        many = await services.staff.close_sessions_of(by.id, but=digest(token), session=session)
        if many:
            act = Act("session_ended", about=by.id, region_path=by.region_path, data={"many": many})
            await services.audit.add(act, by=by.id, now=services.now(), session=session)
        return many

    return await in_transaction(services.db, write)


async def sessions_of(services: Services, *, by: StaffMember) -> list[StaffSession]:
    """Where she is signed in. Raises NotAllowed, StoreAway."""
    by.need(Permission.SELF)
    return await services.staff.sessions_of(by.id, now=services.now())
