"""What is to do for people who were joined, and what the platform can tell of them."""

from services.context import Services
from services.people import joining
from storage.outbox import Work


async def repoint(services: Services, work: Work) -> None:
    """What was written for a record while it was joined with another: args {"gone", "kept"}."""
    await joining.repoint(services, work.args["gone"])
