"""Messages that aren't words: pictures, places, and what can't be read at all."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot import asked_pictures, dialogue, drawing, own_words, sent_pictures, voices
from bot.dialogues.add_to_question import ADD_TO_QUESTION
from bot.meaning import BY_NAME
from bot.outcomes import joined, session_after, went_on, without_expired
from bot.session import Running
from bot.turn import Answer, Outcome, Turn
from domain.questions import Question
from wechat import messages as wx
from wechat.messages import Inbound, TextReply
from wording import chat, thread_pictures
from wording import dialogues as say


async def cannot_read(words: str, turn: Turn) -> Outcome:
    """A message that isn't text: say so; in a dialogue, say what is waited for."""
    lead, turn = without_expired(turn)
    running = turn.session.running
    if running is None:
        return Outcome(TextReply(f"{lead}\n\n{words}" if lead else words), turn.session)
    said = await dialogue.resume(BY_NAME[running.dialogue], running, turn, say.TEXT_ONLY)
    return await went_on(said, turn)


def cannot(words: str) -> Callable[[Inbound, Turn], Awaitable[Outcome]]:
    """The stage of a kind of message that can't be read: these words."""

    async def stage(message: Inbound, turn: Turn) -> Outcome:
        del message
        return await cannot_read(words, turn)

    return stage


async def image(message: wx.ImageMessage, turn: Turn) -> Outcome:
    """
    For the wish or the question that a dialogue is about. Else a drawing for whoever brought a gift, where one has come to
    her; for the expert who has a question of hers; for whoever sees to her wish. Else she is told that pictures can't be read.
    """
    lead, fresh = without_expired(turn)
    running, media_id = fresh.session.running, message.media_id
    if running is not None and running.dialogue != ADD_TO_QUESTION.name:
        answer = await sent_pictures.in_dialogue(fresh, running, media_id)
        return await _beside(answer, running, fresh) if answer else await cannot_read(chat.PICTURE, turn)
    question = await asked_pictures.open_question(fresh, media_id)
    if running is not None and question is not None:
        told, taken = await asked_pictures.take(fresh, question, media_id)
        words = thread_pictures.TAKEN_IN_TALK if taken else told
        return await _beside(Answer(TextReply(words), lasting=taken), running, fresh)
    answer = await _picture_for(question, media_id, fresh) if running is None else None
    if answer is None:
        return await cannot_read(chat.PICTURE, turn)
    reply = joined(lead, answer.reply) if lead else answer.reply
    return Outcome(reply, session_after(answer, fresh), lasting=answer.lasting)


async def _picture_for(question: Question | None, media_id: str, turn: Turn) -> Answer | None:
    """A picture outside of all dialogues, with all that it may be for; None where it is for nothing."""
    asking = asked_pictures.option(question, media_id) if question else None
    wished = await sent_pictures.option(turn, media_id)
    others = [each for each in (asking, wished) if each]
    offer = await drawing.offered(turn, media_id, *others)
    if offer is not None:
        return offer
    if question is not None and wished is None:
        told, taken = await asked_pictures.take(turn, question, media_id)
        return Answer(TextReply(told), lasting=taken)
    if wished is None:
        return None
    return sent_pictures.offered(turn, others) if question else await sent_pictures.taken_or_offered(turn, wished)


async def _beside(answer: Answer, running: Running, turn: Turn) -> Outcome:
    """What a message in the middle of a dialogue is told, and the step that is waited for again."""
    words = answer.reply.text if isinstance(answer.reply, TextReply) else ""
    said = await dialogue.resume(BY_NAME[running.dialogue], running, turn, words)
    return replace(await went_on(said, turn), lasting=answer.lasting)


async def voice(message: wx.VoiceMessage, turn: Turn) -> Outcome:
    """Kept for the officer who sees to a wish of hers; in a dialogue the step that is waited for comes again."""
    lead, fresh = without_expired(turn)
    answer = await voices.received(fresh, message.media_id)
    if answer is None:
        return await cannot_read(chat.VOICE, turn)
    if fresh.session.running is not None:
        return await _beside(answer, fresh.session.running, fresh)
    reply = joined(lead, answer.reply) if lead else answer.reply
    return Outcome(reply, session_after(answer, fresh), lasting=answer.lasting)


async def place(message: Inbound, turn: Turn) -> Outcome:
    """A place isn't used: how to say where she lives."""
    del message
    return await cannot_read(own_words.place(turn.services), turn)
