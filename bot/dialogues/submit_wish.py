"""微心愿: a guardian submits a child's wish."""

from collections.abc import Sequence

from bot.answers import Age, Answers, Choice, Money, Name, YesNo
from bot.dialogue import Dialogue, Step
from bot.dialogues.wished import WishedText, ceiling, cost
from bot.turn import Turn
from domain.consents import CURRENT, Purpose
from domain.errors import SameChild
from domain.receipts import format_receipt
from domain.regions import Region, RegionLevel
from domain.wishes import age_band
from services.settings.current import said
from services.wishes.submit import WishForm, submit
from wording import wish_life
from wording import wishes as say

Pairs = Sequence[tuple[str, str]]


async def kinds(turn: Turn, answers: Answers) -> Pairs:
    """What a micro-wish can be."""
    del answers
    return turn.services.facts.wish.kinds


async def counties(turn: Turn, answers: Answers) -> Pairs:
    """The city's counties and zones."""
    del answers
    return _pairs(await turn.services.regions.of_level(RegionLevel.COUNTY))


async def townships(turn: Turn, answers: Answers) -> Pairs:
    """The county's townships."""
    return _pairs(await turn.services.regions.below(answers["county"][0]))


async def villages(turn: Turn, answers: Answers) -> Pairs:
    """The township's villages."""
    return _pairs(await turn.services.regions.below(answers["township"][0]))


def _pairs(regions: Sequence[Region]) -> Pairs:
    return [(region.code, region.name) for region in regions]


def consent(turn: Turn, answers: Answers) -> str:
    """What she agrees to, with the address of the whole text."""
    del answers
    return say.CONSENT.format(url=f"{turn.services.facts.public_url}/h5/consents/{CURRENT[Purpose.WISH]}")


def confirm(turn: Turn, answers: Answers) -> str:
    """All that was filled in, to be looked over."""
    del turn
    return say.ASK_CONFIRM.format(
        child=answers["child_name"],
        age=answers["age"],
        place="".join(answers[part][1] for part in ("county", "township", "village")),
        wish=answers["wish"],
        kind=answers["kind"][1],
        yuan=say.yuan(answers.get("cost_fen", 0)),
    )


async def has_cost(turn: Turn, answers: Answers) -> bool:
    """Whether it costs something: time and company don't."""
    return answers["kind"][0] not in turn.services.facts.wish.company


async def most_fen(turn: Turn, answers: Answers) -> int:
    """What a wish of the kind that she chose may cost."""
    return ceiling(turn, answers)


async def finish(turn: Turn, answers: Answers, key: str) -> str:
    """Keep the wish; its receipt."""
    form = WishForm(
        child_name=answers["child_name"],
        age_band=age_band(answers["age"]),
        region=answers["village"][0],
        kind=answers["kind"][0],
        text=answers["wish"],
        cost_fen=answers.get("cost_fen", 0),
    )
    try:
        wish = await submit(turn.services, by=await turn.person(), form=form, key=key, now=turn.now)
    except SameChild as same:
        return wish_life.SAME_CHILD[same.limit]
    days = turn.services.facts.wish.verify_days
    return said(turn.services, "wish_submitted", receipt=format_receipt(wish.receipt), days=days)


SUBMIT_WISH = Dialogue(
    name="submit_wish",
    version=1,
    title=say.TITLE,
    opens_on=("微心愿", "我要许愿", "许愿", "心愿", "menu:wish"),
    steps=(
        Step("consent", consent, YesNo(refused=say.REFUSED)),
        Step("child_name", say.ASK_CHILD, Name(), private=True),
        Step("age", say.ASK_AGE, Age()),
        Step("county", say.ASK_COUNTY, Choice(counties)),
        Step("township", say.ASK_TOWNSHIP, Choice(townships), private=True),
        Step("village", say.ASK_VILLAGE, Choice(villages), private=True),
        Step("kind", say.ASK_KIND, Choice(kinds)),
        Step("wish", say.ASK_WISH, WishedText(), private=True),
        Step("cost_fen", cost, Money(most_fen), when=has_cost),
        Step("confirm", confirm, YesNo(refused=say.NOT_SUBMITTED, yes=say.SUBMIT, no=say.NOT_SUBMIT)),
    ),
    finish=finish,
    long=True,
)
