"""An answer of the knowledge base in the chat: the short reply, the way to the whole, and whether it helped."""

from bot.cards import TEXT_MOST_BYTES, fit, tap
from bot.turn import Answer, Turn
from domain.errors import NotFound, StoreAway
from domain.questions import KnowledgeEntry
from services.knowledge import feedback
from services.settings.current import said
from wechat.messages import TextReply
from wording import chat
from wording import questions as words

SAID = "f:"
HUMAN = "人工"


def answer(turn: Turn, entry: KnowledgeEntry) -> TextReply:
    """
    The short reply. Where there is more, a picture or a recording, or it wouldn't fit, it ends with a link to the page, on which the taps are too;
    what has no room for taps has the page instead.
    """
    taps = words.DID_IT_HELP.format(
        yes=tap(words.USEFUL, f"{SAID}y{entry.id}"), no=tap(words.UNSOLVED, f"{SAID}n{entry.id}"), human=tap(HUMAN)
    )
    whole = f"{entry.answer}\n\n{taps}"
    if not _has_more(entry) and len(whole.encode()) <= TEXT_MOST_BYTES:
        return TextReply(whole)
    link = _link(turn, entry)
    whole = f"{entry.answer}\n\n{link}\n\n{taps}"
    if len(whole.encode()) <= TEXT_MOST_BYTES:
        return TextReply(whole)
    return TextReply(f"{fit(entry.answer, keep_free=len(link.encode()) + 2)}\n\n{link}")


def short(turn: Turn, entry: KnowledgeEntry) -> str:
    """The short reply alone, with the link to the whole where there is more."""
    return f"{entry.answer}\n{_link(turn, entry)}" if _has_more(entry) else entry.answer


async def by_tap(turn: Turn, rest: str) -> Answer:
    """The answer of one entry; `rest` is its id."""
    found = turn.services.answers.entry(rest)
    if found is None:
        return Answer(TextReply(said(turn.services, "not_understood")))
    return Answer(answer(turn, found), given=found.id)


async def helped(turn: Turn, rest: str) -> Answer:
    """有用 or 没解决: `rest` is "y" or "n" and the entry's id. Where it didn't help an expert is offered."""
    useful, entry_id = rest[:1] == "y", rest[1:]
    try:
        await feedback.say(turn.services, entry_id, app=turn.app, openid=turn.openid, useful=useful)
    except NotFound:
        return Answer(TextReply(said(turn.services, "not_understood")))
    except StoreAway:
        return Answer(TextReply(chat.TRY_LATER))
    return Answer(TextReply(words.GLAD if useful else words.ASK_ON.format(human=tap(HUMAN))), lasting=True)


def _has_more(entry: KnowledgeEntry) -> bool:
    return bool(entry.page or entry.picture or entry.audio_seconds)


def _link(turn: Turn, entry: KnowledgeEntry) -> str:
    """The way to the page, which says what else is there."""
    if entry.audio_seconds:
        link = words.WHOLE_AND_BOTH if entry.picture else words.WHOLE_AND_SOUND
    else:
        link = words.WHOLE_AND_PICTURE if entry.picture else words.WHOLE
    return link.format(address=_address(turn, entry), seconds=entry.audio_seconds)


def _address(turn: Turn, entry: KnowledgeEntry) -> str:
    mark = feedback.mark_of(turn.services, entry.id, app=turn.app, openid=turn.openid)
    return f"{turn.services.facts.public_url}/h5/answers/{entry.id}?of={mark}"
