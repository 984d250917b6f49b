"""The knowledge base in memory: answers work while MongoDB is away, and no turn waits for it."""

import asyncio

from domain.questions import KnowledgeEntry
from services.questions.search import Found, KnowledgeIndex
from storage.questions import KnowledgeStore, KnowledgeVersion


class LiveKnowledge:
    """The published entries and their index, as they were at the last `refresh`; `loaded` is set after the first."""

    def __init__(self, store: KnowledgeStore) -> None:
        self._store = store
        self._version: KnowledgeVersion | None = None
        self._entries: dict[str, KnowledgeEntry] = {}
        self._index = KnowledgeIndex(())
        self.loaded = asyncio.Event()

    async def refresh(self) -> bool:
        """Take over what has changed; False when nothing has. Raises StoreAway."""
        version = await self._store.version()
        if version == self._version:
            return False
        entries = await self._store.published()
        index = await asyncio.to_thread(KnowledgeIndex, entries)
        self._entries = {entry.id: entry for entry in entries}
        self._index = index
        self._version = version
        self.loaded.set()
        return True

    def find(self, text: str) -> Found:
        """The entries nearest to `text`, and whether the first may be given as the answer."""
        return self._index.answer(text)

    def entry(self, entry_id: str) -> KnowledgeEntry | None:
        """An entry by its id; None when it is gone."""
        return self._entries.get(entry_id)

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._entries)
