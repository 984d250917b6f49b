"""Finding entries for staff."""

from domain.knowledge import Entry
from services.context import Services


async def find(services: Services, words: str, *, most: int) -> list[Entry]:
    """At most `most` entries: those that hold the words, then those that the search for people would find. Raises StoreAway."""
    found = await services.knowledge.worded(words, most=most)
    near = await services.knowledge.some(services.answers.find(words).ids)
    return [*found, *(each for each in near.values() if each.id not in {one.id for one in found})][:most]
