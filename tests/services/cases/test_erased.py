"""A case of somebody who is erased: no backup shows her, no restore brings her back, and who waits for help is kept a week."""

import base64
from pathlib import Path

import orjson
import pytest
from bson.binary import Binary

from app.commands.backup import write
from app.commands.restore import bring_back, find
from domain.cases import Case, CaseMove
from domain.errors import MoveNotPossible
from domain.ids import new_id
from domain.pushes import Channel, DeliveryState
from services.cases.entries import add_contact, add_note
from services.cases.letters import choose_word
from services.cases.moving import move
from services.context import Services
from services.privacy.erasing import erase_person
from storage.backups.files import Manifest, blocks
from storage.deliveries import NewRow
from storage.encryption import key_of_case, opened
from storage.outbox import Work
from storage.resealing import seal_apart
from tests.joined import APP, HER, Clock
from tests.services.cases.conftest import ALL, BEATEN, CITY, Officers
from worker.tasks import TASKS

NOTE = "她叫司马琉璃，住峪口村三号"
ROWS = ("alerts", "cases", "case_entries")


@pytest.fixture
async def closed(case: Case, services: Services, officer: Officers) -> Case:
    """Her case, with a note of an officer, until two people have closed it."""
    one, two = await officer("one", CITY), await officer("two", CITY)
    await add_note(services, case.id, new_id(), NOTE, by=one)
    for what in (CaseMove.ACKNOWLEDGE, CaseMove.REACH, CaseMove.PROPOSE_CLOSING):
        await move(services, case.id, what, by=one)
    await move(services, case.id, CaseMove.CLOSE, by=two)
    await choose_word(services, app=APP, openid=HER, word="石榴花")
    await services.pushes.grants.allow(APP, HER, "t1", fields={}, key="g1", now=services.now())
    row = NewRow(person=case.person_id, openid=HER, channel=Channel.MASS, state=DeliveryState.SENT, reason="")
    await services.pushes.rows.add("p1", APP, [row], now=services.now())
    return case


async def words(services: Services) -> str:
    """All that staff can read in cases and alerts, with what lies in the rows."""
    parts: list[object] = []
    for name in ROWS:
        async for row in services.db[name].find():
            parts.append(row)
            if row.get("sealed"):
                parts.append((await opened(row["sealed"], services.vault, services.seal) or b"").decode())
    return repr(parts)


async def as_before(services: Services) -> None:
    """Rows as earlier releases left them: sealed under the master key, without a data key in the vault."""
    for name in ("alerts", "case_entries"):
        async for row in services.db[name].find({"sealed": {"$ne": Binary(b"")}}):
            plain = await opened(row["sealed"], services.vault, services.seal)
            sealed = Binary(services.seal.close(plain or b""))
            await services.db[name].update_one({"_id": row["_id"]}, {"$set": {"sealed": sealed}})


async def opened_files(services: Services, folder: Path) -> bytes:
    """What whoever has the vault and the master key can read in a backup's files."""
    manifest = Manifest.read(folder)
    key = await services.vault.unseal_bytes(Binary(base64.b64decode(manifest.key), 6))
    return b"".join(block for name in manifest.parts for block in blocks(folder / f"{name}.sealed", key, name))


async def test_the_files_of_an_old_backup_show_nothing_of_an_erased_woman_in_danger(
    closed: Case, services: Services, tmp_path: Path
) -> None:
    await write(services, tmp_path, tmp_path / "keys")
    await erase_person(services, closed.person_id, how="chat", now=services.now())
    content = await opened_files(services, find(tmp_path))
    assert HER.encode() not in content
    for each in (BEATEN, NOTE):
        assert each.encode() not in content
    rows = await services.db["case_entries"].distinct("sealed", {"case": closed.id})
    assert [bytes(each) for each in rows] == [b""]


@pytest.mark.parametrize("earlier", [False, True], ids=["now", "by an earlier release"])
async def test_words_of_an_erased_woman_never_come_back_by_a_restore(
    closed: Case, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, earlier: bool
) -> None:
    if earlier:
        await as_before(services)
        await services.vault._vault.delete_many({"keyAltNames": {"$regex": "^(case|alert|family):"}})
        monkeypatch.setattr("app.commands.backup.seal_apart", _nothing)
    await write(services, tmp_path, tmp_path / "keys")
    assert NOTE in await words(services)
    assert BEATEN in await words(services)
    await erase_person(services, closed.person_id, how="chat", now=services.now())
    if earlier:
        await services.vault._erasures.delete_many({"_id": {"$regex": "^(case|alert):"}})
    await bring_back(services, find(tmp_path), tmp_path / "keys", replace=True)
    text = await words(services)
    for each in (NOTE, BEATEN, HER, closed.person_id):
        assert each not in text
    for name in ROWS:  # that there was one counts on
        assert await services.db[name].count_documents({}) == 1, name
    assert await services.db["grants"].count_documents({}) == 0
    assert await services.db["safe_words"].count_documents({}) == 0
    assert await services.db["deliveries"].count_documents({"openid": HER}) == 0


async def _nothing(*_: object) -> int:
    return 0


async def test_who_still_waits_for_help_is_kept_by_a_restore_for_as_long_as_without_one(
    case: Case, services: Services, officer: Officers, clock: Clock, tmp_path: Path
) -> None:
    one = await officer("one", CITY)
    await add_note(services, case.id, new_id(), NOTE, by=one)
    await write(services, tmp_path, tmp_path / "keys")
    await erase_person(services, case.person_id, how="chat", now=services.now())
    clock.move(days=1)
    await bring_back(services, find(tmp_path), tmp_path / "keys", replace=True)
    assert NOTE in await words(services)
    assert [each.text for each in await services.alerts.of_case(case.id)] == [BEATEN]

    clock.move(days=6, minutes=3)
    rest = await services.db["outbox"].find({"task": "erase_rest"}).to_list(None)
    for each in rest:
        await TASKS["erase_rest"](services, Work(each["_id"], each["task"], each["args"], 1, 1))
    text = await words(services)
    for left in (NOTE, BEATEN, HER, case.person_id):
        assert left not in text
    with pytest.raises(MoveNotPossible):  # nobody writes of her any more where nothing of her is left
        await add_contact(services, case.id, new_id(), outcome="reached", way="phone", text=NOTE, by=one)
    assert await services.vault.with_key([key_of_case(case.id)]) == set()


async def test_what_an_earlier_release_sealed_under_the_master_key_gets_keys_of_its_own_once(
    closed: Case, services: Services
) -> None:
    await as_before(services)
    assert await seal_apart(services.db, services.vault, services.seal) == 2
    assert await seal_apart(services.db, services.vault, services.seal) == 0
    for name in ("alerts", "case_entries"):
        row = await services.db[name].find_one({})
        assert row
        assert services.seal.open(bytes(row["sealed"])) is None
    (entry,) = await services.case_entries.of(closed.id)
    assert entry.facts == {"text": NOTE}
    assert [each.text for each in await services.alerts.of_case(closed.id)] == [BEATEN]
    assert orjson.dumps(NOTE) not in repr(await services.db["case_entries"].find().to_list(None)).encode()
    assert await services.cases.get(closed.id, scope=ALL)
