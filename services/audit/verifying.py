"""Whether the audit log still says what it said when its days were sealed."""

from dataclasses import dataclass

from domain.audit import FIRST, DaySeal, seal_of
from services.audit.sealing import rows_of
from services.context import Services


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What was found. `rows` and `days` are sealed ones that hold; `broken` names each day that doesn't with a stable
    word: "rows" (altered, removed or added), "chain" (a seal was replaced or is missing), "unsealed" (rows on a day that
    was passed over). `head` is the last seal's digest: kept elsewhere, it shows whether the log's end was cut off.
    """

    days: int
    rows: int
    broken: tuple[tuple[str, str], ...]
    head: str

    @property
    def holds(self) -> bool:
        """Whether nothing is broken."""
        return not self.broken


async def verify(services: Services) -> Verdict:
    """Look through the whole log, a day at a time. Raises StoreAway."""
    seals = await services.audit.seals()
    broken: list[tuple[str, str]] = []
    previous, rows = FIRST, 0
    for seal in seals:
        problem = await _problem(services, seal, previous)
        if problem:
            broken.append((seal.day, problem))
        else:
            rows += seal.rows
        previous = seal.digest
    sealed = {seal.day for seal in seals}
    last = max(sealed, default="")
    broken += [(day, "unsealed") for day in await services.audit.days() if day not in sealed and day < last]
    head = seals[-1].digest if seals else FIRST
    return Verdict(days=len(seals) - len(broken), rows=rows, broken=tuple(sorted(broken)), head=head)


async def _problem(services: Services, seal: DaySeal, previous: str) -> str:
    if seal.previous != previous:
        return "chain"
    found = seal_of(seal.day, await rows_of(services, seal.day), seal.previous)
    return "" if (found.digest, found.rows) == (seal.digest, seal.rows) else "rows"
