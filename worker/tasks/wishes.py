"""The clock's part in the life of wishes."""

from services.context import Services
from services.wishes.thanking import tell_thanks
from services.wishes.watching import watch
from storage.outbox import Work
from worker.later import Later


async def watch_round(services: Services, work: Work) -> None:
    """Remind, let deadlines pass, carry on what the system does itself, batch by batch: no args. Raises Later."""
    del work
    if await watch(services):
        raise Later(services.now())


async def thanks(services: Services, work: Work) -> None:
    """Have a family's thanks looked at and told: args {"wish", "until"}. Raises Later until that is done."""
    again = await tell_thanks(services, work.args["wish"], until=work.args["until"])
    if again is not None:
        raise Later(again)
