"""What lies in a region follows it, a batch at a time."""

from services.context import Services
from services.regions.follow import follow
from storage.outbox import Work
from worker.later import Later


async def repath(services: Services, work: Work) -> None:
    """Give documents the path that their region has now: args {"change"}, and {"late"} for the second look."""
    if not await follow(services, work.args["change"], again="late" not in work.args):
        raise Later(services.now())
