"""Real stores for every test, one pair a test process, and no setting from outside."""

import asyncio
import functools
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from xdist.scheduler import LoadScopeScheduling

from app.embedded import running_mongod, running_valkey
from services.questions import live
from services.questions.search import KnowledgeIndex
from services.staff import passwords
from storage.encryption import VAULT
from storage.indexes import INDEXES, make_indexes
from storage.mongo import Database, open_mongo, sibling
from storage.redis import Redis, open_redis

pytest_plugins = ["tests.joined", "tests.rig"]
hypothesis.settings.register_profile("xinqiao", deadline=None)  # no test asserts a time
hypothesis.settings.load_profile("xinqiao")

_GROUP = re.compile(r'^pytestmark = .*xdist_group\("(\w+)"\)', re.MULTILINE)
Writes = Mapping[str, tuple[int, bytes]]
_WRITTEN: dict[str, Writes] = {}  # by server that has its indexes: each collection as it was when it was empty
LONGEST = 3600  # seconds that a test marked long may take before it counts as hanging
MEMORY = Path("/dev/shm")  # noqa: S108 a store of tests outlives nothing, and is quick there


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run what takes longer as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    long = [item for item in items if item.get_closest_marker("long")]
    if config.getoption("--long"):
        for item in long:
            item.add_marker(pytest.mark.timeout(LONGEST), append=False)
    elif long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("long")]


class _ByGroup(LoadScopeScheduling):
    """xdist 3.8 finds no groups under pytest 9.2 (its issue 1386): here a file's `pytestmark` names its group."""

    def _split_scope(self, nodeid: str) -> str:
        return _group_of(nodeid.partition("::")[0]) or nodeid


@functools.cache
def _group_of(file: str) -> str:
    found = _GROUP.search((Path(__file__).parents[1] / file).read_text(encoding="utf-8"))
    return found[1] if found else ""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByGroup | None:
    return _ByGroup(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("XINQIAO_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hash with the least work: its real cost, for thousands of people who sign in, is half of the tests' time."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session", autouse=True)
def _indexes_built_once() -> Iterator[None]:
    """The same few entries are indexed for nearly every test."""
    built = functools.lru_cache(maxsize=16)(KnowledgeIndex)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live, "KnowledgeIndex", lambda entries: built(tuple(entries)))
        yield


@pytest.fixture(scope="session")
def store_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory where there is one: a write that waits for the disk would slow every test."""
    folder = Path(tempfile.mkdtemp(prefix="xinqiao-", dir=MEMORY)) if MEMORY.is_dir() else tmp_path_factory.mktemp("s")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def mongo_url(store_folder: Path) -> Iterator[str]:
    """A replica set of one."""
    with running_mongod(store_folder / "mongo", cache_gb=0.25) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url(store_folder: Path) -> Iterator[str]:
    """A valkey, append-only."""
    with running_valkey(store_folder / "redis") as url:
        yield url


@pytest.fixture
async def database(mongo_url: str) -> AsyncIterator[Database]:
    """An empty database with every index, and its empty key vault beside it."""
    async with open_mongo(mongo_url, "test") as db:
        if mongo_url not in _WRITTEN:
            await make_indexes(db)
            # the tests' clock isn't the server's
            await db.client.admin.command("setParameter", 1, ttlMonitorEnabled=False)
            _WRITTEN[mongo_url] = {}
        yield db
        vault = sibling(db, f"test_{VAULT}")
        written, before = await _writes(db, vault), _WRITTEN[mongo_url]
        await asyncio.gather(_empty(db, set(INDEXES), written, before), _empty(vault, {"vault"}, written, before))
        counts = await _counts(db)
        _WRITTEN[mongo_url] = {name: (counts.get(name, 0), uuid) for name, (_, uuid) in written.items()}


async def _writes(*dbs: Database) -> Writes:
    """How often each collection has been written, and which it is: one that a restore has put in its place has another id."""
    counts, found = await _counts(dbs[0]), {}
    for db in dbs:
        async for each in await db.list_collections(filter={"type": "collection"}):
            name = f"{db.name}.{each['name']}"
            found[name] = (counts.get(name, 0), bytes(each["info"]["uuid"]))
    return found


async def _counts(db: Database) -> dict[str, int]:
    totals = (await db.client.admin.command("top"))["totals"]
    return {name: each["writeLock"]["count"] for name, each in totals.items() if "writeLock" in each}


async def _empty(db: Database, keep: set[str], written: Writes, before: Writes) -> None:
    """Making an index takes longer than a test: collections that are expected stay; those that were written are emptied."""
    names = [each.removeprefix(f"{db.name}.") for each in written if each.startswith(f"{db.name}.")]
    used = [each for each in names if written[f"{db.name}.{each}"] != before.get(f"{db.name}.{each}")]
    known, new = [each for each in used if each in keep], [each for each in names if each not in keep]
    await asyncio.gather(*(db[each].delete_many({}) for each in known), *(db.drop_collection(each) for each in new))


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client of an empty Redis."""
    async with open_redis(redis_url) as client:
        await client.flushall()
        yield client
