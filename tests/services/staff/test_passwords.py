"""Passwords are kept so that whoever has the database can't guess them in this life."""

from services.staff import passwords
from services.staff.passwords import hash_password, matches, new_password

HASHER = passwords.HASHER  # the tests' own is quicker: this is the product's


async def test_a_password_is_kept_as_an_argon2id_hash_with_its_own_salt() -> None:
    first, second = await hash_password("一句长口令"), await hash_password("一句长口令")
    assert first.startswith("$argon2id$")
    assert first != second
    assert await matches("一句长口令", first)
    assert not await matches("一句长口令。", first)


def test_one_guess_costs_what_rfc_9106_asks_where_memory_is_scarce() -> None:
    assert (HASHER.time_cost, HASHER.memory_cost, HASHER.parallelism) >= (3, 65536, 4)
    assert HASHER.hash_len >= 32
    assert HASHER.salt_len >= 16


async def test_nobodys_password_matches_nothing() -> None:
    assert not await matches("", None)
    assert not await matches(new_password(), None)
    assert not await matches("x", "not a hash")
