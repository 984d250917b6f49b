"""Entries of the knowledge base as a sheet with the columns in which they are brought in."""

import asyncio
from collections.abc import Mapping, Sequence

from domain.knowledge import Entry
from domain.staff import StaffMember
from handlers.sheet_file import sheet_file
from services.audit.exporting import note_export
from services.context import Services
from services.knowledge.sheets import cells_of
from wording.entry_sheet import COLUMNS


async def entry_sheet(
    services: Services, entries: Sequence[Entry], *, by: StaffMember, filters: Mapping[str, str]
) -> bytes:
    """The entries' newest texts; that they left is written down first. Raises StoreAway: then nothing may leave."""
    rows = [[cells[name] for name in COLUMNS] for cells in map(cells_of, entries)]
    await note_export(services, by=by, what="knowledge", rows=len(rows), columns=list(COLUMNS), filters=filters)
    return await asyncio.to_thread(sheet_file, [list(COLUMNS.values()), *rows])
