"""Answers that are the same for everybody: made once in a process, and sent as they are until something changes."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import orjson
from pydantic import BaseModel

from handlers.api.visitor import VisitorCall

MOST = 1000  # answers of a process; past it all are forgotten, since odd addresses must not fill the memory
CALLS_A_MINUTE = 3000  # of one address, in one process: reading costs next to nothing


@dataclass(frozen=True, slots=True)
class KeptBytes:
    """An answer with its ETag, and which state of things it tells of."""

    state: object
    body: bytes
    etag: str


class Tally:
    """Calls of each address within the minute, counted in memory: to ask Redis would cost more than to answer."""

    def __init__(self) -> None:
        self._minute = 0
        self._calls: dict[str, int] = {}

    def count(self, address: str, now: datetime) -> tuple[int, int]:
        """Count a call: how many there are in this minute, and the seconds that it still has."""
        minute, second = divmod(int(now.timestamp()), 60)
        if minute != self._minute:
            self._minute, self._calls = minute, {}
        calls = self._calls[address] = self._calls.get(address, 0) + 1
        return calls, 60 - second


class Kept:
    """What a process keeps: answers by address, and how often each address has called."""

    def __init__(self) -> None:
        self.answers: dict[str, KeptBytes] = {}
        self.tally = Tally()


class KeptCall(VisitorCall):
    """A subclass says in `state` what its answers tell of, and makes one in `made`. Calls are counted in memory."""

    ADDRESS_MOST: ClassVar[int] = CALLS_A_MINUTE

    async def count(self) -> None:
        """In memory. Raises TooMany."""
        calls, left = self._kept.tally.count(self.request.remote_ip or "", self.services.now())
        self.rated(calls, self.ADDRESS_MOST, left)

    @property
    def _kept(self) -> Kept:
        found: Kept = self.application.settings.setdefault("kept_answers", Kept())
        return found

    def state(self) -> object:
        """Equal for as long as the answers stay as they are."""
        raise NotImplementedError

    async def made(self, *args: str) -> BaseModel | bytes:
        """The answer, or its bytes in JSON. Raises what the call may."""
        raise NotImplementedError

    async def get(self, *args: str) -> None:
        """The answer, or 304 where the caller has it."""
        answers, address, state = self._kept.answers, self.request.uri or "", self.state()
        found = answers.get(address)
        if found is None or found.state != state:
            made = await self.made(*args)
            body = made if isinstance(made, bytes) else orjson.dumps(made.model_dump(mode="json"))
            if len(answers) >= MOST:
                answers.clear()
            found = answers[address] = KeptBytes(state, body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
        self.set_header("Cache-Control", "no-cache")
        self.tagged(found.etag)
        if not self._finished:
            self.finish(found.body)
