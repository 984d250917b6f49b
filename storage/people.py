"""People: one document a person, found by any of her accounts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from pymongo import ReturnDocument, UpdateOne, WriteConcern
from pymongo.errors import BulkWriteError, DuplicateKeyError

from domain.calendar import QuietHours
from domain.errors import NotFound
from domain.ids import new_id
from domain.people import PAPER, Follower, Identity, Person, PersonRole, RoleGiven, Standing
from domain.regions import Scope
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.paging import NEWEST, Part
from storage.scoped import UNPLACED, listed, placed, within

DUPLICATE = 11000
LIGHT = WriteConcern(w=1, j=False)  # for what may be lost with a server: it comes again
_OF_RECIPIENT = {"identities": 1, "pushes": 1, "muted": 1, "quiet": 1}


@dataclass(frozen=True, slots=True)
class Recipient:
    """
    Somebody to whom a push may go. `windows` tells, by action ("message", "click", "follow", "scan"), when she last
    acted and how many customer-service messages were sent to her since; `accounts` are all of hers, as (app, openid).
    """

    person: str
    openid: str
    following: bool
    pushes: bool
    windows: Mapping[str, tuple[datetime, int]]
    muted: frozenset[str] = frozenset()
    quiet: QuietHours | None = None
    accounts: frozenset[tuple[str, str]] = frozenset()


class PeopleStore:
    """The collection `people`; unique on (identities.app, identities.openid)."""

    def __init__(self, db: Database) -> None:
        self._people: Collection = db["people"]

    async def ensure(self, app: str, openid: str, *, now: datetime) -> Person:
        """The person behind an account, made on first sight. Two calls at once make one person."""
        async with store_errors():
            found = await self._people.find_one({"identities": {"$elemMatch": {"app": app, "openid": openid}}})
            if found is not None:
                return await self._living(found)
            document = new_person(app, openid, now)
            try:
                await self._people.insert_one(document)
            except DuplicateKeyError:
                return await self.ensure(app, openid, now=now)
            return to_person(document)

    async def insert(self, person: Person, *, region: str, by: str, now: datetime, session: Session) -> None:
        """
        Write a guardian down who has no account of ours: a member of staff, `by`, knows of her. Nothing is pushed to her,
        and once nothing is held of her she goes like somebody who left.
        """
        account = person.identities[0]
        document = new_person(account.app, account.openid, now) | {"_id": person.id, "changed_at": now, "pushes": False}
        roles = [{"role": role, "by": by, "at": now} for role in sorted(person.roles)]
        document |= {"roles": sorted(person.roles), "roles_from": roles, "region": region, **placed(person.region_path)}
        await self._people.insert_one(document, session=session)

    async def find(self, app: str, openid: str) -> Person | None:
        """The person behind an account, or None."""
        async with store_errors():
            found = await self._people.find_one({"identities": {"$elemMatch": {"app": app, "openid": openid}}})
            return await self._living(found) if found else None

    async def get(self, person_id: str) -> Person:
        """The person; raises NotFound."""
        async with store_errors():
            found = await self._people.find_one({"_id": person_id})
            if found is None:
                raise NotFound
            return await self._living(found)

    async def _living(self, document: Document) -> Person:
        """The person herself where the document is only the tombstone of a merge."""
        while document.get("merged_into"):
            following = await self._people.find_one({"_id": document["merged_into"]})
            if following is None:
                break
            document = following
        return to_person(document)

    async def follows(self, app: str, openid: str, *, following: bool, unionid: str = "", now: datetime) -> Person:
        """Note that she follows the account, or has left it; a return brings pushes back only if she never said 退订."""
        person = await self.ensure(app, openid, now=now)
        change: dict[str, Any] = {"identities.$.following": following, "changed_at": now, "seen_on": day_of(now)}
        if unionid:
            change["identities.$.unionid"] = unionid
        if following:
            change["identities.$.followed_at"] = now
        async with store_errors():
            document = await self._people.find_one_and_update(
                {"_id": person.id, "identities": {"$elemMatch": {"app": app, "openid": openid}}},
                {"$set": change},
                return_document=ReturnDocument.AFTER,
            )
        return to_person(document) if document else person

    async def left(self, app: str, openid: str, *, now: datetime) -> None:
        """
        She has unfollowed: no more pushes, and her profile goes (platform: the unsubscribe event asks for deletion).

        What is held under her consent or the law stays under her person, sealed, until its term. Where she still comes by
        another door, what she decided for herself stays too: it is hers there.
        """
        account: Document = {"identities": {"$elemMatch": {"app": app, "openid": openid}}}
        other_app = {"app": {"$nin": [app, PAPER]}}
        other_account = {"app": app, "openid": {"$ne": openid}, "following": True}
        elsewhere = {"$elemMatch": {"$or": [other_app, other_account]}}
        of_account = {
            "$set": {"identities.$.following": False, "changed_at": now, "tags": [], "seen_on": day_of(now)},
            "$unset": dict.fromkeys(("tags_both", "nickname", "identities.$.came_by", "identities.$.windows"), ""),
        }
        of_hers = {"$set": placed(UNPLACED), "$unset": dict.fromkeys(("region", "muted", "quiet"), "")}
        gone = {"$and": [account, {"identities": {"$not": elsewhere}}]}
        async with store_errors():
            await self._people.bulk_write([UpdateOne(account, of_account), UpdateOne(gone, of_hers)], ordered=True)

    async def came(self, person: Person, *, now: datetime) -> None:
        """She is here, by whichever door: written once a day at most. Raises StoreAway."""
        day = day_of(now)
        if person.seen_on >= day:
            return
        earlier = {"_id": person.id, "seen_on": {"$not": {"$gte": day}}}
        async with store_errors():
            await self._people.with_options(write_concern=LIGHT).update_one(earlier, {"$set": {"seen_on": day}})

    async def want_pushes(self, person_id: str, wanted: bool, *, now: datetime) -> None:  # noqa: FBT001 it is the fact
        """退订 and 订阅."""
        async with store_errors():
            await self._people.update_one({"_id": person_id}, {"$set": {"pushes": wanted, "changed_at": now}})

    async def settle(self, person_id: str, *, region: str, region_path: str) -> None:
        """She belongs to this region from now on, unless she belongs to one already."""
        async with store_errors():
            await self._people.update_one(
                {"_id": person_id, "merged_into": None, "region_path": {"$in": [None, ""]}},
                {"$set": {"region": region, **placed(region_path)}},
            )

    async def add_role(self, person_id: str, role: PersonRole, *, session: Session | None = None) -> None:
        """She is this too from now on. Raises NotFound where she was erased meanwhile."""
        change = {"$addToSet": {"roles": role}, "$currentDate": {"changed_at": True}}  # writes: so it meets an erasing
        done = await self._people.update_one({"_id": person_id}, change, session=session)
        if not done.matched_count:
            raise NotFound

    async def heard(self, heard: Iterable[Mapping[str, Any]]) -> None:
        """
        Note when people last acted, in bulk: `{"app", "openid", "action", "at"}` a row, people made on first sight.

        `action` is "message", "click", "follow" or "scan": each opens another window for customer-service messages.
        The count of what was sent inside the window starts anew (platform: customer-service messages).
        """
        rows = list(heard)
        if not rows:
            return
        changes = [
            UpdateOne(
                {"identities": {"$elemMatch": {"app": row["app"], "openid": row["openid"]}}},
                {
                    "$set": {f"identities.$.windows.{row['action']}": {"at": row["at"], "sent": 0}},
                    "$max": {"seen_on": day_of(row["at"])},
                },
            )
            for row in rows
        ]
        async with store_errors():
            await self._people.bulk_write(changes, ordered=True)

    async def make_missing(self, app: str, openids: Sequence[str], *, now: datetime, following: bool) -> int:
        """Make a person for each openid that has none yet, in bulk; how many were new."""
        made = 0
        for start in range(0, len(openids), 1000):
            part = list(dict.fromkeys(openids[start : start + 1000]))
            async with store_errors():
                known = self._people.find(
                    {"identities": {"$elemMatch": {"app": app, "openid": {"$in": part}}}}, {"identities": 1}
                )
                have = {each["openid"] async for person in known for each in person["identities"]}
                fresh = [new_person(app, openid, now, following=following) for openid in part if openid not in have]
                made += await self._insert(fresh)
        return made

    async def mark_following(self, app: str, openids: Sequence[str]) -> None:
        """The platform lists these as followers; those known as having left follow again."""
        left = {"app": app, "openid": {"$in": list(openids)}, "following": {"$ne": True}}
        async with store_errors():
            await self._people.update_many(
                {"identities": {"$elemMatch": left}}, {"$set": {"identities.$.following": True}}
            )

    async def wrote_to(self, app: str, openids: Sequence[str]) -> None:
        """A customer-service message went to each of these: one less is left in the window her message opened."""
        async with store_errors():
            await self._people.with_options(write_concern=LIGHT).update_many(
                {"identities": {"$elemMatch": {"app": app, "openid": {"$in": list(openids)}}}},
                {"$inc": {"identities.$[account].windows.message.sent": 1}},
                array_filters=[{"account.app": app, "account.windows.message.at": {"$exists": True}}],
            )

    async def _insert(self, documents: list[Document]) -> int:
        """Insert those that nobody else inserted meanwhile."""
        if not documents:
            return 0
        try:
            await self._people.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            if any(problem["code"] != DUPLICATE for problem in error.details["writeErrors"]):
                raise
            return int(error.details["nInserted"])
        return len(documents)

    async def audience(
        self, app: str, *, tag: str = "", openids: Sequence[str] | None = None, after: str = "", most: int = 1000
    ) -> list[Recipient]:
        """
        The next people to whom a push may go, in the order of their ids, from behind `after`: everybody who has an
        account with `app`, or those with a tag, or those named. Whether each can be reached is decided by the caller.
        """
        account: Document = {"app": app}
        if openids is not None:
            account["openid"] = {"$in": list(openids)}
        which: Document = {"identities": {"$elemMatch": account}, "_id": {"$gt": after}, "merged_into": None}
        if tag:
            which["tags"] = tag
        async with store_errors():
            cursor = self._people.find(which, _OF_RECIPIENT).sort("_id", 1).limit(most)
            return [_to_recipient(document, app, openids) async for document in cursor]

    async def page(
        self,
        app: str,
        *,
        scope: Scope,
        unplaced: bool = False,
        standing: Standing | None = None,
        part: Part = NEWEST,
        most: int = 50,
    ) -> list[Follower]:
        """
        People of a scope as staff see them, who was seen last first unless `part` says otherwise; of one standing if
        asked. With `unplaced` also those whose region nobody knows.
        """
        conditions = [listed(scope, unplaced=unplaced), part.condition, {"merged_into": None}]
        if standing is Standing.QUIET:
            conditions.append({"pushes": False})
        elif standing:
            following = standing is Standing.FOLLOWING
            account: Document = {"identities": {"$elemMatch": {"app": app, "following": following}}}
            conditions += [{"identities.following": following}, account]
        async with store_errors():
            cursor = self._people.find({"$and": conditions}).sort("_id", part.direction).limit(most)
            if standing:
                cursor = cursor.hint(f"people_{standing}")
            return part.in_order([_to_follower(document, app) async for document in cursor])

    async def seen(self, person_id: str, app: str, *, scope: Scope, unplaced: bool = False) -> Follower:
        """The person as staff see her, if she is of the scope, or of no known region with `unplaced`; raises NotFound."""
        found = await self.find_seen(person_id, app, scope=scope, unplaced=unplaced)
        if found is None:
            raise NotFound
        return found

    async def find_seen(self, person_id: str, app: str, *, scope: Scope, unplaced: bool = False) -> Follower | None:
        """As `seen`, or None."""
        place = within(scope)
        if unplaced and place:
            place = {"$or": [place, {"region_path": UNPLACED}]}
        async with store_errors():
            document = await self._people.find_one({"$and": [{"_id": person_id, "merged_into": None}, place]})
        return _to_follower(document, app) if document else None

    async def tag(self, person_id: str, tag: str) -> None:
        """Put a tag on a person."""
        async with store_errors():
            await self._people.update_one({"_id": person_id}, {"$addToSet": {"tags": tag}})

    async def count(self, app: str, *, following: bool = True) -> int:
        """How many people follow (or once followed) the account."""
        async with store_errors():
            return await self._people.count_documents(
                {"identities": {"$elemMatch": {"app": app, "following": following}}}
            )


def new_person(app: str, openid: str, now: datetime, *, following: bool = False) -> Document:
    """The document of somebody who is seen for the first time."""
    return {
        "_id": new_id(),
        "identities": [{"app": app, "openid": openid, "following": following}],
        "merged_into": None,
        "roles": [],
        "tags": [],
        "pushes": True,
        "created_at": now,
        "seen_on": day_of(now),
        **placed(UNPLACED),
    }


def day_of(moment: datetime) -> str:
    """The day as `seen_on` keeps it: days of one form compare as text."""
    return f"{moment:%Y-%m-%d}"


def to_person(document: Document) -> Person:
    """The person whose document this is."""
    return Person(
        id=document["_id"],
        identities=tuple(
            Identity(
                app=each["app"],
                openid=each["openid"],
                unionid=each.get("unionid", ""),
                following=each.get("following", False),
            )
            for each in document["identities"]
        ),
        region_path=document.get("region_path", ""),
        roles=frozenset(PersonRole(role) for role in document.get("roles", ())),
        pushes=document.get("pushes", True),
        created_at=document.get("created_at"),
        muted=frozenset(document.get("muted", ())),
        quiet=_to_hours(document.get("quiet")),
        seen_on=document.get("seen_on", ""),
    )


def _to_hours(stored: Mapping[str, str] | None) -> QuietHours | None:
    return QuietHours(time.fromisoformat(stored["start"]), time.fromisoformat(stored["end"])) if stored else None


def _to_follower(document: Document, app: str) -> Follower:
    account: Mapping[str, Any] = next((each for each in document["identities"] if each["app"] == app), {})
    return Follower(
        id=document["_id"],
        region_path=document["region_path"],
        following=account.get("following", False),
        pushes=document["pushes"],
        roles=frozenset(PersonRole(role) for role in document["roles"]),
        tags=tuple(document["tags"]),
        since=document.get("created_at"),
        followed_at=account.get("followed_at"),
        heard_at=account.get("windows", {}).get("message", {}).get("at"),
        given=tuple(
            RoleGiven(PersonRole(each["role"]), each["by"], each["at"]) for each in document.get("roles_from", ())
        ),
        muted=tuple(document.get("muted", ())),
        quiet=_to_hours(document.get("quiet")),
    )


def _to_recipient(document: Document, app: str, openids: Sequence[str] | None) -> Recipient:
    accounts = [each for each in document["identities"] if each["app"] == app]
    account = (
        accounts[0] if openids is None or len(accounts) == 1 else next(a for a in accounts if a["openid"] in openids)
    )
    return Recipient(
        person=document["_id"],
        openid=account["openid"],
        following=account.get("following", False),
        pushes=document.get("pushes", True),
        windows={name: (each["at"], each["sent"]) for name, each in account.get("windows", {}).items()},
        muted=frozenset(document.get("muted", ())),
        quiet=_to_hours(document.get("quiet")),
        accounts=frozenset((each["app"], each["openid"]) for each in document["identities"]),
    )
