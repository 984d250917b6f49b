"""Numbers of wishes, each counted by MongoDB from the wishes themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.regions import Scope
from domain.wishes import COMPANY, WishState
from storage.mongo import Collection, Database, store_errors
from storage.scoped import within

PARTS: Mapping[str, object] = {
    "county": {"$arrayElemAt": [{"$split": ["$region_path", "/"]}, 2]},
    "kind": "$kind",
    "month": {"$dateToString": {"date": "$submitted_at", "format": "%Y-%m", "timezone": "Asia/Shanghai"}},
}
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Count:
    """So many wishes are of this part and in this state, ask for company or not, and cost so much."""

    of: str
    state: WishState
    wishes: int
    fen: int
    company: bool = False


class WishFigureStore:
    """Reads the collection `wishes` as a whole."""

    def __init__(self, db: Database) -> None:
        self._wishes: Collection = db["wishes"]

    async def count(self, part: str, *, scope: Scope, company: frozenset[str] = frozenset()) -> list[Count]:
        """
        Wishes and fen of each county, kind or month of submission in China, by state and by whether they ask for company, as
        those of the kinds `company` do. Raises StoreAway.
        """
        asks = {"$or": [{"$eq": ["$nature", COMPANY]}, {"$in": ["$kind", sorted({COMPANY, *company})]}]}
        of = {"of": PARTS[part], "state": "$state", "company": asks}
        group = {"_id": of, "wishes": {"$sum": 1}, "fen": {"$sum": "$cost_fen"}}
        async with store_errors():
            cursor = self._wishes.aggregate([{"$match": within(scope)}, {"$group": group}])
            return [
                Count(
                    each["_id"].get("of") or "",
                    WishState(each["_id"]["state"]),
                    each["wishes"],
                    each["fen"],
                    each["_id"]["company"],
                )
                async for each in cursor
            ]

    async def days(self, steps: Mapping[str, tuple[str, str]], *, scope: Scope) -> dict[str, dict[str, dict[int, int]]]:
        """
        How many wishes took how many whole days for a step, by the code of their county and the step's name; a step goes from
        when one state was reached to when another was. Raises StoreAway.
        """
        took: list[dict[str, Any]] = [
            {
                "step": name,
                "days": {"$floor": {"$divide": [{"$subtract": [f"$reached.{to}", f"$reached.{begun}"]}, DAY_MS]}},
            }
            for name, (begun, to) in steps.items()
        ]
        pipeline: list[dict[str, Any]] = [
            {"$match": within(scope)},
            {"$project": {"took": took, "of": PARTS["county"]}},
            {"$unwind": "$took"},
            {"$match": {"took.days": {"$gte": 0}}},
            {"$group": {"_id": {"took": "$took", "of": "$of"}, "wishes": {"$sum": 1}}},
        ]
        found: dict[str, dict[str, dict[int, int]]] = {}
        async with store_errors():
            async for each in self._wishes.aggregate(pipeline):
                took_days, county = each["_id"]["took"], each["_id"].get("of") or ""
                of_step = found.setdefault(county, {}).setdefault(took_days["step"], {})
                of_step[int(took_days["days"])] = each["wishes"]
        return found
