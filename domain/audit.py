"""
The audit log: who did or read what, for those who have to answer for it.

Rows hold no personal data: ids, kinds and masked words only. A day's rows are sealed on the next day by a digest that
holds the day before's, so that a row that was altered or removed shows (`./xinqiao audit verify`).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

SYSTEM = "system"
FIRST = "0" * 64  # what the first day's seal is chained to


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be written down: `kind` is a stable word, `about` an id, `region_path` that of the day."""

    kind: str
    about: str = ""
    region_path: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An act as it was written: by whom, when, and on which day (YYYY-MM-DD, UTC) it will be sealed."""

    id: str
    day: str
    at: datetime
    actor: str
    kind: str
    about: str
    region_path: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DaySeal:
    """The seal of a day: how many rows it has, and a digest over them and the seal of the day before."""

    day: str
    rows: int
    digest: str
    previous: str


def row_digest(row: AuditRow) -> bytes:
    """What the row says, in 32 bytes: any change of it changes them."""
    said = [row.id, row.day, int(row.at.timestamp() * 1000), row.actor, row.kind, row.about, row.region_path]
    text = json.dumps([*said, row.data], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def seal_of(day: str, rows: Iterable[AuditRow], previous: str) -> DaySeal:
    """The seal of a day's rows, given in the order of their ids."""
    digest, many = hashlib.sha256(f"{previous}|{day}|".encode()), 0
    for row in rows:
        digest.update(row_digest(row))
        many += 1
    return DaySeal(day, many, digest.hexdigest(), previous)
