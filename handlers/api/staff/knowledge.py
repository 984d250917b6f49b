"""The knowledge base for programs of staff: read, written as drafts, tried, and released by a second person."""

from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import Field

from domain.knowledge import Age, Entry, EntryFields, EntryState
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import Limit
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.knowledge import releasing, trying, writing
from storage.knowledge import Wanted
from storage.paging import Part

ENTRY_ID = r"^[0-9a-z-]{1,64}$"
_LISTS = ("variants", "sources", "lessons", "must_win", "to_fill")


class EntryWrite(Model):
    """What an editor writes. `answer` is the short reply in the chat, `page` the whole as Markdown."""

    category: str
    question: str
    answer: str
    variants: list[str] = Field(default_factory=list)
    page: str = ""
    age: Age = Age.ANY
    sources: list[str] = Field(default_factory=list)
    lessons: list[str] = Field(default_factory=list, description="slugs of lessons that go on from it")
    must_win: list[str] = Field(default_factory=list, description="questions that this entry has to be found first for")
    to_fill: list[str] = Field(default_factory=list, description="what only the place knows; nobody else sees it")
    valid_until: date | None = None
    picture: str = Field(default="", pattern=r"^([0-9a-z]{26})?$", description="id of a picture of the media library")
    audio: str = Field(default="", pattern=r"^([0-9a-z]{26})?$", description="id of a recording")
    audio_text: str = Field(default="", description="what is said in the recording, word for word; needed with one")


class EntryRow(Model):
    """An entry in staff's list, in whichever state. `draft` says that something waits to be released."""

    id: str
    state: EntryState
    category: str
    question: str
    draft: bool
    number: int
    useful: int
    unsolved: int
    changed_at: datetime | None
    released_at: datetime | None


class EntryPart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    entries: list[EntryRow]
    next: str | None


class EntryWhole(EntryRow):
    """An entry: `newest` is the draft, or what people read where there is none."""

    newest: EntryWrite


class EntriesQuery(Limit):
    """Which entries."""

    after: str = Field(default="", pattern=r"^[0-9a-z-]{0,64}$", description="`next` of the part before")
    state: EntryState | None = Field(default=None, description="only those in this state")


class QuestionTry(Model):
    """A question to be tried against the newest text of an entry."""

    text: str = Field(min_length=1, max_length=600)


class QuestionTried(Model):
    """What would come: whether it is answered, offered or handed to an expert, and the entries, best first."""

    tier: str
    won: bool
    entries: list[str]


def _row(entry: Entry) -> dict[str, Any]:
    facts = {name: getattr(entry, name) for name in ("id", "state", "number", "useful", "unsolved")}
    times = {"changed_at": entry.changed_at, "released_at": entry.released_at}
    newest = entry.newest
    return facts | times | {"category": newest.category, "question": newest.question, "draft": entry.draft is not None}


def fields_view(fields: EntryFields) -> EntryWrite:
    """What an editor wrote, as programs see it."""
    facts = {name: getattr(fields, name) for name in EntryWrite.model_fields}
    return EntryWrite.model_validate(facts | {name: list(facts[name]) for name in _LISTS})


def entry_view(entry: Entry) -> EntryWhole:
    """An entry as programs see it."""
    return EntryWhole.model_validate(_row(entry) | {"newest": fields_view(entry.newest)})


def _fields(given: EntryWrite) -> EntryFields:
    facts = {name: getattr(given, name) for name in EntryWrite.model_fields}
    return EntryFields(**facts | {name: tuple(facts[name]) for name in _LISTS})


class EntryCalls(StaffCall):
    """Answers with an entry and how often it was changed."""

    def show(self, entry: Entry) -> None:
        """The entry, or that the caller has it."""
        self.versioned(entry.seq)
        if not self._finished:
            self.answer(entry_view(entry))


@requires(Permission.KNOWLEDGE_READ, post=Permission.KNOWLEDGE_WRITE)
class EntriesCall(EntryCalls):
    """All entries."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="listEntries", summary="Knowledge entries", answer=EntryPart, query=EntriesQuery),
        "post": Operation(
            id="createEntry",
            summary="A new entry, as a draft",
            answer=EntryWhole,
            body=EntryWrite,
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """A part of the list."""
        asked = self.query(EntriesQuery)
        wanted, part = Wanted(state=asked.state), Part(after=asked.after)
        rows = await self.services.knowledge.page(wanted, part=part, most=asked.limit + 1)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(EntryPart(entries=[EntryRow.model_validate(_row(each)) for each in shown], next=more))

    async def post(self) -> None:
        """A draft."""
        given = self.body(EntryWrite)

        async def create(made: str) -> tuple[EntryWhole, int]:
            entry = await writing.save(self.services, made, _fields(given), seen=0, by=self.staff)
            return entry_view(entry), entry.seq

        await self.once(create)


@requires(Permission.KNOWLEDGE_READ, put=Permission.KNOWLEDGE_WRITE)
class EntryCall(EntryCalls):
    """One entry."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getEntry",
            summary="A knowledge entry in any state",
            answer=EntryWhole,
            path={"id": ENTRY_ID},
            problems=(404,),
            versioned=True,
        ),
        "put": Operation(
            id="changeEntry",
            summary="Write an entry's draft; what people read stays until it is released",
            answer=EntryWhole,
            path={"id": ENTRY_ID},
            problems=(404,),
            body=EntryWrite,
            seen=True,
            versioned=True,
        ),
    }

    async def get(self, entry_id: str) -> None:
        """The entry."""
        self.show(await self.services.knowledge.get(entry_id))

    async def put(self, entry_id: str) -> None:
        """The entry with its draft."""
        seen, given = self.seen_version(), self.body(EntryWrite)
        await self.services.knowledge.get(entry_id)  # an entry is made by POST alone
        save = writing.save(self.services, entry_id, _fields(given), seen=seen, by=self.staff)
        self.show(await self.unless_changed(save))


@requires(Permission.KNOWLEDGE_RELEASE)
class ReleaseEntryCall(EntryCalls):
    """Out to people."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="releaseEntry",
            summary="Answer people with an entry's draft; nobody releases her own",
            answer=EntryWhole,
            path={"id": ENTRY_ID},
            problems=(404, 409),
            seen=True,
            versioned=True,
        )
    }

    async def post(self, entry_id: str) -> None:
        """Released, if it is still as she saw it."""
        release = releasing.release(self.services, entry_id, seen=self.seen_version(), by=self.staff)
        self.show(await self.unless_changed(release))


@requires(Permission.KNOWLEDGE_READ)
class TryEntryCall(EntryCalls):
    """What would be answered."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="tryEntry",
            summary="What a question would be answered with an entry's newest text in place; nothing is kept",
            answer=QuestionTried,
            path={"id": ENTRY_ID},
            problems=(404,),
            body=QuestionTry,
        )
    }

    async def post(self, entry_id: str) -> None:
        """What would come."""
        given = self.body(QuestionTry)
        entry = await self.services.knowledge.get(entry_id)
        tried = await trying.try_question(self.services, entry_id, entry.newest, given.text)
        ids = [each.id for each in tried.entries]
        self.answer(QuestionTried(tier=str(tried.tier), won=tried.won, entries=ids))


_GAP = r"([0-9a-z-]{1,64})"
API_ROUTES = [
    Route("/api/v1/staff/knowledge", r"/api/v1/staff/knowledge", EntriesCall),
    Route("/api/v1/staff/knowledge/{id}", rf"/api/v1/staff/knowledge/{_GAP}", EntryCall),
    Route("/api/v1/staff/knowledge/{id}/release", rf"/api/v1/staff/knowledge/{_GAP}/release", ReleaseEntryCall),
    Route("/api/v1/staff/knowledge/{id}/try", rf"/api/v1/staff/knowledge/{_GAP}/try", TryEntryCall),
]
