"""Signing in, and binding a WeChat, by a code that is scanned (or typed) and confirmed with a tap."""

import asyncio
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.audit import Act
from domain.errors import Conflict, NotAllowed, NotFound
from domain.ids import new_id
from domain.sign_in import LIFETIME, CodeFor, CodeState, SignInCode
from domain.staff import Permission, StaffMember
from services.context import Services
from services.staff.opening import Browser, SignedIn, digest, open_in
from services.staff.throttle import count
from storage.mongo import Session, in_transaction
from storage.staff import AccountState, StaffAccount
from wechat.errors import WeChatError

PATIENCE_SECONDS = 2.0  # for the platform to make a QR code; digits are typed where it takes longer
CHOICES = 3
MOST_DRAWS = 5
CODES_FREE = 100  # of one address
TYPED_FREE = 5  # digits sent by one person that belong to no code


@dataclass(frozen=True, slots=True)
class Shown:
    """A new code. `browser` goes to the browser that shows it and is nowhere else."""

    code: SignInCode
    browser: str


async def new_code(services: Services, *, browser: Browser, bind_to: StaffMember | None = None) -> Shown:
    """
    A code to sign in by, or one that binds a WeChat to the account of `bind_to`. Where the account can't make QR codes,
    or the platform doesn't answer, it has digits to type instead.

    Raises NotAllowed, Conflict when the account is bound already, TooMany, StoreAway.
    """
    if bind_to is not None:
        bind_to.need(Permission.SELF)
        if await services.bindings.bound_at(bind_to.id):
            raise Conflict
    now = services.now()
    key = services.seal.digest(f"codes {browser.address}")
    await count(services, key, free=CODES_FREE, now=now, longest=timedelta(minutes=1))
    purpose = CodeFor.BIND if bind_to else CodeFor.SIGN_IN
    token, secret = secrets.token_urlsafe(24), secrets.token_urlsafe(32)
    choices = tuple(str(each) for each in secrets.SystemRandom().sample(range(10, 100), CHOICES))
    code = SignInCode(
        id=new_id(),
        purpose=purpose,
        state=CodeState.WAITING,
        device=browser.digest,
        device_kind=browser.kind,
        number=secrets.choice(choices),
        choices=choices,
        expires_at=now + LIFETIME,
        url=await _url(services, f"{purpose}:{token}"),
        staff_id=bind_to.id if bind_to else "",
    )
    for _ in range(MOST_DRAWS):
        if not code.url:
            code = replace(code, typed=f"{secrets.randbelow(1_000_000):06}")
        if await services.sign_in_codes.insert(code, scene=digest(token), browser=digest(secret)):
            return Shown(code, secret)
    raise Conflict


async def _url(services: Services, scene: str) -> str:
    """What the QR code is to hold; empty where the platform gives none."""
    if services.facts.oa_kind == "subscription":
        return ""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            made = await services.wechat.create_qr(scene, expire_seconds=int(LIFETIME.total_seconds()))
    except (WeChatError, TimeoutError):
        return ""
    return made.url


async def shown_code(services: Services, secret: str, *, browser: Browser) -> SignInCode | None:
    """
    The code that this browser shows, or None where it shows none, where it is another browser's, and once it has run
    out before anybody has confirmed. Raises StoreAway.
    """
    code = await services.sign_in_codes.of_browser(digest(secret), device=browser.digest) if secret else None
    if code is None or (code.expires_at <= services.now() and code.state is not CodeState.USED):
        return None
    return code


async def scanned(services: Services, *, purpose: CodeFor, person: str, token: str = "", typed: str = "") -> SignInCode:
    """
    The code with the scene's `token`, or the digits `typed`, which this person alone can confirm from now on. Scanning
    it again is the same as scanning it once.

    Raises NotFound for a code that isn't there or has run out, NotAllowed where her WeChat belongs to no account that
    could sign in, or to one already, Conflict where somebody else was first or it is over, TooMany, StoreAway.
    """
    now = services.now()
    if typed:
        await count(services, services.seal.digest(f"digits {person}"), free=TYPED_FREE, now=now)
        code = await services.sign_in_codes.by_typed(purpose, typed, now=now)
    else:
        code = await services.sign_in_codes.by_scene(purpose, digest(token), now=now)
    if code is None:
        raise NotFound
    bound = await services.bindings.staff_of(person)
    if purpose is CodeFor.SIGN_IN:
        await _account(services, bound)
    elif bound:
        raise NotAllowed
    if typed:
        await services.staff.forget_tries(services.seal.digest(f"digits {person}"))
    staff_id = bound or code.staff_id
    moved = await services.sign_in_codes.scan(code, person=person, staff_id=staff_id, now=now)
    if moved is None:
        moved = await services.sign_in_codes.get(code.id, person=person)
    if moved is None or moved.state is not CodeState.SCANNED:
        raise Conflict
    return moved


async def tapped(services: Services, code_id: str, *, number: str, person: str) -> SignInCode:
    """
    She has tapped a number: the right one confirms, any other refuses; the code as it is then. The same tap again is
    the same as once.

    Raises NotFound for a code that isn't hers, Conflict where it has run out or was answered otherwise, StoreAway.
    """
    code = await services.sign_in_codes.get(code_id, person=person)
    if code is None:
        raise NotFound
    if number != code.number:
        to = CodeState.REFUSED
    else:
        to = CodeState.USED if code.purpose is CodeFor.BIND else CodeState.CONFIRMED
    now = services.now()

    async def write(session: Session) -> SignInCode | None:
        moved = await services.sign_in_codes.answer(code_id, person=person, to=to, now=now, session=session)
        if moved is not None and to is CodeState.USED:
            await _bind(services, moved, session)
        return moved

    moved = await in_transaction(services.db, write) or await services.sign_in_codes.get(code_id, person=person)
    same = moved is not None and (moved.state is CodeState.REFUSED) == (to is CodeState.REFUSED)
    if moved is None or not same or moved.state is CodeState.SCANNED:
        raise Conflict
    return moved


async def _bind(services: Services, code: SignInCode, session: Session) -> None:
    account, now = await services.staff.get(code.staff_id), services.now()
    await services.bindings.bind(account.id, code.person, now=now, session=session)
    act = Act("wechat_bound", about=account.id, region_path=account.region_path)
    await services.audit.add(act, by=account.id, now=now, session=session)


async def enter(services: Services, secret: str, *, browser: Browser) -> SignedIn:
    """
    Sign in with the code that was confirmed. Raises NotFound where there is none such in this browser, it has run out or
    was used, or whoever confirmed it can't sign in any more; StoreAway.
    """
    code = await shown_code(services, secret, browser=browser)
    if code is None or code.purpose is not CodeFor.SIGN_IN or code.state is not CodeState.CONFIRMED:
        raise NotFound
    try:
        account = await _account(services, await services.bindings.staff_of(code.person))
    except NotAllowed:
        raise NotFound from None

    async def write(session: Session) -> SignedIn:
        used = await services.sign_in_codes.use(
            code, browser=digest(secret), device=browser.digest, now=services.now(), session=session
        )
        if used is None:
            raise NotFound
        return await open_in(services, account, browser, way="wechat", session=session)

    return await in_transaction(services.db, write)


async def _account(services: Services, staff_id: str) -> StaffAccount:
    """The account, if it can sign in. Raises NotAllowed, StoreAway."""
    try:
        account = await services.staff.get(staff_id)
    except NotFound:
        raise NotAllowed from None
    if account.state is not AccountState.ACTIVE:
        raise NotAllowed
    return account


async def unbind(services: Services, *, by: StaffMember) -> None:
    """Her WeChat opens her account no longer; twice is the same as once. Raises NotAllowed, StoreAway."""
    by.need(Permission.SELF)

    async def write(session: Session) -> None:
        if await services.bindings.unbind(by.id, session=session):
            act = Act("wechat_unbound", about=by.id, region_path=by.region_path)
            await services.audit.add(act, by=by.id, now=services.now(), session=session)

    await in_transaction(services.db, write)
