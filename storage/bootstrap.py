"""Opening the stores for the first time: a replica set of one, waiting for a server, the schema."""

import time
from collections.abc import Callable

import redis
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError
from redis.exceptions import RedisError

from domain.errors import StoreAway
from storage.migrations import migrate
from storage.mongo import Database, Document
from storage.redis import AWAY

REPLICA_SET = "xinqiao"
_NOT_YET_INITIALIZED = 94
_PAUSE_SECONDS = 0.03


def _always() -> bool:
    return True


def form_replica_set(port: int, *, patience: float = 60.0, wanted: Callable[[], bool] = _always) -> str:
    """
    Make the mongod on the loopback `port` a replica set of one, so that transactions work; the url to open it with.

    Data that was made under another port is taken over. Blocks. Raises StoreAway when it has no primary after
    `patience` seconds, or as soon as it is no longer `wanted`.
    """
    host = f"127.0.0.1:{port}"
    end = time.monotonic() + patience
    with MongoClient[Document](f"mongodb://{host}/?directConnection=true", serverSelectionTimeoutMS=250) as client:
        while time.monotonic() < end and wanted():
            try:
                if client.admin.command("hello").get("isWritablePrimary"):
                    return f"mongodb://{host}/?replicaSet={REPLICA_SET}"
                _configure(client, host)
            except PyMongoError:
                pass  # it starts, or elects itself: the next look tells
            time.sleep(_PAUSE_SECONDS)
    raise StoreAway("mongodb")


def _configure(client: MongoClient[Document], host: str) -> None:
    try:
        config = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as error:
        if error.code == _NOT_YET_INITIALIZED:
            client.admin.command(
                "replSetInitiate",
                {
                    "_id": REPLICA_SET,
                    "members": [{"_id": 0, "host": host}],
                    "settings": {"electionTimeoutMillis": 1000},
                },
            )
        return
    if config["members"][0]["host"] == host:
        return
    config["members"][0]["host"] = host
    config["version"] += 1
    client.admin.command("replSetReconfig", config, force=True)


def await_redis(url: str, *, patience: float = 30.0, wanted: Callable[[], bool] = _always) -> None:
    """
    Wait until Redis answers at `url`, its data loaded. Blocks. Raises StoreAway after `patience` seconds, or as soon as
    it is no longer `wanted`.
    """
    end = time.monotonic() + patience
    with redis.Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=0.5) as client:
        while time.monotonic() < end and wanted():
            try:
                client.ping()
            except (*AWAY, RedisError):
                time.sleep(_PAUSE_SECONDS)
            else:
                return
    raise StoreAway("redis")


def mongo_version(url: str) -> str:
    """The server's version, such as "6.0.5". Blocks. Raises StoreAway when it doesn't answer."""
    with MongoClient[Document](url, serverSelectionTimeoutMS=2000, connectTimeoutMS=2000) as client:
        try:
            return str(client.admin.command("buildInfo")["version"])
        except PyMongoError as error:
            raise StoreAway("mongodb") from error


def redis_version(url: str) -> str:
    """The server's name and version, such as "valkey 9.1.2". Blocks. Raises StoreAway when it doesn't answer."""
    with redis.Redis.from_url(url, socket_timeout=2.0, socket_connect_timeout=2.0) as client:
        try:
            facts = client.info("server")
        except (*AWAY, RedisError) as error:
            raise StoreAway("redis") from error
    if "valkey_version" in facts:
        return f"valkey {facts['valkey_version']}"
    return f"redis {facts['redis_version']}"


async def prepare_schema(db: Database) -> list[str]:
    """
    Bring the database to this release's schema; the names of the steps taken.

    Raises SchemaTooNew when a newer release wrote it, StoreAway when MongoDB doesn't answer.
    """
    try:
        return await migrate(db)
    except PyMongoError as error:
        raise StoreAway("mongodb") from error
