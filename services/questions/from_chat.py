"""A picture that she sent in the chat while an expert has a question of hers: fetched, and kept with what was said."""

from datetime import datetime

from domain.errors import Conflict, Invalid, NotFound
from domain.questions import Question
from domain.receipts import format_receipt
from services.content.fetching import PAUSE, NotFetched, fetched, opened_copy
from services.context import Services
from services.people.telling import send_to
from services.questions.hers import add_to, live_one
from wording import thread_pictures as say


async def take_picture(
    services: Services, question_id: str, message_id: str, sealed: bytes, *, until: datetime, row: str
) -> datetime | None:
    """
    Fetch the picture and add it to the question; when to try again, or None when that is done. `sealed` is as
    bot/asked_pictures.py leaves it. She is told where it can't be taken. Raises StoreAway.
    """
    copy, question = opened_copy(services, sealed), await services.tickets.find(question_id)
    if copy is None or question is None:
        return None
    person_id, media_id = copy
    try:
        by = await services.people.get(person_id)
        content = await fetched(services, media_id, until=until)
        await add_to(services, question, "", by=by, key=message_id, content=content)
    except NotFound:  # erased meanwhile
        return None
    except Conflict:  # others are busy with it
        return services.now() + PAUSE
    except NotFetched as error:
        if error.again_at is not None:
            return error.again_at
        words = say.LOST
    except Invalid as problem:
        words = say.TO_HER.get(problem.problem, say.LOST)
    else:
        return None
    words = words.format(receipt=format_receipt(question.receipt))
    await send_to(services, person_id, words, key=row, now=services.now())
    return None


async def for_picture(services: Services, person_id: str) -> Question | None:
    """Her question to which a picture of hers belongs, as what she adds; None where there is none. Raises StoreAway."""
    return await live_one(services, person_id)
