"""Stories of wishes."""

from collections.abc import Collection as Ids
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, NotFound
from domain.regions import Scope
from domain.wish_stories import StoryState, WishStory
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.paging import NEWEST, Part, rows_of
from storage.scoped import listed, placed, within
from storage.seen import change_seen

GONE: Document = {"state": str(StoryState.ENDED), "text": "", "until": None}


class WishStoryStore:
    """The collection `wish_stories`: one a wish, under its id."""

    def __init__(self, db: Database) -> None:
        self._stories: Collection = db["wish_stories"]

    async def get(self, wish_id: str, *, scope: Scope) -> WishStory:
        """The story of a wish. Raises NotFound."""
        async with store_errors():
            document = await self._stories.find_one({"$and": [{"_id": wish_id}, within(scope)]})
        if document is None:
            raise NotFound
        return _to_story(document)

    async def page(self, state: StoryState, *, scope: Scope, part: Part = NEWEST, most: int = 50) -> list[WishStory]:
        """Those in a state, of the newest wishes first."""
        which = {"state": str(state), **listed(scope)}
        return [_to_story(each) for each in await rows_of(self._stories, which, part, most)]

    async def told(self, *, after: str, most: int) -> list[WishStory]:
        """Those that everybody may read, the newest first, from behind the one with the code `after`, told still or not."""
        which: Document = {"state": str(StoryState.TOLD)}
        async with store_errors():
            last = await self._stories.find_one({"code": after}, {"told_at": 1}) if after else None
            if last:
                which["told_at"] = {"$lt": last["told_at"]}
            cursor = self._stories.find(which).sort("told_at", -1).limit(most)
            return [_to_story(each) async for each in cursor]

    async def by_code(self, code: str) -> WishStory:
        """One that everybody may read. Raises NotFound."""
        async with store_errors():
            document = await self._stories.find_one({"code": code, "state": str(StoryState.TOLD)})
        if document is None:
            raise NotFound
        return _to_story(document)

    async def of(self, person_ids: Ids[str]) -> list[WishStory]:
        """A guardian's that she has been asked about, the newest wish first."""
        seen = [str(each) for each in StoryState if each is not StoryState.DRAFT]
        which = {"person": {"$in": list(person_ids)}, "state": {"$in": seen}}
        async with store_errors():
            return [_to_story(each) async for each in self._stories.find(which).sort("_id", -1).limit(50)]

    async def going_on(self, now: datetime, *, after: str = "", most: int) -> list[WishStory]:
        """Those about which the clock may have something to do: agreed to, or told for long enough; from behind one's id."""
        over = {"state": str(StoryState.TOLD), "until": {"$lte": now}}
        async with store_errors():
            which: Document = {"$or": [{"state": str(StoryState.AGREED)}, over], "_id": {"$gt": after}}
            cursor = self._stories.find(which).sort("_id", 1).limit(most)
            return [_to_story(each) async for each in cursor]

    async def insert(self, story: WishStory, *, now: datetime, session: Session) -> None:
        """A new one. Raises Conflict where the wish has one."""
        document = {
            "_id": story.id,
            "person": story.person_id,
            **placed(story.region_path),
            "text": story.text,
            "by": story.by,
            "read_by": "",
            "state": str(story.state),
            "version": 1,
            "told_at": None,
            "until": None,
            "made_at": now,
        }
        async with store_errors():
            try:
                await self._stories.insert_one(document, session=session)
            except DuplicateKeyError:
                raise Conflict from None

    async def change(self, story: WishStory, changes: Mapping[str, Any], *, session: Session) -> WishStory:
        """Change it if nobody has since it was read. Raises Conflict where somebody has."""
        async with store_errors():
            return _to_story(await change_seen(self._stories, story.id, story.version, changes, session=session))

    async def end_of(self, person_ids: Ids[str], *, session: Session) -> list[str]:
        """The stories that these guardians have agreed to are over, and their text gone; which wishes they were of."""
        agreed = [str(StoryState.AGREED), str(StoryState.TOLD)]
        which = {"person": {"$in": list(person_ids)}, "state": {"$in": agreed}}
        async with store_errors():
            ids = [each["_id"] async for each in self._stories.find(which, {"_id": 1}, session=session)]
            change = {"$set": GONE, "$inc": {"version": 1}}
            await self._stories.update_many({"_id": {"$in": ids}}, change, session=session)
        return ids


def _to_story(document: Document) -> WishStory:
    return WishStory(
        id=document["_id"],
        person_id=document["person"],
        region_path=document["region_path"],
        text=document["text"],
        by=document["by"],
        state=StoryState(document["state"]),
        read_by=document["read_by"],
        code=document.get("code", ""),
        version=document["version"],
        told_at=document["told_at"],
        until=document["until"],
    )
