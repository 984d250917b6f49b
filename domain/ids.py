"""Ids that sort by time: a ULID in lower case, 48 bits of milliseconds and 80 random bits."""

import secrets
import time

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26


def new_id() -> str:
    """A new id: 26 characters of [0-9a-hjkmnp-tv-z]; later ones sort after earlier ones, to the millisecond."""
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return "".join(ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))


def is_id(text: str) -> bool:
    """Whether `text` has the form of an id of ours."""
    return len(text) == LENGTH and all(letter in ALPHABET for letter in text)
