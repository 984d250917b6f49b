"""What a changed master key leaves to do."""

import structlog

from services.context import Services
from storage.outbox import Work
from storage.resealing import reseal, seal_apart
from worker.later import Later

log = structlog.get_logger()
PARTS = 20


async def rewrap(services: Services, work: Work) -> None:
    """
    Wrap all data keys under the current master key and seal again what older ones sealed, after which they may be dropped
    from the settings. A part at a time, so that a worker that dies leaves little to do again.
    """
    del work
    wrapped = 0
    for _ in range(PARTS):
        part = await services.vault.rewrap()
        wrapped += part
        if not part:
            break
    if wrapped:
        log.warning("data keys wrapped under the current field key", keys=wrapped)
    if part:
        raise Later(services.now(), progress=True)
    apart = await seal_apart(services.db, services.vault, services.seal)
    if apart:
        log.info("sealed under data keys of their own", rows=apart)
    again = await reseal(services.db, services.seal)
    if again:
        log.warning("sealed again under the current field key", **again)
