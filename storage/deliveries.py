"""One row a recipient of a push: written before anything is sent, moved by conditional updates only."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pymongo import WriteConcern
from pymongo.errors import BulkWriteError

from domain.pushes import Channel, DeliveryState
from storage.mongo import Collection, Database, Document, store_errors
from storage.people import DUPLICATE

LANES = 4  # parts of a push that workers send side by side; a row's lane comes from its openid and never changes
_AS_ROW = {"person": 1, "openid": 1, "channel": 1}
DIRECT = (Channel.CUSTOMER, Channel.SUBSCRIBE)  # one call a person, without idempotency at the platform


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to be written. `person` is empty for an openid that nobody known has; then `reason` says so."""

    person: str
    openid: str
    channel: Channel
    state: DeliveryState = DeliveryState.PENDING
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that a worker has in hand."""

    id: str
    person: str
    openid: str
    channel: Channel


class DeliveryStore:
    """
    The collection `deliveries`: `{_id: push:person, push, person, app, openid, channel, lane, state, batch, lease_owner,
    lease_until, errcode, reason, at}`.
    """

    def __init__(self, db: Database) -> None:
        self._rows: Collection = db["deliveries"]
        # For outcomes: one that is lost with the power leaves its row `sending`, and so unconfirmed, never sent again.
        self._quickly: Collection = self._rows.with_options(write_concern=WriteConcern(w=1, j=False))

    async def add(self, push: str, app: str, rows: Iterable[NewRow], *, now: datetime) -> None:
        """Write rows, in bulk; those that are there already stay as they are, so building may be repeated."""
        documents = [
            {
                "_id": f"{push}:{row.person or row.openid}",
                "push": push,
                "person": row.person,
                "app": app,
                "openid": row.openid,
                "channel": row.channel,
                "lane": zlib.crc32(row.openid.encode()) % LANES,
                "state": row.state,
                "batch": None,
                "lease_owner": None,
                "lease_until": None,
                "errcode": None,
                "reason": row.reason,
                "at": now,
            }
            for row in rows
        ]
        if not documents:
            return
        async with store_errors():
            try:
                await self._rows.insert_many(documents, ordered=False)
            except BulkWriteError as error:
                if any(problem["code"] != DUPLICATE for problem in error.details["writeErrors"]):
                    raise

    async def waiting(self, push: str, lane: int, *, most: int, now: datetime) -> list[Row]:
        """Up to `most` pending rows of a lane that are sent one by one and not put off."""
        which: Document = {
            "push": push,
            "state": DeliveryState.PENDING,
            "channel": {"$in": DIRECT},
            "lane": lane,
            **_awake(now),
        }
        async with store_errors():
            return [_to_row(each) async for each in self._rows.find(which, _AS_ROW).limit(most)]

    async def claim(self, rows: Sequence[Row], *, owner: str, now: datetime, until: datetime) -> list[Row]:
        """
        Take those of `rows` that still wait, until `until`; `owner` names this taking alone. They are `sending` for a
        majority of the servers before this returns. Raises StoreAway.
        """
        ids = [row.id for row in rows]
        async with store_errors():
            result = await self._rows.update_many(
                {"_id": {"$in": ids}, "state": DeliveryState.PENDING},
                {"$set": {"state": DeliveryState.SENDING, "lease_owner": owner, "lease_until": until, "at": now}},
            )
            if result.modified_count == len(ids):
                return list(rows)
            mine = self._rows.find({"_id": {"$in": ids}, "lease_owner": owner, "state": DeliveryState.SENDING}, _AS_ROW)
            return [_to_row(each) async for each in mine]

    async def settle(
        self,
        ids: Sequence[str],
        *,
        owner: str,
        state: DeliveryState,
        errcode: int | None = None,
        reason: str = "",
        now: datetime,
    ) -> None:
        """
        The outcome of rows that `owner` took. It holds against `unconfirmed` too: a lease that lapsed meanwhile made
        the rows unconfirmed, but the owner knows better.
        """
        async with store_errors():
            await self._quickly.update_many(
                {"_id": {"$in": list(ids)}, **_held_by(owner)},
                {
                    "$set": {
                        "state": state,
                        "errcode": errcode,
                        "reason": reason,
                        "at": now,
                        "lease_owner": None,
                        "lease_until": None,
                    }
                },
            )

    async def release(self, ids: Sequence[str], *, owner: str, channel: Channel | None = None, now: datetime) -> None:
        """These rows were surely not sent: they wait again, on another channel where one is named."""
        change: Document = {"state": DeliveryState.PENDING, "lease_owner": None, "lease_until": None, "at": now}
        if channel is not None:
            change["channel"] = channel
        async with store_errors():
            await self._quickly.update_many({"_id": {"$in": list(ids)}, **_held_by(owner)}, {"$set": change})

    async def lapse(self, *, now: datetime) -> int:
        """Rows whose worker died in the middle: nobody knows whether they were sent, and none is sent again."""
        async with store_errors():
            result = await self._rows.update_many(
                {"state": DeliveryState.SENDING, "lease_until": {"$lte": now}, "batch": None},
                {"$set": {"state": DeliveryState.UNCONFIRMED, "reason": "worker_lost", "lease_until": None, "at": now}},
            )
        return result.modified_count

    async def counts(self, push: str) -> dict[DeliveryState, int]:
        """How many rows stand in which state, counted."""
        counted: dict[DeliveryState, int] = {}
        async with store_errors():
            async for each in self._rows.aggregate(
                [{"$match": {"push": push}}, {"$group": {"_id": "$state", "rows": {"$sum": 1}}}],
                hint="push_1_state_1_channel_1_lane_1__id_1",
            ):
                counted[DeliveryState(each["_id"])] = each["rows"]
        return counted

    async def put_off(self, ids: Sequence[str], *, until: datetime) -> None:
        """These rows wait until then."""
        async with store_errors():
            await self._rows.update_many(
                {"_id": {"$in": list(ids)}, "state": DeliveryState.PENDING, "batch": None}, {"$set": {"later": until}}
            )

    async def put_off_until(
        self, push: str, channels: Sequence[Channel], *, lane: int | None = None
    ) -> datetime | None:
        """When the first row that was put off may be sent; None where none waits."""
        which: Document = {"push": push, "state": DeliveryState.PENDING, "channel": {"$in": list(channels)}}
        if lane is not None:
            which["lane"] = lane
        async with store_errors():
            found = await self._rows.find_one({**which, "later": {"$ne": None}}, {"later": 1}, sort=[("later", 1)])
        return found["later"] if found else None

    async def open_rows(
        self, push: str, channels: Sequence[Channel], *, lane: int | None = None, awake: datetime | None = None
    ) -> bool:
        """
        Whether rows of these channels, or of one lane of them, still wait or are under way; with `awake`, the time now,
        without those that were put off.
        """
        open_states = [DeliveryState.PENDING, DeliveryState.SENDING]
        which: Document = {"push": push, "state": {"$in": open_states}, "channel": {"$in": list(channels)}}
        if lane is not None:
            which["lane"] = lane
        if awake is not None:
            which |= _awake(awake)
        async with store_errors():
            found = await self._rows.find_one(which, {"_id": 1})
        return found is not None

    async def of_person(self, push: str, openid: str) -> tuple[DeliveryState, Channel, str] | None:
        """State, channel and reason of one recipient's row, or None."""
        async with store_errors():
            row = await self._rows.find_one({"push": push, "openid": openid})
        return (DeliveryState(row["state"]), Channel(row["channel"]), row["reason"]) if row else None

    # Rows that go by mass sending: many in one batch, whose number a repeat carries.

    async def sent_to(self, whom: Sequence[str], *, most: int) -> list[tuple[str, datetime]]:
        """
        The pushes that went to somebody, the newest first, and when: `whom` are her ids and openids. By the rows' ids, since
        there are millions of them, and no other index finds a person's.
        """
        async with store_errors():
            pushes = await self._rows.distinct("push")
            which = {
                "_id": {"$in": [f"{push}:{each}" for push in pushes for each in whom]},
                "state": {"$in": [DeliveryState.SENT, DeliveryState.UNCONFIRMED]},
            }
            rows = self._rows.find(which, {"push": 1, "at": 1}).sort("at", -1).limit(most)
            return [(each["push"], each["at"]) async for each in rows]

    async def free(self, push: str, *, most: int, now: datetime) -> list[Row]:
        """Up to `most` rows for mass sending that are in no batch yet and not put off."""
        which = {"push": push, "state": DeliveryState.PENDING, "channel": Channel.MASS, "batch": None, **_awake(now)}
        async with store_errors():
            return [_to_row(each) async for each in self._rows.find(which, _AS_ROW).limit(most)]

    async def count_free(self, push: str, *, most: int) -> int:
        """How many rows for mass sending are in no batch yet, counted up to `most`."""
        which = {"push": push, "state": DeliveryState.PENDING, "channel": Channel.MASS, "batch": None}
        async with store_errors():
            return await self._rows.count_documents(which, limit=most)

    async def put_in_batch(self, ids: Sequence[str], batch: str) -> None:
        """Give free rows to a batch."""
        async with store_errors():
            await self._rows.update_many(
                {"_id": {"$in": list(ids)}, "state": DeliveryState.PENDING, "batch": None}, {"$set": {"batch": batch}}
            )

    async def free_from_batch(self, push: str, batch: str, *, ids: Sequence[str] | None = None) -> None:
        """Rows of a batch (or those of `ids`) that came too late to be sent with it are free again."""
        which: Document = {"push": push, "batch": batch, "state": DeliveryState.PENDING}
        if ids is not None:
            which["_id"] = {"$in": list(ids)}
        async with store_errors():
            await self._rows.update_many(which, {"$set": {"batch": None}})

    async def of_batch(self, push: str, batch: str, states: Sequence[DeliveryState]) -> list[Row]:
        """A batch's rows in these states, in the order of their ids: a repeat sends the same list."""
        which = {"push": push, "batch": batch, "state": {"$in": list(states)}}
        async with store_errors():
            return [_to_row(each) async for each in self._rows.find(which, _AS_ROW).sort("_id", 1)]

    async def move_batch(
        self,
        push: str,
        batch: str,
        *,
        since: Sequence[DeliveryState],
        to: DeliveryState,
        errcode: int | None = None,
        reason: str = "",
        openids: Sequence[str] | None = None,
        now: datetime,
    ) -> int:
        """Move a batch's rows (or those of some openids) from the states `since`; how many moved."""
        which: Document = {"push": push, "batch": batch, "state": {"$in": list(since)}}
        if openids is not None:
            which["openid"] = {"$in": list(openids)}
        async with store_errors():
            result = await self._rows.update_many(
                which, {"$set": {"state": to, "errcode": errcode, "reason": reason, "at": now}}
            )
        return result.modified_count

    async def give_up(self, ids: Sequence[str], *, reason: str, now: datetime) -> None:
        """Rows that can't be reached by any way left; they were not sent."""
        async with store_errors():
            await self._rows.update_many(
                {"_id": {"$in": list(ids)}, "state": DeliveryState.PENDING, "batch": None},
                {"$set": {"state": DeliveryState.UNREACHABLE, "reason": reason, "at": now}},
            )

    async def mass_sent_since(self, app: str, openids: Sequence[str], *, since: datetime, most: int) -> set[str]:
        """Those of `openids` to whom `most` or more mass messages went (or may have gone) after `since`."""
        taken = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNCONFIRMED)
        pipeline: list[Document] = [
            {
                "$match": {
                    "app": app,
                    "openid": {"$in": list(openids)},
                    "channel": Channel.MASS,
                    "at": {"$gte": since},
                    "state": {"$in": taken},
                }
            },
            {"$group": {"_id": "$openid", "rows": {"$sum": 1}}},
            {"$match": {"rows": {"$gte": most}}},
        ]
        async with store_errors():
            return {each["_id"] async for each in self._rows.aggregate(pipeline)}


def _awake(now: datetime) -> Document:
    return {"$or": [{"later": None}, {"later": {"$lte": now}}]}


def _held_by(owner: str) -> Document:
    return {"lease_owner": owner, "state": {"$in": [DeliveryState.SENDING, DeliveryState.UNCONFIRMED]}}


def _to_row(document: Document) -> Row:
    return Row(
        id=document["_id"],
        person=document["person"],
        openid=document["openid"],
        channel=Channel(document["channel"]),
    )
