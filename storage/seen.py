"""Changing what several may edit: only as it was seen."""

from collections.abc import Mapping
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from domain.errors import Conflict
from storage.mongo import Collection, Document, Duplicate, Session


async def change_seen(
    rows: Collection, row_id: str, version: int, changes: Mapping[str, Any], *, session: Session
) -> Document:
    """
    The document `row_id` with these fields, where it still has the `version` that was seen; it has the next one then. Raises Conflict
    where it hasn't, Duplicate for a value that may stand once and stands elsewhere.
    """
    try:
        document: Document | None = await rows.find_one_and_update(
            {"_id": row_id, "version": version},
            {"$set": dict(changes), "$inc": {"version": 1}},
            return_document=ReturnDocument.AFTER,
            session=session,
        )
    except DuplicateKeyError as error:
        raise Duplicate(error) from error
    if document is None:
        raise Conflict
    return document
