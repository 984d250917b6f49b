"""Checks of what others may see."""

from datetime import timedelta

from services.checking.asking import ask
from services.checking.faces import find
from services.context import Services
from storage.outbox import Work
from worker.later import Later

KEPT = timedelta(days=30)  # what was decided can be looked at that long


async def check(services: Services, work: Work) -> None:
    """Ask the platform about a text or a picture: args {"check", "version"}. Raises Later until it has a word for it."""
    again = await ask(services, work.args["check"], work.args["version"])
    if again is not None:
        raise Later(again)  # with progress: however long the platform is away, the row is never parked


async def faces(services: Services, work: Work) -> None:
    """Search a picture for faces and plates, for whoever looks at it: args {"check", "version"}."""
    await find(services, work.args["check"], work.args["version"])


async def forget(services: Services, work: Work) -> None:
    """Drop the texts and pictures of what was decided long ago: no args."""
    del work
    await services.checks.forget_before(services.now() - KEPT)
