"""The knowledge base in memory: answers work while MongoDB is away, and no turn waits for it."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.questions import KnowledgeEntry
from services.questions.amended import amended
from services.questions.search import Found, KnowledgeIndex
from storage.knowledge import KnowledgeStore, Stamped

SETTLES = 15.0  # seconds in which a transaction that began before the newest change may still be committed
COUNTED_EVERY = 30.0  # seconds between two looks whether something went that no change tells of
AT_ONCE = 1000  # entries up to which an index is built anew for each change: under a second of a thread


class LiveKnowledge:
    """The published entries and their index, as they were at the last `refresh`; `loaded` is set after the first."""

    def __init__(self, store: KnowledgeStore) -> None:
        self._store = store
        self._entries: dict[str, KnowledgeEntry] = {}
        self._stamps: dict[str, datetime] = {}
        self._base = self._index = KnowledgeIndex(())
        self._changed: set[str] = set()  # since the base was built
        self._newest: tuple[datetime, float] | None = None
        self._settled: datetime | None = None
        self._counted = 0.0
        self._one_at_a_time = asyncio.Lock()
        self.loaded = asyncio.Event()

    async def refresh(self) -> bool:
        """Take over what has changed; False when nothing has. A turn never waits for it. Raises StoreAway."""
        async with self._one_at_a_time:
            if not self.loaded.is_set():
                return await self._load()
            found = await self._store.stamped(since=self._settled)
            fresh = [each for each in found if self._stamps.get(each.id) != each.at]
            if fresh:
                await self._take(fresh)
            self._settle(found)
            if time.monotonic() - self._counted > COUNTED_EVERY:
                self._counted = time.monotonic()
                if await self._store.count_published() != len(self._entries):
                    return await self._load()
            return bool(fresh)

    async def _load(self) -> bool:
        """All of them anew."""
        found = await self._store.stamped()
        entries = {each.id: each.entry for each in found if each.entry}
        index = await asyncio.to_thread(KnowledgeIndex, list(entries.values()))
        self._entries, self._base, self._index, self._changed = entries, index, index, set()
        self._stamps = {each.id: each.at for each in found}
        newest = max((each.at for each in found), default=None)
        self._newest = (newest, time.monotonic()) if newest else None
        self._settled = newest - timedelta(seconds=SETTLES) if newest else None
        self._counted = time.monotonic()
        self.loaded.set()
        return True

    async def _take(self, fresh: Sequence[Stamped]) -> None:
        """
        The entries that changed. A small base is built anew in a thread. A large one is amended: building it would hold up
        the loop for seconds, since much of that lets no other thread run.
        """
        entries = self._entries | {each.id: each.entry for each in fresh if each.entry}
        for each in fresh:
            if each.entry is None:
                entries.pop(each.id, None)
        base, changed = self._base, self._changed | {each.id for each in fresh}
        if len(entries) <= AT_ONCE:
            base, changed = await asyncio.to_thread(KnowledgeIndex, [entries[each] for each in sorted(entries)]), set()
        now_there = [entries[each] for each in sorted(changed) if each in entries]
        gone = [each for each in changed if each not in entries]
        index = await asyncio.to_thread(amended, base, now_there, gone)
        self._entries, self._base, self._index, self._changed = entries, base, index, changed
        self._stamps |= {each.id: each.at for each in fresh}

    def _settle(self, found: Sequence[Stamped]) -> None:
        """From where the next look begins: a while behind the newest, so that no late commit is missed."""
        newest = max((each.at for each in found), default=None)
        now = time.monotonic()
        if newest and (self._newest is None or newest > self._newest[0]):
            self._newest = (newest, now)
        elif self._newest and now - self._newest[1] > SETTLES:
            self._settled = self._newest[0]

    def find(self, text: str) -> Found:
        """The entries nearest to `text`, and whether the first may be given as the answer."""
        return self._index.answer(text)

    def entry(self, entry_id: str) -> KnowledgeEntry | None:
        """An entry by its id; None when it is gone."""
        return self._entries.get(entry_id)

    def with_change(self, entry: KnowledgeEntry) -> KnowledgeIndex:
        """An index as it would be with this entry, for trying; what people are answered with stays as it is."""
        return amended(self._index, [entry])

    @property
    def index(self) -> KnowledgeIndex:
        """What people are answered from now."""
        return self._index

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._entries)
