"""When each member of staff was last on her home page."""

from datetime import datetime, timedelta

from pymongo import ReturnDocument, WriteConcern

from storage.mongo import Collection, Database, store_errors


class VisitStore:
    """The collection `staff_visits`; `_id` is the member's id."""

    def __init__(self, db: Database) -> None:
        unhurried = WriteConcern(w=1, j=False)  # a page waits for it, and a visit that is lost does no harm
        self._visits: Collection = db["staff_visits"].with_options(write_concern=unhurried)

    async def visit(self, staff_id: str, *, now: datetime, apart: timedelta) -> datetime | None:
        """
        Note that she is here now; when her visit before this one ended, or None at the first. Looks less than `apart`
        from each other are one visit.
        """
        begins_anew = {"$lt": [{"$ifNull": ["$at", now]}, now - apart]}
        change = {"since": {"$cond": [begins_anew, "$at", {"$ifNull": ["$since", None]}]}, "at": now}
        async with store_errors():
            document = await self._visits.find_one_and_update(
                {"_id": staff_id}, [{"$set": change}], upsert=True, return_document=ReturnDocument.AFTER
            )
        found: datetime | None = document["since"] if document else None
        return found
