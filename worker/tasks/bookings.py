"""Hours with a counsellor: who waits is asked, who comes is reminded."""

from services.bookings.booking import remind_now
from services.bookings.waiting import offer as offer_free
from services.context import Services
from storage.outbox import Work


async def offer(services: Services, work: Work) -> None:
    """Ask whoever waits for a time that is free: no args."""
    del work
    await offer_free(services)


async def remind(services: Services, work: Work) -> None:
    """Remind her: args {"booking", "which": "day" or "hours"}."""
    await remind_now(services, work.args["booking"], work.args["which"])
