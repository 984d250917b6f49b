"""Before a wish is entered: which others look like it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from rapidfuzz import fuzz

from domain.regions import Region
from domain.staff import Permission, StaffMember
from domain.wishes import mask_name
from services.context import Services
from services.plain import squeeze
from services.wishes.submit import key_of_child
from services.wishes.written import masked, names_of
from storage.wishes_alike import AlikeStore, Known

YEAR = timedelta(days=365)
ALIKE = 85.0  # of a hundred, by RapidFuzz's ratio of folded texts
SHORTEST = 6  # characters: many children want a schoolbag
MOST = 8
NAME, SPELLED, TEXT = "name", "spelled", "text"


@dataclass(frozen=True, slots=True)
class Alike:
    """
    A wish that looks like the one to be entered: `why` says by which of NAME, SPELLED and TEXT. `text` and `child_masked`
    are empty where it lies outside of the regions that she sees.
    """

    id: str
    why: str
    text: str = ""
    child_masked: str = ""


@dataclass
class Likeness:
    """Finds them, for one officer; what it looks up of a village or a township is looked up once."""

    services: Services
    by: StaffMember
    _villages: dict[str, list[Known]] = field(default_factory=dict)
    _beside: dict[str, list[Region]] = field(default_factory=dict)

    async def find(self, *, child_name: str, age_band: str, text: str, village: Region) -> Sequence[Alike]:
        """Those of the last year, the surest first. Raises StoreAway."""
        own = await key_of_child(self.services, child_name, village.code)
        found = {each.id: self._seen(each, NAME) for each in await self._of_name(child_name, village)}
        hidden = masked(text, (*names_of(child_name), village.name), [village.name])  # as the others' words lie there
        masked_name, plain = mask_name(child_name), squeeze(hidden)
        others = [each for each in await self._of_village(village) if each.child_key != own]
        spelled = [each for each in others if (each.child_masked, each.age_band) == (masked_name, age_band)]
        read_alike = await asyncio.to_thread(_texts, plain, others) if len(plain) >= SHORTEST else []
        for why, these in ((SPELLED, spelled), (TEXT, read_alike)):
            for each in these:
                found.setdefault(each.id, self._seen(each, why))
        return list(found.values())[:MOST]

    async def _of_name(self, child_name: str, village: Region) -> list[Known]:
        """Children of this name in the township's other villages."""
        codes = [each.code for each in await self._neighbours(village) if each.code != village.code]
        keys = [await key_of_child(self.services, child_name, code) for code in codes]
        return await AlikeStore(self.services.db).of_children(keys, since=self.services.now() - YEAR)

    async def _of_village(self, village: Region) -> list[Known]:
        if village.path not in self._villages:
            since = self.services.now() - YEAR
            self._villages[village.path] = await AlikeStore(self.services.db).of_village(village.path, since=since)
        return self._villages[village.path]

    async def _neighbours(self, village: Region) -> list[Region]:
        township = village.path.rstrip("/").split("/")[-2]
        if township not in self._beside:
            self._beside[township] = await self.services.regions.below(township)
        return self._beside[township]

    def _seen(self, known: Known, why: str) -> Alike:
        if self.by.may_in(Permission.WISH_READ, known.region_path):
            return Alike(known.id, why, known.text, known.child_masked)
        return Alike(known.id, why)


def _texts(plain: str, others: Sequence[Known]) -> list[Known]:
    return [each for each in others if fuzz.ratio(plain, squeeze(each.text), score_cutoff=ALIKE)]
