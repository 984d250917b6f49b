"""Checks of what others may see, and what the platform told about pictures before we knew what it was about."""

from collections.abc import Collection as Ids
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from bson.binary import Binary
from pymongo import ReturnDocument

from domain.checks import SEARCH_WITHIN, Box, Check, CheckKind, CheckState, Why
from domain.errors import NotFound
from domain.regions import Scope
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.paging import OLDEST, Part, rows_of
from storage.scoped import COUNTED_MOST, counted, listed, placed, within

PLAIN = (
    "about",
    "field",
    "digest",
    "why",
    "asked_at",
    "staff_at",
    "version",
    "suggest",
    "label",
    "tries",
    "reason",
    "appealed",
)


class CheckStore:
    """
    The collections `checks`, unique on (about, field) and on `trace_id`, and `check_results` (`_id` is a trace).

    What is checked lies sealed under its person's data key, until some time after it was decided.
    """

    def __init__(self, db: Database) -> None:
        self._checks: Collection = db["checks"]
        self._results: Collection = db["check_results"]

    async def submit(self, check: Check, *, sealed: Binary, session: Session) -> Check:
        """
        Keep a check. The same digest for the same field is the check that is there; another one takes its place and
        begins anew, with the next version. What it is then.
        """
        which = {"about": check.about, "field": check.field}
        async with store_errors():
            found = await self._checks.find_one(which, session=session)
            if found is not None and found["digest"] == check.digest:
                return _to_check(found)
            if found is None:
                await self._checks.insert_one({"_id": check.id, **_facts(check), "sealed": sealed}, session=session)
                return check
            new = replace(check, id=found["_id"], version=found["version"] + 1)
            change = {"$set": {**_facts(new), "sealed": sealed}, "$unset": {"trace_id": "", **_OF_EARLIER}}
            await self._checks.update_one({"_id": new.id}, change, session=session)
            return new

    async def get(self, check_id: str, *, scope: Scope) -> tuple[Check, Binary | None]:
        """The check and what is sealed with it, None where that is gone. Raises NotFound."""
        async with store_errors():
            document = await self._checks.find_one({"$and": [{"_id": check_id}, within(scope)]})
        if document is None:
            raise NotFound
        return _to_check(document), _sealed(document)

    async def of(self, about: Ids[str]) -> dict[str, list[Check]]:
        """The checks of these things, by thing."""
        made: dict[str, list[Check]] = {each: [] for each in about}
        async with store_errors():
            async for document in self._checks.find({"about": {"$in": list(about)}}):
                made[document["about"]].append(_to_check(document))
        return made

    async def change(
        self, seen: Check, changes: Mapping[str, Any], *, session: Session, looked: bool = False
    ) -> Check | None:
        """
        Change it if it stands as it was `seen`: the same version, state and finding, and where somebody `looked` at it with
        the same places found in the picture; None otherwise. Once it is decided or was searched, what only served that goes.
        """
        which = {
            "_id": seen.id,
            "version": seen.version,
            "state": seen.state,
            "why": seen.why,
            "suggest": seen.suggest,
            "decided_at": seen.decided_at,
        }
        if looked:
            which |= {
                "searched": True if seen.searched else {"$ne": True},
                "found": _boxes(seen.found) or {"$in": [[], None]},
                "drawn": seen.drawn or {"$in": [0, None]},
            }
        async with store_errors():
            document = await self._checks.find_one_and_update(
                which, _change(changes), return_document=ReturnDocument.AFTER, session=session
            )
        return _to_check(document) if document else None

    async def begin_search(self, check_id: str, version: int, *, again_at: datetime) -> int | None:
        """
        A search of this version begins, for the how manieth time; None where none is to be made. Where it doesn't end, it is
        due once more at `again_at`.
        """
        which = {"_id": check_id, "version": version, **_UNSEARCHED}
        change = {"$set": {"search_at": again_at}, "$inc": {"searches": 1}}
        async with store_errors():
            document = await self._checks.find_one_and_update(which, change, return_document=ReturnDocument.AFTER)
        return document["searches"] if document else None

    async def next_search(self, *, now: datetime, again_at: datetime) -> tuple[str, int] | None:
        """The check, with its version, whose search is due for longest, for one caller; None where none is."""
        which = {"search_at": {"$lte": now}}
        change = {"$set": {"search_at": again_at}}
        async with store_errors():
            document = await self._checks.find_one_and_update(which, change, sort=[("search_at", 1)])
        return (document["_id"], document["version"]) if document else None

    async def first_picture(self, check_id: str, *, scope: Scope) -> Binary:
        """The picture as it came, sealed, of one that was covered. Raises NotFound, also once that is gone."""
        async with store_errors():
            document = await self._checks.find_one({"$and": [{"_id": check_id}, within(scope)]}, {"first": 1})
        if document is None or "first" not in document:
            raise NotFound
        return Binary(document["first"], 6)

    async def tried(self, seen: Check, *, trace_id: str = "") -> None:
        """Count an asking of this version; with `trace_id` its result will carry that."""
        fields = {"trace_id": trace_id} if trace_id else {}
        async with store_errors():
            await self._checks.update_one(
                {"_id": seen.id, "version": seen.version},
                {"$inc": {"tries": 1}, **({"$set": fields} if fields else {})},
            )

    async def keep_result(self, trace_id: str, *, rank: int, suggest: str, label: int, now: datetime) -> None:
        """Keep what was told about a trace; of several the worst counts."""
        told = {"rank": rank, "suggest": suggest, "label": label}
        worse = {"$gt": [rank, {"$ifNull": ["$rank", -1]}]}
        change = {name: {"$cond": [worse, {"$literal": value}, f"${name}"]} for name, value in told.items()}
        async with store_errors():
            await self._results.update_one(
                {"_id": trace_id}, [{"$set": {**change, "at": {"$ifNull": ["$at", now]}}}], upsert=True
            )

    async def result(self, trace_id: str) -> tuple[str, int] | None:
        """What was told about a trace so far: what is suggested, and the label."""
        async with store_errors():
            found = await self._results.find_one({"_id": trace_id})
        return (found["suggest"], found["label"]) if found else None

    async def by_trace(self, trace_id: str) -> Check | None:
        """The check whose present version this trace is about."""
        async with store_errors():
            document = await self._checks.find_one({"trace_id": trace_id}) if trace_id else None
        return _to_check(document) if document else None

    async def last_refused(self, person_id: str) -> Check | None:
        """What was refused to her last, also where she has appealed and staff look again."""
        again = {"state": CheckState.HELD, "why": Why.APPEAL}
        which = {"person": person_id, "$or": [{"state": CheckState.REFUSED}, again]}
        async with store_errors():
            document = await self._checks.find_one(which, sort=[("_id", -1)])
        return _to_check(document) if document else None

    async def page(
        self,
        *,
        scope: Scope,
        state: CheckState = CheckState.HELD,
        why: Why | None = None,
        part: Part = OLDEST,
        most: int = 50,
    ) -> list[Check]:
        """Those of a state, and of a reason, in a scope, the oldest first unless `part` says otherwise."""
        which: Document = {"state": state, **({"why": why} if why else {}), **listed(scope)}
        hint = [("state", 1), *([("why", 1)] if why else []), ("within", 1), ("_id", 1)] if scope.paths else None
        return [_to_check(each) for each in await rows_of(self._checks, which, part, most, hint=hint)]

    async def count_held(self, *, scope: Scope) -> int:
        """How many of a scope wait for staff, up to COUNTED_MOST."""
        async with store_errors():
            many = [
                await self._checks.count_documents({"state": CheckState.HELD, **each}, limit=COUNTED_MOST)
                for each in counted(scope)
            ]
        return min(sum(many), COUNTED_MOST)

    async def overdue(self, moment: datetime, *, most: int = 100) -> list[Check]:
        """Those that wait for the platform though staff were to have them before `moment`."""
        which = {"state": CheckState.WAITING, "staff_at": {"$lt": moment}}
        async with store_errors():
            return [_to_check(each) async for each in self._checks.find(which).sort("staff_at", 1).limit(most)]

    async def drop(self, about: Ids[str], field: str, *, session: Session) -> None:
        """What was handed in as this field of these things is gone."""
        async with store_errors():
            await self._checks.delete_many({"about": {"$in": list(about)}, "field": field}, session=session)

    async def forget_before(self, moment: datetime) -> int:
        """Drop what was sealed of those that were decided before; how many."""
        which = {"decided_at": {"$lt": moment}, "sealed": {"$exists": True}}
        async with store_errors():
            return (await self._checks.update_many(which, {"$unset": {"sealed": "", "first": ""}})).modified_count


# What a search and a covering leave behind; nothing of it outlives the picture that it was of.
_OF_EARLIER = dict.fromkeys(("first", "searched_first", "search_failed", "searches"), "")
_UNSEARCHED: Document = {"searched": {"$ne": True}, "search_failed": {"$ne": True}}


def _change(changes: Mapping[str, Any]) -> Document:
    gone = [name for name, value in changes.items() if value is None and name in {"first", "search_at"}]
    if changes.get("state") in {CheckState.PASSED, CheckState.REFUSED}:
        gone.append("first")
    if changes.get("searched") or changes.get("search_failed"):
        gone.append("search_at")
    change: Document = {"$set": {name: value for name, value in changes.items() if name not in gone}}
    if gone:
        change["$unset"] = dict.fromkeys(gone, "")
    return change


def _facts(check: Check) -> Document:
    return {
        **{name: getattr(check, name) for name in PLAIN},
        "kind": str(check.kind),
        "person": check.person_id,
        "state": str(check.state),
        "words": list(check.words),
        "decided_by": check.decided_by,
        "decided_at": check.decided_at,
        "searched": check.searched,
        "found": _boxes(check.found),
        **({"search_at": check.asked_at + SEARCH_WITHIN} if check.kind is CheckKind.PICTURE else {}),
        **placed(check.region_path),
    }


def _boxes(boxes: tuple[Box, ...]) -> list[Document]:
    return [asdict(each) for each in boxes]


def _sealed(document: Document) -> Binary | None:
    return Binary(document["sealed"], 6) if document.get("sealed") else None


def _to_check(document: Document) -> Check:
    return Check(
        id=document["_id"],
        kind=CheckKind(document["kind"]),
        person_id=document["person"],
        region_path=document["region_path"],
        state=CheckState(document["state"]),
        words=tuple(document["words"]),
        trace_id=document.get("trace_id", ""),
        decided_by=document["decided_by"],
        decided_at=document["decided_at"],
        searched=document.get("searched", False),  # those from before pictures were searched lack both
        search_failed=document.get("search_failed", False),
        found=tuple(Box(**each) for each in document.get("found", ())),
        restorable="first" in document,
        searched_first=document.get("searched_first", False),
        drawn=document.get("drawn", 0),
        **{name: document[name] for name in PLAIN},
    )
