"""Pictures and recordings that go with answers: which an editor may choose, and what people are shown."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from domain.errors import NotFound, StoreAway
from domain.knowledge import EntryFields
from domain.pictures import Picture, PictureState
from domain.questions import KnowledgeEntry
from domain.recordings import RecordingState, SoundForm
from services.context import Services
from services.knowledge.checks import problems

SHOWN_MOST = 100
GONE = "？"


async def to_choose(services: Services, fields: EntryFields) -> dict[str, Picture]:
    """The newest pictures of the library, and the one that the entry has. Raises StoreAway."""
    newest = {each.id: each for each in await services.pictures.page(most=SHOWN_MOST)}
    return newest | await services.pictures.among({fields.picture} - {""})


async def lessons_to_choose(services: Services, fields: EntryFields) -> list[tuple[str, str]]:
    """Slug and title of each lesson that people read, and of those that the entry has and nobody reads yet. Raises StoreAway."""
    found = {each.slug: each.title for each in await services.lessons.published()}
    for slug in fields.lessons:
        if slug not in found:
            with suppress(NotFound):
                found[slug] = (await services.lessons.by_slug(slug)).title
    return list(found.items())


async def may_have(services: Services, pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """
    Of these pairs of a picture and a recording those that an entry may be kept with ("pictures", "recordings"): they are
    there, and not put away. Raises StoreAway.
    """
    pairs = list(pairs)
    pictures = await services.pictures.among({picture for picture, _ in pairs} - {""})
    recordings = await services.recordings.among({audio for _, audio in pairs} - {""})
    return {
        "pictures": {each.id for each in pictures.values() if each.state is PictureState.KEPT},
        "recordings": {each.id for each in recordings.values() if each.state is RecordingState.KEPT},
    }


async def problems_of(services: Services, fields: EntryFields) -> dict[str, str]:
    """What keeps the fields from being kept, as `checks.problems` says it. Raises StoreAway."""
    media = await may_have(services, [(fields.picture, fields.audio)])
    return problems(fields, lessons=await services.lessons.slugs(), **media)


async def titled(services: Services, *versions: EntryFields) -> list[EntryFields]:
    """Versions to be compared by a person: with the titles of pictures and recordings for their ids. Raises StoreAway."""
    pictures = await services.pictures.among({each.picture for each in versions} - {""})
    audio = await services.recordings.among({each.audio for each in versions} - {""})
    names = {"": ""} | {each.id: each.title for each in pictures.values()}
    names |= {each.id: each.title for each in audio.values()}
    return [
        replace(each, picture=names.get(each.picture, GONE), audio=names.get(each.audio, GONE)) for each in versions
    ]


async def shown_with(services: Services, entries: Iterable[KnowledgeEntry]) -> dict[str, Picture]:
    """The pictures of entries that people read, by the picture's id; none while they can't be looked up."""
    try:
        return await services.pictures.among({each.picture for each in entries} - {""})
    except StoreAway:
        return {}


async def content_of(services: Services, entry: KnowledgeEntry) -> bytes:
    """The picture of an answer, as JPEG. Raises NotFound where it has none, StoreAway."""
    if not entry.picture:
        raise NotFound
    picture = await services.pictures.get(entry.picture)
    return await services.pictures.file(picture.digest)


async def sound_of(services: Services, entry: KnowledgeEntry) -> tuple[bytes, SoundForm]:
    """The recording of an answer, and what it is written in. Raises NotFound where it has none, StoreAway."""
    if not entry.audio:
        raise NotFound
    recording = await services.recordings.get(entry.audio)
    return await services.recordings.file(recording.digest), recording.form
