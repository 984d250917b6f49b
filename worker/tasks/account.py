"""What the platform is told of the account itself."""

from services.account import menus
from services.context import Services
from storage.outbox import Work
from worker.later import Later


async def set_menu(services: Services, work: Work) -> None:
    """Set the released menu at the platform: args {"version"}."""
    again = await menus.set_released(services, work.args["version"])
    if again is not None:
        raise Later(again, progress=True)
