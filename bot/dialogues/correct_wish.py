"""改心愿: a guardian changes a wish of hers, until somebody has taken it up."""

from collections.abc import Sequence

from bot.answers import Answers, Choice, Money, YesNo
from bot.dialogue import Dialogue, Step
from bot.dialogues.wished import WishedText, cost
from bot.turn import Turn
from domain.errors import Conflict, NotFound
from domain.receipts import format_receipt
from domain.regions import Scope
from services.wishes.company import is_company
from services.wishes.families import changeable, correct
from wording import wish_life as say
from wording import wishes


async def mine(turn: Turn, answers: Answers) -> Sequence[tuple[str, str]]:
    """Her wishes that can still be changed."""
    del answers
    return [(each.id, each.text) for each in await changeable(turn.services, by=await turn.person())]


async def nothing(turn: Turn) -> str:
    """What is said where none of her wishes can be changed any more."""
    return "" if await mine(turn, {}) else say.NOTHING_TO_CORRECT


async def has_cost(turn: Turn, answers: Answers) -> bool:
    """Whether it costs something: time and company don't."""
    wish = await turn.services.wishes.get(answers["which"][0], scope=Scope.system())
    return not is_company(turn.services, wish)


async def most_fen(turn: Turn, answers: Answers) -> int:
    """What a wish of its kind may cost."""
    wish = await turn.services.wishes.get(answers["which"][0], scope=Scope.system())
    return turn.services.facts.wish.ceiling(wish.kind)


def confirm(turn: Turn, answers: Answers) -> str:
    """The new words, to be looked over."""
    del turn
    return say.CORRECT_CONFIRM.format(text=answers["wish"], yuan=wishes.yuan(answers.get("cost_fen", 0)))


async def finish(turn: Turn, answers: Answers, key: str) -> str:
    """Keep the correction; a repeat finds that the wish has gone on."""
    del key
    wish_id = answers["which"][0]
    try:
        wish = await correct(
            turn.services, wish_id, by=await turn.person(), text=answers["wish"], cost_fen=answers.get("cost_fen", 0)
        )
    except (Conflict, NotFound):
        return say.PAST
    return say.CORRECTED.format(receipt=format_receipt(wish.receipt))


CORRECT_WISH = Dialogue(
    name="correct_wish",
    version=1,
    title=say.CORRECT_TITLE,
    opens_on=("改心愿", "修改心愿", "menu:correct_wish"),
    steps=(
        Step("which", say.ASK_WHICH, Choice(mine)),
        Step("wish", say.ASK_TEXT, WishedText(), private=True),
        Step("cost_fen", cost, Money(most_fen), when=has_cost),
        Step("confirm", confirm, YesNo(refused=say.NOT_CORRECTED, yes=wishes.SUBMIT, no=wishes.NOT_SUBMIT)),
    ),
    finish=finish,
    long=True,
    unless=nothing,
)
