"""Questions for experts: given, risen when late, answered, followed up."""

from services.context import Services
from services.questions.giving import look_after
from storage.outbox import Work


async def give(services: Services, work: Work) -> None:
    """Give what nobody has, and let rise what is late: no args."""
    del work
    await look_after(services)
