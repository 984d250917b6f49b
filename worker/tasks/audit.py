"""The audit log's daily seal."""

from services.audit import seal_days
from services.context import Services
from storage.outbox import Work


async def seal(services: Services, work: Work) -> None:
    """Seal the days of the audit log that are over."""
    del work
    await seal_days(services)
