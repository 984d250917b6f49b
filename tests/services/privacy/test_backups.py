"""Backups: whole, of one moment, closed to everybody without the keys, and never bringing back who was erased."""

import asyncio
import base64
from dataclasses import replace
from pathlib import Path

import pytest
from bson.binary import Binary

from app.commands.backup import write
from app.commands.restore import bring_back, find
from domain.errors import NotFound
from services.context import Services
from services.privacy.erasing import erase_person
from services.wishes.look import child_of
from services.wishes.submit import WishForm, submit
from storage.backups import BadBackup, merge_keys, write_keys
from storage.backups.files import Manifest, blocks
from storage.encryption import family_of, open_vault, vault_of
from storage.mongo import Database
from tests.bot.test_flows import WHOLE_WISH, says_all
from tests.joined import APP, HER, MASTER, Clock, Phone
from tests.services.privacy.test_erasing import ASKED, OFFICER, WISH, everything, full_life

CHILDREN = "安柏岑丹恩帆歌涵杰可乐萌宁欧佩琪然晟桐薇汐雅泽竹春夏秋冬山河湖海云雨雪风花草树木金石水火土日月星辰天地"
OTHERS = "openid-of-another"


def contents(folder: Path) -> list[bytes]:
    return [each.read_bytes() for each in folder.rglob("*") if each.is_file()]


def open_to_others(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.stat().st_mode & 0o077]


async def lose(services: Services, *, vault: bool = False) -> None:
    """The server is lost; its vault too if said."""
    for db in (services.db, *((vault_of(services.db),) if vault else ())):
        for name in await db.list_collection_names(filter={"type": "collection"}):
            await db[name].delete_many({})


async def sorted_rows(db: Database) -> dict[str, list[str]]:
    names = set(await db.list_collection_names()) - {"messages", "notes", "outbox", "schema", "scene_scans"}
    rows = {name: sorted([repr(each) async for each in db[name].find()]) for name in names}
    return {name: each for name, each in rows.items() if each}


async def test_what_was_backed_up_comes_back_as_it_was_and_opens(
    services: Services, phone: Phone, tmp_path: Path
) -> None:
    person = await full_life(services, phone)
    before = await sorted_rows(services.db)
    await write(services, tmp_path, tmp_path / "keys")
    await lose(services, vault=True)
    await bring_back(services, find(tmp_path), tmp_path / "keys", replace=False)
    after = await sorted_rows(services.db)
    assert after.keys() == before.keys()
    for name in before.keys() - {"deliveries"}:
        assert after[name] == before[name], name
    row = await services.db["deliveries"].find_one({})
    assert row
    assert row["state"] == "unconfirmed"  # it may have been sent since: nobody gets it twice
    wish = (await services.wishes.of_guardian(person))[0]
    assert (await child_of(services, wish.id, reason="visit", by=OFFICER)).name == "王小明"


@pytest.mark.parametrize("lost", ["nothing", "data", "everything"])
async def test_a_family_erased_after_a_backup_stays_erased_when_it_is_restored(
    services: Services, phone: Phone, clock: Clock, tmp_path: Path, lost: str
) -> None:
    hers = await full_life(services, phone)
    other = Phone(services, OTHERS)
    await says_all(other, *(each.replace("小明", "小红").replace("书包", "台灯") for each in WHOLE_WISH), "提交")
    await write(services, tmp_path, tmp_path / "keys")
    kept = find(tmp_path)
    clock.move(days=1)
    wish = (await services.wishes.of_guardian(hers))[0]
    await erase_person(services, hers, how="chat", now=services.now())
    await write_keys(services.db, tmp_path / "keys", now=services.now())
    if lost != "nothing":
        await lose(services, vault=lost == "everything")
    clock.move(days=30)
    await bring_back(services, kept, tmp_path / "keys", replace=lost == "nothing")

    text = await everything(services)
    for each in (WISH, "王小明", "王*明", ASKED, HER):
        assert [text[at - 300 : at + 60] for at in [text.find(each)] if at >= 0] == []
    with pytest.raises(NotFound):
        await child_of(services, wish.id, reason="visit", by=OFFICER)
    theirs = await services.people.find(APP, OTHERS)
    assert theirs
    assert (await services.wishes.of_guardian(theirs.id))[0].child_masked == "王*红"


async def test_the_files_of_a_backup_hold_nothing_readable_and_nothing_of_who_was_erased_even_with_its_key(
    services: Services, phone: Phone, tmp_path: Path
) -> None:
    hers = await full_life(services, phone)
    await write(services, tmp_path, tmp_path / "keys")
    folder = find(tmp_path)
    assert open_to_others(tmp_path) == []
    for content in contents(tmp_path):
        for each in (WISH, "王小明", "王*明", ASKED, HER, "峪口村"):
            assert each.encode() not in content
    await erase_person(services, hers, how="chat", now=services.now())
    manifest = Manifest.read(folder)
    key = await services.vault.unseal_bytes(Binary(base64.b64decode(manifest.key), 6))
    opened = b"".join(block for name in manifest.parts for block in blocks(folder / f"{name}.sealed", key, name))
    for each in (WISH, "王小明", "王*明", ASKED):
        assert each.encode() not in opened


async def test_a_backup_is_of_one_moment_while_wishes_come_in(services: Services, phone: Phone, tmp_path: Path) -> None:
    await phone.event("subscribe")
    person = await services.people.find(APP, HER)
    assert person
    stop, count = asyncio.Event(), 0

    async def come_in() -> None:
        nonlocal count
        while not stop.is_set() and count < len(CHILDREN):
            form = WishForm(
                child_name=f"王小{CHILDREN[count]}",
                age_band="6-8",
                region="370881100201",
                kind="study",
                text=WISH,
                cost_fen=8000,
            )  # a child has one open wish
            await submit(services, by=person, form=form, key=f"k{count}", now=services.now())
            count += 1

    coming = asyncio.create_task(come_in())
    while count < 5 and not coming.done():  # noqa: ASYNC110 the work's own pace is what is waited for
        await asyncio.sleep(0)
    await write(services, tmp_path, tmp_path / "keys")
    stop.set()
    await coming
    await bring_back(services, find(tmp_path), tmp_path / "keys", replace=True)
    wishes = {each["_id"] async for each in services.db["wishes"].find()}
    assert wishes
    assert wishes == set(await services.db["events"].distinct("about", {"kind": "submitted"}))
    assert wishes == set(await services.db["consents"].distinct("about"))


async def test_a_database_that_is_not_empty_is_left_alone_and_a_bad_backup_changes_nothing(
    services: Services, phone: Phone, tmp_path: Path
) -> None:
    await full_life(services, phone)
    await write(services, tmp_path, tmp_path / "keys")
    folder, before = find(tmp_path), await everything(services)
    with pytest.raises(BadBackup, match="--replace"):
        await bring_back(services, folder, tmp_path / "keys", replace=False)
    file = folder / "wishes.sealed"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    with pytest.raises(BadBackup, match="digest"):
        await bring_back(services, folder, tmp_path / "keys", replace=True)
    file.unlink()
    with pytest.raises(BadBackup, match="missing"):
        await bring_back(services, folder, tmp_path / "keys", replace=True)
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BadBackup, match="can't be read"):
        await bring_back(services, folder, tmp_path / "keys", replace=True)
    with pytest.raises(BadBackup, match="no backup"):
        find(tmp_path / "elsewhere")
    assert await everything(services) == before


async def test_without_the_master_key_or_without_the_vault_no_backup_opens(
    services: Services, phone: Phone, tmp_path: Path
) -> None:
    await full_life(services, phone)
    await write(services, tmp_path, tmp_path / "keys")
    await lose(services, vault=True)
    with pytest.raises(BadBackup, match="no key opens"):
        await bring_back(services, find(tmp_path), tmp_path / "nowhere", replace=False)
    async with open_vault(services.db, [bytes(reversed(MASTER))]) as stranger:
        with pytest.raises(BadBackup, match="no key opens"):
            await bring_back(replace(services, vault=stranger), find(tmp_path), tmp_path / "keys", replace=False)


async def test_an_older_vault_never_brings_a_destroyed_key_back_nor_is_the_only_copy_overwritten(
    services: Services, phone: Phone, tmp_path: Path
) -> None:
    hers = await full_life(services, phone)
    await write_keys(services.db, tmp_path, now=services.now())
    await erase_person(services, hers, how="chat", now=services.now())
    assert await merge_keys(services.db, tmp_path) == 0
    assert await services.vault.with_key([family_of(hers)]) == set()

    await services.vault.key_for("family:2")
    await write_keys(services.db, tmp_path, now=services.now())
    await lose(services, vault=True)
    with pytest.raises(BadBackup, match="4 data keys and 1 erasures"):
        await write_keys(services.db, tmp_path, now=services.now())
