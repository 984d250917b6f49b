"""
A voice message about a wish: the platform no longer gives its words, so it is kept for the officer who sees to the wish, and
she is asked to type or tap. A voice can't be screened: one that comes while somebody in danger is being helped is left alone.
"""

from bot.cards import numbered
from bot.dialogues.correct_wish import CORRECT_WISH
from bot.dialogues.submit_wish import SUBMIT_WISH
from bot.for_officers import may_be_kept
from bot.session import Option
from bot.turn import Answer, Turn
from domain.errors import NotFound
from domain.ids import new_id
from domain.receipts import format_receipt
from domain.wish_voices import MOST
from services.content.fetching import GIVEN_UP, sealed_copy
from services.wishes.own import own_wish
from services.wishes.voices import open_wishes
from wechat.messages import TextReply
from wording import wish_voices as say

FOR, FOR_NONE = "w:voice:", "w:unvoice:"


async def received(turn: Turn, media_id: str) -> Answer | None:
    """
    Keep it for the wish that the dialogue under way is about, else for the open wish of hers. None where there is none, where
    she hasn't agreed yet that her wish is kept, and where she is in danger. Raises StoreAway.
    """
    running = turn.session.running
    if not await may_be_kept(turn, media_id):
        return None
    if running is None:
        return await _for_open(turn, media_id)
    if running.dialogue == SUBMIT_WISH.name and running.asked:  # its first step is her consent
        return await _take(turn, running.id, media_id, say.SOMEBODY)
    if running.dialogue == CORRECT_WISH.name:
        if "which" not in running.answers:
            return Answer(TextReply(say.WHICH_FIRST))
        return await _for_wish(turn, running.answers["which"][0], media_id)
    return None


async def _for_open(turn: Turn, media_id: str) -> Answer | None:
    person = await turn.services.people.find(turn.app, turn.openid)
    wishes = await open_wishes(turn.services, person.id) if person else ()
    if len(wishes) <= 1:
        return await _for_wish(turn, wishes[0].id, media_id) if wishes else None
    options = (*(Option(each.text, f"{FOR}{each.id}.{media_id}") for each in wishes), Option(say.FOR_NONE, FOR_NONE))
    return Answer(TextReply(f"{say.WHICH}\n{numbered(options)}"), options=options)


async def chosen(turn: Turn, which: str) -> Answer:
    """She says for which wish it is; `which` names that and the platform's copy. Raises NotFound, StoreAway."""
    wish_id, _, media_id = which.partition(".")
    if not await may_be_kept(turn, media_id):
        raise NotFound
    return await _for_wish(turn, wish_id, media_id)


async def not_kept(turn: Turn, rest: str) -> Answer:
    """It is for none of them."""
    del turn, rest
    return Answer(TextReply(say.NOT_KEPT), options=())


async def _for_wish(turn: Turn, wish_id: str, media_id: str) -> Answer:
    """Raises NotFound where it isn't hers, StoreAway."""
    wish = await own_wish(turn.services, await turn.person(), wish_id)
    key = await turn.services.wish_voices.key_of(wish.id)
    return await _take(turn, key, media_id, say.NAMED.format(receipt=format_receipt(wish.receipt)))


async def _take(turn: Turn, wish_key: str, media_id: str, who: str) -> Answer:
    """Have it fetched, once for this message."""
    services = turn.services
    if await services.wish_voices.count(wish_key) >= MOST:
        return Answer(TextReply(say.TOO_MANY))
    person = await turn.person()
    row = f"take_voice:{services.seal.digest(f'{wish_key}:{media_id}')[:32]}"
    args = {
        "voice": new_id(),
        "wish": wish_key,
        "sealed": sealed_copy(services, person.id, media_id),
        "at": turn.now,
        "until": turn.now + GIVEN_UP,
    }
    await services.outbox.add(row, "take_voice", args, due_at=turn.now)
    await services.wake(row)
    way = say.OR_TAP if turn.session.running else ""
    return Answer(TextReply(say.TAKEN.format(who=who, way=way)), options=(), lasting=True)
