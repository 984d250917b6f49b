"""
Where documents lie, and the condition that a Scope adds to a query.

Each document of a place holds `region_path`, and in `within` every region that it lies in. One value of `within` is one
stretch of an index that is ordered by what follows it, so that the first rows of a list are read without sorting, however
many there are; `region_path` is what decides.
"""

from domain.regions import Scope
from storage.mongo import Document

UNPLACED = ""
COUNTED_MOST = 1000  # a page says "999+" past it: nobody waits for the exact number of what she can't look through


def placed(region_path: str) -> Document:
    """The fields of a document that belongs to a place, or to none with an empty path."""
    return {"region_path": region_path, "within": regions_of(region_path)}


def regions_of(region_path: str) -> list[str]:
    """The paths of all regions that a path lies in, itself included; of no region, [UNPLACED]."""
    codes = region_path.split("/")[:-1]
    return ["".join(f"{code}/" for code in codes[: end + 1]) for end in range(len(codes))] or [UNPLACED]


def counted(scope: Scope, *, unplaced: bool = False) -> list[Document]:
    """Conditions that share no document and together hold what `within()` does: each is counted by an index alone."""
    if scope.paths is None:
        return [{}]
    places = [within(Scope.of(root)) for root in scope.paths]
    return [*places, {"region_path": UNPLACED}] if unplaced else places


def listed(scope: Scope, *, unplaced: bool = False) -> Document:
    """
    The condition of a list: as `within()` has it, put so that an index gives the rows in order. With `unplaced` also what
    belongs to no region.
    """
    if scope.paths is None:
        return {}
    condition = within(scope, unplaced=unplaced)
    roots = [*scope.paths, *([UNPLACED] if unplaced else [])]
    return {"$and": [{"within": {"$in": roots}}, condition]}


def within(scope: Scope, field: str = "region_path", *, unplaced: bool = False) -> Document:
    """
    The query condition that holds documents of other regions out.

    A path ends with "/", so a range from the root up to the root with its end mark raised by one holds exactly what
    begins with it, and the index on `field` serves it. With `unplaced` also what belongs to no region.
    """
    if scope.paths is None:
        return {}
    if not scope.paths:
        return {field: UNPLACED} if unplaced else {"_id": {"$in": []}}
    ranges = [{field: {"$gte": root, "$lt": root[:-1] + chr(ord(root[-1]) + 1)}} for root in scope.paths]
    conditions: list[Document] = [*ranges, {field: UNPLACED}] if unplaced else ranges
    return conditions[0] if len(conditions) == 1 else {"$or": conditions}
