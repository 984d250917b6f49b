"""Cases: one a person for as long as it is open, changed by whoever saw it last."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from domain.case_dues import REPORT, Due, Dues, come, next_reminder
from domain.cases import Case, CaseState, Unreached
from domain.errors import Conflict, NotFound
from domain.regions import RegionLevel, Scope
from domain.safeguarding import Danger
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.paging import Part, rows_of
from storage.scoped import COUNTED_MOST, listed, placed, within

BY_RANK = Part(rising=True, by="rank")
BY_DUE = Part(rising=True, by="due_at")
_PLACED = ("region_path", "within")


class CaseStore:
    """The collection `cases`; `open_for` names the person while her case is open, and is unique."""

    def __init__(self, db: Database) -> None:
        self._cases: Collection = db["cases"]

    async def insert(self, case: Case, *, session: Session) -> None:
        """A new case. Raises Conflict where she has an open one, which ends the transaction."""
        try:
            await self._cases.insert_one({"_id": case.id, **_fields(case)}, session=session)
        except DuplicateKeyError:
            raise Conflict from None

    async def save(self, before: Case, after: Case, *, session: Session) -> None:
        """The case as it is now. Raises Conflict where it isn't any more what it was before."""
        fields = _fields(after)
        if after.region_path == before.region_path:  # its region may have been moved meanwhile
            fields = {name: value for name, value in fields.items() if name not in _PLACED}
        try:
            result = await self._cases.update_one(
                {"_id": before.id, "seq": before.seq}, {"$set": fields}, session=session
            )
        except DuplicateKeyError:
            raise Conflict from None
        if not result.matched_count:
            raise Conflict

    async def of_person(self, person_id: str, *, session: Session | None = None) -> Case | None:
        """Her open case, or else the one that was opened last; None where she never had one."""
        newest = [("_id", -1)]
        async with store_errors():
            document = await self._cases.find_one({"open_for": person_id}, session=session)
            document = document or await self._cases.find_one({"person": person_id}, session=session, sort=newest)
        return _to_case(document) if document else None

    async def of_account(self, app: str, openid: str) -> Case | None:
        """The newest case that an account's message opened or raised, or None."""
        async with store_errors():
            document = await self._cases.find_one({"app": app, "openid": openid}, sort=[("_id", -1)])
        return _to_case(document) if document else None

    async def get(self, case_id: str, *, scope: Scope, session: Session | None = None) -> Case:
        """The case; raises NotFound, also for one of another region."""
        async with store_errors():
            document = await self._cases.find_one({"$and": [{"_id": case_id}, within(scope)]}, session=session)
        if document is None:
            raise NotFound
        return _to_case(document)

    async def page(self, *, scope: Scope, ended: bool = False, part: Part = BY_RANK, most: int = 50) -> list[Case]:
        """Open cases of a scope, the gravest and latest first unless `part` says otherwise; or those that have ended."""
        which: Document = {"open": not ended, **listed(scope)}
        hint = [("open", 1), *([("within", 1)] if scope.paths else []), ("rank", 1), ("_id", 1)]
        return [_to_case(each) for each in await rows_of(self._cases, which, part, most, hint=hint)]

    async def overdue(self, now: datetime, *, scope: Scope, part: Part = BY_DUE, most: int = 50) -> list[Case]:
        """Open cases of a scope of which something is overdue, for the longest first unless `part` says otherwise."""
        which: Document = {"open": True, "due_at": {"$lte": now}, **listed(scope)}
        by = replace(part, by="due_at")
        return [_to_case(each) for each in await rows_of(self._cases, which, by, most, hint=_due_index(scope))]

    async def count_overdue(self, now: datetime, *, scope: Scope) -> int:
        """How many there are of these, up to COUNTED_MOST."""
        which: Document = {"open": True, "due_at": {"$lte": now}}
        if scope.paths is not None:
            which["within"] = {"$in": list(scope.paths)}  # what the index holds is enough to count
        async with store_errors():
            return await self._cases.count_documents(which, limit=COUNTED_MOST, hint=_due_index(scope))

    async def late(self, now: datetime, *, most: int) -> list[Case]:
        """Cases that somebody should have taken up by now, the latest first."""
        return await self._due({"answer_by": {"$lte": now}}, "answer_by", most)

    async def to_remind(self, now: datetime, *, most: int) -> list[Case]:
        """Open cases whose next contact is due and whose owner wasn't reminded yet."""
        return await self._due({"reminded": False, "next_contact_at": {"$lte": now}}, "next_contact_at", most)

    async def to_chase(self, now: datetime, *, working: bool, most: int) -> list[Case]:
        """
        Open cases whose owner is to be reminded of what is overdue; where the office isn't `working`, only of a report, and
        for the first time.
        """
        report: Document = {"id": REPORT, "reminders": 0, "remind_at": {"$lte": now}}
        which: Document = {"remind_at": {"$lte": now}, "owner": {"$gt": ""}}
        if not working:
            which["dues"] = {"$elemMatch": report}
        return await self._due(which, "remind_at", most)

    async def opened_between(self, since: datetime, until: datetime, *, scope: Scope, depth: int) -> Sequence[Document]:
        """
        How many cases were opened, by region (its path's first `depth` codes) and kind of danger, and of those how many
        ended as a false alarm: `{"region", "danger", "many", "false_alarms"}`.
        """
        codes = {"$slice": [{"$split": ["$region_path", "/"]}, depth]}
        wrong = {"$cond": [{"$eq": ["$state", CaseState.FALSE_ALARM]}, 1, 0]}
        steps: list[Document] = [
            {"$match": {"$and": [{"opened_at": {"$gte": since, "$lte": until}}, within(scope)]}},
            {"$group": {"_id": {"codes": codes, "danger": "$danger"}, "many": {"$sum": 1}, "wrong": {"$sum": wrong}}},
        ]
        async with store_errors():
            return [
                {
                    "region": "".join(f"{code}/" for code in each["_id"]["codes"] if code),
                    "danger": each["_id"]["danger"],
                    "many": each["many"],
                    "false_alarms": each["wrong"],
                }
                async for each in self._cases.aggregate(steps)
            ]

    async def _due(self, which: Document, field: str, most: int) -> list[Case]:
        async with store_errors():
            cursor = self._cases.find({"open": True, **which}).sort(field, 1).limit(most)
            return [_to_case(each) async for each in cursor]


def _due_index(scope: Scope) -> list[tuple[str, int]]:
    return [("open", 1), *([("within", 1)] if scope.paths is not None else []), ("due_at", 1), ("_id", 1)]


def _fields(case: Case) -> Document:
    kept: dict[str, Any] = asdict(case)
    for name in ("id", "person_id", "region_path"):
        del kept[name]
    return {
        **kept,
        **placed(case.region_path),
        "person": case.person_id,
        "done": list(case.done),
        "missed": [{"staff": each, "why": why.value} for each, why in case.missed],
        "dues": [asdict(each) for each in case.dues],
        "due_at": case.due_at,
        "remind_at": next_reminder(case.dues),
        "open": case.is_open,
        "open_for": case.person_id if case.is_open else "",
        "rank": case.rank,
    }


def _dues(document: Document) -> Dues:
    """A release that knew of none leaves the report among them after it was made, while it still runs."""
    dues = tuple(Due(**each) for each in document.get("dues") or ())
    return come(dues, REPORT) if document["reported_at"] is not None else dues


def _to_case(document: Document) -> Case:
    return Case(
        id=document["_id"],
        person_id=document["person"],
        app=document["app"],
        openid=document["openid"],
        danger=Danger(document["danger"]),
        region_path=document["region_path"],
        opened_at=document["opened_at"],
        last_at=document["last_at"],
        state=CaseState(document["state"]),
        level=document["level"],
        messages=document["messages"],
        minor=document["minor"],
        ask_minor=document.get("ask_minor", False),
        owner=document["owner"],
        answer_by=document["answer_by"],
        called=RegionLevel(document["called"]),
        proposed_by=document["proposed_by"],
        reported_at=document["reported_at"],
        next_contact_at=document["next_contact_at"],
        reminded=document["reminded"],
        done=tuple(document["done"]),
        missed=tuple((each["staff"], Unreached(each["why"])) for each in document.get("missed", ())),
        dues=_dues(document),
        seq=document["seq"],
    )
