from storage.mongo import Database, transaction
from storage.redis import Redis


async def test_transactions_work_on_the_embedded_mongod(database: Database) -> None:
    async with transaction(database) as session:
        await database["people"].insert_one({"_id": "p"}, session=session)
    assert await database["people"].count_documents({}) == 1


async def test_a_test_gets_an_empty_database(database: Database) -> None:
    assert await database["people"].count_documents({}) == 0
    await database["people"].insert_one({"_id": "p"})


async def test_the_embedded_redis_is_append_only_and_written_every_second(redis: Redis) -> None:
    assert (await redis.config_get("append*"))["appendfsync"] == "everysec"
    assert (await redis.config_get("append*"))["appendonly"] == "yes"
