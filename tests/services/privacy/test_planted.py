"""Personal values are planted through the product and looked for everywhere: they lie where the table says, and so."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog
from bson.binary import Binary
from prometheus_client import generate_latest

from app.commands.backup import write
from app.embedded import running_mongod, running_valkey
from domain.personal import FIELDS
from domain.personal_kinds import Held
from services.context import Services
from services.privacy.her_data import gather
from services.safeguarding.screen import Screen
from services.wishes.look import child_of
from storage.encryption import open_vault
from storage.indexes import make_indexes
from storage.mongo import Database, open_mongo
from storage.redis import open_redis
from tests.bot.test_flows import says_all
from tests.joined import APP, HER, MASTER, REGIONS, Clock, Phone, join
from tests.services.privacy.test_erasing import DANGER, OFFICER

CHILD = "欧阳栖梧"
ASKED = "栖梧夜里总是哭醒，这要紧吗"
PLANTED = (CHILD, "栖梧", ASKED, DANGER)  # what must lie sealed; a wish's own words are looked over and then shown
ONLY_WHERE_CHOSEN = {f"people.{name}" for name in ("region", "tags", "roles", "roles_from", "muted", "quiet")}
ONLY_WHERE_CHOSEN |= {f"wishes.{name}" for name in ("public_text", "hardship", "why", "donor_id", "claim_slot")}
ONLY_WHERE_CHOSEN |= {"wishes.second_id", "wishes.met"}  # of a wish for company
ONLY_WHERE_CHOSEN |= {"wishes.sharers"}  # of a dear one
ONLY_WHERE_CHOSEN |= {"consents.paper"}  # of a wish that an officer entered
LIFE = ("微心愿", "同意", CHILD, "8岁", "曲阜", "1", "1", "学习用品", "一台学习机", "八十块", "提交")


async def live(services: Services) -> None:
    """Every door through which a person's words and data come in, a dialogue that is left in the middle included."""
    phone = Phone(services)
    await phone.event("subscribe")
    await says_all(phone, *LIFE)
    await says_all(phone, ASKED, "都不是", "人工", ASKED)
    await phone.says(DANGER)
    await says_all(phone, "微心愿", "同意", CHILD)  # left in the middle
    await services.notes.leave("n1", app=APP, openid=HER, text=ASKED, now=services.now())
    await services.inbox.prepare()
    for batch in await services.inbox.read("c1"):
        await services.messages.insert(batch.messages)
        acted = [each for each in batch.messages if each.action]
        await services.people.heard(
            {"app": each.app, "openid": each.openid, "action": each.action, "at": each.at} for each in acted
        )
    person = await services.people.find(APP, HER)
    assert person
    wish = (await services.wishes.of_guardian(person.id))[0]
    assert (await child_of(services, wish.id, reason="visit", by=OFFICER)).name == CHILD
    assert CHILD in repr(await gather(services, person.id))


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a document with its path; what stands in a list has the list's."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each, path)
    else:
        yield path, value


async def rows(db: Database) -> dict[str, list[dict[str, Any]]]:
    names = await db.list_collection_names(filter={"type": "collection"})
    return {name: await db[name].find().to_list(None) for name in names}


async def test_what_is_hers_lies_only_in_fields_of_the_table_and_as_it_says(services: Services) -> None:
    await live(services)
    person = await services.people.find(APP, HER)
    assert person
    table = {each.path: each for each in FIELDS}
    hers = (HER, person.id, "一台学习机", "欧**梧", *PLANTED)
    found, wrong = set(), []
    for collection, documents in (await rows(services.db)).items():
        for document in documents:
            for field, value in leaves(document):
                path = f"{collection}.{field}"
                known = next(
                    (each for name, each in table.items() if path == name or path.startswith(f"{name}.")), None
                )
                if known is not None:
                    found.add(known.path)
                    if (
                        known.held in {Held.FAMILY, Held.OWN, Held.MASTER}
                        and value
                        and not isinstance(value, bytes | Binary)
                    ):
                        wrong.append(f"{path} isn't sealed")
                elif isinstance(value, str) and any(each in value for each in hers):
                    wrong.append(f"{path} isn't in domain/personal.py")
    assert wrong == []
    for collection in ("people", "wishes", "questions", "messages", "notes", "alerts", "consents"):
        named = {each.path for each in FIELDS if each.collection == collection and "unionid" not in each.field}
        assert named <= found | ONLY_WHERE_CHOSEN, collection


@pytest.mark.long
async def test_nothing_planted_is_found_in_any_file_log_or_figure(tmp_path: Path, clock: Clock, screen: Screen) -> None:
    """Of MongoDB what it stores as well as its files, since those are compressed; the same of Redis; logs, a backup."""
    log = StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(log))
    mongo_folder, redis_folder = tmp_path / "mongo", tmp_path / "redis"
    with running_mongod(mongo_folder) as mongo_url, running_valkey(redis_folder) as redis_url:
        async with (
            open_mongo(mongo_url, "planted") as db,
            open_redis(redis_url) as redis,
            open_vault(db, [MASTER]) as vault,
            aiohttp.ClientSession() as http,
        ):
            await make_indexes(db)
            services = join(db, redis, vault=vault, http=http, clock=clock, screen=screen)
            await services.regions.put(REGIONS)
            await live(services)
            await write(services, tmp_path / "backups", tmp_path / "keys")
            stored = repr(await rows(db)) + repr(await rows(db.client.get_database("planted_keys")))
            await db.client.admin.command("fsync")
            dumped = [await _whole(redis, key) for key in await redis.keys("*")]
    structlog.reset_defaults()
    found = [each for each in PLANTED if each in stored or each in repr(dumped)]
    for each in PLANTED:
        forms = (each.encode(), each.encode("utf-16-le"), json.dumps(each)[1:-1].encode())
        found += [f"{each} in {file}" for file in _files(tmp_path) if _holds(file, forms)]
    assert found == []
    said = log.getvalue() + generate_latest().decode()
    assert [each for each in (*PLANTED, HER) if each in said] == []


async def _whole(redis: Any, key: bytes) -> bytes:
    return bytes(await redis.dump(key) or b"")


def _files(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


def _holds(file: Path, forms: tuple[bytes, ...]) -> bool:
    content = file.read_bytes()
    return any(each in content for each in forms)
