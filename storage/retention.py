"""What has come to its term goes, a part at a time; and the report of each day on which it did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import personal_kinds
from storage.encryption import FieldVault
from storage.erasing import OVER, Erasing
from storage.mongo import Collection, Database, Document, store_errors
from storage.people import day_of

PART = 500
# What somebody has going on, or is kept of her for a term of its own, by the field that leads to her: a wish of hers or one
# that she took up, a question, an alert, a case, a picture of hers that a wish uses, a staff account that she signs in to.
GOES_ON = (
    *(("wishes", "guardian"), ("wishes", "donor_id"), ("wishes", "second_id"), ("wishes", "sharers")),
    *(("alerts", "person"), ("volunteers", "person"), ("cases", "person"), ("wish_pictures", "by")),
    *(("staff_wechat", "person"), ("bookings", "person"), ("questions", "asker")),
)
DOWN = timedelta(days=30)  # how long the task may have stood still without pushes being passed over


@dataclass(frozen=True, slots=True)
class RetentionReport:
    """What went on a day (YYYY-MM-DD), by kind; `at` is when it was last looked through."""

    day: str
    at: datetime
    counts: Mapping[str, int]


def gone_before(now: datetime) -> str:
    """Whoever was last here before this day is gone by `now`."""
    return day_of(now - timedelta(days=personal_kinds.LEFT_DAYS))


class Retention:
    """Takes out what is past its term. Each method says how many rows it took and may be cut off anywhere."""

    def __init__(self, db: Database, vault: FieldVault) -> None:
        self._db = db
        self._erasing = Erasing(db, vault)
        self._reports: Collection = db["retention_reports"]

    async def messages(self, now: datetime) -> int:
        """What people wrote."""
        return await self._delete("messages", {"at": {"$lt": now - timedelta(days=personal_kinds.CHAT_DAYS)}})

    async def notes(self, now: datetime) -> int:
        """Answers that nobody came back for."""
        return await self._delete("notes", {"at": {"$lt": now - timedelta(days=personal_kinds.NOTE_DAYS)}})

    async def questions(self, now: datetime) -> int:
        """What people asked, and what was said of it."""
        past = now - timedelta(days=personal_kinds.QUESTION_DAYS)
        done = 0
        async with store_errors():
            while (
                rows := await self._db["questions"].find({"asked_at": {"$lt": past}}, {"_id": 1}).limit(PART).to_list()
            ):
                these = {"$in": [each["_id"] for each in rows]}
                for name in ("question_pictures", "question_messages"):
                    await self._db[name].delete_many({"question": these})
                done += (await self._db["questions"].delete_many({"_id": these})).deleted_count
        return done

    async def bookings(self, now: datetime) -> int:
        """Of hours with a counsellor, that there was one and how it went stays."""
        which = {"at": {"$lt": now - timedelta(days=personal_kinds.BOOKING_DAYS)}, "person": {"$gt": ""}}
        return await self._erasing.empty_bookings(which, now=now)

    async def consents(self, now: datetime) -> int:
        """Proof of consents that were withdrawn long ago."""
        return await self._delete(
            "consents", {"withdrawn_at": {"$lt": now - timedelta(days=personal_kinds.PROOF_DAYS)}}
        )

    async def _delete(self, name: str, which: Document) -> int:
        async with store_errors():
            return (await self._db[name].delete_many(which)).deleted_count

    async def wishes(self, now: datetime) -> int:
        """Of wishes that are over, what counts stays."""
        past = now - timedelta(days=personal_kinds.WISH_DAYS)
        which: Document = {
            "state": {"$in": sorted(OVER)},
            "submitted_at": {"$lt": past},
            "changed_at": {"$lt": past},
            "emptied_at": None,
        }
        done = 0
        async with store_errors():
            while rows := await self._db["wishes"].find(which).limit(PART).to_list(None):
                for wish in rows:
                    await self._erasing.empty_wish(wish, now=now)
                done += len(rows)
        return done

    async def alerts(self, now: datetime) -> int:
        """Of alerts, that somebody was in danger and how it was taken up stays."""
        which: Document = {"at": {"$lt": now - timedelta(days=personal_kinds.ALERT_DAYS)}, "openid": {"$ne": ""}}
        done = 0
        async with store_errors():
            async for each in self._db["alerts"].find(which, {"_id": 1}):
                await self._erasing.empty_alert(each["_id"], now=now)
                done += 1
        return done

    async def cases(self, now: datetime) -> int:
        """Of cases that are closed, that there was one and how it was taken up stays."""
        past = now - timedelta(days=personal_kinds.ALERT_DAYS)
        which: Document = {"open": False, "person": {"$ne": ""}, "last_at": {"$lt": past}}
        done = 0
        async with store_errors():
            async for each in self._db["cases"].find(which, {"_id": 1}):
                await self._erasing.empty_case(each["_id"], now=now)
                done += 1
        return done

    async def deliveries(self, now: datetime) -> int:
        """Of a push's rows, how many there were and how they ended stays."""
        until = now - timedelta(days=personal_kinds.DELIVERY_DAYS)
        which: Document = {"created_at": {"$lt": until, "$gte": until - DOWN}}
        done = 0
        async with store_errors():
            async for push in self._db["pushes"].find(which, {"_id": 1}):
                rows: Document = {"push": push["_id"], "openid": {"$ne": ""}}
                emptied = {"openid": "", "person": ""}
                done += (await self._db["deliveries"].update_many(rows, {"$set": emptied})).modified_count
        return done

    async def long_gone(self, now: datetime, *, most: int = PART) -> list[str]:
        """
        People who follow no account of ours, were last here a year ago by any door, and of whom nothing else is held
        (`GOES_ON`). Of whom nobody knows when she was here stays. Raises StoreAway.
        """
        which: Document = {
            "identities.following": False,
            "identities": {"$not": {"$elemMatch": {"following": True}}},
            "seen_on": {"$lt": gone_before(now)},
            "merged_into": None,
        }
        found: list[str] = []
        async with store_errors():
            people = self._db["people"].find(which, {"_id": 1}).hint("people_unseen")
            while len(found) < most and (part := await people.to_list(PART)):
                ids = [each["_id"] for each in part]
                busy = await self._busy(ids)
                found += [each for each in ids if each not in busy]
        return found[:most]

    async def _busy(self, ids: Sequence[str]) -> set[str]:
        """Those of these people to whom something leads that has a term of its own."""
        busy: set[str] = set()
        for name, field in GOES_ON:
            busy.update(await self._db[name].distinct(field, {field: {"$in": list(ids)}}))
        return busy

    async def report(self, day: str, counts: Mapping[str, int], *, now: datetime) -> None:
        """Add to a day's report. Raises StoreAway."""
        more = {f"counts.{name}": count for name, count in counts.items()}
        async with store_errors():
            await self._reports.update_one({"_id": day}, {"$set": {"at": now}, "$inc": more}, upsert=True)

    async def reports(self, *, since: str = "", most: int = 31) -> list[RetentionReport]:
        """The newest ones first, of days from `since` on. Raises StoreAway."""
        async with store_errors():
            cursor = self._reports.find({"_id": {"$gte": since}}).sort("_id", -1).limit(most)
            return [RetentionReport(each["_id"], each["at"], each["counts"]) async for each in cursor]
