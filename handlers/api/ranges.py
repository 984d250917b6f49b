"""A part of a file, as a caller asks for it with Range (RFC 9110)."""

import re

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class NoSuchRange(Exception):
    """The file has no such part."""


def part_of(asked: str, size: int) -> tuple[int, int] | None:
    """
    The first byte and the one behind the last; None where the whole file is to be sent, since nothing is asked for, or
    what isn't understood. Raises NoSuchRange.
    """
    found = _RANGE.fullmatch(asked.strip())
    if found is None or found[1] == found[2] == "":
        return None
    if not found[1]:
        last = int(found[2])
        if not last:
            raise NoSuchRange
        return max(0, size - last), size
    start = int(found[1])
    end = int(found[2]) + 1 if found[2] else size
    if found[2] and end <= start:
        return None
    if start >= size:
        raise NoSuchRange
    return start, min(end, size)
