"""看消息: the words of what she was told only neutrally, when she asks for them."""

from bot.cards import TEXT_MOST_BYTES, fit, tap
from bot.session import Option
from bot.turn import Answer, Turn
from domain.calendar import day_in_china
from domain.errors import StoreAway
from wechat.messages import TextReply
from wording import chat
from wording import people as words

PREFIX = "n:"
MOST = 5
EARLIER_BYTES = 300  # so much of a message is left free for the way to what is earlier


async def show(turn: Turn, rest: str) -> Answer:
    """The newest that one message holds, after as many as `rest` says; an earlier one is a tap away."""
    skip = int(rest) if rest.isdecimal() and len(rest) < 4 else 0
    try:
        found = await turn.services.notes.kept(turn.app, turn.openid, skip=skip, most=MOST + 1)
    except StoreAway:
        return Answer(TextReply(chat.ME_NOT_NOW))
    if not found:
        return Answer(TextReply(words.NOTHING_TOLD))
    lines: list[str] = []
    for at, text in found[:MOST]:
        day = day_in_china(at)
        line = words.TOLD_ON.format(month=day.month, day=day.day, text=text)
        if lines and len("\n\n".join((*lines, line)).encode()) > TEXT_MOST_BYTES - EARLIER_BYTES:
            break
        lines.append(line)
    if len(found) == len(lines):
        return Answer(TextReply(fit("\n\n".join(lines))))
    earlier = Option(words.EARLIER_TOLD, f"{PREFIX}{skip + len(lines)}")
    told = fit("\n\n".join(lines), keep_free=EARLIER_BYTES)
    return Answer(TextReply(f"{told}\n\n{tap(earlier.label, earlier.command)}"), options=(earlier,))
