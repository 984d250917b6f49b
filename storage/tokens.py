"""The platform's access tokens, shared by all processes through Redis."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import orjson

from domain.errors import StoreAway
from domain.tokens import StoredToken
from storage.redis import AWAY, Redis

_UNLOCK = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"

Answer = TypeVar("Answer")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class RedisTokenStore:
    """The TokenStore that wechat.tokens asks for, over Redis: `token:{app id}` and `token:{app id}:lock`."""

    def __init__(self, redis: Redis, now: Callable[[], datetime] = _utc_now) -> None:
        self._redis = redis
        self._now = now

    async def get(self, app_id: str) -> StoredToken | None:
        """The account's token; None when there is none, or it can't be read. Raises StoreAway."""
        kept = await _ask(self._redis.get(_key(app_id)))
        return _read(kept) if kept is not None else None

    async def put(self, app_id: str, token: StoredToken) -> None:
        """Keep the token until it ends. Raises StoreAway."""
        left = int((token.expires_at - self._now()).total_seconds() * 1000)
        if left > 0:
            facts = {"v": token.value, "e": token.expires_at.timestamp(), "r": token.renew_at.timestamp()}
            await _ask(self._redis.set(_key(app_id), orjson.dumps(facts), px=left))

    async def lock(self, app_id: str, *, seconds: int) -> str | None:
        """Take the right to renew: a ticket, or None when another has it. Raises StoreAway."""
        ticket = secrets.token_hex(16)
        taken = await _ask(self._redis.set(f"{_key(app_id)}:lock", ticket, nx=True, ex=seconds))
        return ticket if taken else None

    async def unlock(self, app_id: str, ticket: str) -> None:
        """Give the right back, if it is still this ticket's. Raises StoreAway."""
        await _ask(self._redis.eval(_UNLOCK, 1, f"{_key(app_id)}:lock", ticket))


def _key(app_id: str) -> str:
    return f"token:{{{app_id}}}"


def _read(kept: bytes | str) -> StoredToken | None:
    try:
        facts = orjson.loads(kept)
        ends, renews = datetime.fromtimestamp(facts["e"], UTC), datetime.fromtimestamp(facts["r"], UTC)
        return StoredToken(str(facts["v"]), ends, renews)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, OverflowError):
        return None


async def _ask(answer: Awaitable[Answer]) -> Answer:
    try:
        return await answer
    except AWAY as error:
        raise StoreAway("redis") from error
