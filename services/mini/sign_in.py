"""
Signing in from the mini-program: short access tokens, and refresh tokens that are good once.

A refresh token that comes a second time was copied by somebody, or its answer got lost on the way; either way the whole
sign-in ends, and the phone signs in anew by `wx.login`, which asks her nothing.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from domain.errors import Invalid, NotAllowed, NotFound, NotSignedIn, PlatformAway, TooMany
from domain.ids import new_id
from domain.people import Person
from services.context import Services
from services.people.joining import arrive
from storage.mongo import Session, in_transaction
from storage.person_sessions import PersonSession, PersonToken, TokenKind
from wechat.client import MiniProgram
from wechat.errors import Busy, WeChatError

log = structlog.get_logger()
ACCESS, REFRESH = timedelta(minutes=30), timedelta(days=30)
PREFIXES = {TokenKind.ACCESS: "xqa_", TokenKind.REFRESH: "xqr_"}
MOST_CHARACTERS = 100
_CODE_PROBLEMS = {40029: "unknown", 42003: "unknown", 40163: "used"}
_BLOCKED = 40226
_TOO_FAST = 45011


@dataclass(frozen=True, slots=True)
class Pair:
    """What the phone keeps: the secrets stand nowhere else."""

    session_id: str
    person: Person
    access: str
    refresh: str
    access_until: datetime
    refresh_until: datetime


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who calls from the mini-program, and by which sign-in."""

    person: Person
    session_id: str


async def sign_in(services: Services, code: str) -> Pair:
    """
    The first pair for whoever got `code` from `wx.login`; she is made on first sight. The key of her session at the
    platform isn't kept. Raises Invalid("code", "unknown") or ("code", "used"), NotAllowed where the platform has blocked
    her, TooMany, PlatformAway, StoreAway.
    """
    client = mini_program(services)
    try:
        found = await client.code_session(code)
    except WeChatError as error:
        raise refusal(error) from None
    app, now = services.facts.mini_app, services.now()
    person = await arrive(services, app=app, openid=found.openid, unionid=found.unionid, now=now)
    return await begin(services, person)


async def begin(services: Services, person: Person) -> Pair:
    """The first pair of a new sign-in of hers. Raises StoreAway."""
    now = services.now()
    pair = _pair(new_id(), person, now)
    opened = PersonSession(pair.session_id, person.id, now, now, pair.refresh_until)

    async def write(session: Session) -> None:
        await services.person_sessions.open(opened, _kept(pair), session=session)

    await in_transaction(services.db, write)
    return pair


def mini_program(services: Services) -> MiniProgram:
    """The mini-program's calls. Raises PlatformAway where the installation has none."""
    if services.mini is None:
        raise PlatformAway
    return services.mini


def refusal(error: WeChatError) -> Exception:
    """What the platform's no to a code means for whoever brought it."""
    if error.errcode in _CODE_PROBLEMS:
        return Invalid("code", _CODE_PROBLEMS[error.errcode])
    if error.errcode == _BLOCKED:
        return NotAllowed()
    if isinstance(error, Busy) and error.errcode == _TOO_FAST:
        return TooMany(max(1, round(error.retry_after)))
    log.warning("code not taken", trouble=type(error).__name__, errcode=error.errcode)
    return PlatformAway()


async def refresh(services: Services, secret: str) -> Pair:
    """
    The next pair for a refresh token, which is used up by that. Raises NotSignedIn, also for one that was used before,
    which ends the sign-in it came from; StoreAway.
    """
    token, now = await _token(services, secret, TokenKind.REFRESH), services.now()
    if token.used_at is not None:
        await _end_copied(services, token)
    person = await _person(services, token)
    pair = _pair(token.session_id, person, now)

    async def write(session: Session) -> bool:
        if not await services.person_sessions.use(token, now=now, session=session):
            return False
        until = pair.refresh_until
        if not await services.person_sessions.go_on(
            token.session_id, _kept(pair), now=now, until=until, session=session
        ):
            raise NotSignedIn  # signed out meanwhile
        return True

    if not await in_transaction(services.db, write):
        await _end_copied(services, token)
    await services.people.came(person, now=now)
    return pair


async def _end_copied(services: Services, token: PersonToken) -> None:
    log.warning("refresh token came twice", session=token.session_id)
    await sign_out(services, token.session_id)
    raise NotSignedIn


async def caller_of(services: Services, secret: str) -> Visitor:
    """Who calls with this access token. Raises NotSignedIn, StoreAway."""
    token = await _token(services, secret, TokenKind.ACCESS)
    return Visitor(await _person(services, token), token.session_id)


async def known_by(services: Services, secret: str) -> Person:
    """
    Whose access token this is, also where its half hour is over while the sign-in that it came of still holds. It opens
    nothing: it is for telling staff who is in danger. Raises NotSignedIn, StoreAway.
    """
    token = await _kept_token(services, secret, TokenKind.ACCESS)
    if not await services.person_sessions.holds(token.session_id, now=services.now()):
        raise NotSignedIn
    return await _person(services, token)


async def sign_out(services: Services, session_id: str) -> None:
    """End a sign-in with all its tokens at once. Raises StoreAway."""

    async def write(session: Session) -> None:
        await services.person_sessions.end(session_id, session=session)

    await in_transaction(services.db, write)


async def sign_out_everywhere(services: Services, person: Person) -> None:
    """End all her sign-ins, this one too. Raises StoreAway."""
    for each in await services.person_sessions.of(person.id, now=services.now()):
        await sign_out(services, each.id)


async def _token(services: Services, secret: str, kind: TokenKind) -> PersonToken:
    token = await _kept_token(services, secret, kind)
    if token.expires_at <= services.now():
        raise NotSignedIn
    return token


async def _kept_token(services: Services, secret: str, kind: TokenKind) -> PersonToken:
    if not secret.startswith(PREFIXES[kind]) or len(secret) > MOST_CHARACTERS:
        raise NotSignedIn
    token = await services.person_sessions.token(_digest(secret))
    if token is None or token.kind is not kind:
        raise NotSignedIn
    return token


async def _person(services: Services, token: PersonToken) -> Person:
    try:
        return await services.people.get(token.person_id)
    except NotFound:
        raise NotSignedIn from None


def _pair(session_id: str, person: Person, now: datetime) -> Pair:
    made = {kind: prefix + secrets.token_urlsafe(32) for kind, prefix in PREFIXES.items()}
    access, again = made[TokenKind.ACCESS], made[TokenKind.REFRESH]
    return Pair(session_id, person, access, again, now + ACCESS, now + REFRESH)


def _kept(pair: Pair) -> list[PersonToken]:
    whose = (pair.session_id, pair.person.id)
    return [
        PersonToken(_digest(pair.access), TokenKind.ACCESS, *whose, pair.access_until, pair.refresh_until),
        PersonToken(_digest(pair.refresh), TokenKind.REFRESH, *whose, pair.refresh_until, pair.refresh_until),
    ]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
