"""Passwords: hashed with argon2id, in a thread, since one hash takes as long as hundreds of requests."""

import asyncio
import functools
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else on paper
MOST_CHARACTERS = 200
HASHER = PasswordHasher()


async def hash_password(password: str) -> str:
    """The argon2id hash, with its parameters and salt in it."""
    return await asyncio.to_thread(HASHER.hash, password)


async def matches(password: str, password_hash: str | None) -> bool:
    """
    Whether `password` is the one that was hashed. Without a hash the answer is no, and takes as long, so that nobody
    learns from the time which logins there are.
    """
    return await asyncio.to_thread(_matches, password, password_hash)


def _matches(password: str, password_hash: str | None) -> bool:
    known = password_hash is not None
    try:
        HASHER.verify(password_hash if password_hash is not None else _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return known


@functools.cache
def _nobodys_hash() -> str:
    return HASHER.hash(secrets.token_urlsafe(16))


def new_password() -> str:
    """A password to be told to somebody: 16 letters and digits, in fours."""
    letters = [secrets.choice(READABLE) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))
