"""故事: the words that staff want to tell of a wish that came true; nothing is told before its guardian has said yes to them."""

from bot.cards import numbered
from bot.session import Option
from bot.turn import Answer, Turn
from domain.consents import CURRENT, How, Purpose
from domain.errors import Conflict, NotFound, StoreAway
from domain.wish_stories import StoryState
from services.wishes import stories
from wechat.messages import TextReply
from wording import wish_life
from wording import wish_stories as say

WORD = "故事"
TELL, NOT_TELL = "w:tell:", "w:untold:"


async def show(turn: Turn, rest: str) -> Answer:
    """The first that waits for her word, with what she agrees to."""
    del rest
    services = turn.services
    try:
        person = await services.people.find(turn.app, turn.openid)
        found = await stories.of_hers(services, person) if person else []
    except (StoreAway, NotFound):
        return Answer(TextReply(wish_life.NOT_NOW))
    story = next((each for each in found if each.state is StoryState.ASKED), None)
    if story is None:
        return Answer(TextReply(say.NONE_TO_READ))
    url = f"{services.facts.public_url}/h5/consents/{CURRENT[Purpose.STORY]}"
    options = (Option(say.YES, f"{TELL}{story.id}"), Option(say.NO, f"{NOT_TELL}{story.id}"))
    return Answer(TextReply(f"{say.SHOW.format(text=story.text, url=url)}\n{numbered(options)}"), options=options)


async def tell(turn: Turn, wish_id: str) -> Answer:
    """She says yes."""
    return await _answer(turn, wish_id, agrees=True)


async def not_tell(turn: Turn, wish_id: str) -> Answer:
    """She says no."""
    return await _answer(turn, wish_id, agrees=False)


async def _answer(turn: Turn, wish_id: str, *, agrees: bool) -> Answer:
    try:
        await stories.answer(turn.services, wish_id, agrees=agrees, by=await turn.person(), how=How.CHAT)
    except Conflict:
        return Answer(TextReply(say.PAST), options=())
    url = f"{turn.services.facts.public_url}/h5/stories"
    return Answer(TextReply(say.AGREED.format(url=url) if agrees else say.DECLINED), options=(), lasting=True)
