"""The history of regions: what each was called and where it lay before a change, and how far the change has come."""

from dataclasses import dataclass
from datetime import datetime

from storage.mongo import Collection, Database, Document, Session, store_errors


@dataclass(frozen=True, slots=True)
class RegionChange:
    """
    A change of the region with the code `region`: `kind` is "renamed", "added", "moved", "merged" or "closed". `day`
    (YYYY-MM-DD) is when it takes effect; `into` the code of the region that took it in. `moved` counts the documents
    that follow it so far, and `done_at` says when all had.
    """

    id: str
    region: str
    kind: str
    name_before: str
    name_after: str
    path_before: str
    path_after: str
    into: str
    day: str
    reason: str
    by: str
    at: datetime
    moved: int = 0
    done_at: datetime | None = None
    place: tuple[str, str] = ("", "")


class RegionChangeStore:
    """The collection `region_changes`."""

    def __init__(self, db: Database) -> None:
        self._changes: Collection = db["region_changes"]

    async def insert(self, change: RegionChange, *, session: Session) -> None:
        """Keep a change."""
        async with store_errors():
            await self._changes.insert_one(
                {
                    "_id": change.id,
                    "region": change.region,
                    "kind": change.kind,
                    "name": {"from": change.name_before, "to": change.name_after},
                    "path": {"from": change.path_before, "to": change.path_after},
                    "into": change.into,
                    "day": change.day,
                    "reason": change.reason,
                    "by": change.by,
                    "at": change.at,
                    "moved": 0,
                    "done_at": change.done_at,
                    "place": list(change.place),
                },
                session=session,
            )

    async def get(self, change_id: str, *, session: Session | None = None) -> RegionChange | None:
        """The change, or None."""
        async with store_errors():
            document = await self._changes.find_one({"_id": change_id}, session=session)
        return _to_change(document) if document else None

    async def of(self, region: str, *, most: int = 50) -> list[RegionChange]:
        """The changes of a region, and those by which others came into it, the newest first."""
        async with store_errors():
            cursor = self._changes.find({"$or": [{"region": region}, {"into": region}]}).sort("_id", -1).limit(most)
            return [_to_change(each) async for each in cursor]

    async def advance(self, change_id: str, *, place: tuple[str, str], moved: int) -> None:
        """Note where the following of documents goes on: a collection's name and the id behind which."""
        async with store_errors():
            await self._changes.update_one(
                {"_id": change_id}, {"$set": {"place": list(place)}, "$inc": {"moved": moved}}
            )

    async def finish(self, change_id: str, *, now: datetime) -> None:
        """All documents follow; a later look begins at the first again."""
        async with store_errors():
            await self._changes.update_one({"_id": change_id}, {"$set": {"done_at": now, "place": ["", ""]}})


def _to_change(document: Document) -> RegionChange:
    return RegionChange(
        id=document["_id"],
        region=document["region"],
        kind=document["kind"],
        name_before=document["name"]["from"],
        name_after=document["name"]["to"],
        path_before=document["path"]["from"],
        path_after=document["path"]["to"],
        into=document["into"],
        day=document["day"],
        reason=document["reason"],
        by=document["by"],
        at=document["at"],
        moved=document["moved"],
        done_at=document["done_at"],
        place=(document["place"][0], document["place"][1]),
    )
