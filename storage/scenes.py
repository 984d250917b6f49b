"""Codes to scan, and how often each was."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict, NotFound
from domain.regions import Scope
from domain.scenes import Scene, SceneDay, SceneKind
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.paging import NEWEST, Part, rows_of
from storage.scoped import within


class SceneStore:
    """The collections `scenes`, `scene_days` (`_id` is "scene:day") and `scene_scans` (`_id` is the event's key)."""

    def __init__(self, db: Database) -> None:
        self._scenes: Collection = db["scenes"]
        self._days: Collection = db["scene_days"]
        self._scans: Collection = db["scene_scans"]

    async def get(self, scene_id: str, *, scope: Scope) -> Scene:
        """The scene; raises NotFound."""
        async with store_errors():
            document = await self._scenes.find_one({"$and": [{"_id": scene_id}, within(scope)]})
        if document is None:
            raise NotFound
        return _to_scene(document)

    async def page(
        self,
        *,
        scope: Scope,
        kind: SceneKind | None = None,
        named: str = "",
        part: Part = NEWEST,
        after: str = "",
        most: int = 50,
    ) -> list[Scene]:
        """Those of a scope, of a kind or with `named` in their names if asked, the newest first unless `part` says otherwise."""
        which: Document = {"kind": kind} if kind else {}
        which |= {"name": {"$regex": re.escape(named), "$options": "i"}} if named else {}
        part = Part(after=after) if after else part
        found = await rows_of(self._scenes, {"$and": [within(scope), which]}, part, most)
        return [_to_scene(each) for each in found]

    async def insert(self, scene: Scene, *, session: Session) -> None:
        """A new one. Raises Conflict where its id is taken."""
        document = {
            "_id": scene.id,
            "kind": scene.kind,
            "name": scene.name,
            "region": scene.region,
            "region_path": scene.region_path,
            "words": scene.words,
            "lesson": scene.lesson,
            "keyword": scene.keyword,
            "url": "",
            "reason": "",
            "version": 1,
            "scans": 0,
            "follows": 0,
            "made_by": scene.made_by,
            "made_at": scene.made_at,
        }
        async with store_errors():
            try:
                await self._scenes.insert_one(document, session=session)
            except DuplicateKeyError:
                raise Conflict from None

    async def before(self, scene_id: str, version: int) -> Mapping[str, Any] | None:
        """What the change that made this version has replaced; None where there is none, or the scene has changed since."""
        async with store_errors():
            document = await self._scenes.find_one({"_id": scene_id, "version": version})
        found: Mapping[str, Any] | None = document.get("before") if document else None
        return found

    async def change(self, scene: Scene, changes: Mapping[str, Any], *, session: Session) -> Scene:
        """
        Change it if nobody has since it was read; what it replaces is kept, to be taken back. Raises Conflict where somebody
        has.
        """
        before = {name: getattr(scene, name) for name in changes}
        async with store_errors():
            document = await self._scenes.find_one_and_update(
                {"_id": scene.id, "version": scene.version},
                {"$set": {**changes, "before": before}, "$inc": {"version": 1}},
                return_document=ReturnDocument.AFTER,
                session=session,
            )
        if document is None:
            raise Conflict
        return _to_scene(document)

    async def keep_url(self, scene_id: str, url: str) -> None:
        """What its code draws; the first one stays, since it may be printed by now."""
        async with store_errors():
            await self._scenes.update_one({"_id": scene_id, "url": ""}, {"$set": {"url": url, "reason": ""}})

    async def keep_reason(self, scene_id: str, reason: str) -> None:
        """Why the platform gave no code."""
        async with store_errors():
            await self._scenes.update_one({"_id": scene_id, "url": ""}, {"$set": {"reason": reason}})

    async def count(self, scene_id: str, *, event: str, day: str, follows: bool, now: datetime) -> bool:
        """
        Count a scan, once for each `event`; False for a repeat. The mark is written first, so that nothing is counted
        twice: a process that dies in between leaves a scan uncounted.
        """
        async with store_errors():
            try:
                await self._scans.insert_one({"_id": event, "at": now})
            except DuplicateKeyError:
                return False
            more: Document = {"$inc": {"scans": 1, "follows": int(follows)}}
            made = {"$setOnInsert": {"scene": scene_id, "day": day}}
            # By its id alone: of two that make the day's row at once the server tries one again, as it doesn't otherwise.
            await self._days.update_one({"_id": f"{scene_id}:{day}"}, more | made, upsert=True)
            await self._scenes.update_one({"_id": scene_id}, more)
        return True

    async def days(self, scene_id: str, *, most: int = 31) -> list[SceneDay]:
        """The days on which it was scanned, the newest first."""
        async with store_errors():
            cursor = self._days.find({"scene": scene_id}).sort("day", -1).limit(most)
            return [SceneDay(each["day"], each["scans"], each["follows"]) async for each in cursor]


def _to_scene(document: Document) -> Scene:
    return Scene(
        id=document["_id"],
        kind=SceneKind(document["kind"]),
        name=document["name"],
        region=document["region"],
        region_path=document["region_path"],
        words=document["words"],
        lesson=document["lesson"],
        keyword=document["keyword"],
        url=document["url"],
        reason=document["reason"],
        version=document["version"],
        scans=document["scans"],
        follows=document["follows"],
        made_by=document["made_by"],
        made_at=document["made_at"],
    )
