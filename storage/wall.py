"""
The wall: wishes that wait for a donor, as everybody may see them.

A published wish holds in `wall` one word for each way in which it can be asked for (county, kind, price, age, and each
set of them), so that every question is one stretch of one index in the wall's order; `line` is its place: what was given
back stands first, then what waits longest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from domain.campaigns import Campaign
from domain.wishes import WishState
from storage.mongo import Collection, Database, Document, store_errors

PRICES = ((50_00, "50"), (100_00, "100"), (200_00, "200"))
DEAREST = "more"
FIRST, IN_LINE = "0", "1"
COUNTY_DEPTH = 3  # province, city, county


@dataclass(frozen=True, slots=True)
class OnWall:
    """What everybody may know of a wish. `place` is its place in line and where a list goes on behind it."""

    code: str
    text: str
    kind: str
    county: str
    age_band: str
    cost_fen: int
    published_at: datetime
    place: str


def price_band(cost_fen: int) -> str:
    """The band of a price; empty where a wish asks for time and has none."""
    if not cost_fen:
        return ""
    return next((band for most, band in PRICES if cost_fen <= most), DEAREST)


def facets(*, county: str, kind: str, price: str, age: str) -> list[str]:
    """Each way in which a wish can be asked for."""
    parts = [f"{name}={value}" for name, value in (("c", county), ("k", kind), ("p", price), ("a", age)) if value]
    return ["&".join(chosen) for many in range(len(parts) + 1) for chosen in combinations(parts, many)]


def facet(asked: Mapping[str, str]) -> str:
    """The word for what is asked for: county, kind, price, age, each where it is given."""
    return "&".join(f"{name[0]}={asked[name]}" for name in ("county", "kind", "price", "age") if asked.get(name))


def place_in_line(at: datetime, code: str, *, first: bool) -> str:
    """Where a wish stands on the wall."""
    return f"{FIRST if first else IN_LINE}{int(at.timestamp()):011d}{code}"


class WallStore:
    """Reads the collection `wishes` for everybody: published ones only, and of them what everybody may know."""

    def __init__(self, db: Database) -> None:
        self._wishes: Collection = db["wishes"]

    async def page(
        self, asked: Mapping[str, str], *, campaign: Campaign | None = None, after: str = "", most: int
    ) -> Sequence[OnWall]:
        """Those that are asked for, of a campaign or of all, in line, from behind the place `after`. Raises StoreAway."""
        which: Document = {"wall": facet(asked), "state": WishState.PUBLISHED.value}
        if campaign is None:
            return await self._part({**which, **({"line": {"$gt": after}} if after else {})}, "wall", most)
        found: list[OnWall] = []
        for stretch in _stretches(campaign, after):
            found += await self._part({"$and": [which, stretch]}, "wall_of_a_place", most - len(found))
            if len(found) >= most:
                break
        return found

    async def _part(self, which: Document, index: str, most: int) -> list[OnWall]:
        fields = ("code", "public_text", "kind", "region_path", "age_band", "cost_fen", "published_at", "line")
        async with store_errors():
            cursor = self._wishes.find(which, dict.fromkeys(fields, 1)).sort("line", 1).limit(most).hint(index)
            return [_to_wall(each) async for each in cursor]

    async def by_code(self, code: str) -> str | None:
        """The id of the wish with this code, whatever its state, or None. Raises StoreAway."""
        async with store_errors():
            found = await self._wishes.find_one({"code": code}, {"_id": 1})
        return str(found["_id"]) if found else None

    async def slots_of(self, holders: Iterable[str]) -> set[int]:
        """The numbers of the places that these holders' open claims take. Raises StoreAway."""
        theirs = [{"claim_slot": _slots(each)} for each in holders]
        async with store_errors():
            return {int(each["claim_slot"].rpartition(":")[2]) async for each in self._wishes.find({"$or": theirs})}

    async def hold_by(self, person_id: str, *, before: str) -> None:
        """Let her open claims that stand under another holder's name take the same places under hers. Raises StoreAway."""
        place = {"$arrayElemAt": [{"$split": ["$claim_slot", ":"]}, 1]}
        change = {"$set": {"claim_slot": {"$concat": [f"{person_id}:", place]}}}
        async with store_errors():
            await self._wishes.update_many({"claim_slot": _slots(before), "donor_id": person_id}, [change])


def _slots(holder: str) -> Document:
    """Every place of a holder."""
    return {"$gte": f"{holder}:", "$lt": f"{holder};"}


def _stretches(campaign: Campaign, after: str) -> list[Document]:
    """
    The stretches of the line in which a campaign's wishes stand: those that were given back, and those that have waited since
    they came on the wall within its days.
    """
    begins, ends = campaign.span
    its_own: Document = {"within": campaign.region_path, "published_at": {"$gte": begins, "$lt": ends}}
    if campaign.kinds:
        its_own["kind"] = {"$in": list(campaign.kinds)}
    last = int(ends.timestamp()) + 1  # whole seconds stand in the line
    bounds = ((FIRST, IN_LINE), (f"{IN_LINE}{int(begins.timestamp()):011d}", f"{IN_LINE}{last:011d}"))
    return [{**its_own, "line": {"$gte": low, "$lt": high, "$gt": after}} for low, high in bounds]


def county_path(region_path: str) -> str:
    """The path of the county that a path lies in, or itself where it lies in none."""
    return "".join(f"{code}/" for code in region_path.split("/")[:COUNTY_DEPTH] if code)


def county_of(region_path: str) -> str:
    """The code of the county on a path."""
    codes = region_path.split("/")
    return codes[2] if len(codes) > 3 else ""


def _to_wall(document: Document) -> OnWall:
    return OnWall(
        code=document["code"],
        text=document["public_text"],
        kind=document["kind"],
        county=county_of(document["region_path"]),
        age_band=document["age_band"],
        cost_fen=document["cost_fen"],
        published_at=document["published_at"],
        place=document["line"],
    )
