"""The condition that a Scope adds to a query."""

from domain.regions import Scope
from storage.mongo import Document


def within(scope: Scope, field: str = "region_path") -> Document:
    """
    The query condition that holds documents of other regions out.

    A path ends with "/", so a range from the root up to the root with its end mark raised by one holds exactly what
    begins with it, and the index on `field` serves it.
    """
    if scope.paths is None:
        return {}
    if not scope.paths:
        return {"_id": {"$in": []}}
    ranges = [{field: {"$gte": root, "$lt": root[:-1] + chr(ord(root[-1]) + 1)}} for root in scope.paths]
    return ranges[0] if len(ranges) == 1 else {"$or": ranges}
