"""Figures of wishes for staff, of their regions."""

from domain.staff import Permission, StaffMember
from services.context import Services
from services.wishes.live_figures import Figures


async def figures(services: Services, *, by: StaffMember) -> Figures:
    """What there is in her regions. Raises NotAllowed, StoreAway."""
    by.need(Permission.WISH_READ)
    return await services.live_figures.of(by.scope(Permission.WISH_READ))
