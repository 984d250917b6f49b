"""补充: say more about a question that an expert has; where there is none, it is a new one."""

from bot import own_words
from bot.answers import Answers, Text
from bot.dialogue import Dialogue, Step
from bot.turn import Turn
from domain.receipts import format_receipt
from services.questions.ask import hand_over
from services.questions.hers import add
from wording import experts as say


async def submit(turn: Turn, answers: Answers, key: str) -> str:
    """Add it to her newest question that isn't over, or hand it over as a new one; the receipt."""
    person = await turn.person()
    text = answers["more"]
    question = await add(turn.services, person, text, key=key)
    if question is not None:
        return say.ADDED.format(receipt=format_receipt(question.receipt))
    made = await hand_over(turn.services, by=person, text=text, suggested=(), key=key, now=turn.now)
    return own_words.asked_expert(turn.services, made, now=turn.now)


ADD_TO_QUESTION = Dialogue(
    name="add_to_question",
    version=1,
    title=say.ADD_TITLE,
    opens_on=(say.ADD_WORD, "回老师", "menu:add"),
    steps=(Step("more", say.ADD_ASK, Text(1, 500), private=True),),
    finish=submit,
)
