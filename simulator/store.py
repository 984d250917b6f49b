"""What must outlive a kill, in SQLite: documents by kind, and the lines of the chats, which live nowhere else."""

import asyncio
import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson

FLUSH_EVERY = 0.2  # seconds: what a kill may take
MOST_A_FLUSH = 20_000
SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (kind TEXT, app TEXT, key TEXT, value BLOB, PRIMARY KEY (kind, app, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entries
    (seq INTEGER PRIMARY KEY, app TEXT, openid TEXT, kind TEXT, channel TEXT, msg TEXT, entry BLOB);
CREATE INDEX IF NOT EXISTS chats ON entries (app, openid, seq);
CREATE TABLE IF NOT EXISTS files (app TEXT, key TEXT, body BLOB, PRIMARY KEY (app, key)) WITHOUT ROWID;
"""
DUMP = orjson.OPT_NON_STR_KEYS

Key = tuple[str, str, str]
Row = tuple[int, str, str, str, str, str, bytes]


class Store:
    """Writes are gathered and go out in batches off the loop; what is read was written before."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "simulator.sqlite"
        self._db = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;" + SCHEMA)
        self._reader = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._changed: dict[Key, Any] = {}
        self._entries: list[tuple[str, dict[str, Any]]] = []
        # One thread each: what was handed over first is done first, even when who asked was cancelled meanwhile.
        self._writing = ThreadPoolExecutor(1)
        self._reading = ThreadPoolExecutor(1)

    def put(self, kind: str, app: str, key: str, value: Any) -> None:
        """Keep `value` (what it is when it is written); None removes it."""
        self._changed[kind, app, key] = value

    def append(self, app: str, entry: dict[str, Any]) -> None:
        """Keep one line of a chat."""
        self._entries.append((app, entry))

    @property
    def waiting(self) -> int:
        """How much is not written yet."""
        return len(self._changed) + len(self._entries)

    def write_file(self, app: str, key: str, body: bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (app, key, body))

    def read_file(self, app: str, key: str) -> bytes | None:
        row = self._db.execute("SELECT body FROM files WHERE app = ? AND key = ?", (app, key)).fetchone()
        return None if row is None else bytes(row[0])

    def documents(self) -> Iterator[tuple[str, str, str, Any]]:
        for kind, app, key, value in self._db.execute("SELECT kind, app, key, value FROM documents"):
            yield kind, app, key, orjson.loads(value)

    def counted(self) -> Iterator[tuple[str, str, str, int, int]]:
        """(app, channel, kind, lines, last number) of all lines."""
        yield from self._db.execute("SELECT app, channel, kind, COUNT(*), MAX(seq) FROM entries GROUP BY 1, 2, 3")

    async def read(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of `query`, with everything in them that changed up to now."""
        await self.flush()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reading, lambda: self._reader.execute(query, values).fetchall())

    async def run(self) -> None:
        """Write what changed, again and again, until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_EVERY)
            await self.flush()

    async def flush(self) -> None:
        """Write everything that changed up to now."""
        loop = asyncio.get_running_loop()
        while self._changed or self._entries:
            await loop.run_in_executor(self._writing, self._write, *self._take())
        # What someone else handed over just now is done when this is.
        await loop.run_in_executor(self._writing, int)

    def _take(self) -> tuple[list[tuple[str, str, str, bytes]], list[Key], list[Row]]:
        keep: list[tuple[str, str, str, bytes]] = []
        drop: list[Key] = []
        for key in list(itertools.islice(self._changed, MOST_A_FLUSH)):
            value = self._changed.pop(key)
            if value is None:
                drop.append(key)
            else:
                keep.append((*key, orjson.dumps(value, option=DUMP)))
        taken, self._entries = self._entries[:MOST_A_FLUSH], self._entries[MOST_A_FLUSH:]
        return keep, drop, [_row(app, entry) for app, entry in taken]

    def _write(self, keep: list[tuple[str, str, str, bytes]], drop: list[Key], entries: list[Row]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?)", keep)
        self._db.executemany("DELETE FROM documents WHERE kind = ? AND app = ? AND key = ?", drop)
        self._db.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", entries)
        self._db.execute("COMMIT")

    async def clear(self) -> None:
        """Forget everything."""
        self._changed.clear()
        self._entries.clear()
        await asyncio.get_running_loop().run_in_executor(self._writing, self._clear)

    def _clear(self) -> None:
        for table in ("documents", "entries", "files"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 the names stand above

    async def close(self) -> None:
        """Write what is left and let go of the file."""
        await self.flush()
        for each in (self._reading, self._writing):
            each.shutdown()
        self._reader.close()
        self._db.close()


def _row(app: str, entry: dict[str, Any]) -> Row:
    channel, msg = entry.get("channel", ""), entry.get("msg", "")
    return entry["seq"], app, entry["openid"], entry["kind"], channel, msg, orjson.dumps(entry)
