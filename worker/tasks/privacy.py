"""What erasing a person leaves to do, and what goes at its term."""

import structlog

from services.context import Services
from services.privacy.erasing import erase_rest
from services.privacy.retention import clean
from services.wishes.written import mask_old
from storage.outbox import Work

log = structlog.get_logger()


async def erase_again(services: Services, work: Work) -> None:
    """Erase what arrived while she was erased, and what an open alert still needed: args {"sealed": ids and accounts}."""
    await erase_rest(services, bytes(work.args["sealed"]))


async def mask_words(services: Services, work: Work) -> None:
    """Mask what lies in clear of wishes that were kept before words were masked."""
    del work
    log.info("words of wishes are masked", count=await mask_old(services))


async def clean_personal(services: Services, work: Work) -> None:
    """Take out what is past its term, and report it."""
    del work
    counts = await clean(services)
    if any(counts.values()):
        log.info("personal data past its term is gone", **counts)
