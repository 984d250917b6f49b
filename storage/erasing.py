"""What is left of a person when she is erased: nothing that names her, and rows that count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bson.binary import Binary

from domain.bookings import State as BookingState
from domain.ids import new_id
from domain.pushes import DeliveryState
from domain.stock import Source
from domain.wish_life import HELD
from domain.wishes import ENDED, WishState
from storage.api_answers import ApiAnswerStore
from storage.budgets import BudgetStore
from storage.encryption import FieldVault, key_of_alert, key_of_case
from storage.lots import LotStore
from storage.mongo import Database, Document, Session, store_errors

PART = 500
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
# Collections whose rows are hers alone, by her id in `person`.
OWNED = (
    *("phones", "files", "person_sessions", "person_tokens", "checks"),
    *("data_links", "sign_in_codes", "staff_wechat", "api_answers", "wish_stories", "booking_waits"),
    *("organisation_contacts", "organisation_members", "volunteers", "wish_voices"),
)
# What belongs to a row of another collection, by which field.
PARTS = (
    ("file_contents", "_id", "files"),
    ("wish_picture_contents", "_id", "wish_pictures"),
    ("question_messages", "question", "questions"),
    ("question_pictures", "question", "questions"),
    ("case_entries", "case", "cases"),
)
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


@dataclass(frozen=True, slots=True)
class Held:
    """A wish that somebody brings: its code on the wall, and the ids of all who do."""

    wish: str
    code: str
    givers: tuple[str, ...]


class Erasing:
    """Taking a person out of every collection. `ids` are all that were ever hers, `accounts` her (app, openid)."""

    def __init__(self, db: Database, vault: FieldVault) -> None:
        self._db = db
        self._answers = ApiAnswerStore(db)
        self._vault = vault

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
                for name in ("messages", "notes", "grants", "grant_entries", "knowledge_feedback", "safe_words"):
                    await self._db[name].delete_many(_of(account))
                await self._db["push_lists"].update_many({"openids": account[1]}, {"$pull": {"openids": account[1]}})

    async def unseen_since(self, person_id: str, day: str, *, session: Session | None = None) -> bool:
        """Whether she is there and was last here before `day` (YYYY-MM-DD)."""
        which = {"_id": person_id, "seen_on": {"$lt": day}}
        return await self._db["people"].find_one(which, {"_id": 1}, session=session) is not None

    async def wipe(
        self,
        ids: Sequence[str],
        accounts: Sequence[Account],
        *,
        now: datetime,
        digests: Sequence[str] = (),
        session: Session | None = None,
    ) -> bool:
        """
        Take her out of everything that stays; a repeat changes nothing. Her record goes, so that whoever writes from the
        same account later is somebody new: False where it had gone before. `digests` are those of her accounts, by which a
        block goes on until its end. Raises StoreAway.
        """
        hers = {"$in": list(ids)}
        async with store_errors():
            async for wish in self._db["wishes"].find({"guardian": hers}, session=session):
                await self.empty_wish(wish, now=now, session=session)
            own: Document = {"donor_id": hers, "organisation": {"$in": ["", None]}}
            await self._db["wishes"].update_many(
                own, {"$set": {"donor_id": "", "claim_slot": None}}, session=session
            )  # what she had taken up goes back in line when its time is over; what her organisation has, it keeps
            await self._db["wishes"].update_many({"donor_id": hers}, {"$set": {"donor_id": ""}}, session=session)
            await self._db["gift_batches"].update_many({"by": hers}, {"$set": {"by": ""}}, session=session)
            await self._db["wishes"].update_many({"second_id": hers}, {"$set": {"second_id": ""}}, session=session)
            await self._db["wishes"].update_many({"met": hers}, {"$pull": {"met": hers}}, session=session)
            await self._wipe_sharing(ids, session=session)
            await self._wipe_questions(ids, session=session)
            await self.empty_bookings({"person": hers}, now=now, session=session)
            await self._wipe_owned(ids, session=session)
            await self._wipe_blocks(ids, digests, now=now, session=session)
            await self._db["consents"].update_many(
                {"person": hers, "withdrawn_at": None},
                {"$set": {"withdrawn_at": now, "withdrawn_how": "erased"}},
                session=session,
            )
            await self._wipe_alerts(ids, accounts, now=now, session=session)
            await self._wipe_cases(ids, now=now, session=session)
            await self._wipe_deliveries(ids, accounts, session=session)
            gone = await self._db["people"].delete_many({"_id": hers}, session=session)
        return gone.deleted_count > 0

    async def _wipe_sharing(self, ids: Sequence[str], *, session: Session | None) -> None:
        """Her place in a wish that isn't delivered yet is free; of one that is, only how many brought it stays."""
        hers = {"$in": list(ids)}
        held: Document = {"sharers": hers, "state": {"$in": sorted(HELD)}}
        await self._db["wishes"].update_many(held, {"$pull": {"sharers": hers}}, session=session)
        nobody, her = {"$set": {"sharers.$[her]": ""}}, [{"her": hers}]
        await self._db["wishes"].update_many({"sharers": hers}, nobody, array_filters=her, session=session)

    async def empty_wishes(
        self, ids: Sequence[str], *, until: datetime, now: datetime, session: Session | None = None
    ) -> int:
        """Empty the wishes of these guardians that were submitted by `until`; how many. Raises StoreAway."""
        which = {"guardian": {"$in": list(ids)}, "submitted_at": {"$lte": until}}
        async with store_errors():
            await self._answers.forget(persons=ids, session=session)  # one that is on its way too
            said = {"person": {"$in": list(ids)}, "at": {"$lte": until}}  # of a wish that isn't submitted as well
            await self._db["wish_voices"].delete_many(said, session=session)
            found = await self._db["wishes"].find(which, session=session).to_list(None)
            for wish in found:
                await self.empty_wish(wish, now=now, session=session)
        return len(found)

    async def givers_of(
        self, ids: Sequence[str], *, until: datetime | None = None, session: Session | None = None
    ) -> list[Held]:
        """Who brings the wishes of these guardians now, of those submitted by `until`. Raises StoreAway."""
        which: Document = {"guardian": {"$in": list(ids)}, "state": {"$in": sorted(HELD)}}
        which |= {"submitted_at": {"$lte": until}} if until else {}
        async with store_errors():
            found = await self._db["wishes"].find(which, session=session).to_list(None)
        return [Held(each["_id"], each["code"], tuple(filter(None, dict.fromkeys(_givers(each))))) for each in found]

    async def empty_wish(self, wish: Document, *, now: datetime, session: Session | None = None) -> None:
        """Leave of a wish what may be counted, with an event that it was emptied; one that went on is withdrawn."""
        await self.drop_pictures({"wish": wish["_id"]}, session=session)  # first: what is cut off here begins anew
        await self._answers.forget(about=[wish["_id"]], session=session)
        await self._db["checks"].delete_many({"about": wish["_id"]}, session=session)
        await self._db["wish_stories"].delete_one({"_id": wish["_id"]}, session=session)
        await self._db["wish_voices"].delete_many({"wish_key": wish["key"]}, session=session)
        kept = {name: value for name, value in wish.items() if name in WISH_KEPT}
        state = wish["state"] if wish["state"] in OVER else WishState.WITHDRAWN.value
        seq = wish["seq"] + 1
        left = {**kept, **WISH_EMPTIED, "key": f"erased:{wish['_id']}", "state": state, "seq": seq, "emptied_at": now}
        done = await self._db["wishes"].replace_one({"_id": wish["_id"], "seq": wish["seq"]}, left, session=session)
        if not done.matched_count:
            return
        await self._give_back(wish, seq, now=now, session=session)
        noted = {"about": wish["_id"], "data.sealed": {"$exists": True}}
        await self._db["events"].update_many(noted, {"$unset": {"data.sealed": ""}}, session=session)
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

    async def _give_back(self, wish: Document, seq: int, *, now: datetime, session: Session | None) -> None:
        """What the county took for it and still has is there again."""
        if not wish.get("cover_held") or wish["state"] != WishState.PREPARED:
            return
        facts: dict[str, Any] = {"wish": wish["_id"], "by": "system", "now": now, "session": session}
        move_id = f"{wish['_id']}:{seq}:back"
        if wish["cover_from"] == Source.BUDGET:
            await BudgetStore(self._db).spend(wish["cover_of"], move_id, -wish["cover_fen"], **facts)
        else:
            await LotStore(self._db).take(wish["cover_of"], move_id, 1, **facts)

    async def drop_pictures(self, which: Document, *, session: Session | None = None) -> int:
        """
        Pictures of wishes go with their content, what was handed in of them to be looked at, and the files of people's own
        that they were made from; how many.
        """
        found = [each async for each in self._db["wish_pictures"].find(which, {"file": 1}, session=session)]
        ids = {"$in": [each["_id"] for each in found]}
        files = {"$in": [each["file"] for each in found if each["file"]]}
        await self._answers.forget(about=[*ids["$in"], *files["$in"]], session=session)
        await self._db["wish_picture_contents"].delete_many({"_id": ids}, session=session)
        await self._db["checks"].delete_many({"about": ids}, session=session)
        await self._db["file_contents"].delete_many({"_id": files}, session=session)
        await self._db["files"].delete_many({"_id": files}, session=session)
        await self._db["wish_pictures"].delete_many({"_id": ids}, session=session)
        return len(found)

    async def empty_bookings(self, which: Document, *, now: datetime, session: Session | None = None) -> int:
        """Leave of bookings that there was one and how it went; a time to come is free again. How many."""
        found = [each["_id"] async for each in self._db["bookings"].find(which, {"_id": 1}, session=session)]
        await self._answers.forget(about=found, session=session)
        these: Document = {"_id": {"$in": found}}
        still = [BookingState.HELD, BookingState.BOOKED]
        ended = {"$set": {"state": BookingState.CANCELLED, "changed_at": now}, "$unset": {"taken": ""}}
        open_ones = {**these, "state": {"$in": still}, "at": {"$gt": now}}
        await self._db["bookings"].update_many(open_ones, ended, session=session)
        nobody: list[Document] = [
            {"$set": {"person": "", "receipt": {"$concat": ["erased:", "$_id"]}}},
            {"$unset": ["said", "note", "hers"]},
        ]
        done = await self._db["bookings"].update_many(these, nobody, session=session)
        return done.modified_count

    async def _wipe_questions(self, ids: Sequence[str], *, session: Session | None) -> None:
        asked = self._db["questions"].find({"asker": {"$in": list(ids)}}, {"_id": 1}, session=session)
        questions = {"$in": [each["_id"] async for each in asked]}
        await self._answers.forget(about=questions["$in"], session=session)
        for name in ("question_messages", "question_pictures"):
            await self._db[name].delete_many({"question": questions}, session=session)
        await self._db["questions"].delete_many({"_id": questions}, session=session)

    async def _wipe_owned(self, ids: Sequence[str], *, session: Session | None) -> None:
        """What is hers and counts nowhere; of a picture that she brought to somebody else's wish, that it was she."""
        hers: Document = {"person": {"$in": list(ids)}}
        files = [each["_id"] async for each in self._db["files"].find(hers, {"_id": 1}, session=session)]
        await self._db["file_contents"].delete_many({"_id": {"$in": files}}, session=session)
        await self.drop_pictures(hers, session=session)
        await self._db["wish_pictures"].update_many({"by": hers["person"]}, {"$set": {"by": ""}}, session=session)
        for name in OWNED:
            await self._db[name].delete_many(hers, session=session)
        await self._answers.forget(about=ids, session=session)

    async def _wipe_blocks(
        self, ids: Sequence[str], digests: Sequence[str], *, now: datetime, session: Session | None
    ) -> None:
        """One that holds goes on for whoever comes by the same account, and goes at its end; else erasing would lift it."""
        hers: Document = {"person": {"$in": list(ids)}}
        if digests:
            holding = {**hers, "until": {"$gt": now}, "lifted_at": None}
            anew = {
                "$set": {"appealed_at": None}
            }  # what she said against it can't be read any more: she may say it again
            await self._db["blocks"].update_many({**holding, "answered_at": None}, anew, session=session)
            unnamed = {"$set": {"person": "", "person_open": ""}, "$unset": {"appeal": ""}}
            known = {"$addToSet": {"accounts": {"$each": list(digests)}}}
            await self._db["blocks"].update_many(holding, {**unnamed, **known}, session=session)
        await self._db["blocks"].delete_many(hers, session=session)

    async def _wipe_cases(self, ids: Sequence[str], *, now: datetime, session: Session | None) -> None:
        """One that is open keeps her for a week, since she may need help; of the others stays that there was one."""
        over: list[Document] = [{"open": False}, {"last_at": {"$lt": now - OPEN_ALERT}}]
        which: Document = {"person": {"$in": list(ids)}, "$or": over}
        async for each in self._db["cases"].find(which, {"_id": 1}, session=session):
            await self.empty_case(each["_id"], now=now, session=session)

    async def empty_case(self, case_id: str, *, now: datetime, session: Session | None = None) -> None:
        """
        Leave of a case that there was one, of which kind and how it was taken up; of what she wrote in it as well. Its
        data key goes, so that no backup shows it either.
        """
        await self._vault.erase(key_of_case(case_id), now=now, session=session)
        async for each in self._db["alerts"].find({"case": case_id}, {"_id": 1}, session=session):
            await self.empty_alert(each["_id"], now=now, session=session)
        nobody: Document = {"openid": "", "person": "", "open_for": ""}
        nobody |= {"dues": [], "due_at": None, "remind_at": None}  # nobody waits for anything of hers any more
        await self._db["cases"].update_one({"_id": case_id}, {"$set": nobody}, session=session)
        await self._answers.forget(about=[case_id], session=session)
        emptied = {"sealed": Binary(b"")}
        await self._db["case_entries"].update_many({"case": case_id}, {"$set": emptied}, session=session)

    async def _wipe_alerts(
        self, ids: Sequence[str], accounts: Sequence[Account], *, now: datetime, session: Session | None
    ) -> None:
        """One that nobody has taken up keeps its words for a week, since somebody may need help."""
        whose: list[Document] = [{"person": {"$in": list(ids)}}, *map(_of, accounts)]
        over: list[Document] = [{"acknowledged_at": {"$ne": None}}, {"at": {"$lt": now - OPEN_ALERT}}]
        async for each in self._db["alerts"].find(
            {"$and": [{"$or": whose}, {"$or": over}]}, {"_id": 1}, session=session
        ):
            await self.empty_alert(each["_id"], now=now, session=session)

    async def empty_alert(self, alert_id: str, *, now: datetime, session: Session | None = None) -> None:
        """Leave of an alert that somebody was in danger and how it was taken up; its data key goes."""
        await self._vault.erase(key_of_alert(alert_id), now=now, session=session)
        emptied = {"openid": "", "person": "", "key": f"erased:{alert_id}", "sealed": Binary(b"")}
        await self._db["alerts"].update_one({"_id": alert_id}, {"$set": emptied}, session=session)

    async def follow(self) -> None:
        """Take out what belonged to rows that a restored backup holds no longer. Raises StoreAway."""
        async with store_errors():
            for name, field, whole in PARTS:
                waiting: set[str] = set()
                async for each in self._db[name].find({}, {field: 1}):
                    waiting.add(each[field])
                    if len(waiting) == PART:
                        await self._drop_orphans(name, field, whole, waiting)
                        waiting = set()
                await self._drop_orphans(name, field, whole, waiting)
            anew = {"$set": {"until": datetime.now(UTC)}}  # the clock looks again which wishes are there
            await self._db["wish_voices"].update_many({"until": None}, anew)

    async def _drop_orphans(self, name: str, field: str, whole: str, ids: set[str]) -> None:
        found = self._db[whole].find({"_id": {"$in": sorted(ids)}}, {"_id": 1})
        gone = ids - {each["_id"] async for each in found}
        await self._db[name].delete_many({field: {"$in": sorted(gone)}})

    async def _wipe_deliveries(
        self, ids: Sequence[str], accounts: Sequence[Account], *, session: Session | None
    ) -> None:
        """Rows that a push has written for her count on, and what waits in them isn't sent."""
        pushes = await self._db["deliveries"].distinct("push", session=session)
        for _, openid in accounts:
            # By the rows' ids, since there are millions of them, and no other index finds a person's.
            rows = {"_id": {"$in": [f"{push}:{each}" for push in pushes for each in (*ids, openid)]}}
            waiting = {"state": DeliveryState.UNREACHABLE, "reason": "erased"}
            await self._db["deliveries"].update_many(
                {**rows, "state": DeliveryState.PENDING}, {"$set": waiting}, session=session
            )
            await self._db["deliveries"].update_many(rows, {"$set": {"openid": "", "person": ""}}, session=session)


def _givers(wish: Document) -> list[str]:
    return [wish.get("donor_id", ""), wish.get("second_id", ""), *wish.get("sharers", ())]


def _of(account: Account) -> Document:
    return {"app": account[0], "openid": account[1]}
