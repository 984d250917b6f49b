"""Parts of a list that is ordered by id: behind a row, or right before one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from storage.mongo import Document

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Part:
    """Which rows: those behind the id `after`, or right before the id `before`; `rising` begins with the oldest."""

    after: str = ""
    before: str = ""
    rising: bool = False

    @property
    def condition(self) -> Document:
        """What the query asks of ids."""
        edge = self.before or self.after
        return {"_id": {"$gt" if self.direction > 0 else "$lt": edge}} if edge else {}

    @property
    def direction(self) -> int:
        """How the query sorts ids: towards the rows that are asked for."""
        return 1 if self.rising != bool(self.before) else -1

    def in_order(self, rows: Sequence[Row]) -> list[Row]:
        """The rows as the list shows them; a query before a row finds them the other way round."""
        return list(reversed(rows)) if self.before else list(rows)


NEWEST, OLDEST = Part(), Part(rising=True)
