"""一起圆梦 in the chat: who leads gets a code to pass on, and who is given it comes to the wish, or can't any more."""

from collections.abc import Sequence

from bot.cards import tap
from bot.turn import Answer, Turn
from domain.errors import MoveNotPossible, NoPlaceLeft, NotAllowed, NotFound, SharesFull, StoreAway
from domain.sharing import may_be_shared, places_left
from domain.wish_life import HELD
from domain.wishes import Wish
from services.wishes import sharing
from wechat.messages import TextReply
from wording import sharing as say
from wording import wish_life
from wording.wishes import yuan

PREFIX = "w:"
FIRST, JOIN, LEAVE, LEFT, ASK, END = "with", "share", "unshare", "unshared", "others", "no_others"


async def how(turn: Turn, rest: str) -> Answer:
    """一起圆梦: how it goes, and what of hers is shared."""
    del rest
    try:
        found = await sharing.shared(turn.services, await turn.person(), most=5)
    except StoreAway:
        return _says(wish_life.NOT_NOW)
    return _says("\n\n".join([say.HOW, *(["\n".join((say.ME_SHARED, *lines_of(found)))] if found else [])]))


async def first(turn: Turn, invite: str) -> Answer:
    """What she would share, and how it goes, before she does."""
    try:
        wish = await sharing.invited(turn.services, invite)
    except NotFound:
        return _says(say.NO_SUCH)
    rules, places = turn.services.facts.wish, places_left(wish, turn.services.facts.wish.sharing)
    if not places:
        return _full(turn)
    words = say.FIRST.format(
        text=wish.public_text,
        kind=dict(rules.kinds).get(wish.kind, wish.kind),
        yuan=yuan(wish.cost_fen),
        age=wish.age_band,
        count=len(wish.sharers) + 1,
        places=places,
        rules="\n".join(f"• {each}" for each in say.RULES),
    )
    return _says(f"{words}\n{tap(say.JOIN, f'{PREFIX}{JOIN}:{invite}')}")


async def join(turn: Turn, invite: str) -> Answer:
    """我也出一份."""
    try:
        wish = await sharing.join(turn.services, invite, by=await turn.person())
    except NotFound:
        return _says(say.NO_SUCH)
    except NotAllowed:
        return _says(say.NOT_HERS)
    except NoPlaceLeft:
        return _full(turn)
    except SharesFull:
        return _says(say.FULL.format(most=turn.services.facts.wish.sharing.open_most))
    return _says(say.JOINED.format(text=wish.public_text, count=len(wish.sharers)), lasting=True)


def _full(turn: Turn) -> Answer:
    return _says(say.NO_PLACE.format(url=f"{turn.services.facts.public_url}/h5/wishes"))


async def leave(turn: Turn, wish_id: str) -> Answer:
    """我来不了了: asked first."""
    await sharing.shared_wish(turn.services, await turn.person(), wish_id)
    return _says(f"{say.SURE_LEAVE}\n{tap(say.YES_LEAVE, f'{PREFIX}{LEFT}:{wish_id}')}")


async def left(turn: Turn, wish_id: str) -> Answer:
    """She can't bring her part."""
    try:
        await sharing.leave(turn.services, wish_id, by=await turn.person())
    except MoveNotPossible:
        return _says(wish_life.PAST)
    return _says(say.LEFT_NOW, lasting=True)


async def ask(turn: Turn, wish_id: str) -> Answer:
    """请人一起圆: the code and the page to pass on."""
    try:
        wish = await sharing.open_to_others(turn.services, wish_id, by=await turn.person())
    except MoveNotPossible:
        return _says(say.NOT_SHARED)
    url = f"{turn.services.facts.public_url}/h5/together/{wish.invite}"
    places = places_left(wish, turn.services.facts.wish.sharing)
    words = say.OPENED.format(text=wish.public_text, places=places, url=url, invite=wish.invite)
    return _says(words, lasting=True)


async def end(turn: Turn, wish_id: str) -> Answer:
    """不再请人了."""
    await sharing.close_to_others(turn.services, wish_id, by=await turn.person())
    return _says(say.ENDED, lasting=True)


async def told_too(turn: Turn, wish_id: str) -> str:
    """Before she gives a wish back: that those who share it hear of it. Empty where nobody does. Raises NotFound."""
    wish = await sharing.led_by(turn.services, await turn.person(), wish_id)
    return f"{say.TOLD_TOO.format(count=len(wish.sharers))}\n" if wish.sharers else ""


def for_lead(turn: Turn, wish: Wish) -> list[str]:
    """Under the card of a wish that she leads: how many share it, and the taps to ask others or to end that."""
    if not may_be_shared(wish, turn.services.facts.wish.sharing):
        return [say.LEADS.format(count=len(wish.sharers))] if wish.sharers else []
    many = say.LEADS.format(count=len(wish.sharers)) if wish.sharers else say.LEADS_ALONE
    asking = tap(say.ASK_OTHERS, f"{PREFIX}{ASK}:{wish.id}")
    if not wish.invite:
        return [*([many] if wish.sharers else []), asking]
    ending = tap(say.END, f"{PREFIX}{END}:{wish.id}")
    return [many, say.INVITES.format(invite=wish.invite), asking, ending]


def card(wish: Wish) -> Answer:
    """A wish that she shares, and what she can do."""
    state, steps = say.TO_SHARER.get(wish.state, ""), wish_life.progress(wish.state)
    lines = [say.CARD.format(text=wish.public_text, steps=steps, state=state, count=len(wish.sharers))]
    if wish.state in HELD:
        lines.append(tap(say.LEAVE, f"{PREFIX}{LEAVE}:{wish.id}"))
    return _says("\n".join(lines))


def lines_of(wishes: Sequence[Wish]) -> list[str]:
    """Wishes under 我的 that she shares; the words of each can be tapped."""
    return [
        f"• {tap(each.public_text, f'{PREFIX}see:{each.id}')}：{say.TO_SHARER.get(each.state, '')}，"
        f"{say.with_others(len(each.sharers))}"
        for each in wishes
    ]


def _says(words: str, *, lasting: bool = False) -> Answer:
    return Answer(TextReply(words), lasting=lasting)
