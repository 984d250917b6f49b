"""All parts opened together, with the stores there and with the stores away."""

import asyncio
import base64
import threading
from typing import Any

import pytest

from app.settings import Settings, load_settings
from app.web import make_app
from app.wiring import open_services
from domain.errors import StoreAway
from storage.mongo import Database
from storage.redis import Redis

AWAY = {"mongo_url": "mongodb://127.0.0.1:1/?directConnection=true", "redis_url": "redis://127.0.0.1:1/0"}


POOLS = ("asyncio_", "ThreadPoolExecutor-", "sentences")  # the loop's, Motor's and the reader's: one for all, they stay
SOON = 20  # seconds in which a client that was closed ends what watches its servers


def at_work() -> set[threading.Thread]:
    """The threads that somebody has to end."""
    return {each for each in threading.enumerate() if not each.name.startswith(POOLS)}


def settings_with(**given: str) -> Settings:
    return load_settings(
        {
            "mongo_database": "test",
            "oa_app_id": "wx0000000000000001",
            "oa_app_secret": "none",
            "oa_token": "token",
            "field_key": base64.b64encode(bytes(range(96))).decode(),
            "secret": "s" * 40,
            "wechat_api_base": "http://127.0.0.1:1",
            **given,
        },
        env_file=None,
    )


async def test_all_parts_open_fill_and_close(
    database: Database, redis: Redis, mongo_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gc.freeze", lambda: None)
    del redis
    await database.command("ping")  # a client's own threads come with what it is first asked
    threads = at_work()
    settings = settings_with(mongo_url=mongo_url, redis_url=redis_url)
    before = asyncio.all_tasks()
    async with open_services(settings) as services:
        assert services.mini is None
        assert await services.db["people"].count_documents({}) == await database["people"].count_documents({})
        assert await services.redis.ping()
        make_app(services, settings)
    assert asyncio.all_tasks() == before
    for left in at_work() - threads:
        await asyncio.to_thread(left.join, SOON)
    assert at_work() <= threads


@pytest.mark.parametrize("away", [("mongo_url",), ("redis_url",), ("mongo_url", "redis_url")])
async def test_all_parts_open_and_close_with_stores_away(
    database: Database, redis: Redis, mongo_url: str, redis_url: str, away: tuple[str, ...]
) -> None:
    del database, redis
    here = {"mongo_url": mongo_url, "redis_url": redis_url}
    settings = settings_with(**{name: AWAY[name] if name in away else url for name, url in here.items()})
    before = asyncio.all_tasks()
    async with open_services(settings) as services:
        make_app(services, settings)
        assert services.facts.institution
        if "mongo_url" in away:
            with pytest.raises(StoreAway):
                await services.people.find("wx", "openid")
    assert asyncio.all_tasks() == before


async def test_parts_that_fail_inside_are_closed_as_well(mongo_url: str, redis_url: str) -> None:
    before = asyncio.all_tasks()
    with pytest.raises(RuntimeError, match="inside"):
        await _fail(settings_with(mongo_url=mongo_url, redis_url=redis_url))
    assert asyncio.all_tasks() == before


async def _fail(settings: Settings) -> Any:
    async with open_services(settings):
        raise RuntimeError("inside")


async def test_a_mini_program_has_a_client_of_its_own(mongo_url: str, redis_url: str) -> None:
    settings = settings_with(
        mongo_url=mongo_url, redis_url=redis_url, mini_app_id="wx0000000000000002", mini_app_secret="none"
    )
    async with open_services(settings) as services:
        assert services.mini is not None
        assert (services.wechat.app_id, services.mini.app_id) == ("wx0000000000000001", "wx0000000000000002")
        assert services.facts.mini_app == "wx0000000000000002"
