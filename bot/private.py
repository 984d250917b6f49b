"""What somebody who wrote in danger can say between us and her: a word of her own, and an answer to a letter."""

from contextlib import suppress

from bot.turn import Outcome, Turn
from domain.errors import StoreAway
from services.cases import letters
from wechat.messages import TextReply
from wording import cases as words


async def in_private(text: str, turn: Turn) -> Outcome | None:
    """
    The reply where she chooses her word, says it while a letter waits, or answers one; None for everything else, and for
    everybody who never chose a word. The dialogue under way stays as it is.
    """
    services, app, openid = turn.services, turn.app, turn.openid
    word = letters.chosen_word(text)
    try:
        if word:
            kept = await letters.choose_word(services, app=app, openid=openid, word=word)
            return _said(words.WORD_KEPT, turn) if kept else None
        given = await letters.after_word(services, app=app, openid=openid, text=text)
        if given:
            return _said("\n\n".join((*given, words.AFTER_LETTER)), turn)
        if await letters.answer(services, app=app, openid=openid, text=text):
            return _said(words.ANSWER_KEPT, turn)
    except StoreAway:
        return _said(words.NOT_NOW, turn) if word else None
    return None


async def keep_answer(text: str, turn: Turn) -> bool:
    """An answer to a letter that speaks of danger gets the card, and is kept all the same; whether it is one."""
    with suppress(StoreAway):
        return await letters.answer(turn.services, app=turn.app, openid=turn.openid, text=text)
    return False


def _said(text: str, turn: Turn) -> Outcome:
    return Outcome(TextReply(text), turn.session, lasting=True)
