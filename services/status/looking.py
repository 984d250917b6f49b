"""Looking at every part that staff depend on, seldom enough that nobody pays for a page that is opened again."""

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.errors import StoreAway
from domain.pushes import Ledger, Push
from domain.staff import Permission, StaffMember
from services.context import Services
from storage import mongo, redis
from storage.workers import WorkerBeats
from wechat.client import Quota
from wechat.errors import Busy, NotGranted, QuotaUsedUp, TokenRefused, WeChatError

KEEP = timedelta(seconds=30)
PATIENCE_SECONDS = 2.0
PUSHES_SHOWN = 3
LATE = timedelta(minutes=5)
SEALED_WITHIN = timedelta(days=2)
SYNCED_WITHIN = timedelta(days=2)
CALLS = {
    "custom": "/cgi-bin/message/custom/send",
    "mass": "/cgi-bin/message/mass/send",
    "media": "/cgi-bin/media/upload",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part is: `part` names it, `state` is a stable word, "good" where nothing is to be done."""

    part: str
    state: str = "good"
    facts: Mapping[str, int] = field(default_factory=dict)
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """
    Every part as it was found at `at`, what is left today of the calls that matter, by a name of ours, and how far the
    last pushes came.
    """

    at: datetime
    findings: tuple[Finding, ...]
    quotas: Mapping[str, Quota]
    pushes: tuple[tuple[Push, Ledger], ...] = ()


class StatusBoard:
    """What was found last, kept for half a minute; those who come together are answered together."""

    def __init__(self) -> None:
        self._last: Status | None = None
        self._looking = asyncio.Lock()

    async def look(self, services: Services, *, by: StaffMember) -> Status:
        """How everything is. Raises NotAllowed."""
        by.need(Permission.STATUS_READ)
        async with self._looking:
            if self._last is None or services.now() - self._last.at >= KEEP:
                self._last = await _look(services)
            return self._last


async def _look(services: Services) -> Status:
    (platform, quotas), findings, pushes = await asyncio.gather(_platform(services), _ours(services), _pushes(services))
    return Status(services.now(), (platform, *findings), quotas, pushes)


async def _ours(services: Services) -> list[Finding]:
    found = await asyncio.gather(
        _store("mongodb", mongo.answers(services.db)),
        _store("redis", redis.answers(services.redis)),
        _messages(services),
        _workers(services),
        _outbox(services),
        _followers(services),
        _seal(services),
    )
    return list(found)


async def _platform(services: Services) -> tuple[Finding, Mapping[str, Quota]]:
    quotas: dict[str, Quota] = {}
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            for name, path in CALLS.items():
                quotas[name] = await services.wechat.quota(path)
    except (TimeoutError, Busy):
        return Finding("platform", "silent"), quotas
    except TokenRefused:
        return Finding("platform", "no_token"), quotas
    except NotGranted as error:
        return Finding("platform", "not_granted", {"errcode": error.errcode}), quotas
    except QuotaUsedUp:
        return Finding("platform", "used_up"), quotas
    except WeChatError as error:
        return Finding("platform", "refused", {"errcode": error.errcode}), quotas
    return Finding("platform"), quotas


async def _store(part: str, answer: Awaitable[bool]) -> Finding:
    with suppress(TimeoutError):
        if await asyncio.wait_for(answer, PATIENCE_SECONDS):
            return Finding(part)
    return Finding(part, "away")


async def _workers(services: Services) -> Finding:
    try:
        beats = WorkerBeats(services.redis, services.patience)
        alive, last = await beats.alive(), await beats.last()
    except StoreAway:
        return Finding("workers", "unknown")
    return Finding("workers", "good" if alive else "none", {"alive": alive}, when=last)


async def _messages(services: Services) -> Finding:
    """When WeChat last told us something. That nobody writes at night is no fault, so this is never a bad state."""
    try:
        return Finding("messages", when=await services.inbox.last())
    except StoreAway:
        return Finding("messages", "unknown")


async def _pushes(services: Services) -> tuple[tuple[Push, Ledger], ...]:
    """The last pushes with how many got them; none where that takes too long to count."""
    with suppress(StoreAway, TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            newest = await services.pushes.page(most=PUSHES_SHOWN)
            ledgers = await asyncio.gather(*(services.pushes.ledger(push.id) for push in newest))
            return tuple(zip(newest, ledgers, strict=True))
    return ()


async def _outbox(services: Services) -> Finding:
    try:
        now = services.now()
        waiting, late = await services.outbox.due(now=now), await services.outbox.due(now=now - LATE)
    except StoreAway:
        return Finding("outbox", "unknown")
    return Finding("outbox", "late" if late else "good", {"waiting": waiting, "late": late})


async def _followers(services: Services) -> Finding:
    try:
        last = await services.outbox.last_done("sync_followers")
    except StoreAway:
        return Finding("followers", "unknown")
    if last is None:
        return Finding("followers", "never")
    return Finding("followers", "good" if services.now() - last < SYNCED_WITHIN else "old", when=last)


async def _seal(services: Services) -> Finding:
    try:
        seal, days = await services.audit.last_seal(), await services.audit.days()
    except StoreAway:
        return Finding("audit", "unknown")
    settled = f"{services.now() - SEALED_WITHIN:%Y-%m-%d}"
    open_days = [day for day in days if day < settled and (seal is None or day > seal.day)]
    return Finding("audit", "late" if open_days else "good", {"days": len(open_days)})
