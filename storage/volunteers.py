"""Volunteers who may keep a child company: one document an application, which stays as long as she does."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.company import Standing, Volunteer
from domain.errors import NotFound
from domain.regions import Scope
from storage.mongo import Collection, Database, Document, Duplicate, Session, store_errors
from storage.paging import NEWEST, Part
from storage.scoped import COUNTED_MOST, listed, placed, within
from storage.seen import change_seen

# Of two standings of one person, whose records have become one, the worst counts.
_WORST = (Standing.SUSPENDED, Standing.ENDED, Standing.APPLIED, Standing.APPROVED)


class VolunteerStore:
    """The collection `volunteers`; `_id` is the person's at the time, `person` follows her records."""

    def __init__(self, db: Database) -> None:
        self._volunteers: Collection = db["volunteers"]

    async def of_person(self, person_id: str, *, session: Session | None = None) -> Volunteer | None:
        """Her standing, or None where she never applied. Raises StoreAway."""
        return (await self.of_persons([person_id], session=session)).get(person_id) if person_id else None

    async def of_persons(self, person_ids: Sequence[str], *, session: Session | None = None) -> dict[str, Volunteer]:
        """The standings of these people, by their ids. Raises StoreAway."""
        found: dict[str, Volunteer] = {}
        async with store_errors():
            cursor = self._volunteers.find({"person": {"$in": list(person_ids)}}, session=session)
            for each in [_to_volunteer(row) async for row in cursor]:
                known = found.get(each.person_id)
                if known is None or _WORST.index(each.state) < _WORST.index(known.state):
                    found[each.person_id] = each
        return found

    async def get(self, volunteer_id: str, *, scope: Scope) -> Volunteer:
        """The standing; raises NotFound where there is none in `scope`."""
        async with store_errors():
            document = await self._volunteers.find_one({"$and": [{"_id": volunteer_id}, within(scope)]})
        if document is None:
            raise NotFound
        return _to_volunteer(document)

    async def page(self, *, scope: Scope, part: Part = NEWEST, most: int = 50) -> list[Volunteer]:
        """Those of a scope, the newest first unless `part` says otherwise. Raises StoreAway."""
        async with store_errors():
            which = {"$and": [listed(scope), part.condition]}
            cursor = self._volunteers.find(which).sort("_id", part.direction).limit(most)
            return part.in_order([_to_volunteer(each) async for each in cursor])

    async def insert(self, volunteer: Volunteer) -> Volunteer:
        """Keep an application; an earlier one of hers stays as it is and is answered. Raises Duplicate for a number in use."""
        document = {
            "person": volunteer.person_id,
            "number": volunteer.number,
            "region": volunteer.region,
            **placed(volunteer.region_path),
            "state": str(volunteer.state),
            "pledge": volunteer.pledge,
            "pledged_at": volunteer.pledged_at,
            "checked_on": None,
            "checked_by": "",
            "decided_by": "",
            "version": 1,
        }
        async with store_errors():
            try:
                kept = await self._volunteers.find_one_and_update(
                    {"_id": volunteer.id},
                    {"$setOnInsert": document},
                    upsert=True,
                    return_document=ReturnDocument.AFTER,
                )
            except DuplicateKeyError as error:
                raise Duplicate(error) from error
        return _to_volunteer(kept)

    async def change(self, volunteer: Volunteer, changes: Mapping[str, Any], *, session: Session) -> Volunteer:
        """Change it if nobody has since it was read. Raises Conflict where somebody has."""
        return _to_volunteer(
            await change_seen(self._volunteers, volunteer.id, volunteer.version, changes, session=session)
        )

    async def ending(self, first: date, last: date, *, told: str, most: int) -> list[Volunteer]:
        """Approved ones who were looked up from the `first` day to the `last` and weren't told of that as `told`. Raises StoreAway."""
        untold = {"$expr": {"$ne": ["$ends_told", {"$concat": ["$checked_on", f":{told}"]}]}}
        async with store_errors():
            cursor = self._volunteers.find(_checked(first, last) | untold).limit(most)
            return [_to_volunteer(each) async for each in cursor]

    async def count_ending(self, first: date, last: date, *, scope: Scope) -> int:
        """How many approved ones of a scope were looked up from the `first` day to the `last`. Raises StoreAway."""
        async with store_errors():
            which = {"$and": [_checked(first, last), within(scope)]}
            return await self._volunteers.count_documents(which, limit=COUNTED_MOST)

    async def note_told(self, volunteer: Volunteer, *, told: str, session: Session) -> bool:
        """That she was told as `told` that this check of hers ends; False where she has been, or it is another by now."""
        day = volunteer.checked_on.isoformat() if volunteer.checked_on else ""
        mark = f"{day}:{told}"
        which: Document = {"_id": volunteer.id, "state": str(Standing.APPROVED), "checked_on": day}
        which["ends_told"] = {"$ne": mark}
        changed = await self._volunteers.update_one(which, {"$set": {"ends_told": mark}}, session=session)
        return changed.modified_count > 0

    async def rely_on(self, person_ids: Sequence[str], *, now: datetime, session: Session) -> None:
        """That a move relies on these: a suspension at that very moment comes before or after it, never beside it."""
        which = {"person": {"$in": list(person_ids)}}
        await self._volunteers.update_many(which, {"$set": {"relied_on_at": now}}, session=session)

    async def suspend(self, person_ids: Sequence[str], *, session: Session) -> list[Volunteer]:
        """These people meet no child from now on, until staff decide; those whom that changes."""
        which: Document = {
            "$or": [{"person": {"$in": list(person_ids)}}, {"_id": {"$in": list(person_ids)}}],
            "state": {"$nin": [str(Standing.SUSPENDED), str(Standing.ENDED)]},
        }
        found = [_to_volunteer(each) async for each in self._volunteers.find(which, session=session)]
        await self._volunteers.update_many(
            {"_id": {"$in": [each.id for each in found]}},
            {"$set": {"state": str(Standing.SUSPENDED), "decided_by": ""}, "$inc": {"version": 1}},
            session=session,
        )
        return found


def _checked(first: date, last: date) -> Document:
    days = {"$gte": first.isoformat(), "$lte": last.isoformat()}
    return {"state": str(Standing.APPROVED), "checked_on": days}


def _to_volunteer(document: Document) -> Volunteer:
    checked = document["checked_on"]
    return Volunteer(
        id=document["_id"],
        person_id=document["person"],
        number=document["number"],
        region=document["region"],
        region_path=document["region_path"],
        state=Standing(document["state"]),
        pledge=document["pledge"],
        pledged_at=document["pledged_at"],
        checked_on=date.fromisoformat(checked) if checked else None,
        checked_by=document["checked_by"],
        decided_by=document["decided_by"],
        version=document["version"],
    )
