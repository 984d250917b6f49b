"""补充: say more about a question that an expert has; where there is none, it is a new one."""

from bot import own_words
from bot.answers import Answers, Text
from bot.dialogue import Dialogue, Step
from bot.turn import Turn
from domain.receipts import format_receipt
from services.questions.ask import hand_over
from services.questions.hers import add, add_to, followed_up, was_unnamed
from wording import experts as say


def looked_at(turn: Turn) -> Answers:
    """The receipt of the question that she has looked at, as the answer `to`; nothing where she hasn't."""
    return {"to": turn.session.about} if turn.session.about else {}


def prompt(turn: Turn, answers: Answers) -> str:
    """What she is asked; where it belongs to a question that she has looked at, to which."""
    del turn
    return say.ADD_ASK_TO.format(receipt=format_receipt(answers["to"])) if "to" in answers else say.ADD_ASK


async def submit(turn: Turn, answers: Answers, key: str) -> str:
    """
    Add it to the question that she has looked at, else to the one of hers that was asked or answered last, or hand it over as a
    new one, without a name where that had none; the receipt.
    """
    person, services = await turn.person(), turn.services
    text = answers["more"]
    if "to" in answers:
        return await _by_receipt(turn, answers["to"], text, key)
    question = await add(services, person, text, key=key)
    if question is not None:
        return say.ADDED.format(receipt=format_receipt(question.receipt))
    unnamed = await was_unnamed(services, person)
    made = await hand_over(services, by=person, text=text, suggested=(), key=key, now=turn.now, unnamed=unnamed)
    asked = own_words.asked_expert(services, made, now=turn.now)
    return say.ASKED_UNNAMED.format(asked=asked) if made.unnamed else asked


async def _by_receipt(turn: Turn, receipt: str, text: str, key: str) -> str:
    person = await turn.person()
    found = await followed_up(turn.services, receipt, person)
    if found is None:
        return say.NO_SUCH
    question, asker = found
    await add_to(turn.services, question, text, by=asker, key=key)
    added = say.ADDED.format(receipt=format_receipt(receipt))
    return added if asker.id == person.id else f"{added}\n{say.COME_BACK}"


ADD_TO_QUESTION = Dialogue(
    name="add_to_question",
    version=1,
    title=say.ADD_TITLE,
    opens_on=(say.ADD_WORD, "回老师", "menu:add"),
    steps=(Step("more", prompt, Text(1, 500), private=True),),
    finish=submit,
    given=looked_at,
)
