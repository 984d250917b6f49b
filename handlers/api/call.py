"""What all counted calls of the API share: how often, once only, which version was read, parts of lists."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, NoReturn

import orjson
from pydantic import BaseModel, BeforeValidator, Field
from tornado.web import HTTPError

from domain.errors import Conflict, Invalid, LastAdministrator, MoveNotPossible, StoreAway, TooMany
from domain.ids import new_id
from handlers.api.operation import ApiCall, Model
from services.answered import keep_answer, kept_answer

CALLS_A_MINUTE = 300
MOST = 100
ID = r"^[0-9a-z]{26}$"
KEY = r"^[!-~]{8,100}$"
_KEY = re.compile(KEY)
_VERSION = re.compile(r'"v(\d{1,15})"')
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written_out(value: object) -> object:
    """A day as ISO 8601 writes it: by itself pydantic takes a number for one, counted from 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError
    return value


DAY = BeforeValidator(_written_out)


class Limit(Model):
    """How long a part of a list is."""

    limit: int = Field(default=30, ge=1, le=MOST, description="how many at most")


class PartQuery(Limit):
    """Which part of a list is asked for."""

    after: str = Field(default="", pattern=r"^([0-9a-z]{26})?$", description="`next` of the part before")


class CountedCall(ApiCall):
    """
    A call that is counted, each caller for herself. A subclass says in `admit` who calls and in `counted` as whom that
    counts; there is no XSRF token where no cookie changes anything.
    """

    def initialize(self) -> None:
        """Nothing is counted until `prepare` has looked."""
        super().initialize()
        self._etag: str | None = None
        self._rate: dict[str, int] = {}

    async def prepare(self) -> None:
        """Settle who calls, and count it. Raises NotSignedIn, NotAllowed, TooMany, StoreAway."""
        await super().prepare()
        await self.admit()
        await self.count()

    async def count(self) -> None:
        """Count the call. Raises TooMany."""
        who, most = self.counted()
        with suppress(StoreAway):  # without Redis nobody is counted, and work goes on
            calls, left = await self.services.call_rates.count(who, now=self.services.now())
            self.rated(calls, most, left)

    async def admit(self) -> None:
        """Settle who calls, where `caller` hasn't. Raises NotSignedIn, StoreAway."""

    def counted(self) -> tuple[str, int]:
        """As whom the call counts, and how many of hers are answered a minute."""
        raise NotImplementedError

    def once_as(self) -> str:
        """As whom an Idempotency-Key counts."""
        return self.counted()[0]

    def whose(self) -> str:
        """Whose own things the call is about: a person's id; empty where it is one of staff or of nobody."""
        return ""

    def rated(self, calls: int, most: int, left: int) -> None:
        """Tell how many calls are left for `left` seconds. Raises TooMany past `most`."""
        self._rate = {"Limit": most, "Remaining": max(0, most - calls), "Reset": left}
        self._tell_rate()
        if calls > most:
            raise TooMany(left)

    def _tell_rate(self) -> None:
        for name, value in self._rate.items():
            self.set_header(f"RateLimit-{name}", str(value))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A problem document, with the rate that counts for it too."""
        self._tell_rate()
        super().write_error(status_code, **kwargs)

    def compute_etag(self) -> str | None:
        """That of the version answered with, if any."""
        return self._etag

    def versioned(self, version: int, *, whole: bool = False) -> None:
        """
        The answer is this version of something: reading it again is cheap, and changing it asks for it. `whole` answers
        even to who has that version, where the answer tells of what has no part in it.
        """
        if whole:
            self.request.headers.pop("If-None-Match", None)
        self.tagged(f'"v{version}"')

    def tagged(self, etag: str) -> None:
        """The answer has this ETag; it ends with 304 where the caller has it."""
        self._etag = etag
        self.set_header("Etag", etag)
        if self.request.method in {"GET", "HEAD"} and self.check_etag_header():
            self.set_status(304)
            self.finish()

    def seen_version(self) -> int:
        """The version in If-Match. Raises HTTPError 428 where there is none, 412 for what was never an ETag of ours."""
        given = self.request.headers.get("If-Match", "")
        if not given:
            raise HTTPError(428)
        found = _VERSION.fullmatch(given.strip())
        if found is None:
            raise HTTPError(412)
        return int(found[1])

    async def unless_changed(self, change: Awaitable[Any]) -> Any:
        """What `change` answers. Raises HTTPError 412 where somebody has changed the thing since it was read."""
        try:
            return await change
        except (MoveNotPossible, LastAdministrator):
            raise
        except Conflict:
            _stale()

    async def once(
        self,
        create: Callable[[str], Awaitable[tuple[BaseModel, int | None]]],
        *,
        kept: Callable[[BaseModel], BaseModel] | None = None,
        asked: bytes | None = None,
    ) -> None:
        """
        Answer with what `create` makes, given the id that it is to have: the model and its version, if it has one. A
        repeat with the same Idempotency-Key is answered as the first was, and creates nothing. `kept` makes of the
        model what is kept for a repeat, where a part of it is a secret. `asked` is what was sent, where the body around it
        is another at each try.

        What a call has made may be gone since: then its repeat is refused, and makes nothing anew.

        Raises Invalid("Idempotency-Key", …), Conflict while the first is under way, and what `create` raises.
        """
        key = self.request.headers.get("Idempotency-Key", "")
        if not _KEY.fullmatch(key):
            raise Invalid("Idempotency-Key", "invalid" if key else "missing")
        whole = f"{self.request.method} {self.request.uri}\n".encode() + (self.request.body if asked is None else asked)
        call = await self.services.api_answers.begin(
            hashlib.sha256(f"{self.once_as()} {key}".encode()).hexdigest(),
            request=hashlib.sha256(whole).hexdigest(),
            made=new_id(),
            person=self.whose(),
            now=self.services.now(),
        )
        body, status, etag = await kept_answer(self.services, call), call.status, call.etag
        if body is None:
            try:
                model, version = await create(call.made)
            except Exception:
                await self.services.api_answers.drop(call)
                raise
            status, etag = self.operation.status, "" if version is None else f'"v{version}"'
            body = orjson.dumps(model.model_dump(mode="json"))
            again = body if kept is None else orjson.dumps(kept(model).model_dump(mode="json"))
            await keep_answer(self.services, call, again, status=status, etag=etag, path=self.request.path)
        else:
            self.set_header("Idempotent-Replayed", "true")
        self.set_status(status)
        if etag:
            self.set_header("Etag", etag)
        self.finish(body)


def _stale() -> NoReturn:
    raise HTTPError(412) from None
