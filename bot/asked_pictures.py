"""A picture for the expert who has a question of hers: sent in the chat, fetched by a task, kept with what was said."""

from bot.cards import tap
from bot.session import Option
from bot.turn import Answer, Turn
from domain.errors import StoreAway
from domain.ids import new_id
from domain.questions import Question
from domain.receipts import format_receipt
from services.content.fetching import GIVEN_UP, sealed_copy
from services.questions import hers, pictures
from services.questions.from_chat import for_picture
from storage.tickets import LIVE
from wechat.messages import TextReply
from wording import chat
from wording import experts as words
from wording import thread_pictures as say
from wording.wish_pictures import MEDIA_ID_MOST

PREFIX = "i:"


async def open_question(turn: Turn, media_id: str) -> Question | None:
    """Her question that a picture belongs to; None where she has none, or the picture can't be fetched. Raises StoreAway."""
    services = turn.services
    if turn.app != services.facts.oa_app or not media_id or len(media_id) > MEDIA_ID_MOST:
        return None
    person = await services.people.find(turn.app, turn.openid)
    return await for_picture(services, person.id) if person else None


def option(question: Question, media_id: str) -> Option:
    """To be chosen where the picture may be for somebody else as well."""
    return Option(say.FOR_TEACHER.format(receipt=format_receipt(question.receipt)), f"{PREFIX}{question.id}.{media_id}")


async def take(turn: Turn, question: Question, media_id: str) -> tuple[str, bool]:
    """Have it fetched for this question; what she is told, and whether it was taken. Raises StoreAway."""
    services, receipt = turn.services, format_receipt(question.receipt)
    if await services.thread_pictures.count(question.id) >= pictures.MOST:
        return say.TO_HER["too_many"].format(receipt=receipt), False
    person = await turn.person()
    row = f"take_picture:{question.id}:{services.seal.digest(media_id)[:32]}"
    args = {
        "question": question.id,
        "message": new_id(),
        "sealed": sealed_copy(services, person.id, media_id),
        "until": turn.now + GIVEN_UP,
    }
    await services.outbox.add(row, "take_picture", args, due_at=turn.now)
    await services.wake(row)
    return say.TAKEN.format(receipt=receipt, more=tap(words.ADD_WORD)), True


async def chosen(turn: Turn, rest: str) -> Answer:
    """给老师看: `rest` names the question and the platform's copy."""
    question_id, _, media_id = rest.partition(".")
    try:
        question = await hers.to_see(turn.services, question_id, await turn.person())
        if question is None or question.state not in LIVE or not media_id:
            return Answer(TextReply(words.NO_SUCH))
        told, taken = await take(turn, question, media_id)
    except StoreAway:
        return Answer(TextReply(chat.TRY_LATER))
    return Answer(TextReply(told), options=(), lasting=taken)
