"""The questions that wait for an expert."""

from datetime import datetime

from bson.binary import Binary
from pymongo.errors import DuplicateKeyError

from domain.errors import NotFound
from domain.questions import Question, QuestionState
from domain.regions import Scope
from domain.tickets import WAITS, turn_of
from storage.events import next_seq
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.paging import OLDEST, Part, rows_of
from storage.scoped import COUNTED_MOST, counted, listed, placed, within


class QuestionStore:
    """The collection `questions`: what people asked and nobody has answered yet. What they wrote lies sealed."""

    def __init__(self, db: Database) -> None:
        self._questions: Collection = db["questions"]

    async def insert(self, question: Question, *, key: str, sealed: Binary) -> bool:
        """Write a question; False when a repeat with the same key has done so."""
        due_at = question.due_at or question.asked_at
        async with store_errors():
            try:
                await self._questions.insert_one(
                    {
                        "_id": question.id,
                        "key": key,
                        "receipt": question.receipt,
                        "asker": question.asker_id,
                        "state": question.state,
                        "waits": question.state in WAITS,
                        "suggested": list(question.suggested),
                        "topic": question.topic,
                        "urgent": question.urgent,
                        "unnamed": question.unnamed,
                        "due_at": due_at,
                        "raise_at": due_at,
                        "turn": turn_of(due_at, urgent=question.urgent),
                        "owner": question.owner,
                        "readers": [],
                        "seq": 0,
                        **placed(question.region_path),
                        "asked_at": question.asked_at,
                        "sealed": sealed,
                    }
                )
            except DuplicateKeyError:
                return False
        return True

    async def by_key(self, key: str) -> Question | None:
        """The question that an earlier try with the same key has made, or None."""
        async with store_errors():
            document = await self._questions.find_one({"key": key})
        return to_question(document) if document else None

    async def open(
        self, *, scope: Scope, unplaced: bool = False, part: Part = OLDEST, after: str = "", most: int = 50
    ) -> list[Question]:
        """
        Open questions of a scope, the oldest first unless `part` says otherwise; with `unplaced` also those of askers
        of no known region.
        """
        part = Part(after=after, rising=True) if after else part
        which: Document = {"waits": True, **listed(scope, unplaced=unplaced)}
        order = [(part.by, 1), ("_id", 1)] if part.by else [("_id", 1)]
        hint = [("waits", 1), ("within", 1), *order] if scope.paths else None
        return [to_question(each) for each in await rows_of(self._questions, which, part, most, hint=hint)]

    async def get(
        self, question_id: str, *, scope: Scope, unplaced: bool = False, reader: str = ""
    ) -> tuple[Question, Binary]:
        """
        The question and its sealed text; raises NotFound. `reader` may open what is hers wherever it lies. Whoever opens
        it writes down that she did.
        """
        place = within(scope, unplaced=unplaced)
        if reader and place:
            place = {"$or": [place, {"readers": reader}]}
        which: Document = {"$and": [{"_id": question_id}, place]}
        async with store_errors():
            document = await self._questions.find_one(which)
        if document is None:
            raise NotFound
        return to_question(document), Binary(document["sealed"], 6)

    async def by_receipt(self, receipt: str, *, scope: Scope, unplaced: bool = False) -> Question | None:
        """The question with this receipt, or None where there is none in `scope`, or of no region with `unplaced`."""
        which: Document = {"$and": [{"receipt": receipt}, within(scope, unplaced=unplaced)]}
        async with store_errors():
            document = await self._questions.find_one(which)
        return to_question(document) if document else None

    async def note(self, question_id: str, *, session: Session | None = None) -> int:
        """Count something that happened to the question; its number in the question's story. Raises NotFound."""
        return await next_seq(self._questions, question_id, session=session)

    async def of_asker(self, asker_id: str, *, after: str = "", most: int = 5) -> list[Question]:
        """A person's own questions, the newest first, from behind the id `after`."""
        which: Document = {"$and": [{"asker": asker_id}, Part(after=after).condition]}
        async with store_errors():
            cursor = self._questions.find(which).sort("_id", -1).limit(most)
            return [to_question(each) async for each in cursor]

    async def count_open(self, *, scope: Scope, unplaced: bool = False) -> int:
        """How many of a scope wait, up to COUNTED_MOST."""
        parts = counted(scope, unplaced=unplaced)
        async with store_errors():
            many = [
                await self._questions.count_documents({"waits": True, **each}, limit=COUNTED_MOST) for each in parts
            ]
        return min(sum(many), COUNTED_MOST)

    async def count_between(
        self,
        *,
        scope: Scope,
        unplaced: bool = False,
        after: datetime | None = None,
        before: datetime | None = None,
    ) -> int:
        """How many open ones of a scope were asked in that time, up to COUNTED_MOST."""
        time = {name: at for name, at in (("$gt", after), ("$lt", before)) if at}
        which: Document = {"waits": True, "asked_at": time}
        async with store_errors():
            return await self._questions.count_documents(
                {"$and": [which, within(scope, unplaced=unplaced)]}, limit=COUNTED_MOST
            )


def to_question(document: Document) -> Question:
    """A question as it is stored."""
    return Question(
        id=document["_id"],
        receipt=document["receipt"],
        asker_id=document["asker"],
        state=QuestionState(document["state"]),
        suggested=tuple(document["suggested"]),
        region_path=document["region_path"],
        asked_at=document["asked_at"],
        topic=document.get("topic", ""),
        urgent=document.get("urgent", False),
        unnamed=document.get("unnamed", False),
        due_at=document.get("due_at"),
        owner=document.get("owner", ""),
        readers=tuple(document.get("readers", ())),
        level=document.get("level", 0),
        raised_to=document.get("raised_to", ""),
        raise_at=document.get("raise_at"),
        answered_at=document.get("answered_at"),
        merged_into=document.get("merged_into", ""),
        helped=document.get("helped", ""),
        seq=document.get("seq", 0),
    )
