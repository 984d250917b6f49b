"""我的地区: where she lives, in three taps."""

from bot.answers import Answers, Choice
from bot.dialogue import Dialogue, Step
from bot.dialogues.submit_wish import counties, townships, villages
from bot.turn import Turn
from services.people.choosing import live_in
from wording import people as say


async def finish(turn: Turn, answers: Answers, key: str) -> str:
    """She lives there from now on; a repeat changes nothing."""
    del key
    await live_in(turn.services, await turn.person(), answers["village"][0], now=turn.now)
    place = "".join(answers[part][1] for part in ("county", "township", "village"))
    return say.REGION_CHOSEN.format(place=place)


CHOOSE_REGION = Dialogue(
    name="choose_region",
    version=1,
    title=say.REGION_TITLE,
    opens_on=("我的地区", "选地区", "改地区", "menu:region"),
    steps=(
        Step("county", say.ASK_COUNTY, Choice(counties)),
        Step("township", say.ASK_TOWNSHIP, Choice(townships), private=True),
        Step("village", say.ASK_VILLAGE, Choice(villages), private=True),
    ),
    finish=finish,
)
