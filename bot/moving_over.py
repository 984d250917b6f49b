"""换微信: what was hers under her old account goes on under this one, by a code that staff give her."""

import re

from bot.turn import Answer, Turn
from domain.errors import NotFound, StoreAway
from services.people.moving_over import by_code
from wechat.messages import TextReply
from wording import chat
from wording import people as words

_TYPED = re.compile(r"换微信[\s:：]*([\d\s-]{8,12})")


def typed(plain: str) -> str:
    """The code in words like 换微信 4829 1357; empty for any others."""
    found = _TYPED.fullmatch(plain)
    return re.sub(r"\D", "", found[1]) if found else ""


async def how(turn: Turn, rest: str) -> Answer:
    """What to do."""
    del turn, rest
    return Answer(TextReply(words.MOVE_HOW))


async def by_typed(turn: Turn, rest: str) -> Answer:
    """Take over what the code stands for."""
    try:
        await by_code(turn.services, rest, by=await turn.person())
    except NotFound:
        return Answer(TextReply(words.MOVE_NO_CODE))
    except StoreAway:
        return Answer(TextReply(chat.TRY_LATER))
    return Answer(TextReply(words.MOVED_HERE), lasting=True)
