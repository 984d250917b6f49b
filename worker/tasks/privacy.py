"""What erasing a person leaves to do."""

from services.context import Services
from services.privacy.erasing import erase_rest
from storage.outbox import Work


async def erase_again(services: Services, work: Work) -> None:
    """Erase what arrived while she was erased, and what an open alert still needed: args {"sealed": ids and accounts}."""
    await erase_rest(services, bytes(work.args["sealed"]))
