"""What the form of a wish and its correction ask alike."""

from collections.abc import Sequence

from bot.answers import Answers, Refused, Stop, Taken, Text
from bot.session import Option
from bot.turn import Turn
from domain.plain_text import one_line
from services.wishes.gate import unfit
from wording import wish_life
from wording import wishes as say

LEAST, MOST = 2, 60


class WishedText:
    """What is wished for; what nobody grants is said at once, with what to write instead."""

    async def read(self, text: str, turn: Turn, answers: Answers) -> Taken | Refused | Stop:
        """The text."""
        kind = unfit(turn.services, one_line(text))
        return Refused(wish_life.unfit(kind)) if kind else await Text(LEAST, MOST).read(text, turn, answers)

    async def options(self, turn: Turn, answers: Answers) -> Sequence[Option]:
        """None."""
        del turn, answers
        return ()


def ceiling(turn: Turn, answers: Answers) -> int:
    """What a micro-wish may cost, of the kind that was chosen if one was."""
    rules = turn.services.facts.wish
    return rules.ceiling(answers["kind"][0]) if "kind" in answers else rules.most_fen


def cost(turn: Turn, answers: Answers) -> str:
    """What it costs, and what it may."""
    return say.ASK_COST.format(most=ceiling(turn, answers) // 100)
