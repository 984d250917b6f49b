"""Pushes, a step at a time: between two steps a pause, the night or the worker's end is noticed."""

from services.context import Services
from services.pushes.build import build_rows
from services.pushes.clean import clean_lists
from services.pushes.direct import send_chunk
from services.pushes.mass import send_batch
from services.pushes.steps import Step
from storage.outbox import Work
from worker.later import Later


async def build(services: Services, work: Work) -> None:
    """Write the rows of a push: args {"push"}."""
    _go_on(await build_rows(services, work.args["push"]))


async def lane(services: Services, work: Work) -> None:
    """Send a lane's rows one by one: args {"push", "lane", "epoch"}."""
    if await _is_current(services, work):
        _go_on(await send_chunk(services, work.args["push"], work.args["lane"]))


async def mass(services: Services, work: Work) -> None:
    """Send what goes in batches, learn how it went, and close the push: args {"push", "epoch"}."""
    if await _is_current(services, work):
        _go_on(await send_batch(services, work.args["push"]))


async def clean(services: Services, work: Work) -> None:
    """Remove what finished pushes don't need any more: no args."""
    del work
    await clean_lists(services)


async def _is_current(services: Services, work: Work) -> bool:
    """Whether the push wasn't set running again since: then newer rows of the outbox do its work."""
    epoch: int = work.args["epoch"]
    return (await services.pushes.building(work.args["push"])).epoch == epoch


def _go_on(step: Step) -> None:
    if step.at is not None:
        raise Later(step.at, progress=step.progress)
