"""Wishes that may be the same as one that is about to be entered: looked up by digests, by village and by masked name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.wishes import ENDED, WishState
from storage.mongo import Collection, Database, Document, store_errors

MOST_OF_A_VILLAGE = 300
_FIELDS = dict.fromkeys(("text", "child_masked", "age_band", "child_key", "state", "submitted_at", "region_path"), 1)
_GIVEN_UP = frozenset(str(each) for each in ENDED if each is not WishState.CLOSED)


@dataclass(frozen=True, slots=True)
class Known:
    """What is compared of a wish."""

    id: str
    text: str
    child_masked: str
    age_band: str
    child_key: str
    region_path: str


class AlikeStore:
    """Reads the collection `wishes`: those since a day that weren't given up on the way."""

    def __init__(self, db: Database) -> None:
        self._wishes: Collection = db["wishes"]

    async def of_village(self, path: str, *, since: datetime) -> list[Known]:
        """The newest of a village. Raises StoreAway."""
        async with store_errors():
            cursor = self._wishes.find({"within": path}, _FIELDS).sort("_id", -1).limit(MOST_OF_A_VILLAGE)
            return [_to_known(each) async for each in cursor if _counts(each, since)]

    async def of_children(self, keys: Sequence[str], *, since: datetime) -> list[Known]:
        """Of children with these digests. Raises StoreAway."""
        which: Document = {"child_key": {"$in": list(keys)}, "submitted_at": {"$gte": since}}
        async with store_errors():
            return [_to_known(each) async for each in self._wishes.find(which, _FIELDS) if _counts(each, since)]


def _counts(document: Document, since: datetime) -> bool:
    submitted: datetime = document["submitted_at"]
    return document["state"] not in _GIVEN_UP and submitted >= since and bool(document.get("text"))


def _to_known(document: Document) -> Known:
    return Known(
        id=document["_id"],
        text=document["text"],
        child_masked=document["child_masked"],
        age_band=document["age_band"],
        child_key=document.get("child_key", ""),
        region_path=document["region_path"],
    )
