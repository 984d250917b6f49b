"""Words of wishes in which somebody is named lay in clear: a worker masks them and seals them as they were written."""

from datetime import UTC, datetime

from storage.mongo import Database
from storage.outbox import Outbox


async def up(db: Database) -> None:
    """Ask for it, since it takes the families' keys."""
    await Outbox(db).add("mask_words", "mask_words", {}, due_at=datetime.now(UTC))
