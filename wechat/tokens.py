"""
The access token of an account: one for all processes, renewed by one of them at a time, ahead of its end.

The platform's stable_token gives everybody the same token until its last five minutes, and then a new one beside which
the old one works five minutes more. So nothing breaks when two processes fetch at once; the lock spares the calls.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from domain.errors import StoreAway
from domain.tokens import StoredToken
from wechat.errors import Busy, WeChatError

__all__ = ["StoredToken", "TokenStore", "Tokens"]

AHEAD = timedelta(minutes=5)
PAUSE = timedelta(seconds=10)  # between two tries to renew a token that is still good
SAME_FOR = timedelta(seconds=5)  # how long this process trusts what it has in memory
LOCK_SECONDS = 15
WAIT_SECONDS = 0.1


class TokenStore(Protocol):
    """Where all processes keep the tokens. Each method may raise StoreAway."""

    async def get(self, app_id: str) -> StoredToken | None:
        """The account's token, None when there is none."""

    async def put(self, app_id: str, token: StoredToken) -> None:
        """Keep the token until it ends."""

    async def lock(self, app_id: str, *, seconds: int) -> str | None:
        """Take the right to renew for at most `seconds`: a ticket, or None when another has it."""

    async def unlock(self, app_id: str, ticket: str) -> None:
        """Give the right back, if it is still this ticket's."""


Fetch = Callable[[], Awaitable[tuple[str, int]]]


class Tokens:
    """An account's access token. `fetch` asks the platform: (token, seconds it lasts); its errors are WeChatError."""

    def __init__(
        self,
        *,
        app_id: str,
        store: TokenStore,
        fetch: Fetch,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[object]],
    ) -> None:
        self._app_id = app_id
        self._store = store
        self._fetch = fetch
        self._now = now
        self._sleep = sleep
        self._one_at_a_time = asyncio.Lock()
        self._held: StoredToken | None = None
        self._looked_at: datetime | None = None
        self._fetched_at: datetime | None = None

    async def get(self) -> str:
        """A token that works. Raises WeChatError when there is none and none can be had."""
        now = self._now()
        held = self._held
        if (
            held is not None
            and self._looked_at is not None
            and now - self._looked_at < SAME_FOR
            and now < held.renew_at
        ):
            return held.value
        async with self._one_at_a_time:
            token = await self._look()
            if token is not None and self._now() < token.renew_at:
                return token.value
            return (await self._renew(token)).value

    async def refused(self, token: str) -> str:
        """
        The token to go on with after the platform refused `token`: another process's newer one, or a new one.

        Raises WeChatError when none can be had.
        """
        async with self._one_at_a_time:
            self._looked_at = None
            kept = await self._look()
            if kept is not None and kept.value != token:
                return kept.value
            if (
                kept is not None
                and self._fetched_at is not None
                and self._now() - self._fetched_at < timedelta(seconds=1)
            ):
                return kept.value  # just fetched: asking again at once would bring the same
            return (await self._fetch_alone(stale=token)).value

    async def _look(self) -> StoredToken | None:
        """What is kept, while it lasts; what this process remembers when the store is away."""
        now = self._now()
        if self._held is None or self._looked_at is None or not now - self._looked_at < SAME_FOR:
            try:
                self._held = await self._store.get(self._app_id)
                self._looked_at = now
            except StoreAway:
                self._looked_at = None
        return self._held if self._held is not None and now < self._held.expires_at else None

    async def _renew(self, old: StoredToken | None) -> StoredToken:
        if old is None:
            return await self._fetch_alone(stale="")
        try:  # the old one is still good: who doesn't get the lock, or an answer, goes on with it
            ticket = await self._store.lock(self._app_id, seconds=LOCK_SECONDS)
        except StoreAway:
            ticket = ""
        if ticket is None:
            return old
        try:
            return await self._fetch_and_keep()
        except WeChatError:
            return old
        finally:
            await self._unlock(ticket)

    async def _fetch_alone(self, *, stale: str) -> StoredToken:
        """A token other than `stale`: ours when we get the lock, else the one that another process puts there."""
        waited = 0.0
        while True:
            try:
                ticket = await self._store.lock(self._app_id, seconds=LOCK_SECONDS)
            except StoreAway:
                return await self._fetch_and_keep()  # the platform gives the same token to everybody
            if ticket is not None:
                break
            if waited > LOCK_SECONDS:
                raise Busy(errmsg="another process is renewing the access token")
            await self._sleep(WAIT_SECONDS)
            waited += WAIT_SECONDS
            self._looked_at = None
            found = await self._look()
            if found is not None and found.value != stale:
                return found
        try:
            self._looked_at = None
            found = await self._look()  # it may have come while we were waiting for the lock
            if found is not None and found.value != stale:
                return found
            return await self._fetch_and_keep()
        finally:
            await self._unlock(ticket)

    async def _fetch_and_keep(self) -> StoredToken:
        value, seconds = await self._fetch()
        now = self._now()
        expires_at = now + timedelta(seconds=seconds)
        token = StoredToken(value, expires_at, max(expires_at - AHEAD, now + PAUSE))
        self._held, self._looked_at, self._fetched_at = token, now, now
        try:
            await self._store.put(self._app_id, token)
        except StoreAway:
            self._looked_at = None
        return token

    async def _unlock(self, ticket: str) -> None:
        if ticket:
            try:
                await self._store.unlock(self._app_id, ticket)
            except StoreAway:
                return  # the lock ends by itself
