"""Ids that sort by time: a ULID in lower case, 48 bits of milliseconds and 80 random bits, in a process always a later one."""

import secrets
import time

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26
_last = [0]


def new_id() -> str:
    """
    A new id: 26 characters of [0-9a-hjkmnp-tv-z]. Of one process later ones sort after earlier ones, also within a
    millisecond; of several, to the millisecond.
    """
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    _last[0] = value = max(value, _last[0] + 1 + secrets.randbits(32))
    return "".join(ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))


def is_id(text: str) -> bool:
    """Whether `text` has the form of an id of ours."""
    return len(text) == LENGTH and all(letter in ALPHABET for letter in text)
