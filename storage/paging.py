"""Parts of a list that is ordered by id, or by a field and then by id: behind a row, or right before one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from pymongo.collation import Collation

from domain.errors import NotFound
from storage.mongo import Collection, Document, store_errors

Row = TypeVar("Row")
WORDS = Collation("zh")  # Chinese by its pinyin, as people look for a name


@dataclass(frozen=True, slots=True)
class Part:
    """
    Which rows: those behind the row with the id `after`, or right before the one with the id `before`; `rising` begins
    with the smallest. `by` is the field that orders, empty for the id, which is the order in which rows were made.
    """

    after: str = ""
    before: str = ""
    rising: bool = False
    by: str = ""

    @property
    def edge(self) -> str:
        """The id of the row behind or before which the part lies, or empty."""
        return self.before or self.after

    @property
    def condition(self) -> Document:
        """What the query asks of ids."""
        return {"_id": {self._beyond: self.edge}} if self.edge else {}

    @property
    def _beyond(self) -> str:
        return "$gt" if self.direction > 0 else "$lt"

    @property
    def direction(self) -> int:
        """How the query sorts: towards the rows that are asked for."""
        return 1 if self.rising != bool(self.before) else -1

    def past(self, value: object) -> Document:
        """What the query asks where `by` orders, and the row at the edge has this value."""
        beyond = self._beyond
        return {
            self.by: {f"{beyond}e": value},  # where the index begins; the rest leaves out what was seen
            "$or": [{self.by: {beyond: value}}, {"_id": {beyond: self.edge}}],
        }

    def in_order(self, rows: Sequence[Row]) -> list[Row]:
        """The rows as the list shows them; a query before a row finds them the other way round."""
        return list(reversed(rows)) if self.before else list(rows)


NEWEST, OLDEST = Part(), Part(rising=True)


async def rows_of(
    collection: Collection,
    which: Document,
    part: Part,
    most: int,
    *,
    collation: Collation | None = None,
    hint: str | list[tuple[str, int]] | None = None,
) -> list[Document]:
    """
    At most `most` documents of a part, as the list shows them. Words are ordered by a `collation`, which their index
    has too; `hint` names the index that is read, whatever plan another place's list has left in the cache. Raises
    NotFound where the row at the edge is gone, StoreAway.
    """
    condition, order = part.condition, [("_id", part.direction)]
    async with store_errors():
        if part.by:
            order = [(part.by, part.direction), *order]
        if part.by and part.edge:
            edge = await collection.find_one({"_id": part.edge}, {part.by: 1})
            if edge is None or part.by not in edge:  # gone, or from before there was this order
                raise NotFound
            condition = part.past(edge[part.by])
        cursor = collection.find({"$and": [which, condition]}, collation=collation).sort(order).limit(most)
        if hint is not None:
            cursor = cursor.hint(hint)
        return part.in_order([each async for each in cursor])
