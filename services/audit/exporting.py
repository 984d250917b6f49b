"""What leaves in a file is written down: what, how much, by whom; never what stood in it."""

from collections.abc import Mapping, Sequence

from domain.audit import Act
from domain.staff import StaffMember
from services.context import Services


async def note_export(
    services: Services,
    *,
    by: StaffMember,
    what: str,
    rows: int,
    columns: Sequence[str],
    filters: Mapping[str, str],
) -> None:
    """Write down that `by` takes a sheet with her. Raises StoreAway: then nothing may leave."""
    facts = {"rows": rows, "columns": list(columns), "filters": dict(filters)}
    act = Act("exported", about=what, region_path=by.region_path, data=facts)
    await services.audit.add(act, by=by.id, now=services.now())
