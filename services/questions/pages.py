"""The page of one conversation, for its asker's phone: opened by a link that holds for a while, without a sign-in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.errors import NotFound
from domain.people import Person
from domain.questions import Question
from domain.regions import Scope
from services import links
from services.context import Services
from services.questions import pictures
from services.questions.hers import Line, as_told, lines_of, picture_of
from services.questions.threads import opened

FROM_CHAT = timedelta(minutes=10)
FROM_NOTICE = timedelta(days=3)  # she may open a notice a day or two later


@dataclass(frozen=True, slots=True)
class Page:
    """What she asked (None where it was erased), and what was said since; `small` are the pictures by message."""

    question: Question
    text: str | None
    lines: Sequence[Line]
    small: Mapping[str, str]


def address_of(services: Services, question: Question, holds: timedelta = FROM_CHAT) -> str:
    """Where she reads a question of hers, with its pictures, from now on for so long."""
    name = links.name_of(services, _about(question), services.now() + holds)
    return f"{services.facts.public_url}/h5/questions/{question.id}/{name}"


def _about(question: Question) -> str:
    return f"question:{question.id}:{question.asker_id}"


async def opened_page(services: Services, question_id: str, name: str) -> Page:
    """What a link is for, looked up anew each time. Raises NotFound, StoreAway."""
    question = await _let_in(services, question_id, name)
    _, sealed = await services.questions.get(question.id, scope=Scope.system())
    (question,) = await as_told(services, [question])
    lines = await lines_of(services, question)
    small = await pictures.small_ones(services, question.id)
    return Page(question, await opened(services, sealed), lines, small)


async def opened_picture(services: Services, question_id: str, name: str, message_id: str) -> bytes:
    """One of its pictures, as a JPEG. Raises NotFound, StoreAway."""
    question = await _let_in(services, question_id, name)
    message, content = await picture_of(services, message_id)
    if message.question != question.id:
        raise NotFound
    return content


async def asker_at(services: Services, question_id: str, name: str) -> tuple[Question, Person]:
    """The question that a link opens, and who asked it. Raises NotFound, StoreAway."""
    question = await _let_in(services, question_id, name)
    return question, await services.people.get(question.asker_id)


async def _let_in(services: Services, question_id: str, name: str) -> Question:
    """The question; of one that was merged since the one that holds it."""
    question = await services.tickets.find(question_id)
    if question is None or not links.holds(services, _about(question), name):
        raise NotFound
    while question.merged_into:
        into = await services.tickets.find(question.merged_into)
        if into is None:
            raise NotFound
        question = into
    return question
