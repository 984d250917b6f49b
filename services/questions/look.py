"""Staff look at the questions that wait; reading what somebody asked is written down."""

from bson.binary import Binary

from domain.audit import Act
from domain.errors import NotFound
from domain.questions import Question, QuestionState
from domain.staff import Permission, StaffMember
from services.context import Services
from services.questions import pictures, threads
from storage.events import Event
from storage.mongo import Session, in_transaction
from storage.paging import OLDEST, Part


async def waiting(services: Services, *, by: StaffMember, part: Part = OLDEST, most: int = 50) -> list[Question]:
    """
    Open questions, the oldest first unless `part` says otherwise: those of her region, and for the whole city's staff
    those of askers whose region nobody knows. Raises NotAllowed, StoreAway.
    """
    _look(by)
    return await services.questions.open(
        scope=by.scope(Permission.QUESTION_READ), unplaced=_all(services, by), part=part, most=most
    )


async def mine(services: Services, *, by: StaffMember, part: Part, most: int = 50) -> list[Question]:
    """Those that wait and are hers to look after, in whichever region. Raises NotAllowed, StoreAway."""
    by.need(Permission.QUESTION_ANSWER)
    return await services.tickets.hers(by.id, part=part, most=most)


async def ended(
    services: Services, state: QuestionState, *, by: StaffMember, part: Part, most: int = 50
) -> list[Question]:
    """Those of her regions that were answered or closed, the newest first. Raises NotAllowed, StoreAway."""
    _look(by)
    part = Part(after=part.after, before=part.before)  # the order of what waits means nothing any more
    return await services.tickets.in_state(
        state, scope=by.scope(Permission.QUESTION_READ), unplaced=_all(services, by), part=part, most=most
    )


async def count_waiting(services: Services, *, by: StaffMember) -> int:
    """How many of those there are. Raises NotAllowed, StoreAway."""
    _look(by)
    return await services.questions.count_open(scope=by.scope(Permission.QUESTION_READ), unplaced=_all(services, by))


async def find(services: Services, question_id: str, *, by: StaffMember) -> tuple[Question, Binary]:
    """A question of her regions or that is hers, with what was asked, sealed. Raises NotAllowed, NotFound, StoreAway."""
    _look(by)
    scope = by.scope(Permission.QUESTION_READ)
    return await services.questions.get(question_id, scope=scope, unplaced=_all(services, by), reader=by.id)


async def read(services: Services, question_id: str, *, by: StaffMember) -> tuple[Question, str]:
    """
    The question and what was asked. The event that she read it is kept before anything is opened.

    Raises NotAllowed, NotFound (also for a question of another region, and one that has been erased), StoreAway.
    """
    question, sealed = await find(services, question_id, by=by)

    async def note(session: Session) -> None:
        event = Event(
            about=question.id,
            seq=await services.questions.note(question.id, session=session),
            kind="question_read",
            actor=by.id,
            at=services.now(),
            region_path=question.region_path,
        )
        await services.events.add(event, session=session)
        act = Act("question_read", about=question.id, region_path=question.region_path)
        await services.audit.add(act, by=by.id, now=services.now(), session=session)

    await in_transaction(services.db, note)
    facts = await services.vault.unseal(sealed)
    return question, str(facts["text"])


async def look_at_picture(services: Services, message_id: str, *, by: StaffMember) -> bytes:
    """
    The picture of a message, as a JPEG; that she looked at it is kept first. Raises NotAllowed, NotFound (also where the
    question isn't hers to answer, and for a message that was taken back), StoreAway.
    """
    by.need(Permission.QUESTION_ANSWER)
    message = await services.threads.get(message_id)
    if message is None or message.picture is None:
        raise NotFound
    question, _ = await threads.find(services, message.question, by=by)
    act = Act("question_picture_read", about=question.id, region_path=question.region_path)
    await services.audit.add(act, by=by.id, now=services.now())
    return await pictures.content_of(services, message.id)


def _look(by: StaffMember) -> None:
    by.need(Permission.QUESTION_READ)


def _all(services: Services, by: StaffMember) -> bool:
    return by.may_in(Permission.QUESTION_READ, services.facts.city_path)
