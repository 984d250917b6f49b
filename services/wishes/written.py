"""
A wish's words as they were written. What in them would lead to the child is masked before it is kept; then the words as they
were written lie sealed under the family's data key beside it, and are opened for the family itself and for who looks at the
child, which is written down.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bson.binary import Binary

from domain.errors import NotFound
from domain.wishes import MASK, Wish
from services.checking.privacy import identifying
from services.checking.words import name_words
from services.context import Services
from services.wishes.gate import concerns, known_in
from storage.encryption import family_of
from storage.wish_words import Unmasked, WishWordsStore

PART, LOOKED_AT = 500, 200
COMPOUND = 2  # characters of a surname like 欧阳


@dataclass(frozen=True, slots=True)
class Words:
    """`text` as it may lie in clear, what was found in it, and all of it, sealed, where something was masked."""

    text: str
    concerns: tuple[str, ...] = ()
    written: bytes = b""

    @property
    def fields(self) -> dict[str, Any]:
        """As a wish holds them."""
        sealed = Binary(self.written, 6) if self.written else None
        return {"text": self.text, "concerns": list(self.concerns), "written": sealed}


def names_of(child_name: str) -> tuple[str, ...]:
    """What a child is called by: the whole name, without its surname, and each part of one that has several."""
    plain = "".join(child_name.split())
    surname = COMPOUND if plain[:COMPOUND] in name_words().compound else 1
    return tuple(dict.fromkeys((plain, plain[surname:], *plain.split("·"))))


def known_of(facts: Mapping[str, object]) -> tuple[str, ...]:
    """What is known of a child and her family, from the wish's sealed part."""
    others = (str(value) for name, value in facts.items() if name != "name")
    return (*names_of(str(facts["name"])), *others)


def masked(text: str, known: Iterable[str] = (), places: Collection[str] = ()) -> str:
    """`text` with MASK for each stretch that the gate is concerned about; no more than MASK where that isn't enough."""
    known = tuple(known)
    spans = [(each.start, each.end) for each in identifying(text, places)] + known_in(text, known)
    pieces, at = [], 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        if start > at or not at:
            pieces += [text[at:start], MASK]
        at = end
    whole = "".join((*pieces, text[at:]))
    return MASK if concerns(whole, known, places) else whole


async def words_of(
    services: Services, guardian_id: str, text: str, *, known: Iterable[str], places: Collection[str] = ()
) -> Words:
    """What is kept of a text; `known` and `places` are as the gate takes them. Raises NotFound, StoreAway."""
    known = tuple(known)
    found = concerns(text, known, places)
    if not found:
        return Words(text)
    sealed = await services.vault.seal(family_of(guardian_id), {"text": text})
    return Words(masked(text, known, places), found, sealed)


async def as_written(services: Services, wish: Wish) -> Wish:
    """The wish with its words as they were written, for who may read them. Raises StoreAway."""
    if not wish.written:
        return wish
    try:
        facts = await services.vault.unseal(Binary(wish.written, 6))
    except NotFound:  # the family has been erased
        return wish
    return replace(wish, text=str(facts["text"]))


async def unmasked(services: Services) -> int:
    """
    How many wishes hold words in clear that would lead to a child, by what was found when they were kept, and of the newest by
    a look at what lies there. Raises StoreAway.
    """
    store = WishWordsStore(services.db)
    read = [text for text in await store.newest(most=LOOKED_AT) if text and concerns(text)]
    return max(await store.flagged(), len(read))


async def mask_old(services: Services) -> int:
    """Mask and seal the words of wishes that were kept before this was done; how many. A repeat does no harm. Raises StoreAway."""
    store, after, done = WishWordsStore(services.db), "", 0
    while part := await store.unmasked(after=after, most=PART):
        for each in part:
            if each.concerns or concerns(each.text):
                done += await _mask(services, store, each)
        after = part[-1].id
    return done


async def _mask(services: Services, store: WishWordsStore, one: Unmasked) -> bool:
    try:
        facts = await services.vault.unseal(one.sealed)
        known, places = known_of(facts), [str(facts["village"])]
        kept = await words_of(services, one.guardian_id, one.text, known=known, places=places)
    except NotFound:  # the family is being erased
        return False
    return bool(kept.written) and await store.put(one, kept.fields)
