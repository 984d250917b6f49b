"""How a call is made: its token, its repeats, and the error it ends with."""

import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto
from typing import Any, Literal

import aiohttp
import structlog

from wechat.errors import (
    LOST_CODES,
    AlreadySent,
    Busy,
    NotGranted,
    TokenRefused,
    Uncertain,
    WeChatError,
    error_for,
)
from wechat.tokens import Tokens, TokenStore
from wechat.wire import Answer, Lost, Request, Upload, Wire

AccountKind = Literal["service", "subscription", "mini"]

REPEATS = 3
BACKOFF_SECONDS = 0.5
PATIENCE_SECONDS = 5.0  # the longest the platform's own "wait" is waited for here; longer ones are the caller's

log = structlog.get_logger()

Fields = Mapping[str, Any]


class Repeat(Enum):
    """Whether a call may be made again when nobody knows what became of it."""

    FREELY = auto()  # it reads, or sets what is already so
    KEYED = auto()  # it carries a key by which the platform knows it again
    NEVER = auto()  # it would happen twice


class Calls:
    """
    What every call of the client goes through. `http` is a pooled session that its owner closes; `now` gives aware
    time; `sleep` waits that many seconds.
    """

    def __init__(
        self,
        *,
        app_id: str,
        app_secret: str,
        api_base: str,
        kind: AccountKind,
        tokens: TokenStore,
        http: aiohttp.ClientSession,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[object]],
    ) -> None:
        self.app_id = app_id
        self.kind: AccountKind = kind
        self._secret = app_secret
        self._wire = Wire(api_base=api_base, http=http)
        self._now = now
        self._sleep = sleep
        self._chance = secrets.SystemRandom()
        self._tokens = Tokens(app_id=app_id, store=tokens, fetch=self._fetch_token, now=now, sleep=sleep)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(kind={self.kind!r})"

    async def _get(self, path: str, **params: str) -> Fields:
        return (await self._answer(Request(path, params)))[0]

    async def _get_file(self, path: str, **params: str) -> tuple[Fields, Answer]:
        return await self._answer(Request(path, params, file=True))

    async def _post(self, path: str, payload: Fields, *, repeat: Repeat = Repeat.FREELY) -> Fields:
        return (await self._answer(Request(path, payload=payload), repeat))[0]

    async def _upload(self, path: str, upload: Upload, *, repeat: Repeat = Repeat.FREELY, **params: str) -> Fields:
        return (await self._answer(Request(path, params, upload=upload), repeat))[0]

    async def _answer(self, request: Request, repeat: Repeat = Repeat.FREELY) -> tuple[Fields, Answer]:
        """
        The fields of the answer (none where it is a file), whose errcode is 0, and the answer. Raises WeChatError.

        A refused token is renewed, and the call made again, once: a refused call had no effect.
        """
        token = await self._tokens.get()
        try:
            return await self._patiently(request, token, repeat)
        except TokenRefused:
            token = await self._tokens.refused(token)
        return await self._patiently(request, token, repeat)

    async def _patiently(self, request: Request, token: str | None, repeat: Repeat) -> tuple[Fields, Answer]:
        lost = False
        trouble: WeChatError
        for number in range(REPEATS + 1):
            try:
                return await self._once(request, token)
            except Lost as error:
                facts = (error.errcode, error.why, error.rid)
                trouble = Busy(*facts) if repeat is Repeat.FREELY else Uncertain(*facts)
                lost = True
            except (AlreadySent, TokenRefused):
                raise
            except WeChatError as error:
                trouble = error
            if lost and repeat is Repeat.KEYED:  # whatever comes after: the lost one may have taken effect
                trouble = Uncertain(trouble.errcode, trouble.errmsg, trouble.rid, repeatable=True)
            log.info(
                "platform_call",
                path=request.path,
                number=number + 1,
                trouble=type(trouble).__name__,
                errcode=trouble.errcode,
                rid=trouble.rid,
            )
            again = isinstance(trouble, Busy) or (isinstance(trouble, Uncertain) and trouble.repeatable)
            if not again or number == REPEATS:
                break
            await self._sleep(self._pause(number, trouble))
        raise trouble

    def _pause(self, number: int, trouble: WeChatError) -> float:
        backoff = BACKOFF_SECONDS * (1 << number) * self._chance.uniform(0.5, 1.5)
        if isinstance(trouble, Busy) and trouble.errcode not in LOST_CODES and trouble.errcode:
            return max(backoff, min(trouble.retry_after, PATIENCE_SECONDS))
        return backoff

    async def _once(self, request: Request, token: str | None) -> tuple[Fields, Answer]:
        """One try. Raises Lost or WeChatError."""
        if token is not None:
            request = replace(request, params={"access_token": token, **request.params})
        answer = await self._wire.ask(request)
        if request.file and not answer.is_json:
            return {}, answer
        fields = answer.fields()
        errcode = fields.get("errcode", 0)
        if errcode in (0, "0"):
            return fields, answer
        if not isinstance(errcode, int):
            errcode = int(errcode) if isinstance(errcode, str) and errcode.lstrip("-").isdecimal() else 0
        error = error_for(
            errcode,
            str(fields.get("errmsg", "")),
            now=self._now(),
            msg_id=str(fields.get("msg_id", "")),
            hide=[self._secret, *_words(request.params), *_words(request.payload)],
        )
        if errcode in LOST_CODES:
            raise Lost(error.errmsg, errcode, error.rid)
        raise error

    async def _fetch_token(self) -> tuple[str, int]:
        """The account's token and the seconds it lasts, from stable_token without force (platform: access_token)."""
        payload = {
            "grant_type": "client_credential",
            "appid": self.app_id,
            "secret": self._secret,
            "force_refresh": False,
        }
        trouble: WeChatError = Busy(errmsg="no access token")
        for number in range(REPEATS + 1):
            try:
                fields, _answer = await self._once(Request("/cgi-bin/stable_token", payload=payload), None)
                return _read_token(fields)
            except Lost as error:
                trouble = Busy(error.errcode, error.why, error.rid)
            except Busy as error:
                trouble = error
            except TokenRefused as error:  # from this call it means that the secret is wrong
                trouble = NotGranted(error.errcode, error.errmsg, error.rid)
                break
            if number < REPEATS:
                await self._sleep(self._pause(number, trouble))
        raise trouble


def _read_token(fields: Fields) -> tuple[str, int]:
    value, seconds = fields.get("access_token"), fields.get("expires_in")
    if not isinstance(value, str) or not value or not isinstance(seconds, int | str) or not str(seconds).isdecimal():
        raise Lost("no token in the answer")
    return value, int(seconds)


def _words(tree: object) -> Iterator[str]:
    """Every text inside a request."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Mapping):
        for value in tree.values():
            yield from _words(value)
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from _words(value)
