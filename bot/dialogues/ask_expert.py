"""人工: ask in one's own words; an expert answers later."""

from bot import own_words
from bot.answers import Answers, Text
from bot.dialogue import Dialogue, Step
from bot.turn import Turn
from services.questions.ask import hand_over
from wording import questions as say


async def submit(turn: Turn, answers: Answers, key: str) -> str:
    """Hand the question over; its receipt."""
    question = await hand_over(
        turn.services, by=await turn.person(), text=answers["question"], suggested=(), key=key, now=turn.now
    )
    return own_words.asked_expert(turn.services, question, now=turn.now)


ASK_EXPERT = Dialogue(
    name="ask_expert",
    version=1,
    title=say.TITLE,
    opens_on=("人工", "转人工", "人工客服", "找老师", "menu:human"),
    steps=(Step("question", say.ASK_EXPERT, Text(4, 500), private=True),),
    finish=submit,
)
