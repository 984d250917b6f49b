"""What is left of a person when she is erased: nothing that names her, and rows that count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bson.binary import Binary

from domain.ids import new_id
from domain.pushes import DeliveryState
from domain.wishes import ENDED, WishState
from storage.mongo import Database, Document, Session, store_errors

OPEN_ALERT = timedelta(days=7)  # somebody who wrote in danger is helped first (Regulations on Minors Online art. 38)
WISH_KEPT = frozenset(
    {
        "_id",
        "receipt",
        "state",
        "kind",
        "cost_fen",
        "region",
        "region_path",
        "within",
        "submitted_at",
        "changed_at",
        "seq",
    }
)  # what of a wish may still be counted; a field that is added later goes unless it is named here
WISH_EMPTIED = {"guardian": "", "text": "", "child_masked": "", "age_band": ""}
OVER = ENDED | {WishState.CONFIRMED}  # nothing is due any more
Account = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Traces:
    """How much there is of a person: counts of what erasing her takes away."""

    wishes: int
    open_wishes: int
    questions: int
    messages: int
    open_alerts: int


class Erasing:
    """Taking a person out of every collection. `ids` are all that were ever hers, `accounts` her (app, openid)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def ids_of(self, person_id: str) -> tuple[list[str], list[Account]]:
        """Every id of hers, tombstones of merged records included, and her accounts. Raises StoreAway."""
        ids, accounts, fresh = [person_id], [], [person_id]
        async with store_errors():
            while fresh:
                which = {"$or": [{"_id": {"$in": fresh}}, {"merged_into": {"$in": fresh}}]}
                found = await self._db["people"].find(which, {"identities": 1}).to_list(None)
                accounts += [(each["app"], each["openid"]) for one in found for each in one.get("identities", ())]
                fresh = [each["_id"] for each in found if each["_id"] not in ids]
                ids += fresh
        return ids, list(dict.fromkeys(accounts))

    async def traces(self, ids: Sequence[str], accounts: Sequence[Account]) -> Traces:
        """How much there is of her. Raises StoreAway."""
        hers: Document = {"guardian": {"$in": list(ids)}}
        async with store_errors():
            return Traces(
                wishes=await self._db["wishes"].count_documents(hers),
                open_wishes=await self._db["wishes"].count_documents({**hers, "state": {"$nin": list(OVER)}}),
                questions=await self._db["questions"].count_documents({"asker": {"$in": list(ids)}}),
                messages=sum([await self._db["messages"].count_documents(_of(each)) for each in accounts]),
                open_alerts=sum(
                    [
                        await self._db["alerts"].count_documents({**_of(each), "acknowledged_at": None})
                        for each in accounts
                    ]
                ),
            )

    async def forget_talk(self, accounts: Sequence[Account]) -> None:
        """What she wrote and what waits for her goes: outside of any transaction, since there may be much of it."""
        async with store_errors():
            for account in accounts:
                for name in ("messages", "notes", "grants"):
                    await self._db[name].delete_many(_of(account))
                await self._db["push_lists"].update_many({"openids": account[1]}, {"$pull": {"openids": account[1]}})

    async def wipe(
        self, ids: Sequence[str], accounts: Sequence[Account], *, now: datetime, session: Session | None = None
    ) -> bool:
        """
        Take her out of everything that stays; a repeat changes nothing. Her record goes, so that whoever writes from the
        same account later is somebody new: False where it had gone before. Raises StoreAway.
        """
        hers = {"$in": list(ids)}
        async with store_errors():
            async for wish in self._db["wishes"].find({"guardian": hers}, session=session):
                await self.empty_wish(wish, now=now, session=session)
            await self._db["wishes"].update_many(
                {"donor_id": hers}, {"$set": {"donor_id": "", "claim_slot": None}}, session=session
            )  # what she had taken up goes back in line when its time is over
            await self._db["questions"].delete_many({"asker": hers}, session=session)
            await self._db["consents"].update_many(
                {"person": hers, "withdrawn_at": None},
                {"$set": {"withdrawn_at": now, "withdrawn_how": "erased"}},
                session=session,
            )
            await self._wipe_alerts(ids, accounts, now=now, session=session)
            await self._wipe_deliveries(ids, accounts, session=session)
            await self._db["staff_wechat"].delete_many({"person": hers}, session=session)
            gone = await self._db["people"].delete_many({"_id": hers}, session=session)
        return gone.deleted_count > 0

    async def empty_wishes(
        self, ids: Sequence[str], *, until: datetime, now: datetime, session: Session | None = None
    ) -> int:
        """Empty the wishes of these guardians that were submitted by `until`; how many. Raises StoreAway."""
        which = {"guardian": {"$in": list(ids)}, "submitted_at": {"$lte": until}}
        async with store_errors():
            found = await self._db["wishes"].find(which, session=session).to_list(None)
            for wish in found:
                await self.empty_wish(wish, now=now, session=session)
        return len(found)

    async def empty_wish(self, wish: Document, *, now: datetime, session: Session | None = None) -> None:
        """Leave of a wish what may be counted, with an event that it was emptied; one that went on is withdrawn."""
        kept = {name: value for name, value in wish.items() if name in WISH_KEPT}
        state = wish["state"] if wish["state"] in OVER else WishState.WITHDRAWN.value
        seq = wish["seq"] + 1
        left = {**kept, **WISH_EMPTIED, "key": f"erased:{wish['_id']}", "state": state, "seq": seq, "emptied_at": now}
        done = await self._db["wishes"].replace_one({"_id": wish["_id"], "seq": wish["seq"]}, left, session=session)
        if not done.matched_count:
            return
        event = {
            "_id": new_id(),
            "about": wish["_id"],
            "seq": seq,
            "kind": "emptied",
            "actor": "system",
            "region_path": wish["region_path"],
            "at": now,
            "data": {},
        }
        await self._db["events"].insert_one(event, session=session)

    async def _wipe_alerts(
        self, ids: Sequence[str], accounts: Sequence[Account], *, now: datetime, session: Session | None
    ) -> None:
        """One that nobody has taken up keeps its words for a week, since somebody may need help."""
        whose: list[Document] = [{"person": {"$in": list(ids)}}, *map(_of, accounts)]
        over: list[Document] = [{"acknowledged_at": {"$ne": None}}, {"at": {"$lt": now - OPEN_ALERT}}]
        async for each in self._db["alerts"].find(
            {"$and": [{"$or": whose}, {"$or": over}]}, {"_id": 1}, session=session
        ):
            emptied = {"openid": "", "person": "", "key": f"erased:{each['_id']}", "sealed": Binary(b"")}
            await self._db["alerts"].update_one({"_id": each["_id"]}, {"$set": emptied}, session=session)

    async def _wipe_deliveries(
        self, ids: Sequence[str], accounts: Sequence[Account], *, session: Session | None
    ) -> None:
        """Rows that a push has written for her count on, and what waits in them isn't sent."""
        for app, openid in accounts:
            pushes = await self._db["deliveries"].distinct("push", {"app": app, "openid": openid}, session=session)
            rows = {"_id": {"$in": [f"{push}:{each}" for push in pushes for each in (*ids, openid)]}}
            waiting = {"state": DeliveryState.UNREACHABLE, "reason": "erased"}
            await self._db["deliveries"].update_many(
                {**rows, "state": DeliveryState.PENDING}, {"$set": waiting}, session=session
            )
            await self._db["deliveries"].update_many(rows, {"$set": {"openid": "", "person": ""}}, session=session)


def _of(account: Account) -> Document:
    return {"app": account[0], "openid": account[1]}
