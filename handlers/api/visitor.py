"""What calls from the mini-program share: who calls by which token, and how often."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, ClassVar

import orjson

from bot.asking import danger_first
from domain.errors import Invalid, NotSignedIn, XinqiaoError
from domain.people import Identity
from handlers.access import needs_person
from handlers.api.call import CALLS_A_MINUTE, CountedCall
from handlers.api.operation import Query
from handlers.guessing import address_of
from services.mini.sign_in import Visitor, caller_of

READ_MOST = 4000  # characters of a value that can't be taken: as much as an alert keeps of it
ADDRESS_CALLS_A_MINUTE = 1200  # many phones share an address: a village's line, a carrier's gateway


class VisitorCall(CountedCall):
    """
    A call from the mini-program: with `Authorization: Bearer …` where the handler is `@for_people`, else for everybody.
    No cookie opens anything here, so a page of another site gains nothing by calling.
    """

    ADDRESS_MOST: ClassVar[int] = ADDRESS_CALLS_A_MINUTE

    def initialize(self) -> None:
        """Nobody calls until `prepare` has looked."""
        super().initialize()
        self._visitor: Visitor | None = None
        self._card = ""

    def check_xsrf_cookie(self) -> None:
        """See the class."""

    @property
    def visitor(self) -> Visitor:
        """Who has signed in. Raises NotSignedIn."""
        if self._visitor is None:
            raise NotSignedIn
        return self._visitor

    @property
    def account(self) -> Identity | None:
        """Her account with the mini-program; None where nobody has signed in."""
        return self._visitor.person.identity(self.services.facts.mini_app) if self._visitor else None

    async def heard(self, model: type[Query]) -> Query:
        """What was sent, as `body`; the refusal of what can't be taken tells somebody in danger whom to call as well."""
        try:
            return self.body(model)
        except Invalid:
            await self.danger_in(*_said_in(self.request.body))
            raise

    async def danger_in(self, *texts: str) -> str:
        """
        The card for somebody in danger, where one of these words of hers tells of it: her alert is kept before, once an
        hour, and a refusal of this call carries the card as well. Empty for everything else.
        """
        for text in filter(None, texts):
            self._card = await danger_first(self.services, text, by=self.alerted_for(), key=self.alert_key(text))
            if self._card:
                return self._card
        return ""

    def alerted_for(self) -> Identity | None:
        """Whose alert it is; None where it can't be told."""
        return self.account

    def alert_key(self, text: str) -> str:
        """The same words within the same hour are one alert."""
        who, hour = self.alerted_as(), f"{self.services.now():%Y-%m-%dT%H}"
        return f"api:{hashlib.sha256(f'{who} {hour} {text}'.encode()).hexdigest()}"

    def alerted_as(self) -> str:
        """As whom words in danger count."""
        return self.counted()[0]

    async def admit(self) -> None:
        """Look whose token it is. Raises NotSignedIn, StoreAway."""
        if needs_person(type(self), self.request.method or "GET"):
            self._visitor = await self.by_token()

    async def by_token(self) -> Visitor:
        """Whose token it is. Raises NotSignedIn, StoreAway."""
        return await caller_of(self.services, self.bearer())

    def bearer(self) -> str:
        """The token that came. Raises NotSignedIn where none did."""
        scheme, _, secret = self.request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise NotSignedIn
        return secret.strip()

    def counted(self) -> tuple[str, int]:
        """Each person, and each address that nobody has signed in from; neither stands in Redis in clear."""
        if self._visitor:
            return self._visitor.person.id, CALLS_A_MINUTE
        return f"{address_of(self)}:{self.ADDRESS_MOST}", self.ADDRESS_MOST

    def whose(self) -> str:
        """The person who has signed in."""
        return self._visitor.person.id if self._visitor else ""

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A problem document, in danger with the card, and how to be let in."""
        error = (kwargs.get("exc_info") or (None, None, None))[1]
        if isinstance(error, XinqiaoError) and self._card:
            error.danger = self._card
        if isinstance(error, NotSignedIn):
            why = ', error="invalid_token"' if self.request.headers.get("Authorization") else ""
            self.set_header("WWW-Authenticate", f'Bearer realm="xinqiao"{why}')
        super().write_error(status_code, **kwargs)


def _said_in(body: bytes) -> Iterator[str]:
    """The words of a body, whatever else it is."""
    with suppress(orjson.JSONDecodeError):
        given = orjson.loads(body)
        for value in given.values() if isinstance(given, dict) else ():
            if isinstance(value, str):
                yield value[:READ_MOST]
