"""What commands and dialogues are given of the turn they run in, and what they answer."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.session import EMPTY, Option, Session
from domain.people import Person
from services.context import Services
from wechat.messages import Reply


@dataclass(slots=True)
class Turn:
    """
    One message of one person. `key` is the message's own, the same in every repeat; `session` is what was remembered
    before it; `remembers` is False while Redis is away.
    """

    services: Services
    app: str
    openid: str
    key: str
    now: datetime
    session: Session = EMPTY
    remembers: bool = True
    _person: Person | None = field(default=None, repr=False)

    @property
    def now_ms(self) -> int:
        """Milliseconds of the epoch."""
        return int(self.now.timestamp() * 1000)

    @property
    def unique(self) -> str:
        """The message's key among all accounts."""
        return f"{self.app}:{self.key}"

    async def person(self) -> Person:
        """Who writes; made on first sight. Raises StoreAway."""
        if self._person is None:
            self._person = await self.services.people.ensure(self.app, self.openid, now=self.now)
        return self._person


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What a command answers. `options` are what 1, 2, 3 mean from now on (None: as before), `asked` the
    question they are suggestions for, `given` the entry that was chosen of them. `lasting` says that something
    was kept or changed, so that a repeat gets this reply and never a second run; `forgets` that nothing of the chat is
    remembered any more. `about` is the receipt of the question that is shown.
    """

    reply: Reply
    options: tuple[Option, ...] | None = None
    asked: str = ""
    lasting: bool = False
    forgets: bool = False
    given: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a turn: the reply, and the session as it is to be from now on."""

    reply: Reply
    session: Session
    lasting: bool = False
