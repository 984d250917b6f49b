"""Moves of questions: compared and set on `seq`, so that of two people who move one only the first does."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson.binary import Binary
from pymongo import ReturnDocument

from domain.errors import Conflict
from domain.questions import Question, QuestionState
from domain.regions import Scope
from domain.tickets import WAITS
from storage.mongo import Collection as Documents
from storage.mongo import Database, Document, Session, store_errors
from storage.paging import Part, rows_of
from storage.questions import to_question
from storage.scoped import listed

UNPROPOSED: Document = {"proposal": None, "state": {"$ne": QuestionState.MERGED}}
LIVE = (QuestionState.OPEN, QuestionState.ASSIGNED, QuestionState.ANSWERED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's id, when it was asked, and what, sealed."""

    id: str
    at: datetime
    sealed: Binary


class TicketStore:
    """The collection `questions`, as tickets."""

    def __init__(self, db: Database) -> None:
        self._questions: Documents = db["questions"]

    async def find(self, question_id: str, *, session: Session | None = None) -> Question | None:
        """The question, or None. Whoever shows it to staff asks QuestionStore.get, which knows her regions."""
        async with store_errors():
            document = await self._questions.find_one({"_id": question_id}, session=session)
        return to_question(document) if document else None

    async def change(
        self, question: Question, changes: Mapping[str, Any], *, readers: Collection[str] = (), session: Session
    ) -> Question:
        """
        Set fields if nothing has happened to the question since it was read, let `readers` read it, and count `seq` up.
        `waits` follows the state. Raises Conflict.
        """
        fields = dict(changes)
        if "state" in fields:
            fields["waits"] = fields["state"] in WAITS
        change: Document = {"$set": fields, "$inc": {"seq": 1}}
        if readers:
            change["$addToSet"] = {"readers": {"$each": sorted(readers)}}
        seq: object = question.seq or {"$in": [0, None]}
        async with store_errors():
            document = await self._questions.find_one_and_update(
                {"_id": question.id, "seq": seq}, change, return_document=ReturnDocument.AFTER, session=session
            )
        if document is None:
            raise Conflict
        return to_question(document)

    async def ungiven(self, *, most: int) -> list[Question]:
        """Those that nobody has, the gravest and earliest due first."""
        return await self._some({"state": QuestionState.OPEN}, "turn", most)

    async def late(self, *, now: datetime, most: int) -> list[Question]:
        """Those that wait and are to go up, who is due longest first; also those that were to go no further once."""
        return await self._some({"waits": True, "raise_at": {"$not": {"$gt": now}}}, "raise_at", most)

    async def answered_before(self, before: datetime, *, followed: bool, most: int) -> list[Question]:
        """Those answered before then to which nobody came back, or (`followed`) was asked and said nothing."""
        which: Document = {
            "state": QuestionState.ANSWERED,
            "answered_at": {"$lte": before},
            "followed_at": {"$ne": None} if followed else None,
        }
        return await self._some(which, "answered_at", most)

    async def _some(self, which: Document, by: str, most: int) -> list[Question]:
        async with store_errors():
            return [to_question(each) async for each in self._questions.find(which).sort(by, 1).limit(most)]

    async def hers(self, reader: str, *, part: Part, most: int) -> list[Question]:
        """Those that wait and are hers to look after: given to her, risen to her, or she was asked for her opinion."""
        hint = [("readers", 1), ("waits", 1), ("turn", 1), ("_id", 1)]
        found = await rows_of(self._questions, {"readers": reader, "waits": True}, part, most, hint=hint)
        return [to_question(each) for each in found]

    async def in_state(
        self, state: QuestionState, *, scope: Scope, unplaced: bool, part: Part, most: int
    ) -> list[Question]:
        """Those of a scope in a state, the newest first unless `part` says otherwise."""
        which: Document = {"state": state, **listed(scope, unplaced=unplaced)}
        hint = [("state", 1), *([("within", 1)] if scope.paths else []), ("_id", -1)]
        return [to_question(each) for each in await rows_of(self._questions, which, part, most, hint=hint)]

    async def waiting_with(self, owners: Collection[str]) -> dict[str, int]:
        """How many wait with each of these; who has none is left out."""
        steps: list[Document] = [
            {"$match": {"owner": {"$in": sorted(owners)}, "waits": True}},
            {"$group": {"_id": "$owner", "many": {"$sum": 1}}},
        ]
        async with store_errors():
            return {each["_id"]: each["many"] async for each in self._questions.aggregate(steps)}

    async def waiting_of(self, owner: str, *, most: int = 1000) -> list[Question]:
        """Those that wait with a colleague."""
        return await self._some({"owner": owner, "waits": True}, "_id", most)

    async def hand_over(self, owner: str, to: str, *, session: Session) -> None:
        """What waits with a colleague waits with her successor from now on."""
        change: Document = {"$set": {"owner": to}, "$addToSet": {"readers": to}, "$inc": {"seq": 1}}
        async with store_errors():
            await self._questions.update_many({"owner": owner, "waits": True}, change, session=session)

    async def live_of(self, asker_id: str, *, most: int = 20) -> list[Question]:
        """A person's questions that aren't over, the newest first."""
        async with store_errors():
            cursor = self._questions.find({"asker": asker_id, "state": {"$in": LIVE}}).sort("_id", -1).limit(most)
            return [to_question(each) async for each in cursor]

    async def by_receipt(self, receipt: str) -> Question | None:
        """The question with this receipt, or None: the chat decides who may follow it up."""
        async with store_errors():
            document = await self._questions.find_one({"receipt": receipt})
        return to_question(document) if document else None

    async def unproposed(
        self, since: datetime, *, scope: Scope, unplaced: bool, after: Asked | None = None, most: int
    ) -> list[Asked]:
        """
        Those of a scope asked since then of which nobody has said whether they need an entry, the newest first, behind
        `after`.
        """
        which: Document = {"asked_at": {"$gte": since}, **UNPROPOSED, **listed(scope, unplaced=unplaced)}
        if after is not None:
            which["asked_at"]["$lte"] = after.at
            which["$nor"] = [{"asked_at": after.at, "_id": {"$gte": after.id}}]
        order = [("asked_at", -1), ("_id", -1)]
        async with store_errors():
            found = self._questions.find(which, {"asked_at": 1, "sealed": 1}).sort(order).limit(most)
            hinted = found.hint([("proposal", 1), *order])
            return [Asked(each["_id"], each["asked_at"], Binary(each["sealed"], 6)) async for each in hinted]

    async def still_unproposed(
        self, ids: Collection[str], *, scope: Scope, unplaced: bool
    ) -> dict[str, tuple[Question, Binary]]:
        """Those of these of a scope of which nobody has said whether they need an entry, each with its sealed text."""
        which: Document = {"_id": {"$in": sorted(ids)}, **UNPROPOSED, **listed(scope, unplaced=unplaced)}
        async with store_errors():
            found = self._questions.find(which).hint([("_id", 1)])
            return {each["_id"]: (to_question(each), Binary(each["sealed"], 6)) async for each in found}

    async def are_in(self, ids: Collection[str], *, scope: Scope, unplaced: bool) -> bool:
        """Whether all of these are questions of a scope."""
        which: Document = {"_id": {"$in": sorted(ids)}, **listed(scope, unplaced=unplaced)}
        async with store_errors():
            return await self._questions.count_documents(which, hint=[("_id", 1)]) == len(set(ids))

    async def nearest_of(self, since: datetime, *, scope: Scope, unplaced: bool, most: int) -> dict[str, int]:
        """The entries that were nearest to most questions of a scope since then, with how many these were, most first."""
        steps: list[Document] = [
            {"$match": {"asked_at": {"$gte": since}, "suggested.0": {"$gt": ""}, **listed(scope, unplaced=unplaced)}},
            {"$group": {"_id": {"$arrayElemAt": ["$suggested", 0]}, "many": {"$sum": 1}}},
            {"$sort": {"many": -1, "_id": 1}},
            {"$limit": most},
        ]
        async with store_errors():
            return {each["_id"]: each["many"] async for each in self._questions.aggregate(steps)}

    async def propose(self, ids: Collection[str], how: str, *, session: Session) -> None:
        """Note that these were made an entry of ("taken") or need none ("dismissed")."""
        async with store_errors():
            await self._questions.update_many(
                {"_id": {"$in": sorted(ids)}}, {"$set": {"proposal": how}}, session=session
            )

    async def say_helped(self, question_id: str, *, asker_id: str, helped: str) -> bool:
        """What she says of the answer, once; False when she has said it, or the question isn't hers."""
        which = {"_id": question_id, "asker": asker_id, "helped": {"$in": [None, ""]}, "answered_at": {"$ne": None}}
        async with store_errors():
            done = await self._questions.update_one(which, {"$set": {"helped": helped}})
        return done.modified_count == 1

    async def once(self, question_id: str, mark: str, *, now: datetime) -> bool:
        """Put a mark on a question, such as `asked_help` or `followed_at`; False when it is there already."""
        async with store_errors():
            done = await self._questions.update_one({"_id": question_id, mark: None}, {"$set": {mark: now}})
        return done.modified_count == 1
