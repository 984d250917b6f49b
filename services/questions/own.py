"""A person looks at the questions that she has handed to staff."""

from domain.errors import NotFound
from domain.ids import is_id
from domain.people import Person
from domain.questions import Question
from domain.regions import Scope
from services.context import Services


async def own_question(services: Services, person: Person, question_id: str) -> tuple[Question, str]:
    """One of hers, and what she asked. Raises NotFound, also for anybody else's; StoreAway."""
    if not is_id(question_id):
        raise NotFound
    question, sealed = await services.questions.get(question_id, scope=Scope.system())
    if question.asker_id != person.id:
        raise NotFound
    return question, str((await services.vault.unseal(sealed))["text"])
