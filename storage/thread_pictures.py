"""What the pictures show that go with messages about a question, large and small, sealed under her family's key."""

from bson.binary import Binary

from domain.errors import NotFound
from storage.mongo import Collection, Database, Session, store_errors


class ThreadPictureStore:
    """The collection `question_pictures`; `_id` is the message's, which says how large the picture is."""

    def __init__(self, db: Database) -> None:
        self._pictures: Collection = db["question_pictures"]

    async def insert(self, message_id: str, *, question: str, sealed: Binary, small: Binary, session: Session) -> None:
        """Keep a new one."""
        row = {"_id": message_id, "question": question, "sealed": sealed, "small": small}
        await self._pictures.insert_one(row, session=session)

    async def count(self, question_id: str, *, session: Session | None = None) -> int:
        """How many a question has."""
        async with store_errors():
            return await self._pictures.count_documents({"question": question_id}, session=session)

    async def sealed(self, message_id: str) -> Binary:
        """The sealed content; raises NotFound. Whoever of the staff opens it writes that down."""
        async with store_errors():
            document = await self._pictures.find_one({"_id": message_id}, {"sealed": 1})
        if document is None:
            raise NotFound
        return Binary(document["sealed"], 6)

    async def small(self, question_id: str) -> dict[str, Binary]:
        """All of a question as small ones, sealed, by message."""
        async with store_errors():
            found = self._pictures.find({"question": question_id}, {"small": 1})
            return {each["_id"]: Binary(each["small"], 6) async for each in found}

    async def move(self, question_id: str, into: str, *, session: Session) -> None:
        """Those of a question belong to another from now on."""
        async with store_errors():
            await self._pictures.update_many({"question": question_id}, {"$set": {"question": into}}, session=session)

    async def drop(self, message_id: str, *, session: Session) -> None:
        """It isn't there any more."""
        async with store_errors():
            await self._pictures.delete_one({"_id": message_id}, session=session)
