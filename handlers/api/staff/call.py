"""What all calls under /api/v1/staff share: the token, how often, once only, and which version was read."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, NoReturn

import orjson
from pydantic import BaseModel, Field
from tornado.web import HTTPError

from domain.errors import (
    Conflict,
    Invalid,
    LastAdministrator,
    MoveNotPossible,
    NotAllowed,
    NotSignedIn,
    StoreAway,
    TooMany,
)
from domain.ids import new_id
from domain.staff import StaffMember
from handlers.access import needed_for
from handlers.api.operation import ApiCall, Model, Operation
from services.staff import Caller, owner_of

CALLS_A_MINUTE = 300
MOST = 100
ID = r"^[0-9a-z]{26}$"
_KEY = re.compile(r"[!-~]{8,100}")
_VERSION = re.compile(r'"v(\d{1,9})"')


class Limit(Model):
    """How long a part of a list is."""

    limit: int = Field(default=30, ge=1, le=MOST, description="how many at most")


class PartQuery(Limit):
    """Which part of a list is asked for."""

    after: str = Field(default="", pattern=r"^([0-9a-z]{26})?$", description="`next` of the part before")


class StaffCall(ApiCall):
    """
    A call of a program of staff, with `Authorization: Bearer …`; a signed-in browser may read as well.

    There is no XSRF token here: what changes something takes a token, which no browser sends by itself.
    """

    def initialize(self) -> None:
        """Nobody calls until `prepare` has looked."""
        super().initialize()
        self.token: Caller | None = None
        self._etag: str | None = None
        self._rate: dict[str, int] = {}

    def check_xsrf_cookie(self) -> None:
        """See the class. Raises NotAllowed where the browser says that a page of another site calls."""
        self.need_own_site()

    async def prepare(self) -> None:
        """Settle who calls, and count it. Raises NotSignedIn, NotAllowed, TooMany, StoreAway."""
        await super().prepare()
        who = self.token.token.id if self.token else self.staff.id
        with suppress(StoreAway):  # without Redis nobody is counted, and work goes on
            calls, left = await self.services.call_rates.count(who, now=self.services.now())
            self._rate = {"Limit": CALLS_A_MINUTE, "Remaining": max(0, CALLS_A_MINUTE - calls), "Reset": left}
            self._tell_rate()
            if calls > CALLS_A_MINUTE:
                raise TooMany(left)

    def _tell_rate(self) -> None:
        for name, value in self._rate.items():
            self.set_header(f"RateLimit-{name}", str(value))

    async def caller(self) -> StaffMember | None:
        """Whose token it is; without one, who is signed in and reads. Raises NotSignedIn, StoreAway."""
        given = self.request.headers.get("Authorization", "")
        if given:
            scheme, _, secret = given.partition(" ")
            if scheme.lower() != "bearer":
                raise NotSignedIn
            self.token = await owner_of(self.services, secret.strip())
            return self.token.member
        return await super().caller() if self.request.method in {"GET", "HEAD"} else None

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A problem document, and how to be let in."""
        self._tell_rate()
        error = (kwargs.get("exc_info") or (None, None, None))[1]
        if isinstance(error, NotSignedIn):
            why = ', error="invalid_token"' if self.request.headers.get("Authorization") else ""
            self.set_header("WWW-Authenticate", f'Bearer realm="xinqiao"{why}')
        if isinstance(error, NotAllowed) and self.token:
            needed = needed_for(type(self), self.request.method or "GET")
            self.set_header("WWW-Authenticate", f'Bearer error="insufficient_scope", scope="{needed}"')
        super().write_error(status_code, **kwargs)

    @property
    def operation(self) -> Operation:
        """What this call says of itself."""
        return self.OPERATIONS[(self.request.method or "GET").lower().replace("head", "get")]

    def compute_etag(self) -> str | None:
        """That of the version answered with, if any."""
        return self._etag

    def versioned(self, version: int) -> None:
        """The answer is this version of something: reading it again is cheap, and changing it asks for it."""
        self._etag = f'"v{version}"'
        self.set_header("Etag", self._etag)
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
    ) -> None:
        """
        Answer with what `create` makes, given the id that it is to have: the model and its version, if it has one. A
        repeat with the same Idempotency-Key is answered as the first was, and creates nothing. `kept` makes of the
        model what is kept for a repeat, where a part of it is a secret.

        Raises Invalid("Idempotency-Key", …), Conflict while the first is under way, and what `create` raises.
        """
        key = self.request.headers.get("Idempotency-Key", "")
        if not _KEY.fullmatch(key):
            raise Invalid("Idempotency-Key", "invalid" if key else "missing")
        asked = f"{self.request.method} {self.request.uri}\n".encode() + self.request.body
        call = await self.services.api_answers.begin(
            hashlib.sha256(f"{self.staff.id} {key}".encode()).hexdigest(),
            request=hashlib.sha256(asked).hexdigest(),
            made=new_id(),
            now=self.services.now(),
        )
        body, status, etag = call.body, call.status, call.etag
        if body is None:
            try:
                model, version = await create(call.made)
            except Exception:
                await self.services.api_answers.drop(call)
                raise
            status, etag = self.operation.status, "" if version is None else f'"v{version}"'
            body = orjson.dumps(model.model_dump(mode="json"))
            again = body if kept is None else orjson.dumps(kept(model).model_dump(mode="json"))
            await self.services.api_answers.keep(call, status=status, etag=etag, body=again)
        else:
            self.set_header("Idempotent-Replayed", "true")
        self.set_status(status)
        if etag:
            self.set_header("Etag", etag)
        self.finish(body)


def _stale() -> NoReturn:
    raise HTTPError(412) from None
