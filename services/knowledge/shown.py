"""The pictures that go with answers: which an editor may choose, and what people are shown."""

from collections.abc import Iterable
from dataclasses import replace

from domain.errors import NotFound, StoreAway
from domain.knowledge import EntryFields
from domain.pictures import Picture, PictureState
from domain.questions import KnowledgeEntry
from services.context import Services
from services.knowledge.checks import problems

SHOWN_MOST = 100
GONE = "？"


async def to_choose(services: Services, fields: EntryFields) -> dict[str, Picture]:
    """The newest pictures of the library, and the one that the entry has. Raises StoreAway."""
    newest = {each.id: each for each in await services.pictures.page(most=SHOWN_MOST)}
    return newest | await services.pictures.among({fields.picture} - {""})


async def may_have(services: Services, ids: Iterable[str]) -> set[str]:
    """Those of these pictures that an entry may be kept with: they are there, and not put away. Raises StoreAway."""
    found = await services.pictures.among(set(ids) - {""})
    return {each.id for each in found.values() if each.state is PictureState.KEPT}


async def problems_of(services: Services, fields: EntryFields) -> dict[str, str]:
    """What keeps the fields from being kept, as `checks.problems` says it. Raises StoreAway."""
    pictures = await may_have(services, [fields.picture])
    return problems(fields, lessons=await services.lessons.slugs(), pictures=pictures)


async def titled(services: Services, *versions: EntryFields) -> list[EntryFields]:
    """Versions to be compared by a person: with their pictures' titles for their ids. Raises StoreAway."""
    known = await services.pictures.among({each.picture for each in versions} - {""})
    names = {each.id: each.title for each in known.values()}
    return [replace(each, picture=names.get(each.picture, GONE)) if each.picture else each for each in versions]


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
