"""When the master key changes, what lasts is sealed again under the new one, and the old one can be dropped."""

import os
from dataclasses import replace

import pytest

from domain.staff import StaffRole
from services.context import Services
from services.staff import Browser, CodeNeeded, SignedIn, add, new_device, second_step, sign_in
from services.staff.factors import begin_totp, confirm_totp, pending_totp
from services.staff.totp import code_of, step_at
from storage.encryption import Seal
from storage.mongo import Database
from storage.resealing import reseal
from tests.joined import Clock

OLD, NEW = os.urandom(96), os.urandom(96)
PASSWORD = "一句只在这里用的长口令"
HERS = Browser(device=new_device(), kind="windows.chrome", address="192.0.2.1")


async def test_a_colleague_signs_in_with_her_code_after_the_old_key_is_dropped(
    services: Services, clock: Clock
) -> None:
    before = replace(services, seal=Seal([OLD]))
    li, _ = await add(before, login="li", name="李娜", roles=[StaffRole.COUNTY], region="370881", password=PASSWORD)
    await begin_totp(before, by=li, password=PASSWORD, session_id="s")
    pending = await pending_totp(before, by=li)
    assert pending
    secret = pending[0]
    await confirm_totp(before, by=li, code=code_of(secret, step_at(before.now())))

    done = await reseal(services.db, Seal([NEW, OLD]))
    assert done["second_factors"] == 1
    assert set((await reseal(services.db, Seal([NEW, OLD]))).values()) == {0}

    after = replace(services, seal=Seal([NEW]))
    clock.move(seconds=60)
    with pytest.raises(CodeNeeded) as asked:
        await sign_in(after, login="li", password=PASSWORD, address=HERS.address, browser=HERS)
    code = code_of(secret, step_at(after.now()))
    assert isinstance(await second_step(after, challenge=asked.value.challenge, code=code, browser=HERS), SignedIn)


async def test_what_somebody_wrote_is_sealed_again_and_what_no_key_opens_is_left_alone(database: Database) -> None:
    foreign = Seal([os.urandom(96)]).close(b"x")
    for name in ("alerts", "messages", "notes"):
        rows = [{"sealed": Seal([OLD]).close(b"hers")}, {"sealed": foreign}, {"sealed": None}, {}]
        await database[name].insert_many(
            [dict.fromkeys(("_id", "key", "receipt"), f"{at}") | row for at, row in enumerate(rows)]
        )
    done = await reseal(database, Seal([NEW, OLD]))
    assert (done["alerts"], done["messages"], done["notes"]) == (1, 1, 1)
    for name in ("alerts", "messages", "notes"):
        row, other = [await database[name].find_one({"_id": each}) for each in ("0", "1")]
        assert row
        assert other
        assert Seal([NEW]).open(row["sealed"]) == b"hers"
        assert other["sealed"] == foreign


async def test_with_one_key_nothing_is_looked_at(database: Database) -> None:
    assert await reseal(database, Seal([NEW])) == {}
