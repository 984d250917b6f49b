"""Questions for experts: given, risen when late, answered, followed up."""

from datetime import datetime

from bot.keeping import leave_note
from domain.errors import StoreAway
from services.context import Services
from services.knowledge.sheets import apply_piece
from services.questions import calling, following, sending
from services.questions.from_chat import take_picture
from services.questions.giving import look_after
from storage.outbox import Work
from wechat.messages import TextReply
from worker.later import Later
from worker.tasks.colleagues import tell_colleague


async def import_piece(services: Services, work: Work) -> None:
    """Write the next knowledge entries of a sheet: args {"import"}. Raises Later until all are."""
    if not await apply_piece(services, work.args["import"]):
        raise Later(services.now())


async def give(services: Services, work: Work) -> None:
    """Give what nobody has, and let rise what is late: no args."""
    del work
    await look_after(services)


async def call_expert(services: Services, work: Work) -> None:
    """
    Tell a colleague that questions wait, once: args {"staff", "question", "why", "at": when it was so}. Where nobody knows
    whether an earlier taking has told her, she isn't told twice.
    """
    words = await calling.words_for(services, work)
    if isinstance(words, datetime):
        raise Later(words)
    if words is None or await services.outbox.acting(work, now=services.now()):
        return
    try:
        await tell_colleague(services, work.args["staff"], words)
    except (Later, StoreAway):  # nothing was asked of the platform
        await services.outbox.not_acted(work)
        raise


async def answer(services: Services, work: Work) -> None:
    """Send an expert's answer by what still reaches her who asked: args {"message"}."""
    again = await sending.send_answer(services, work.args["message"], leave=_leave(services))
    if again is not None:
        raise Later(again)


async def answer_picture(services: Services, work: Work) -> None:
    """Send the picture of an expert's answer, behind its words: args {"message"}."""
    again = await sending.send_picture(services, work.args["message"], leave=_leave(services))
    if again is not None:
        raise Later(again)


async def from_chat(services: Services, work: Work) -> None:
    """Fetch a picture for an expert that came in the chat: args {"question", "message", "sealed", "until"}."""
    args = work.args
    again = await take_picture(
        services, args["question"], args["message"], args["sealed"], until=args["until"], row=work.key
    )
    if again is not None:
        raise Later(again)


async def follow_up(services: Services, work: Work) -> None:
    """Ask once how it went: args {"question"}."""
    again = await following.follow_up(services, work.args["question"], leave=_leave(services))
    if again is not None:
        raise Later(again, progress=True)


async def ask_after(services: Services, work: Work) -> None:
    """Look for answers of a week ago, and close those of two weeks: no args."""
    del work
    await following.ask_after(services)


def _leave(services: Services) -> sending.Leave:
    async def leave(key: str, openid: str, words: str) -> None:
        reply = TextReply(words)
        await leave_note(services, app=services.facts.oa_app, openid=openid, key=key, reply=reply)

    return leave
