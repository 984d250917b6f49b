"""Scripts in Redis: loaded when needed, and those of one moment sent together."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from redis.exceptions import NoScriptError

from domain.errors import StoreAway
from storage.redis import Patience, Redis

MOST_TOGETHER = 64


@dataclass(slots=True)
class _Call:
    script: str
    keys: Sequence[str]
    args: Sequence[str | int | bytes]
    answer: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Scripts:
    """
    Runs scripts. While one round trip is under way calls gather and go out together in the next one, each still
    atomic for itself: under load that saves most of the client's work, and a lone call waits for nobody.
    """

    def __init__(self, redis: Redis, patience: Patience) -> None:
        self._redis = redis
        self._patience = patience
        self._digests: dict[str, str] = {}
        self._waiting: list[_Call] = []
        self._sending: asyncio.Task[None] | None = None

    async def run(self, script: str, keys: Sequence[str], args: Sequence[str | int | bytes]) -> Any:
        """What the script answers. Raises StoreAway, or the driver's ResponseError for a script that fails."""
        call = _Call(script, keys, args)
        self._waiting.append(call)
        if self._sending is None:
            self._sending = asyncio.create_task(self._send_all())
        return await call.answer

    async def _send_all(self) -> None:
        try:
            while self._waiting:
                calls, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
                await self._send(calls)
        finally:
            self._sending = None

    async def _send(self, calls: list[_Call]) -> None:
        answers: list[Any] = [StoreAway("redis")] * len(calls)  # what they hear when this task is ended
        try:
            answers = await self._patience.ask(lambda: self._ask(calls))
        except Exception as error:  # noqa: BLE001 told to everybody who asked
            answers = [error] * len(calls)
        finally:
            for call, answer in zip(calls, answers, strict=True):
                _settle(call, answer)

    async def _ask(self, calls: list[_Call]) -> list[Any]:
        answers = await self._pipeline(calls)
        unknown = [index for index, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
        if unknown:  # a restarted server has forgotten them
            for script in {calls[index].script for index in unknown}:
                self._digests[script] = await self._redis.script_load(script)
            again = await self._pipeline([calls[index] for index in unknown])
            for index, answer in zip(unknown, again, strict=True):
                answers[index] = answer
        return answers

    async def _pipeline(self, calls: list[_Call]) -> list[Any]:
        for script in {call.script for call in calls} - self._digests.keys():
            self._digests[script] = await self._redis.script_load(script)
        async with self._redis.pipeline(transaction=False) as pipe:
            for call in calls:
                pipe.execute_command("EVALSHA", self._digests[call.script], len(call.keys), *call.keys, *call.args)
            return list(await pipe.execute(raise_on_error=False))


def _settle(call: _Call, answer: Any) -> None:
    if call.answer.done():  # whoever asked has gone
        return
    if isinstance(answer, Exception):
        call.answer.set_exception(answer)
    else:
        call.answer.set_result(answer)
