"""Turning one-time codes on and off, and proving oneself by one."""

from domain.audit import Act
from domain.errors import Conflict, Invalid
from domain.staff import Permission, StaffMember
from services.context import Services
from services.staff.passwords import MOST_CHARACTERS, matches
from services.staff.throttle import count
from services.staff.totp import address_of, hash_recovery, new_recovery_codes, new_secret, step_of
from storage.mongo import Session, in_transaction
from storage.second_factors import SecondFactor

TRIES_FREE = 5


async def check_password(services: Services, password: str, *, by: StaffMember, session_id: str) -> None:
    """
    Whether she who is signed in knows the account's password. Tries are counted by session.

    Raises Invalid("password", "wrong"), TooMany, StoreAway.
    """
    key = services.seal.digest(f"herself {by.id} {session_id}")
    await count(services, key, free=TRIES_FREE, now=services.now())
    account = await services.staff.get(by.id)
    if not await matches(password[:MOST_CHARACTERS], account.password_hash or None):
        raise Invalid("password", "wrong")
    await services.staff.forget_tries(key)


async def begin_totp(services: Services, *, by: StaffMember, password: str, session_id: str) -> None:
    """
    Draw a secret that her phone is to take over; an earlier one that was never confirmed is void.

    Raises NotAllowed, Invalid("password"), Conflict when codes are on already, TooMany, StoreAway.
    """
    by.need(Permission.SELF)
    await check_password(services, password, by=by, session_id=session_id)
    if (await services.factors.get(by.id)).on:
        raise Conflict
    await services.factors.begin(by.id, services.seal.close(new_secret().encode()))


async def pending_totp(services: Services, *, by: StaffMember) -> tuple[str, str] | None:
    """The secret that waits for its first code, and the address for an app; None where none does. Raises StoreAway."""
    by.need(Permission.SELF)
    factor = await services.factors.get(by.id)
    secret = _secret(services, factor.pending)
    if factor.on or not secret:
        return None
    return secret, address_of(secret, login=by.login, issuer=services.facts.institution)


async def confirm_totp(services: Services, *, by: StaffMember, code: str) -> list[str]:
    """
    Turn codes on, now that her phone has shown the first; ten recovery codes, which are nowhere else.

    Raises NotAllowed, Invalid("code", "wrong"), Conflict where none is waiting, TooMany, StoreAway.
    """
    by.need(Permission.SELF)
    await count(services, services.seal.digest(f"first code {by.id}"), free=10, now=services.now())
    factor = await services.factors.get(by.id)
    secret = _secret(services, factor.pending)
    if factor.on or not secret:
        raise Conflict
    now = services.now()
    step = step_of(secret, code, now=now)
    if step is None:
        raise Invalid("code", "wrong")
    codes = new_recovery_codes()
    hashes = [await hash_recovery(by.id, each) for each in codes]

    async def write(session: Session) -> bool:
        done = await services.factors.turn_on(factor, step=step, recovery=hashes, now=now, session=session)
        if done:
            await services.audit.add(_act("totp_on", by), by=by.id, now=now, session=session)
        return done

    if not await in_transaction(services.db, write):
        raise Conflict
    await services.staff.forget_tries(services.seal.digest(f"first code {by.id}"))
    return codes


async def turn_off_totp(services: Services, *, by: StaffMember, password: str, code: str, session_id: str) -> None:
    """Ask for no codes any more. Raises NotAllowed, Invalid("password" or "code", "wrong"), TooMany, StoreAway."""
    await _prove_both(services, by, password=password, code=code, session_id=session_id)

    async def write(session: Session) -> None:
        if await services.factors.remove(by.id, session=session):
            await services.audit.add(_act("totp_off", by), by=by.id, now=services.now(), session=session)

    await in_transaction(services.db, write)


async def renew_recovery(
    services: Services, *, by: StaffMember, password: str, code: str, session_id: str
) -> list[str]:
    """
    Ten other recovery codes; the earlier ones are void.

    Raises NotAllowed, Invalid("password" or "code", "wrong"), Conflict where codes are off, TooMany, StoreAway.
    """
    await _prove_both(services, by, password=password, code=code, session_id=session_id)
    codes = new_recovery_codes()
    hashes = [await hash_recovery(by.id, each) for each in codes]

    async def write(session: Session) -> bool:
        done = await services.factors.renew_recovery(by.id, hashes, session=session)
        if done:
            await services.audit.add(_act("recovery_renewed", by), by=by.id, now=services.now(), session=session)
        return done

    if not await in_transaction(services.db, write):
        raise Conflict
    return codes


async def prove(services: Services, staff_id: str, code: str) -> str:
    """By what `code` proves that it is she: "totp" or "recovery"; empty where it doesn't. Each works once."""
    factor = await services.factors.get(staff_id)
    if not factor.on:
        return ""
    if await _accepted(services, factor, code):
        return "totp"
    hashed = await hash_recovery(staff_id, code)
    return "recovery" if hashed and await services.factors.use_recovery(staff_id, hashed) else ""


async def _accepted(services: Services, factor: SecondFactor, code: str) -> bool:
    secret = _secret(services, factor.secret)
    step = step_of(secret, code, now=services.now()) if secret else None
    return step is not None and await services.factors.accept(factor, step)


async def _prove_both(services: Services, by: StaffMember, *, password: str, code: str, session_id: str) -> None:
    by.need(Permission.SELF)
    await check_password(services, password, by=by, session_id=session_id)
    key = services.seal.digest(f"her code {by.id} {session_id}")
    await count(services, key, free=TRIES_FREE, now=services.now())
    if not await prove(services, by.id, code):
        raise Invalid("code", "wrong")
    await services.staff.forget_tries(key)


def _secret(services: Services, sealed: bytes) -> str:
    plain = services.seal.open(sealed) if sealed else None
    return plain.decode() if plain else ""


def _act(kind: str, by: StaffMember) -> Act:
    return Act(kind, about=by.id, region_path=by.region_path)
