"""What follows from words about a wish."""

from services.context import Services
from services.wishes.thanking import tell_thanks
from storage.outbox import Work
from worker.later import Later


async def thanks(services: Services, work: Work) -> None:
    """Have a family's thanks looked at and told: args {"wish", "until"}. Raises Later until that is done."""
    again = await tell_thanks(services, work.args["wish"], until=work.args["until"])
    if again is not None:
        raise Later(again)
