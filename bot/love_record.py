"""爱心记录: what a donor has made come true."""

from bot.turn import Answer, Turn
from domain.calendar import CHINA
from domain.errors import StoreAway
from services.wishes.own import came_true
from wechat.messages import TextReply
from wording import certificates as words
from wording import chat

SHOWN = 8


async def record(turn: Turn, rest: str) -> Answer:
    """爱心记录: the wishes that she made come true, each with its certificate. Never beside anybody else's."""
    del rest
    try:
        found = await came_true(turn.services, by=await turn.person())
    except StoreAway:
        return Answer(TextReply(chat.TRY_LATER))
    if not found:
        return Answer(TextReply(words.RECORD_NONE))
    this_year = f"{turn.now.astimezone(CHINA):%Y}"
    days = [(each, (each.since or each.changed_at).astimezone(CHINA)) for each in found]
    lead = words.RECORD.format(all=len(found), year=sum(f"{day:%Y}" == this_year for _, day in days))
    base = turn.services.facts.public_url
    lines = [
        words.RECORD_LINE.format(
            text=wish.public_text, day=f"{day:%Y-%m-%d}", url=f"{base}/h5/certificates/{wish.certificate}"
        )
        for wish, day in days[:SHOWN]
    ]
    more = len(found) - SHOWN
    return Answer(TextReply("\n".join((lead, *lines, *([words.RECORD_MORE.format(more=more)] if more > 0 else ())))))
