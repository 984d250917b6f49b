"""
The screen with a second look: a message of which the first isn't sure is judged by what it says.

The first look takes microseconds (of a very long text milliseconds) and is there always. The second takes 20 to 80 ms of a thread and only where it may change
what is done; where it isn't to be had, or not in time, the first one counts.
"""

import asyncio
from functools import partial
from pathlib import Path

import numpy as np
import structlog

from domain.safeguarding import Hit
from services.safeguarding.gist import NAME, Gist
from services.safeguarding.screen import Look, Screen
from services.vectors import Reader, reader, usable

LONGEST = 60  # characters of a message that are read: of a longer one those about where it is most like danger
log = structlog.get_logger(__name__)


class SecondLook:
    """`check` is what a turn asks. Without vectors it says what the screen says."""

    def __init__(
        self,
        screen: Screen,
        gist: Gist | None = None,
        reads: Reader | None = None,
    ) -> None:
        self.screen, self._gist, self._reads = screen, gist, reads or reader()
        self._own: dict[str, Hit | None] = {}

    @classmethod
    def load(cls, screen: Screen, folder: Path) -> "SecondLook":
        """With the vectors of a folder, where there are any and the model can run here. Raises BadGist."""
        file = folder / NAME
        if not (file.exists() and usable()):
            log.info("the danger screen takes no second look", vectors=file.exists(), model=usable())
            return cls(screen)
        return cls(screen, Gist.load(file))

    async def check(self, text: str) -> Hit | None:
        """What danger `text` seems to speak of. It never holds the loop, and is late by IN_TIME of services/vectors.py at most."""
        look = self.screen.look(text)
        if not self._is_worth(look):
            return look.hit
        try:
            read = self.read_of(look, text)
            return await self._reads.in_time(read, partial(self._again, look, read), beside=1)
        except TimeoutError:
            log.debug("no second look in time")
            return look.hit

    async def check_own(self, text: str) -> Hit | None:
        """The same for words of ours that everybody sends, a command's: looked at once, since they never change."""
        if text not in self._own:
            self._own[text] = await self.check(text)
        return self._own[text]

    async def check_patiently(self, text: str) -> Hit | None:
        """
        The same, however long it takes, for what staff are shown: asked for one text after the other, a turn that comes in
        between waits for one at most, and has as many looks left as before.
        """
        look = self.screen.look(text)
        if not self._is_worth(look):
            return look.hit
        read = self.read_of(look, text)
        return await asyncio.get_running_loop().run_in_executor(self._reads.thread, self._again, look, read)

    def check_now(self, text: str) -> Hit | None:
        """The same, however long it takes: for commands, which have no loop."""
        look = self.screen.look(text)
        return self._again(look, self.read_of(look, text)) if self._is_worth(look) else look.hit

    def warm(self) -> None:
        """Load the model, so that the first message needn't wait for it."""
        if self._gist is not None:
            self._reads.thread.submit(self._again, Look(None, score=0.0), "你好")

    def _is_worth(self, look: Look) -> bool:
        if self._gist is None or look.odds is None:
            return False
        return self._gist.settings.begin <= look.odds < self._gist.settings.end

    def read_of(self, look: Look, text: str) -> str:
        """What is read of a message: all of it, or LONGEST characters."""
        text = text.strip()
        return text if len(text) <= LONGEST else self.screen.part(look, LONGEST)

    def _again(self, look: Look, text: str) -> Hit | None:
        if self._gist is None:
            return look.hit
        try:
            numbers = np.concatenate([self._reads.encode(text), self._reads.peaks(text)])
            gist = self._gist.network.score(numbers)
        except (OSError, RuntimeError):
            log.exception("the model of sentence vectors doesn't run; the first look counts from now on")
            self._gist = None
            return look.hit
        settings = self._gist.settings
        odds = settings.odds(look.score, len(look.said), gist, rule=look.rule is not None)
        return self.screen.hit(look, odds, card=settings.card, alert=settings.alert)
