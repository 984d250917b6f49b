"""How far the taking in of followers has come: one at a time, and every step moves it on from where it was."""

from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.follower_syncs import FollowerSync, SyncPart, SyncState
from storage.mongo import Collection, Database, Document, Session, store_errors

RUNNING = {"slot": "running"}


class FollowerSyncStore:
    """The collection `follower_syncs`; `slot` is unique, and held by the one that runs."""

    def __init__(self, db: Database) -> None:
        self._syncs: Collection = db["follower_syncs"]

    async def begin(self, sync_id: str, *, by: str, now: datetime, session: Session | None = None) -> bool:
        """Begin one; False where one runs already, or this one was begun before. Raises StoreAway."""
        document = {
            "_id": sync_id,
            "state": SyncState.RUNNING,
            "part": SyncPart.LIST,
            "cursor": "",
            "by": by,
            "begun_at": now,
            "changed_at": now,
            **RUNNING,
        }
        async with store_errors():
            try:
                await self._syncs.insert_one(document, session=session)
            except DuplicateKeyError:
                return False
        return True

    async def find(self, sync_id: str) -> FollowerSync | None:
        """One by its id, or None."""
        async with store_errors():
            return _to_sync(await self._syncs.find_one({"_id": sync_id}))

    async def running(self) -> FollowerSync | None:
        """The one that runs, or None."""
        async with store_errors():
            return _to_sync(await self._syncs.find_one(RUNNING))

    async def newest(self, *, most: int) -> list[FollowerSync]:
        """Those begun last, the newest first."""
        async with store_errors():
            cursor = self._syncs.find().sort([("begun_at", -1), ("_id", -1)]).limit(most)
            return [sync async for each in cursor if (sync := _to_sync(each))]

    async def advance(
        self,
        was: FollowerSync,
        *,
        cursor: str,
        now: datetime,
        part: SyncPart | None = None,
        total: int = 0,
        **counted: int,
    ) -> bool:
        """Move one on from where it `was`; False where somebody else did, or it was stopped."""
        change: dict[str, Any] = {
            "$set": {"cursor": cursor, "part": part or was.part, "changed_at": now, "waits_until": None},
            "$inc": counted,
        }
        if total:
            change["$set"]["total"] = total
        async with store_errors():
            result = await self._syncs.update_one(
                {"_id": was.id, "cursor": was.cursor, "part": was.part, **RUNNING}, change
            )
        return result.modified_count == 1

    async def wait(self, sync_id: str, until: datetime) -> None:
        """The platform asks for patience."""
        async with store_errors():
            await self._syncs.update_one({"_id": sync_id}, {"$set": {"waits_until": until}})

    async def end(self, sync_id: str, state: SyncState, *, now: datetime, session: Session | None = None) -> bool:
        """It has ended so; False where it had ended before."""
        async with store_errors():
            result = await self._syncs.update_one(
                {"_id": sync_id, **RUNNING},
                {
                    "$set": {"state": state, "finished_at": now, "changed_at": now, "waits_until": None},
                    "$unset": {"slot": ""},
                },
                session=session,
            )
        return result.modified_count == 1


def _to_sync(document: Document | None) -> FollowerSync | None:
    if document is None:
        return None
    counted = {name: document.get(name, 0) for name in ("total", "listed", "made", "asked", "left", "tagged")}
    return FollowerSync(
        id=document["_id"],
        state=SyncState(document["state"]),
        part=SyncPart(document["part"]),
        cursor=document["cursor"],
        by=document["by"],
        begun_at=document["begun_at"],
        changed_at=document["changed_at"],
        waits_until=document.get("waits_until"),
        finished_at=document.get("finished_at"),
        **counted,
    )
