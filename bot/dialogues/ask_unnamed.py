"""匿名提问: ask an expert who never learns who asks; the receipt opens the answer on any phone."""

from bot import own_words
from bot.answers import Answers, Text
from bot.dialogue import Dialogue, Step
from bot.turn import Turn
from services.questions.ask import hand_over
from wording import experts as say


async def submit(turn: Turn, answers: Answers, key: str) -> str:
    """Hand the question over without a name; its receipt."""
    question = await hand_over(
        turn.services,
        by=await turn.person(),
        text=answers["question"],
        suggested=(),
        key=key,
        now=turn.now,
        unnamed=True,
    )
    return say.ASKED_UNNAMED.format(asked=own_words.asked_expert(turn.services, question, now=turn.now))


ASK_UNNAMED = Dialogue(
    name="ask_unnamed",
    version=1,
    title=say.ASK_UNNAMED_TITLE,
    opens_on=("匿名提问", "匿名", "不留名提问", "menu:unnamed"),
    steps=(Step("question", say.ASK_UNNAMED, Text(4, 500), private=True),),
    finish=submit,
)
