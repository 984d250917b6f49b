"""How a turn ends: what is said, and what is remembered from then on."""

from dataclasses import replace

from bot import dialogue
from bot.cards import fit, tap
from bot.dialogue import Said
from bot.meaning import BY_NAME
from bot.session import Session
from bot.turn import Answer, Outcome, Turn
from services.questions.follow_up import Asked
from wechat.messages import NewsReply, Reply, TextReply
from wording import dialogues as say


def without_expired(turn: Turn) -> tuple[str, Turn]:
    """A kind word and the session without it, where a dialogue has waited too long or has changed since."""
    running = turn.session.running
    if running is None:
        return "", turn
    known = BY_NAME.get(running.dialogue)
    same = known is not None and known.version == running.version
    if same and not dialogue.expired(running, turn.now_ms):
        return "", turn
    words = [say.CHANGED.format(word=known.word)] if known and not same else []
    left = turn.session.left
    for each in filter(None, (turn.session.paused, running)):
        talk = BY_NAME.get(each.dialogue)
        if talk is None or talk.version != each.version:
            continue
        if talk.long:
            words, left = [*words, say.LEFT.format(title=talk.title, word=tap(talk.word))], each
        elif each is running:
            words = [*words, say.EXPIRED.format(title=talk.title, word=talk.word)]
    return "\n".join(words), replace(turn, session=replace(turn.session, running=None, paused=None, left=left))


def joined(before: str, reply: Reply) -> Reply:
    """`before` and the reply in one message; a card becomes its title and address."""
    if isinstance(reply, TextReply):
        return TextReply(f"{before}\n\n{reply.text}")
    if isinstance(reply, NewsReply):
        return TextReply(f"{before}\n\n{reply.title}\n{reply.url}")
    return reply


def with_way_back(reply: Reply, words: str) -> Reply:
    """A detour's reply with the way back under it; the way back is never what is cut off."""
    if isinstance(reply, NewsReply):
        return TextReply(f"{reply.title}\n{reply.url}\n\n{words}")
    if isinstance(reply, TextReply):
        return TextReply(f"{fit(reply.text, keep_free=len(words.encode()) + 2)}\n\n{words}")
    return TextReply(words)


async def went_on(said: Said, turn: Turn) -> Outcome:
    """The dialogue goes on with what was said."""
    return Outcome(TextReply(said.words), replace(turn.session, running=said.running))


async def ended(said: Said, turn: Turn, *, lasting: bool = False) -> Outcome:
    """The dialogue has ended; one that was paused goes on."""
    session = turn.session.without_dialogue()
    words = said.words
    if session.running is not None:
        resumed = await dialogue.resume(BY_NAME[session.running.dialogue], session.running, turn)
        words = f"{words}\n\n{resumed.words}"
        session = replace(session, running=resumed.running)
    return Outcome(TextReply(words), session, lasting=lasting)


def session_after(answer: Answer, turn: Turn) -> Session:
    """The session as a command leaves it."""
    if answer.forgets:
        return Session()
    if answer.given and turn.session.asked and _was_offered(answer.given, turn):
        return turn.session.answered(Asked(turn.session.asked, answer.given), turn.now_ms)
    session = turn.session.looked_at(answer.about, turn.now_ms) if answer.about else turn.session
    if answer.options is None:
        return session
    return session.offer(answer.options, turn.now_ms, asked=answer.asked)


def _was_offered(entry_id: str, turn: Turn) -> bool:
    """A tap may come from another message than the last list: below the card for danger no question is remembered."""
    return any(each.command == f"q:{entry_id}" for each in turn.session.options)
