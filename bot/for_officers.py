"""Pictures and voice messages for whoever sees to a wish: whether one may be kept at all."""

from bot.turn import Turn
from services.cases.letters import is_helped
from wording.wish_pictures import MEDIA_ID_MOST


async def may_be_kept(turn: Turn, media_id: str) -> bool:
    """
    Whether it came through the official account and can be fetched. What somebody sends who is being helped is for nobody in her
    village: it may tell why. Raises StoreAway.
    """
    fetched = turn.app == turn.services.facts.oa_app and 0 < len(media_id) <= MEDIA_ID_MOST
    return fetched and not await is_helped(turn.services, turn.app, turn.openid)
