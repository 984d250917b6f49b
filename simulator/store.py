"""What must outlive a kill, in SQLite: documents by kind, and the lines of the chats."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

FLUSH_EVERY = 0.2  # seconds: what a kill may take
MOST_A_FLUSH = 20_000
SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (kind TEXT, app TEXT, key TEXT, value BLOB, PRIMARY KEY (kind, app, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entries (seq INTEGER PRIMARY KEY, app TEXT, entry BLOB);
CREATE TABLE IF NOT EXISTS files (app TEXT, key TEXT, body BLOB, PRIMARY KEY (app, key)) WITHOUT ROWID;
"""


class Store:
    """Writes are gathered and go out in batches off the loop; reads happen at the start only (files excepted)."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(folder / "simulator.sqlite", check_same_thread=False, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;" + SCHEMA)
        self._changed: dict[tuple[str, str, str], Any] = {}
        self._entries: list[tuple[int, str, dict[str, Any]]] = []
        self._writing = asyncio.Lock()

    def put(self, kind: str, app: str, key: str, value: Any) -> None:
        """Keep `value` (what it is when it is written); None removes it."""
        self._changed[kind, app, key] = value

    def append(self, seq: int, app: str, entry: dict[str, Any]) -> None:
        self._entries.append((seq, app, entry))

    def write_file(self, app: str, key: str, body: bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (app, key, body))

    def read_file(self, app: str, key: str) -> bytes | None:
        row = self._db.execute("SELECT body FROM files WHERE app = ? AND key = ?", (app, key)).fetchone()
        return None if row is None else bytes(row[0])

    def documents(self) -> Iterator[tuple[str, str, str, Any]]:
        for kind, app, key, value in self._db.execute("SELECT kind, app, key, value FROM documents"):
            yield kind, app, key, orjson.loads(value)

    def entries(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for app, entry in self._db.execute("SELECT app, entry FROM entries ORDER BY seq"):
            yield app, orjson.loads(entry)

    async def run(self) -> None:
        """Write what changed, again and again, until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_EVERY)
            await self.flush()

    async def flush(self) -> None:
        """Write everything that changed up to now."""
        async with self._writing:
            while self._changed or self._entries:
                await asyncio.to_thread(self._write, *self._take())

    def _take(self) -> tuple[list[tuple[str, str, str, bytes]], list[tuple[str, str, str]], list[tuple[int, str, bytes]]]:
        keep: list[tuple[str, str, str, bytes]] = []
        drop: list[tuple[str, str, str]] = []
        for key in list(self._changed)[:MOST_A_FLUSH]:
            value = self._changed.pop(key)
            if value is None:
                drop.append(key)
            else:
                keep.append((*key, orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)))
        taken, self._entries = self._entries[:MOST_A_FLUSH], self._entries[MOST_A_FLUSH:]
        return keep, drop, [(seq, app, orjson.dumps(entry)) for seq, app, entry in taken]

    def _write(
        self,
        keep: list[tuple[str, str, str, bytes]],
        drop: list[tuple[str, str, str]],
        entries: list[tuple[int, str, bytes]],
    ) -> None:
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?)", keep)
        self._db.executemany("DELETE FROM documents WHERE kind = ? AND app = ? AND key = ?", drop)
        self._db.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", entries)
        self._db.execute("COMMIT")

    async def clear(self) -> None:
        """Forget everything."""
        async with self._writing:
            self._changed.clear()
            self._entries.clear()
            for table in ("documents", "entries", "files"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608 the names stand above

    async def close(self) -> None:
        await self.flush()
        with contextlib.suppress(sqlite3.Error):
            self._db.close()
