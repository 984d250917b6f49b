"""A child's drawing as thanks: a guardian sends it in the chat, and whoever brought the gift looks at it by a link."""

from bot.cards import numbered
from bot.session import Option
from bot.turn import Answer, Turn
from domain.consents import CURRENT, Purpose
from domain.errors import NotFound, StoreAway
from services.content.fetching import GIVEN_UP, sealed_copy
from services.wishes.drawings import shown_to_her, to_draw_for
from services.wishes.own import own_wish
from wechat.messages import TextReply
from wording import wish_life
from wording import wish_pictures as say

SEND, NOT_SEND = "w:draw:", "w:undraw:"


async def offered(turn: Turn, media_id: str, *others: Option) -> Answer | None:
    """
    A picture has come from somebody whose gift has come: is it a drawing for whoever brought it? With what she agrees to, and
    for whom else it may be. None for everybody else. Raises StoreAway.
    """
    services = turn.services
    if turn.app != services.facts.oa_app or not media_id or len(media_id) > say.MEDIA_ID_MOST:
        return None
    person = await services.people.find(turn.app, turn.openid)
    wish = await to_draw_for(services, person) if person else None
    if wish is None:
        return None
    options = (Option(say.SEND, f"{SEND}{wish.id}.{media_id}"), *others, Option(say.NOT_SEND, NOT_SEND))
    url = f"{services.facts.public_url}/h5/consents/{CURRENT[Purpose.PICTURE]}"
    words = say.OFFER.format(text=wish.text, url=url)
    return Answer(TextReply(f"{words}\n{numbered(options)}"), options=options)


async def send(turn: Turn, which: str) -> Answer:
    """She agrees, and a task fetches the picture; `which` names the wish and the platform's copy."""
    wish_id, _, media_id = which.partition(".")
    person = await turn.person()
    wish = await own_wish(turn.services, person, wish_id)
    row = f"take_drawing:{wish.id}:{turn.unique}"
    args = {
        "wish": wish.id,
        "sealed": sealed_copy(turn.services, person.id, media_id),
        "consent": CURRENT[Purpose.PICTURE],
        "until": turn.now + GIVEN_UP,
    }
    await turn.services.outbox.add(row, "take_drawing", args, due_at=turn.now)
    await turn.services.wake(row)
    return Answer(TextReply(say.DRAWING_COMES), options=(), lasting=True)


async def not_sent(turn: Turn, rest: str) -> Answer:
    """Nothing is kept."""
    del turn, rest
    return Answer(TextReply(say.NOT_SENT), options=())


async def show(turn: Turn, rest: str) -> Answer:
    """看画: the drawings that were sent to her, with links that hold for ten minutes."""
    del rest
    try:
        person = await turn.services.people.find(turn.app, turn.openid)
        found = await shown_to_her(turn.services, person) if person else []
    except (StoreAway, NotFound):
        return Answer(TextReply(wish_life.NOT_NOW))
    if not found:
        return Answer(TextReply(say.NO_DRAWINGS))
    lines = [say.DRAWING_LINE.format(text=each.wish.public_text, url=each.url) for each in found[: say.DRAWINGS_MOST]]
    return Answer(TextReply(say.DRAWINGS.format(lines="\n".join(lines))))
