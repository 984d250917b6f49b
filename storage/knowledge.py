"""The knowledge base: what people are answered with, drafts, earlier releases, and what people said of the answers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import date, datetime
from typing import Any, Literal

from pymongo import ReturnDocument, UpdateOne
from pymongo.errors import BulkWriteError, DuplicateKeyError

from domain.errors import Conflict, NotFound
from domain.knowledge import Age, Draft, Entry, EntryFields, EntryState, Release
from domain.questions import KnowledgeEntry
from storage.mongo import Collection, Database, Document, Session, store_errors
from storage.paging import NEWEST, WORDS, Part, rows_of
from storage.scoped import COUNTED_MOST

DUPLICATE = 11000
PART = 1000  # documents that come at once: all of a large base would be most of its memory
STAMPED: Mapping[str, Any] = {"$currentDate": {"live_at": True}}  # the server's clock, the same for every process


@dataclass(frozen=True, slots=True)
class Stamped:
    """An entry whose live text was written at `at`; `entry` is None where people aren't answered with it."""

    id: str
    at: datetime
    entry: KnowledgeEntry | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries a list shows: of a topic, in a state, with a draft, with something to fill in, or over by `stale_by`."""

    category: str = ""
    state: EntryState | None = None
    drafts: bool = False
    to_fill: bool = False
    stale_by: date | None = None

    @property
    def condition(self) -> Document:
        """What the query asks."""
        found: Document = {"category": self.category} if self.category else {}
        if self.state is not None:
            found["state"] = self.state
        if self.drafts:
            found["waits"] = True
        if self.to_fill:
            found["lacks"] = True
        if self.stale_by is not None:
            found |= {"state": EntryState.PUBLISHED, "valid_until": {"$gt": "", "$lte": self.stale_by.isoformat()}}
        return found


ALL = Wanted()


class KnowledgeStore:
    """
    The collections `knowledge`, `knowledge_releases` (`_id` is "entry:number") and `knowledge_vectors`, what an entry's text
    was made into for the search (`_id` is the entry's). How long the recordings of entries are is read of `recordings`.
    """

    def __init__(self, db: Database) -> None:
        self._entries: Collection = db["knowledge"]
        self._releases: Collection = db["knowledge_releases"]
        self._vectors: Collection = db["knowledge_vectors"]
        self._recordings: Collection = db["recordings"]

    async def put(self, entries: Iterable[KnowledgeEntry], *, now: datetime) -> None:
        """As `deliver`, of entries as the search knows them."""
        await self.deliver({each.id: _fields_of(each) for each in entries}, now=now)

    async def deliver(self, entries: Mapping[str, EntryFields], *, now: datetime) -> None:
        """Write entries of the content by their ids; those that are there are replaced, but for those that staff have edited."""
        writes = [_seeded(each, fields, now) for each, fields in entries.items()]
        if writes:
            async with store_errors():
                try:
                    await self._entries.bulk_write(writes, ordered=False)
                except BulkWriteError as error:  # one that staff have edited is there, and isn't what is asked for
                    if any(each["code"] != DUPLICATE for each in (error.details or {})["writeErrors"]):
                        raise

    async def published(self) -> list[KnowledgeEntry]:
        """All entries that may be answered with."""
        return [each.entry for each in await self.stamped() if each.entry]

    async def stamps(self, *, since: datetime | None) -> dict[str, datetime]:
        """When the live text was written of each whose has changed since, what was taken away included."""
        which: Document = {"live_at": {"$gt": since}} if since else {"live_at": {"$exists": True}}
        async with store_errors():
            found = self._entries.find(which, {"live_at": 1})
            return {each["_id"]: each["live_at"] async for each in found}

    async def stamped(self, ids: Sequence[str] | None = None) -> list[Stamped]:
        """All that people are answered with, or those of `ids`, what was taken away included."""
        which: Document = {"state": EntryState.PUBLISHED} if ids is None else {"_id": {"$in": list(ids)}}
        async with store_errors():
            rows = self._entries.find(which, batch_size=PART).sort("_id", 1)
            found = [_to_stamped(each) async for each in rows]
            audio = list({each.entry.audio for each in found if each.entry and each.entry.audio})
            lengths = self._recordings.find({"_id": {"$in": audio}}, {"seconds": 1}) if audio else None
            seconds = {each["_id"]: each["seconds"] async for each in lengths} if lengths else {}
        return [_with_length(each, seconds) for each in found] if seconds else found

    async def vectors(self, ids: Sequence[str]) -> dict[str, bytes]:
        """What was made of these entries' texts, as it was given to `keep_vectors`."""
        if not ids:
            return {}
        async with store_errors():
            found = await self._vectors.find({"_id": {"$in": list(ids)}}, batch_size=len(ids)).to_list(len(ids))
        return {each["_id"]: bytes(each["row"]) for each in found}

    async def keep_vectors(self, rows: Mapping[str, bytes]) -> None:
        """Keep what was made of entries' texts, for other processes and the next start."""
        writes = [UpdateOne({"_id": each}, {"$set": {"row": row}}, upsert=True) for each, row in rows.items()]
        if writes:
            async with store_errors():
                await self._vectors.bulk_write(writes, ordered=False)

    async def count_published(self, today: date) -> int:
        """How many people may be answered with on this day."""
        still = {"$not": {"$gt": "", "$lt": today.isoformat()}}
        async with store_errors():
            return await self._entries.count_documents({"state": EntryState.PUBLISHED, "valid_until": still})

    async def count_stale(self, by: date) -> int:
        """How many that people read have their last day until then, up to COUNTED_MOST."""
        async with store_errors():
            return await self._entries.count_documents(Wanted(stale_by=by).condition, limit=COUNTED_MOST)

    async def get(self, entry_id: str, *, session: Session | None = None) -> Entry:
        """One entry, in whichever state; raises NotFound."""
        async with store_errors():
            document = await self._entries.find_one({"_id": entry_id}, session=session)
        if document is None:
            raise NotFound
        return _to_entry(document)

    async def some(self, ids: Iterable[str]) -> dict[str, Entry]:
        """Those of these ids that there are."""
        async with store_errors():
            found = self._entries.find({"_id": {"$in": list(ids)}})
            return {each["_id"]: _to_entry(each) async for each in found}

    async def page(self, wanted: Wanted = ALL, *, part: Part = NEWEST, most: int = 50) -> list[Entry]:
        """Entries for staff, the newest first unless `part` says otherwise, which may be by "question" or "changed_at"."""
        collation = WORDS if part.by == "question" else None
        found = await rows_of(self._entries, wanted.condition, part, most, collation=collation)
        return [_to_entry(each) for each in found]

    async def worded(self, words: str, *, most: int) -> list[Entry]:
        """Entries whose question or another wording holds these words."""
        like = {"$regex": re.escape(words), "$options": "i"}
        async with store_errors():
            found = self._entries.find({"$or": [{"question": like}, {"variants": like}]}).sort("_id", 1).limit(most)
            return [_to_entry(each) async for each in found]

    async def of_rows(self, rows: Iterable[str]) -> dict[str, str]:
        """The ids of the entries that rows of sheets have made, by the rows' digests."""
        async with store_errors():
            found = self._entries.find({"row": {"$in": list(rows)}}, {"row": 1})
            return {each["row"]: each["_id"] async for each in found}

    async def asking(self, questions: Iterable[str]) -> dict[str, str]:
        """The ids of entries that aren't put away and ask one of these questions to the letter, by question."""
        which: Document = {"question": {"$in": list(questions)}, "state": {"$ne": EntryState.ARCHIVED}}
        async with store_errors():
            found = self._entries.find(which, {"question": 1}).collation(WORDS)
            return {each["question"]: each["_id"] async for each in found}

    async def having(self, field: Literal["picture", "audio"]) -> list[tuple[str, str]]:
        """Each picture, or recording, that an entry in use or a draft has, with the entry's question."""
        either = [{field: {"$gt": ""}, "state": {"$ne": EntryState.ARCHIVED}}, {f"draft.{field}": {"$gt": ""}}]
        async with store_errors():
            found = [_to_entry(each) async for each in self._entries.find({"$or": either})]
        both = [(each.newest.question, {getattr(each.fields, field), getattr(each.newest, field)}) for each in found]
        return [(one, question) for question, ids in both for one in sorted(ids - {""})]

    async def categories(self) -> list[str]:
        """The topics that there are."""
        async with store_errors():
            return sorted(await self._entries.distinct("category"))

    async def unsolved(self, *, most: int) -> list[Entry]:
        """Those that people are answered with and of which most of them said that it didn't help, most first."""
        which: Document = {"state": EntryState.PUBLISHED, "unsolved": {"$gt": 0}}
        async with store_errors():
            order = [("unsolved", -1), ("_id", 1)]
            found = self._entries.find(which).sort(order).limit(most).hint([("state", 1), *order])
            return [_to_entry(each) async for each in found]

    async def waiting(self, *, not_by: str, most: int) -> list[Entry]:
        """Drafts that somebody who is none of their authors may release; `not_by` is empty where anybody may."""
        which: Document = {"waits": True} | ({"draft.authors": {"$ne": not_by}} if not_by else {})
        async with store_errors():
            return [_to_entry(each) async for each in self._entries.find(which).sort("_id", 1).limit(most)]

    async def insert(self, entry: Entry, *, now: datetime, session: Session, row: str = "") -> None:
        """A new one with its draft, out of the row of a sheet with the digest `row`. Raises Conflict where one has its id or row."""
        document = {
            "_id": entry.id,
            "state": entry.state,
            **fields_to_document(entry.fields),
            "draft": _draft_to_document(entry.draft),
            "waits": entry.draft is not None,
            "edited": True,
            "seq": entry.seq,
            "number": 0,
            "authors": [],
            "released_by": "",
            "released_at": None,
            "changed_at": now,
            "useful": 0,
            "unsolved": 0,
        } | ({"row": row} if row else {})
        async with store_errors():
            try:
                await self._entries.insert_one(document, session=session)
            except DuplicateKeyError:
                raise Conflict from None

    async def draft(self, entry: Entry, draft: Draft | None, *, now: datetime, session: Session) -> Entry:
        """
        Keep or drop the draft of an entry that is as it was read; staff have edited it from then on. One that nobody has
        released yet is its draft, and put away without one. Raises Conflict.
        """
        changes: Document = {"draft": _draft_to_document(draft), "waits": draft is not None, "changed_at": now}
        if draft is not None and not entry.number:
            changes |= fields_to_document(draft.fields) | {"state": EntryState.DRAFT}
        elif draft is None and entry.state is EntryState.DRAFT:
            changes["state"] = EntryState.ARCHIVED
        return await self._change(entry, {"$set": changes | {"edited": True}}, session=session)

    async def release(self, entry: Entry, *, by: str, now: datetime, session: Session) -> Entry:
        """The draft is what people read; the version before and this one are kept. Raises Conflict."""
        assert entry.draft is not None  # noqa: S101 -- the service has looked
        number = entry.number + 1
        changes = {
            **fields_to_document(entry.draft.fields),
            "state": EntryState.PUBLISHED,
            "draft": None,
            "waits": False,
            "edited": True,
            "number": number,
            "authors": list(entry.draft.authors),
            "released_by": by,
            "released_at": now,
            "changed_at": now,
        }
        released = await self._change(entry, {"$set": changes, **STAMPED}, session=session)
        if entry.number:
            await self._keep_release(entry, session)
        await self._keep_release(released, session)
        return released

    async def turn(self, entry: Entry, state: EntryState, *, now: datetime, session: Session) -> Entry:
        """Another state, the text as it is. Raises Conflict."""
        change = {"$set": {"state": state, "changed_at": now, "edited": True}, **STAMPED}
        return await self._change(entry, change, session=session)

    async def releases(self, entry_id: str, *, most: int = 50) -> list[Release]:
        """What people were answered with, the newest first; one that was never edited has none."""
        async with store_errors():
            found = self._releases.find({"entry": entry_id}).sort("number", -1).limit(most)
            return [_to_release(each) async for each in found]

    async def said(self, entry_id: str, changes: Mapping[str, int], *, session: Session) -> bool:
        """Add to the counts of what people say; False where there is no such entry."""
        async with store_errors():
            done = await self._entries.update_one({"_id": entry_id}, {"$inc": dict(changes)}, session=session)
        return done.matched_count == 1

    async def _change(self, entry: Entry, change: Document, *, session: Session) -> Entry:
        seq: object = entry.seq or {"$in": [0, None]}
        async with store_errors():
            document = await self._entries.find_one_and_update(
                {"_id": entry.id, "seq": seq},
                change | {"$inc": {"seq": 1}},
                return_document=ReturnDocument.AFTER,
                session=session,
            )
        if document is None:
            raise Conflict
        return _to_entry(document)

    async def _keep_release(self, entry: Entry, session: Session) -> None:
        document = {
            "entry": entry.id,
            "number": entry.number,
            "authors": list(entry.authors),
            "released_by": entry.released_by,
            "released_at": entry.released_at,
            "body": fields_to_document(entry.fields),
        }
        async with store_errors():
            await self._releases.update_one(
                {"_id": f"{entry.id}:{entry.number}"}, {"$setOnInsert": document}, upsert=True, session=session
            )


def _seeded(entry_id: str, fields: EntryFields, now: datetime) -> UpdateOne:
    """One of the content, unless staff have edited it: then nothing matches, and the id is taken."""
    written = {**fields_to_document(fields), "state": EntryState.PUBLISHED, "changed_at": now}
    first: Document = {"draft": None, "waits": False, "seq": 0, "number": 1, "authors": [], "released_by": ""}
    first |= {"released_at": None, "useful": 0, "unsolved": 0}
    change = {"$set": written, "$setOnInsert": first, **STAMPED}
    return UpdateOne({"_id": entry_id, "edited": {"$ne": True}}, change, upsert=True)


def _fields_of(entry: KnowledgeEntry) -> EntryFields:
    """The fields of an entry as the search knows it, which doesn't know all."""
    shared = {each.name for each in dataclass_fields(EntryFields)} & {each.name for each in dataclass_fields(entry)}
    return EntryFields(**{name: getattr(entry, name) for name in shared})


def fields_to_document(fields: EntryFields) -> Document:
    """What an editor writes, as it is stored."""
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(fields).items()}
    until = fields.valid_until.isoformat() if fields.valid_until else ""
    return plain | {"valid_until": until, "lacks": bool(fields.to_fill)}


def fields_of_document(document: Mapping[str, Any]) -> EntryFields:
    """The reverse; what an entry from before doesn't have is empty."""
    return EntryFields(
        category=document["category"],
        question=document["question"],
        answer=document["answer"],
        variants=tuple(document["variants"]),
        page=document.get("page", ""),
        age=Age(document.get("age", Age.ANY)),
        sources=tuple(document["sources"]),
        lessons=tuple(document.get("lessons", ())),
        must_win=tuple(document.get("must_win", ())),
        to_fill=tuple(document.get("to_fill", ())),
        valid_until=date.fromisoformat(document["valid_until"]) if document.get("valid_until") else None,
        picture=document.get("picture", ""),
        audio=document.get("audio", ""),
        audio_text=document.get("audio_text", ""),
    )


def _draft_to_document(draft: Draft | None) -> Document | None:
    if draft is None:
        return None
    facts = {"authors": list(draft.authors), "written_by": draft.written_by, "written_at": draft.written_at}
    return fields_to_document(draft.fields) | facts


def _to_draft(document: Document | None) -> Draft | None:
    if document is None:
        return None
    authors, by, at = tuple(document["authors"]), document["written_by"], document["written_at"]
    return Draft(fields=fields_of_document(document), authors=authors, written_by=by, written_at=at)


def _to_stamped(document: Document) -> Stamped:
    live = document["state"] == EntryState.PUBLISHED
    entry = fields_of_document(document).live(document["_id"]) if live else None
    return Stamped(document["_id"], document["live_at"], entry)


def _with_length(stamped: Stamped, seconds: Mapping[str, int]) -> Stamped:
    entry = stamped.entry
    if entry is None or not entry.audio:
        return stamped
    return replace(stamped, entry=replace(entry, audio_seconds=seconds.get(entry.audio, 0)))


def _to_entry(document: Document) -> Entry:
    return Entry(
        id=document["_id"],
        state=EntryState(document["state"]),
        fields=fields_of_document(document),
        draft=_to_draft(document.get("draft")),
        seq=document.get("seq", 0),
        number=document.get("number", 1),
        authors=tuple(document.get("authors", ())),
        released_by=document.get("released_by", ""),
        released_at=document.get("released_at"),
        changed_at=document["changed_at"],
        useful=document.get("useful", 0),
        unsolved=document.get("unsolved", 0),
    )


def _to_release(document: Document) -> Release:
    return Release(
        number=document["number"],
        fields=fields_of_document(document["body"]),
        authors=tuple(document["authors"]),
        released_by=document["released_by"],
        released_at=document["released_at"],
    )
