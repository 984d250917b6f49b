"""The knowledge base in memory: answers work while MongoDB is away, and no turn waits for it."""

import asyncio
import ctypes
import time
from collections.abc import Callable, Container, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice

import structlog

from domain.calendar import day_in_china
from domain.questions import KnowledgeEntry
from services.questions.amended import amended
from services.questions.rows import Near
from services.questions.search import Found, KnowledgeIndex
from services.questions.sentences import Sentences, again, end_of, is_worth
from services.vectors import READS_AT_ONCE, Reader, reader
from storage.knowledge import KnowledgeStore, Stamped

SETTLES = 15.0  # seconds in which a transaction that began before the newest change may still be committed
LONG_AGO = timedelta(minutes=10)  # no transaction lasts so long, however clocks differ
COUNTED_EVERY = 30.0  # seconds between two looks whether something went that no change tells of
SPARED = READS_AT_ONCE // 3  # of the sentences that can be read at once, for those who may be in danger
PART = 500  # entries whose rows are asked for in one go, or whose texts are taken
READ_FOR = 0.3  # seconds of a look in which kept rows are read: a change waits for no more
AT_ONCE = 1000  # entries up to which an index is built anew for each change: under a second of a thread
log = structlog.get_logger(__name__)


class LiveKnowledge:
    """
    The published entries whose last day hasn't gone by, and their index, as they were at the last `refresh`; `loaded` is
    set after the first.
    """

    def __init__(
        self,
        store: KnowledgeStore,
        now: Callable[[], datetime],
        sentences: Sentences | None = None,
        reads: Reader | None = None,
    ) -> None:
        self._store, self._now = store, now
        self._sentences, self._reads = sentences, reads or reader()
        self._near: tuple[KnowledgeIndex, Near] | None = None  # an index, and the rows of its entries
        self._untold: dict[str, None] = {}  # ids of entries that the sentences haven't heard of as they are
        self._unkept: dict[str, bytes] = {}
        self._day = date.min
        self._entries: dict[str, KnowledgeEntry] = {}
        self._stamps: dict[str, datetime] = {}
        self._base = self._index = KnowledgeIndex(())
        self._last: tuple[KnowledgeIndex, int, Found] | None = None  # a turn asks for the same text several times
        self._changed: set[str] = set()  # since the base was built
        self._newest: tuple[datetime, float] | None = None
        self._settled: datetime | None = None
        self._counted = 0.0
        self._one_at_a_time = asyncio.Lock()
        self.loaded = asyncio.Event()

    async def refresh(self) -> bool:
        """Take over what has changed; False when nothing has. A turn never waits for it. Raises StoreAway."""
        async with self._one_at_a_time:
            base = self._base
            changed = await self._refresh()
            await self._lay_beside()
            if self._base is not base and len(self._entries) > AT_ONCE:
                await asyncio.to_thread(_give_back)
            return changed

    async def _refresh(self) -> bool:
        if not self.loaded.is_set():
            return await self._load()
        found = await self._store.stamps(since=self._settled)
        changed = [each for each, at in found.items() if self._stamps.get(each) != at]
        fresh = await self._store.stamped(changed) if changed else []
        over = self._over({each.id for each in fresh})
        fresh += [Stamped(each, self._stamps[each], None) for each in over]
        if fresh:
            await self._take(fresh)
        self._settle(found.values())
        if time.monotonic() - self._counted > COUNTED_EVERY:
            self._counted = time.monotonic()
            if await self._store.count_published(self._day) != len(self._entries):
                return await self._load()
        return bool(fresh)

    async def _lay_beside(self) -> None:
        """The rows of sentence vectors for what people are answered from; those that are missing come a few at each look."""
        sentences, index = self._sentences, self._index
        if sentences is None:
            self._untold.clear()
            return
        while self._untold:
            part = list(islice(self._untold, PART))
            there = [self._entries[each] for each in part if each in self._entries]
            await asyncio.to_thread(sentences.take, there, [each for each in part if each not in self._entries])
            for each in part:
                del self._untold[each]
        if self._near is None or self._near[0] is not index:
            self._near = index, await asyncio.to_thread(sentences.near, index)
        self._unkept |= await asyncio.to_thread(sentences.fresh)
        await self._store.keep_vectors(self._unkept)
        self._unkept.clear()
        began = time.monotonic()
        while sentences.missing and time.monotonic() - began < READ_FOR:
            unread = sentences.unread
            asked = await asyncio.to_thread(sentences.look, PART)
            await asyncio.to_thread(sentences.learn, asked, await self._store.vectors(asked))
            if not unread:
                return

    async def _load(self) -> bool:
        """All of them anew."""
        found, self._day = await self._store.stamped(), self._today()
        entries = {each.id: each.entry for each in found if each.entry and not each.entry.is_over(self._day)}
        index = await asyncio.to_thread(KnowledgeIndex, list(entries.values()))
        self._untold |= dict.fromkeys((*self._entries, *entries))
        self._entries, self._base, self._index, self._changed = entries, index, index, set()
        self._stamps = {each.id: each.at for each in found}
        newest = max((each.at for each in found), default=None)
        self._newest = (newest, time.monotonic()) if newest else None
        # Of a base that was brought at once all may be the newest: long ago, they needn't be looked through again.
        settles = timedelta(seconds=0 if newest and newest < self._now() - LONG_AGO else SETTLES)
        self._settled = newest - settles if newest else None
        self._counted = time.monotonic()
        self.loaded.set()
        return True

    def _over(self, fresh: Container[str]) -> list[str]:
        """Once a day, the entries that were valid yesterday and aren't among the changed ones."""
        if (today := self._today()) == self._day:
            return []
        self._day = today
        return [each.id for each in self._entries.values() if each.is_over(today) and each.id not in fresh]

    def _today(self) -> date:
        return day_in_china(self._now())

    async def _take(self, fresh: Sequence[Stamped]) -> None:
        """
        The entries that changed. A small base is built anew in a thread. A large one is amended: building it would hold up
        the loop for seconds, since much of that lets no other thread run.
        """
        entries = dict(self._entries)
        for each in fresh:
            if each.entry is None or each.entry.is_over(self._day):
                entries.pop(each.id, None)
            else:
                entries[each.id] = each.entry
        base, changed = self._base, self._changed | {each.id for each in fresh}
        if len(entries) <= AT_ONCE:
            base, changed = await asyncio.to_thread(KnowledgeIndex, [entries[each] for each in sorted(entries)]), set()
        now_there = [entries[each] for each in sorted(changed) if each in entries]
        gone = [each for each in changed if each not in entries]
        index = await asyncio.to_thread(amended, base, now_there, gone)
        self._untold |= dict.fromkeys(each.id for each in fresh)
        self._entries, self._base, self._index, self._changed = entries, base, index, changed
        self._stamps |= {each.id: each.at for each in fresh}

    def _settle(self, found: Iterable[datetime]) -> None:
        """From where the next look begins: a while behind the newest, so that no late commit is missed."""
        newest = max(found, default=None)
        now = time.monotonic()
        if newest and (self._newest is None or newest > self._newest[0]):
            self._newest = (newest, now)
        elif self._newest and now - self._newest[1] > SETTLES:
            self._settled = self._newest[0]

    def find(self, text: str) -> Found:
        """The entries nearest to `text`, and whether the first may be given as the answer."""
        last, index, asked = self._last, self._index, hash(text)
        if last is None or last[0] is not index or last[1] != asked:
            last = self._last = index, asked, index.answer(text)
        return last[2]

    async def find_again(self, text: str) -> Found:
        """
        The same with a second stage by sentence vectors, where the first isn't sure: in a thread, late by IN_TIME of
        services/vectors.py at most.
        What is found without is the same as `find` says.
        """
        index, near = self._index, self._near
        first = self.find(text)
        if near is None or near[0] is not index or not is_worth(first):
            return first
        try:
            read = end_of(text, len(index.ids))
            compare = partial(self._compare, index, near[1], text, first, read)
            return await self._reads.in_time(read, compare, spares=SPARED)
        except TimeoutError:
            log.debug("no second stage in time")
            return first
        except (OSError, RuntimeError):
            log.exception("the model of sentence vectors doesn't run; questions are looked at once from now on")
            self._sentences = self._near = None
            return first

    async def find_each(self, texts: Sequence[str]) -> list[Found]:
        """What `find_again` says of each, one after the other."""
        return [await self.find_again(each) for each in texts]

    def _compare(self, index: KnowledgeIndex, near: Near, text: str, first: Found, read: str) -> Found:
        return again(index, near, text, first, self._reads.encode(read))

    def entry(self, entry_id: str) -> KnowledgeEntry | None:
        """An entry by its id; None when it is gone."""
        return self._entries.get(entry_id)

    def with_change(self, entry: KnowledgeEntry) -> KnowledgeIndex:
        """An index as it would be with this entry, for trying; what people are answered with stays as it is."""
        return amended(self._index, [entry])

    async def try_out(self, index: KnowledgeIndex, draft: KnowledgeEntry, texts: Sequence[str]) -> dict[str, Found]:
        """What each of `texts` finds in such an index, the second stage included: for staff, however long it takes."""
        found = {each: index.answer(each) for each in texts}
        unsure = {each: first for each, first in found.items() if is_worth(first)}
        if self._sentences is None or not unsure:
            return found
        try:
            return found | await asyncio.to_thread(self._sentences.try_out, index, draft, unsure)
        except (OSError, RuntimeError):
            log.exception("the model of sentence vectors doesn't run; a draft is tried by its text")
            return found

    @property
    def index(self) -> KnowledgeIndex:
        """What people are answered from now."""
        return self._index

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._entries)


def _give_back() -> None:
    """What was needed while a large index was built, a fifth of it: unless it is asked glibc keeps that."""
    with suppress(AttributeError, OSError):  # another libc
        ctypes.CDLL(None).malloc_trim(0)
