"""What is said about a question: what she adds, answers, and notes of the colleagues among themselves. Words lie sealed."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bson.binary import Binary
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.questions import MessagePicture
from storage.mongo import Collection as Documents
from storage.mongo import Database, Document, Session, store_errors


class Kind(StrEnum):
    """What a message is."""

    ANSWER = "answer"
    REPLY = "reply"  # hers
    NOTE = "note"  # among colleagues
    OPINION = "opinion"  # a colleague is asked for hers: `to` names her


class Way(StrEnum):
    """How far an answer has come, and by which way."""

    WAITING = "waiting"
    CUSTOMER = "customer"
    SUBSCRIBE = "subscribe"
    NOTE = "note"  # it leads the next reply to her
    NEUTRAL = "neutral"  # she was told that there is one, and opens it herself
    UNCONFIRMED = "unconfirmed"  # the platform gave no answer
    NOTHING = "nothing"
    TAKEN_BACK = "taken_back"  # she who wrote it thought better of it before it went


@dataclass(frozen=True, slots=True)
class Message:
    """
    A message about a question. `by` is the id of a person or a colleague; `way` counts for answers alone, as does
    `before`: what the question's fields held, for an answer that is taken back. `picture_way` says how far an answer's
    picture has come, which goes apart from its words; `went_at` is when the words last stood somewhere else. `left` is the
    state in which an answer left its question.
    """

    id: str
    question: str
    kind: Kind
    by: str
    at: datetime
    sealed: Binary
    to: str = ""
    way: Way = Way.WAITING
    due_at: datetime | None = None
    before: Mapping[str, Any] | None = None
    picture: MessagePicture | None = None
    picture_way: Way = Way.NOTHING
    went_at: datetime | None = None
    left: str = ""


class ThreadStore:
    """The collection `question_messages`."""

    def __init__(self, db: Database) -> None:
        self._messages: Documents = db["question_messages"]

    async def add(self, message: Message, *, session: Session | None = None) -> bool:
        """Write a message; False when one with this id is there."""
        fields = {
            "question": message.question,
            "kind": message.kind,
            "by": message.by,
            "at": message.at,
            "sealed": message.sealed,
            "to": message.to,
            "way": message.way,
            "due_at": message.due_at,
            "before": message.before,
            "left": message.left,
            **({"picture": asdict(message.picture), "picture_way": message.picture_way} if message.picture else {}),
        }
        async with store_errors():
            if session is not None:  # an insert that fails would end the transaction
                done = await self._messages.update_one(
                    {"_id": message.id}, {"$setOnInsert": fields}, upsert=True, session=session
                )
                return done.upserted_id is not None
            try:
                await self._messages.insert_one({"_id": message.id, **fields})
            except DuplicateKeyError:
                return False
        return True

    async def get(self, message_id: str) -> Message | None:
        """The message, or None."""
        async with store_errors():
            document = await self._messages.find_one({"_id": message_id})
        return _to_message(document) if document else None

    async def of(self, question_id: str, *, most: int = 200) -> list[Message]:
        """All about a question, in the order in which they were written, without what was taken back."""
        async with store_errors():
            which = {"question": question_id, "way": {"$ne": Way.TAKEN_BACK}}
            cursor = self._messages.find(which).sort("_id", 1).limit(most)
            found = [_to_message(each) async for each in cursor]
        return sorted(
            found, key=lambda each: (each.at, each.id)
        )  # an id may be older: a dialogue's is made as it begins

    async def held(self, question_ids: Collection[str], *, now: datetime) -> list[Message]:
        """The answers to these questions that aren't due yet, the newest first."""
        if not question_ids:
            return []
        which = {"question": {"$in": sorted(question_ids)}, "way": Way.WAITING, "due_at": {"$gt": now}}
        async with store_errors():
            found = [_to_message(each) async for each in self._messages.find(which)]
        return sorted(found, key=lambda each: (each.at, each.id), reverse=True)

    async def went(self, message_id: str, way: Way, *, was: Way = Way.WAITING, now: datetime) -> Message | None:
        """An answer that stood at `was` has gone this way; None when it stood elsewhere."""
        return await self._went({"_id": message_id, "way": was}, {"way": way, "went_at": now})

    async def picture_went(self, message_id: str, way: Way, *, was: Way = Way.WAITING) -> Message | None:
        """The same of an answer's picture."""
        return await self._went({"_id": message_id, "picture_way": was}, {"picture_way": way})

    async def _went(self, which: Document, fields: Document) -> Message | None:
        async with store_errors():
            document = await self._messages.find_one_and_update(
                which, {"$set": fields}, return_document=ReturnDocument.AFTER
            )
        return _to_message(document) if document else None

    async def take_back(self, message_id: str, *, by: str, now: datetime, session: Session) -> Message | None:
        """An answer of hers that isn't due yet doesn't go; None where there is none that waits."""
        async with store_errors():
            document = await self._messages.find_one_and_update(
                {"_id": message_id, "by": by, "kind": Kind.ANSWER, "way": Way.WAITING, "due_at": {"$gt": now}},
                {"$set": {"way": Way.TAKEN_BACK, "went_at": now}},
                session=session,
            )
        return _to_message(document) if document else None

    async def move(self, question_id: str, into: str, *, session: Session) -> None:
        """What was said of a question belongs to another from now on."""
        async with store_errors():
            await self._messages.update_many({"question": question_id}, {"$set": {"question": into}}, session=session)


def _to_message(document: Document) -> Message:
    fields: Mapping[str, Any] = document
    return Message(
        id=fields["_id"],
        question=fields["question"],
        kind=Kind(fields["kind"]),
        by=fields["by"],
        at=fields["at"],
        sealed=Binary(fields["sealed"], 6),
        to=fields["to"],
        way=Way(fields["way"]),
        due_at=fields["due_at"],
        before=fields.get("before"),
        picture=MessagePicture(**fields["picture"]) if fields.get("picture") else None,
        picture_way=Way(fields.get("picture_way", Way.NOTHING)),
        went_at=fields.get("went_at"),
        left=fields.get("left", ""),
    )
