import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import NotFound
from storage.encryption import FieldVault, Seal, open_vault
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
