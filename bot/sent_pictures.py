"""A picture for whoever sees to a wish: sent while she fills it in, or later, and kept once she has agreed to pictures."""

from collections.abc import Sequence
from datetime import timedelta

from bot.cards import numbered, tap
from bot.dialogues.correct_wish import CORRECT_WISH
from bot.dialogues.submit_wish import SUBMIT_WISH
from bot.for_officers import may_be_kept
from bot.session import LEFT_MS, Option, Running
from bot.turn import Answer, Turn
from domain.consents import CURRENT, Purpose
from domain.errors import NotFound
from services.content.fetching import sealed_copy
from services.privacy.consenting import holds
from services.wishes.sent_pictures import to_show_for
from wechat.messages import TextReply
from wording import wish_pictures as say

SHOW, NOT_SHOW = "w:show:", "w:unshow:"
_MADE = "made"  # the wish that the dialogue under way will make


async def in_dialogue(turn: Turn, running: Running, media_id: str) -> Answer | None:
    """
    For the wish that this dialogue is about: taken where she has agreed to pictures, else with what she would agree to. None in
    any other dialogue, and where she hasn't said yet that a wish may be kept, or which it is. Raises StoreAway.
    """
    if not await may_be_kept(turn, media_id):
        return None
    if running.dialogue == SUBMIT_WISH.name and running.asked:  # its first step is her consent
        return await _taken_or_asked(turn, f"{running.id}.{_MADE}.{media_id}")
    if running.dialogue == CORRECT_WISH.name and "which" in running.answers:
        return await _taken_or_asked(turn, f"{running.answers['which'][0]}..{media_id}")
    return None


async def option(turn: Turn, media_id: str) -> Option | None:
    """To be chosen where she has a wish that staff still see to; None where she has none. Raises StoreAway."""
    if not await may_be_kept(turn, media_id):
        return None
    person = await turn.services.people.find(turn.app, turn.openid)
    wish = await to_show_for(turn.services, person) if person else None
    return Option(say.SHOW, f"{SHOW}{wish.id}..{media_id}") if wish else None


def offered(turn: Turn, options: Sequence[Option]) -> Answer:
    """What she may do with a picture: these, or nothing."""
    several = (*options, Option(say.NOT_SHOW, NOT_SHOW))
    return Answer(TextReply(f"{_asked(turn)}\n{numbered(several)}"), options=several)


async def taken_or_offered(turn: Turn, chosen: Option) -> Answer:
    """The only thing that a picture can be for: taken where she has agreed to pictures, else offered. Raises StoreAway."""
    if await holds(turn.services, (await turn.person()).id, Purpose.PICTURE):
        return await send(turn, chosen.command.removeprefix(SHOW))
    return offered(turn, (chosen,))


def _asked(turn: Turn) -> str:
    url = f"{turn.services.facts.public_url}/h5/consents/{CURRENT[Purpose.PICTURE]}"
    return say.SENT_OFFER.format(url=url)


async def _taken_or_asked(turn: Turn, which: str) -> Answer:
    if await holds(turn.services, (await turn.person()).id, Purpose.PICTURE):
        return await send(turn, which)
    return Answer(TextReply(f"{_asked(turn)}\n{tap(say.SHOW, f'{SHOW}{which}')}"))


async def send(turn: Turn, which: str) -> Answer:
    """
    She agrees, and a task fetches the picture; `which` names the wish, or the dialogue that makes it, and the platform's copy.
    Raises NotFound, StoreAway.
    """
    about, _, rest = which.partition(".")
    made, _, media_id = rest.partition(".")
    if not await may_be_kept(turn, media_id):
        raise NotFound
    services, person = turn.services, await turn.person()
    row = f"take_sent:{about}:{services.seal.digest(media_id)[:32]}"
    args = {
        "wish": "" if made else about,
        "dialogue": about if made else "",
        "sealed": sealed_copy(services, person.id, media_id),
        "consent": CURRENT[Purpose.PICTURE],
        "until": turn.now + timedelta(milliseconds=LEFT_MS),
    }
    await services.outbox.add(row, "take_sent", args, due_at=turn.now)
    await services.wake(row)
    return Answer(TextReply(say.SENT_COMES), options=(), lasting=True)


async def not_sent(turn: Turn, rest: str) -> Answer:
    """Nothing is kept."""
    del turn, rest
    return Answer(TextReply(say.NOT_SHOWN), options=())
