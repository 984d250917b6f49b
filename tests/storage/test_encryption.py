import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest
from bson.binary import Binary
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import NotFound
from storage.encryption import Erasure, FieldVault, Seal, open_vault, vault_of
from storage.mongo import Database

KEY, OTHER = bytes(range(96)), bytes(range(1, 97))
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
async def vault(database: Database) -> AsyncIterator[FieldVault]:
    async with open_vault(database, [KEY]) as opened:
        yield opened


@given(st.binary(max_size=200))
def test_what_is_sealed_opens_again_and_never_lies_there_in_clear(plain: bytes) -> None:
    seal = Seal([KEY])
    sealed = seal.close(plain)
    assert seal.open(sealed) == plain
    assert len(plain) < 4 or plain not in sealed


@given(st.binary(max_size=60))
def test_anything_else_opens_to_nothing(foreign: bytes) -> None:
    assert Seal([KEY]).open(foreign) is None


def test_an_older_key_still_opens_and_a_changed_byte_does_not() -> None:
    sealed = Seal([OTHER]).close(b"x")
    assert Seal([KEY, OTHER]).open(sealed) == b"x"
    assert Seal([KEY]).open(sealed) is None
    assert Seal([OTHER]).open(sealed[:-1] + bytes([sealed[-1] ^ 1])) is None


async def test_a_sealed_field_opens_with_its_familys_key(vault: FieldVault) -> None:
    sealed = await vault.seal("family:1", {"name": "王小明"})
    assert "王小明".encode() not in bytes(sealed)
    assert await vault.unseal(sealed) == {"name": "王小明"}


async def test_two_calls_at_once_make_one_key_for_a_family(vault: FieldVault) -> None:
    keys = await asyncio.gather(*(vault.key_for("family:1") for _ in range(8)))
    assert len({bytes(key) for key in keys}) == 1


async def test_an_erased_family_can_never_be_read_again(vault: FieldVault) -> None:
    hers = await vault.seal("family:1", {"name": "a"})
    others = await vault.seal("family:2", {"name": "b"})
    assert await vault.erase("family:1", now=NOW)
    with pytest.raises(NotFound):
        await vault.unseal(hers)
    assert await vault.unseal(others) == {"name": "b"}


async def test_a_key_of_another_installation_opens_nothing(vault: FieldVault, database: Database) -> None:
    sealed = await vault.seal("family:1", {"name": "a"})
    async with open_vault(database, [os.urandom(96)]) as stranger:
        with pytest.raises(NotFound):
            await stranger.unseal(sealed)


async def test_a_new_master_key_in_front_opens_what_the_older_one_wrapped_and_seals_for_the_same_family(
    database: Database,
) -> None:
    async with open_vault(database, [KEY]) as before:
        sealed = await before.seal("family:1", {"name": "王小明"})
    async with open_vault(database, [OTHER, KEY]) as both:
        assert await both.unseal(sealed) == {"name": "王小明"}
        again = await both.seal("family:1", {"name": "王小明"})
        assert await both.unseal(again) == {"name": "王小明"}


async def test_once_the_data_keys_are_wrapped_anew_the_older_master_key_can_be_dropped(database: Database) -> None:
    async with open_vault(database, [KEY]) as before:
        sealed = await before.seal("family:1", {"name": "王小明"})
    async with open_vault(database, [OTHER, KEY]) as both:
        assert await both.rewrap() == 1
        assert await both.rewrap() == 0
    async with open_vault(database, [OTHER]) as after:
        assert await after.unseal(sealed) == {"name": "王小明"}


async def test_without_the_key_that_wrapped_it_nothing_opens(database: Database) -> None:
    async with open_vault(database, [KEY]) as before:
        sealed = await before.seal("family:1", {"name": "王小明"})
    async with open_vault(database, [OTHER]) as stranger:
        with pytest.raises(NotFound):
            await stranger.unseal(sealed)


async def test_nothing_can_be_sealed_for_a_family_after_it_was_erased(vault: FieldVault, database: Database) -> None:
    await vault.seal("family:1", {"name": "a"})
    await vault.erase("family:1", now=NOW)
    with pytest.raises(NotFound):
        await vault.seal("family:1", {"name": "a"})
    assert await vault_of(database)["vault"].count_documents({}) == 0
    assert await vault.erasures() == [Erasure("family:1", NOW, "")]


async def test_a_digest_finds_equal_values_and_stays_the_same_under_a_new_master_key(database: Database) -> None:
    async with open_vault(database, [KEY]) as one, open_vault(database, [KEY]) as two:
        found = await asyncio.gather(*(each.digest("phone", "13800001234") for each in (one, two)))
        assert len(set(found)) == 1
        assert found[0] != await one.digest("id_number", "13800001234")
    async with open_vault(database, [OTHER, KEY]) as both:
        while await both.rewrap(most=1):
            pass
    async with open_vault(database, [OTHER]) as after:
        assert await after.digest("phone", "13800001234") == found[0]


async def test_the_master_key_is_rotated_under_load_without_one_error(database: Database) -> None:
    """As an operator does it: behind, in front, wrapped anew, dropped; at each moment processes of two steps run."""
    told: list[tuple[Binary, str]] = []
    stop, errors, done = asyncio.Event(), [], 0

    async def load(number: int, processes: list[FieldVault]) -> None:
        nonlocal done
        count = 0
        while not stop.is_set():
            count += 1
            family, name = f"family:{number}:{count}", f"{number}-{count}"
            try:
                told.append((await processes[count % 2].seal(family, {"name": name}), name))
                sealed, expected = random.choice(told)
                if await processes[(count + 1) % 2].unseal(sealed) != {"name": expected}:
                    errors.append("another value")
            except Exception as error:  # noqa: BLE001 each is what the test looks for
                errors.append(repr(error))
            done += 1

    async with AsyncExitStack() as stack:
        steps = ([KEY], [KEY, OTHER], [OTHER, KEY], [OTHER])
        only, behind, front, dropped = [await stack.enter_async_context(open_vault(database, keys)) for keys in steps]
        processes = [only, only]
        running = [asyncio.create_task(load(number, processes)) for number in range(4)]

        async def restart(which: int, to: FieldVault) -> None:
            processes[which] = to
            before = done
            while done < before + 20:  # noqa: ASYNC110 the load's own pace is what is waited for
                await asyncio.sleep(0)

        for step in (only, behind, front):
            await restart(0, step)
            await restart(1, step)
        wrapped = 0
        while part := await front.rewrap(most=7):
            wrapped += part
        await restart(0, dropped)
        await restart(1, dropped)
        stop.set()
        await asyncio.gather(*running)
        assert errors == []
        assert wrapped >= 40
        assert await dropped.foreign() == 0
        assert all([await dropped.unseal(sealed) == {"name": name} for sealed, name in told])
