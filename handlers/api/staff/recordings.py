"""Recordings of answers for programs of staff: listed, put in, put away and taken out again."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from domain.recordings import TITLE_MOST, Recording, RecordingState, SoundForm
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.content.sound import MOST_BYTES
from services.knowledge import recordings
from storage.paging import Part

FORMS = ("application/octet-stream", *(str(each) for each in SoundForm))  # what it is, the file itself says
_FACTS = ("id", "title", "form", "size", "seconds", "state", "version", "added_at")


class RecordingView(Model):
    """A recording; `used_by` are the questions of the entries that have it, drafts included."""

    id: str
    title: str
    form: SoundForm
    size: int
    seconds: int
    state: RecordingState
    version: int
    added_at: datetime | None
    used_by: list[str]


class RecordingPart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    recordings: list[RecordingView]
    next: str | None


class RecordingsQuery(PartQuery):
    """Which recordings."""

    state: RecordingState = RecordingState.KEPT


class RecordingWords(Model):
    """What a recording is called."""

    title: str = Field(min_length=1, max_length=TITLE_MOST)


class _RecordingCall(StaffCall):
    """Answers with a recording and its version."""

    async def view(self, recording: Recording) -> RecordingView:
        """As programs see it."""
        return _view(recording, await recordings.uses(self.services))

    async def reply_with(self, recording: Recording) -> None:
        """Answer with it."""
        self.set_header("Etag", f'"v{recording.version}"')
        self.answer(await self.view(recording))

    async def moved(self, move: Callable[..., Awaitable[Recording]], recording_id: str) -> None:
        """Put away or taken out, if it is still as the caller has read it."""
        change = move(self.services, recording_id, by=self.staff, version=self.seen_version())
        await self.reply_with(await self.unless_changed(change))


def _view(recording: Recording, used: dict[str, list[str]]) -> RecordingView:
    facts: dict[str, Any] = {name: getattr(recording, name) for name in _FACTS}
    return RecordingView.model_validate(facts | {"used_by": used.get(recording.id, [])})


@requires(Permission.KNOWLEDGE_READ, post=Permission.KNOWLEDGE_WRITE)
class RecordingsCall(_RecordingCall):
    """All recordings."""

    BODY_MOST_BYTES = MOST_BYTES + 1
    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listRecordings", summary="Recordings that go with answers", answer=RecordingPart, query=RecordingsQuery
        ),
        "post": Operation(
            id="addRecording",
            summary="Put in a recording of a minute at most; one that is there already is answered as it is",
            answer=RecordingView,
            query=RecordingWords,
            body=FORMS,
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """A part of the list."""
        asked = self.query(RecordingsQuery)
        part = Part(after=asked.after)
        rows = await self.services.recordings.page(state=asked.state, part=part, most=asked.limit + 1)
        shown, used = rows[: asked.limit], await recordings.uses(self.services)
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(RecordingPart(recordings=[_view(each, used) for each in shown], next=more))

    async def post(self) -> None:
        """The recording."""
        title, content = self.query(RecordingWords).title, self.file(FORMS)

        async def create(made: str) -> tuple[RecordingView, int]:
            kept = await recordings.add(self.services, by=self.staff, content=content, title=title, recording_id=made)
            return await self.view(kept), kept.version

        await self.once(create)


@requires(Permission.KNOWLEDGE_READ)
class RecordingCall(_RecordingCall):
    """One recording."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getRecording",
            summary="A recording that goes with answers",
            answer=RecordingView,
            path={"id": ID},
            problems=(404,),
        )
    }

    async def get(self, recording_id: str) -> None:
        """It."""
        await self.reply_with(await self.services.recordings.get(recording_id))


def _move(name: str, summary: str) -> dict[str, Operation]:
    problems = (404, 409)
    answer, path = RecordingView, {"id": ID}
    return {
        "post": Operation(
            id=name, summary=summary, answer=answer, path=path, problems=problems, seen=True, versioned=True
        )
    }


@requires(Permission.KNOWLEDGE_WRITE)
class ArchiveRecordingCall(_RecordingCall):
    """Put away."""

    OPERATIONS: ClassVar = _move("archiveRecording", "Put a recording away; refused while an entry has it")

    async def post(self, recording_id: str) -> None:
        """Archived."""
        await self.moved(recordings.archive, recording_id)


@requires(Permission.KNOWLEDGE_WRITE)
class RestoreRecordingCall(_RecordingCall):
    """Taken out again."""

    OPERATIONS: ClassVar = _move("restoreRecording", "Take a recording out again")

    async def post(self, recording_id: str) -> None:
        """Kept."""
        await self.moved(recordings.restore, recording_id)


_GAP = r"([0-9a-z]{26})"
API_ROUTES = [
    Route("/api/v1/staff/recordings", r"/api/v1/staff/recordings", RecordingsCall),
    Route("/api/v1/staff/recordings/{id}", rf"/api/v1/staff/recordings/{_GAP}", RecordingCall),
    Route("/api/v1/staff/recordings/{id}/archive", rf"/api/v1/staff/recordings/{_GAP}/archive", ArchiveRecordingCall),
    Route("/api/v1/staff/recordings/{id}/restore", rf"/api/v1/staff/recordings/{_GAP}/restore", RestoreRecordingCall),
]
