"""Who brings a wish together with its donor: a few ids in the wish itself, so that a move and a joining decide who was first."""

from collections.abc import Sequence

from domain.errors import NotFound
from domain.wish_life import HELD
from domain.wishes import Wish
from storage.mongo import Collection, Database, Session, store_errors
from storage.wishes import to_wish


class SharingStore:
    """The collection `wishes` by its field `sharers`, and what several places of one person need of `phones` and `people`."""

    def __init__(self, db: Database) -> None:
        self._wishes: Collection = db["wishes"]
        self._people: Collection = db["people"]
        self._phones: Collection = db["phones"]

    async def of(self, person_id: str, *, most: int) -> list[Wish]:
        """The wishes that she brings or brought together with others, the newest first. Raises StoreAway."""
        async with store_errors():
            cursor = self._wishes.find({"sharers": person_id}).sort("_id", -1).limit(most) if person_id else None
            return [to_wish(each) async for each in cursor] if cursor else []

    async def one(self, wish_id: str, *, session: Session) -> Wish:
        """The wish as the transaction sees it. Raises NotFound."""
        document = await self._wishes.find_one({"_id": wish_id}, session=session)
        if document is None:
            raise NotFound
        return to_wish(document)

    async def count_open(self, person_ids: Sequence[str], *, session: Session) -> int:
        """How many wishes that aren't delivered yet these people share."""
        which = {"sharers": {"$in": list(person_ids)}, "state": {"$in": sorted(HELD)}}
        return await self._wishes.count_documents(which, session=session)

    async def alike(self, person_id: str) -> list[str]:
        """She, and all whose phone number is hers: they are one person here. Raises StoreAway."""
        async with store_errors():
            hers = await self._phones.find_one({"person": person_id}, {"digest": 1})
            same = self._phones.find({"digest": hers["digest"]}, {"person": 1}) if hers else None
            found = [each["person"] async for each in same] if same else []
        return [person_id, *(each for each in found if each != person_id)]

    async def rely_on(self, person_ids: Sequence[str], *, session: Session) -> None:
        """
        That a place is taken by one of these: another one that they take, and that she is erased or becomes one with another
        record, comes before or after it, never beside it. Raises NotFound where the first isn't there.
        """
        hers = {"_id": person_ids[0], "merged_into": None}
        first = await self._people.update_one(hers, {"$inc": {"seq": 1}}, session=session)
        if not first.matched_count:
            raise NotFound
        await self._people.update_many({"_id": {"$in": list(person_ids[1:])}}, {"$inc": {"seq": 1}}, session=session)
