"""What a changed master key leaves to do."""

import structlog

from services.context import Services
from storage.outbox import Work
from storage.resealing import reseal

log = structlog.get_logger()


async def rewrap(services: Services, work: Work) -> None:
    """
    Wrap all data keys under the current master key and seal again what older ones sealed, after which they may be dropped
    from the settings.
    """
    del work
    wrapped = await services.vault.rewrap()
    if wrapped:
        log.warning("data keys wrapped under the current field key", keys=wrapped)
    again = await reseal(services.db, services.seal)
    if again:
        log.warning("sealed again under the current field key", **again)
