"""The figures of the yearly audit of minors' data, counted where they lie."""

from datetime import datetime

from domain.staff import PERMISSIONS, Permission
from storage.encryption import vault_of
from storage.erasing import OVER
from storage.mongo import Database, Document, store_errors

READ = "child_read"
COUNTY_DEPTH = 3  # province/city/county/


class MinorsFigures:
    """Counts over several collections. Each raises StoreAway."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def wishes(self, begin: datetime, end: datetime) -> int:
        """Wishes that were submitted then."""
        return await self._count("wishes", {"submitted_at": {"$gte": begin, "$lt": end}})

    async def families(self) -> int:
        """Families that have a data key now."""
        async with store_errors():
            return await vault_of(self._db)["vault"].count_documents({"keyAltNames": {"$regex": "^family:"}})

    async def given(self, purpose: str, begin: datetime, end: datetime) -> int:
        """Consents for a purpose that were given then."""
        return await self._count("consents", {"purpose": purpose, "given_at": {"$gte": begin, "$lt": end}})

    async def withdrawn(self, purpose: str, begin: datetime, end: datetime) -> int:
        """Consents for a purpose that were withdrawn then."""
        return await self._count("consents", {"purpose": purpose, "withdrawn_at": {"$gte": begin, "$lt": end}})

    async def without_consent(self) -> int:
        """Wishes that still hold a child's sealed part without a consent that holds."""
        join: Document = {
            "from": "consents",
            "localField": "consent",
            "foreignField": "_id",
            "pipeline": [{"$match": {"withdrawn_at": None}}, {"$project": {"_id": 1}}],
            "as": "holding",
        }
        steps: list[Document] = [
            {"$match": {"sealed": {"$exists": True}}},
            {"$project": {"consent": 1}},
            {"$lookup": join},
            {"$match": {"holding": []}},
            {"$count": "many"},
        ]
        async with store_errors():
            found = await self._db["wishes"].aggregate(steps).to_list(None)
        return int(found[0]["many"]) if found else 0

    async def past_term(self, past: datetime) -> int:
        """Wishes that are over for longer than they may be kept and still tell of a child."""
        which: Document = {"state": {"$in": sorted(OVER)}, "submitted_at": {"$lt": past}, "changed_at": {"$lt": past}}
        return await self._count("wishes", which | {"emptied_at": None})

    async def readings(self, begin: datetime, end: datetime) -> int:
        """How often staff looked at a child's name."""
        return await self._count("audit", {"kind": READ, "at": {"$gte": begin, "$lt": end}})

    async def readings_by_county(self, begin: datetime, end: datetime) -> list[tuple[str, int]]:
        """The same by the code of the county (or what is above one), the most first."""
        codes: Document = {"$slice": [{"$split": ["$region_path", "/"]}, COUNTY_DEPTH]}
        steps: list[Document] = [
            {"$match": {"kind": READ, "at": {"$gte": begin, "$lt": end}}},
            {"$group": {"_id": {"$arrayElemAt": [codes, -1]}, "many": {"$sum": 1}}},
            {"$sort": {"many": -1, "_id": 1}},
        ]
        async with store_errors():
            return [(str(each["_id"] or ""), int(each["many"])) async for each in self._db["audit"].aggregate(steps)]

    async def may_read(self, now: datetime) -> int:
        """How many accounts of staff may look at a child's name now."""
        roles = [role.value for role, held in PERMISSIONS.items() if Permission.WISH_CHILD in held]
        holds: Document = {"role": {"$in": roles}, "until": {"$not": {"$lte": now}}}
        return await self._count("staff", {"state": "active", "appointments": {"$elemMatch": holds}})

    async def _count(self, name: str, which: Document) -> int:
        async with store_errors():
            return await self._db[name].count_documents(which)
