"""Setting a push running: its lanes and its batches become work."""

from typing import Any

from domain.audit import Act
from domain.pushes import Push
from services.context import Services
from storage.deliveries import LANES
from storage.pushes import Asked


async def set_running(
    services: Services, push_id: str, move: str, *, by: str, act: Act | None = None, **changes: Any
) -> Push:
    """
    Make the move "run" or "resume", ask for the push's work and write `act` down, in the same transaction.

    Raises NotFound, MoveNotPossible, StoreAway.
    """
    asked = [
        Asked(f"push:{push_id}:{{epoch}}:lane:{lane}", "push_lane", {"push": push_id, "lane": lane})
        for lane in range(LANES)
    ]
    asked.append(Asked(f"push:{push_id}:{{epoch}}:mass", "push_mass", {"push": push_id}))
    push = await services.pushes.move(push_id, move, by=by, now=services.now(), asked=asked, act=act, **changes)
    epoch = (await services.pushes.building(push_id)).epoch
    for each in asked:
        await services.wake(each.key.replace("{epoch}", str(epoch)))
    return push
