"""Recordings that go with answers: put in by editors, chosen for entries, put away and taken out again."""

import hashlib

from domain.errors import Invalid
from domain.ids import new_id
from domain.knowledge import EntryFields
from domain.recordings import TITLE_MOST, Recording, RecordingState
from domain.staff import Permission, StaffMember
from services import libraries
from services.content.sound import listened
from services.context import Services

SHOWN_MOST = 100


async def add(services: Services, *, by: StaffMember, content: bytes, title: str, recording_id: str = "") -> Recording:
    """
    Keep a recording (MP3, or M4A with AAC) of a minute at most, without what the file tells of place and device. One that is
    there already is that one, unchanged, put away or not; `recording_id` is the id of a new one.

    Raises NotAllowed, Invalid as `listened` does, Invalid("title", "missing" | "too_long"), StoreAway.
    """
    by.need(Permission.KNOWLEDGE_WRITE)
    if not title or len(title) > TITLE_MOST:
        raise Invalid("title", "too_long" if title else "missing")
    sound = await listened(content)
    digest = hashlib.sha256(sound.content).hexdigest()
    existing = await services.recordings.by_digest(digest)
    if existing is not None:
        return existing
    await services.recordings.put_file(digest, sound.content)  # before a row names it
    recording = Recording(
        id=recording_id or new_id(),
        title=title,
        digest=digest,
        form=sound.form,
        size=len(sound.content),
        seconds=sound.seconds,
        added_by=by.id,
        added_at=services.now(),
    )
    return await libraries.keep_new(services, services.recordings, recording, "recording_added", by=by)


async def archive(services: Services, recording_id: str, *, by: StaffMember, version: int) -> Recording:
    """
    Put it away: it can't be chosen any more. Raises NotAllowed, NotFound, Invalid("audio", "in_use") while entries or
    drafts have it, Conflict, StoreAway.
    """
    by.need(Permission.KNOWLEDGE_WRITE)
    await services.recordings.get(recording_id)
    if (await uses(services)).get(recording_id):
        raise Invalid("audio", "in_use")
    return await _turn(services, recording_id, RecordingState.ARCHIVED, "recording_archived", by=by, version=version)


async def restore(services: Services, recording_id: str, *, by: StaffMember, version: int) -> Recording:
    """Take it out again. Raises NotAllowed, NotFound, Conflict, StoreAway."""
    by.need(Permission.KNOWLEDGE_WRITE)
    await services.recordings.get(recording_id)
    return await _turn(services, recording_id, RecordingState.KEPT, "recording_restored", by=by, version=version)


async def _turn(
    services: Services, recording_id: str, state: RecordingState, kind: str, *, by: StaffMember, version: int
) -> Recording:
    return await libraries.change(
        services, services.recordings, recording_id, {"state": state}, kind, by=by, version=version
    )


async def uses(services: Services) -> dict[str, list[str]]:
    """The questions of the entries that have each recording, those of drafts too. Raises StoreAway."""
    found: dict[str, list[str]] = {}
    for recording, question in await services.knowledge.having("audio"):
        found.setdefault(recording, []).append(question)
    return found


async def to_choose(services: Services, fields: EntryFields) -> dict[str, Recording]:
    """The newest recordings, and the one that the entry has. Raises StoreAway."""
    newest = {each.id: each for each in await services.recordings.page(most=SHOWN_MOST)}
    return newest | await services.recordings.among({fields.audio} - {""})
