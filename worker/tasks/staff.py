"""A sheet of colleagues is applied, a piece at a time."""

from services.context import Services
from services.staff.importing import apply_piece
from storage.outbox import Work
from worker.later import Later


async def import_piece(services: Services, work: Work) -> None:
    """Invite the next colleagues of a sheet, or take their invitations back: args {"import"}."""
    if not await apply_piece(services, work.args["import"]):
        raise Later(services.now())
