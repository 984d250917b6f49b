"""Opening MongoDB. Motor is named here and in type hints only, so that it can be replaced in one place."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from bson.codec_options import CodecOptions
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorDatabase,
)
from pymongo import WriteConcern
from pymongo.errors import (
    AutoReconnect,
    ConnectionFailure,
    DuplicateKeyError,
    ExecutionTimeout,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
    WTimeoutError,
)
from pymongo.read_concern import ReadConcern

from domain.errors import StoreAway

Document = dict[str, Any]
Client = AsyncIOMotorClient[Document]
Database = AsyncIOMotorDatabase[Document]
Collection = AsyncIOMotorCollection[Document]
Session = AsyncIOMotorClientSession
Result = TypeVar("Result")
MOST_TRIES = 8  # a dozen who write one document at once on a slow disk needed more than five
LONGEST_PAUSE = 0.3  # seconds

AWAY = (
    AutoReconnect,
    ConnectionFailure,
    ExecutionTimeout,
    NetworkTimeout,
    ServerSelectionTimeoutError,
    WTimeoutError,
)

# What a server says while it goes down or isn't the primary any more, also in place of a write's acknowledgement.
AWAY_CODES = frozenset({6, 7, 64, 89, 91, 134, 189, 262, 9001, 10058, 10107, 11600, 11602, 13435, 13436})


def is_away(error: PyMongoError) -> bool:
    """Whether the driver's error says that MongoDB doesn't answer, or only that it is going."""
    return isinstance(error, AWAY) or (isinstance(error, OperationFailure) and error.code in AWAY_CODES)


class Duplicate(Exception):
    """A unique field's value is in use. `field` names it."""

    def __init__(self, error: DuplicateKeyError) -> None:
        self.field = next(iter((error.details or {}).get("keyPattern", {})), "")
        super().__init__(self.field)


@asynccontextmanager
async def open_mongo(url: str, name: str) -> AsyncIterator[Database]:
    """
    The database `name` at `url`, closed at the end. Opening doesn't wait for the server.

    Writes are acknowledged by a majority with the journal, since what somebody was told 已收到 must outlive a crash.
    The time to find a server is kept short of WeChat's five seconds, so that people get a sentence and not silence.
    """
    client: Client = AsyncIOMotorClient(
        url,
        tz_aware=True,
        serverSelectionTimeoutMS=1500,
        connectTimeoutMS=1500,
        socketTimeoutMS=20_000,
        timeoutMS=None,
        w="majority",
        journal=True,
        maxPoolSize=50,
        retryWrites=True,
        appname="xinqiao",
    )
    try:
        yield client.get_database(name, codec_options=CodecOptions(tz_aware=True))
    finally:
        client.close()


def sibling(db: Database, name: str) -> Database:
    """Another database on the same server: the key vault lives in its own, to be backed up apart."""
    return db.client.get_database(name, codec_options=CodecOptions(tz_aware=True))


@asynccontextmanager
async def transaction(db: Database) -> AsyncIterator[Session]:
    """
    A transaction; committed at the end, ended without effect when the body raises.

    Raises StoreAway when MongoDB doesn't answer. A caller whose commit broke may run it again: every write of ours
    carries a key under a unique index.
    """
    try:
        async with (
            await db.client.start_session() as session,
            session.start_transaction(
                read_concern=ReadConcern("snapshot"), write_concern=WriteConcern("majority", j=True)
            ),
        ):
            yield session
    except PyMongoError as error:
        if is_away(error):
            raise StoreAway("mongodb") from error
        raise


async def in_transaction(db: Database, body: Callable[[Session], Awaitable[Result]]) -> Result:
    """
    What `body` answers, run in a transaction, and run again where the server says that this is safe.

    Raises StoreAway when MongoDB doesn't answer, or others held what it writes each time.
    """
    for attempt in range(MOST_TRIES):
        try:
            async with transaction(db) as session:
                return await body(session)
        except PyMongoError as error:
            again = error.has_error_label("TransientTransactionError") or error.has_error_label(
                "UnknownTransactionCommitResult"
            )
            if not again:
                raise
            if attempt == MOST_TRIES - 1:
                raise StoreAway("mongodb") from error
            await asyncio.sleep(random.uniform(0, min(0.02 * 2**attempt, LONGEST_PAUSE)))  # noqa: S311 no secret
    raise StoreAway("mongodb")


@asynccontextmanager
async def store_errors() -> AsyncIterator[None]:
    """Turns the driver's "no answer" into StoreAway; anything else passes as it is."""
    try:
        yield
    except PyMongoError as error:
        if is_away(error):
            raise StoreAway("mongodb") from error
        raise


async def answers(db: Database) -> bool:
    """Whether MongoDB answers and has a primary."""
    try:
        hello = await db.client.admin.command("hello")
    except PyMongoError:
        return False
    return bool(hello.get("isWritablePrimary"))
