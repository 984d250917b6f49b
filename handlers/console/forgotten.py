"""不落下一个孩子: wishes that wait too long, why, whose turn it is and what can be done; and the two steps that only urge."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.errors import MoveNotPossible
from domain.forgotten import Stall, waits_since, why_now
from domain.staff import Permission, StaffMember
from domain.wishes import Wish, WishState
from handlers.access import requires
from handlers.console.list_page import TablePage
from handlers.console.page import ConsolePage
from handlers.console.table import About, Asked, Cell, Column, Count, Filter, Table
from handlers.console.wishes import life_words, moves_for, place_of, state_of, wish_link
from services.context import Services
from services.wishes import forgotten
from services.wishes.urging import FORWARD, REMIND, urge, urgings
from wording import forgotten as words
from wording import tables, wish_life
from wording import wish_pages as said

# What brings a wish on, in the order in which it is offered; what ends it stands on the wish's own page.
STEPS = (
    *("cover", "republish", "settle", "check", "verify", "approve", "publish"),
    *("arrange", "prepare", "deliver", "confirm_for", "correct_for", "reassign"),
)
STEPS_MOST = 3
Step = tuple[str, str]


def _days(wish: Wish, about: About) -> Count:
    since = waits_since(wish, about["at"]) or about["at"]
    return Count((about["at"] - since) // timedelta(days=1), words.DAYS)


def _why(wish: Wish, about: About) -> str:
    often = words.TIMES.format(many=wish.backs) if wish.backs > 1 else ""
    said_each = (words.WHY[each] + (often if each is Stall.BACK else "") for each in why_now(wish, about["at"]))
    return "；".join(said_each)


FORGOTTEN: Table[Wish] = Table(
    name="forgotten",
    address="/console/wishes/forgotten",
    caption=words.NAME,
    key=lambda wish: wish.id,
    sort="since",
    filters=(Filter("why", words.BY_WHY, tuple(words.WHY.items()), words.ALL_WHYS),),
    row_part="wishes/_forgotten.html",
    empty=words.NONE,
    empty_so=words.NONE_SO,
    columns=(
        Column("wish", tables.WISH, wish_link, Cell.LINK),
        Column("why", words.BY_WHY, _why),
        Column("days", words.WAITED, _days, Cell.COUNT),
        Column(
            "since", words.FROM_DAY, lambda w, about: waits_since(w, about["at"]), Cell.MOMENT, True, by="stalls_at"
        ),
        Column("turn", said.WHOSE_TURN, lambda wish, _: wish_life.DESKS.get(wish.desk, "")),
        Column("state", tables.STATE, state_of, Cell.TAG),
        Column("place", tables.PLACE, place_of),
        Column("urged", words.URGED, lambda wish, _: wish.urged_at, Cell.MOMENT),
    ),
)


@requires(Permission.WISH_READ)
class ForgottenWishes(TablePage[Wish]):
    """What has waited longest first."""

    SECTION = "wishes"
    TEMPLATE = "wishes/forgotten.html"

    async def get(self) -> None:
        """As every table; the counties of her regions are looked up first."""
        self.counties = await forgotten.counties_of(self.services, self.staff.scope(Permission.WISH_READ))
        await super().get()

    def table(self) -> Table[Wish]:
        """The list, by county where she looks after several."""
        asked = self.text_argument("county", most=40)
        if len(self.counties) < 2 and not asked:
            return FORGOTTEN
        county = Filter("county", said.BY_COUNTY, tuple(self.counties.items()), said.ALL_COUNTIES)
        return replace(FORGOTTEN, filters=(county, *FORGOTTEN.filters))

    async def rows(self, asked: Asked, most: int) -> Sequence[Wish]:
        """Those of her regions."""
        why = Stall(asked.filters["why"]) if asked.filters["why"] else None
        county = asked.filters.get("county", "")
        return await forgotten.page(self.services, by=self.staff, county=county, why=why, part=asked.part, most=most)

    async def about(self, rows: Sequence[Wish]) -> About:
        """Since when and why each waits, what can be done, and the names of places and kinds."""
        codes = {code for wish in rows for code in wish.region_path.split("/") if code}
        at = self.services.now()
        return {
            "at": at,
            "places": await self.services.regions.names(codes),
            "kinds": dict(self.services.facts.wish.kinds),
            "whys": {wish.id: _why(wish, {"at": at}) for wish in rows},
            "waited": {wish.id: _days(wish, {"at": at}).number for wish in rows},
            "desks": wish_life.DESKS,
            "steps": {wish.id: steps_for(self.services, wish, self.staff, at) for wish in rows},
        }


def steps_for(services: Services, wish: Wish, member: StaffMember, at: datetime) -> list[Step]:
    """What she can do next for a wish that waits, as (address, words): the very steps, or the wish's page."""
    page = f"/console/wishes/{wish.id}"
    can = dict(moves_for(wish, member))
    found = [(f"{page}/{each}", words.URGE[each]) for each in urgings(services, wish, member)]
    found += [(f"{page}/{each}", can[each]) for each in STEPS if each in can]
    why = why_now(wish, at)
    if Stall.WORDS in why and wish.state is WishState.APPROVED and member.may(Permission.CHECK_READ):
        found.insert(0, ("/console/checks", words.CHECKS))
    if wish.entered_by and member.may_in(Permission.WISH_CHILD, wish.region_path):
        found.append((f"{page}#child", words.CALL))
    return found[:STEPS_MOST] or [(page, words.OPEN)]


class WishUrging(ConsolePage):
    """A step that moves nothing by itself."""

    SECTION = "wishes"
    COUNTS_ANEW = True

    async def get(self, wish_id: str, word: str) -> None:
        """What it does, and its button."""
        wish = await self.services.wishes.get(wish_id, scope=self.staff.scope(Permission.WISH_READ))
        if word not in urgings(self.services, wish, self.staff):
            raise MoveNotPossible(word)
        self.show(
            "wishes/move.html",
            wish=wish,
            word=word,
            title=words.URGE[word],
            given={"turn": str(wish.turn)},
            problems={},
            said=said,
            lead=words.LEADS[word],
            **life_words(self),
        )

    async def post(self, wish_id: str, word: str) -> None:
        """Do it, and go back to the wish."""
        await urge(self.services, wish_id, word, by=self.staff)
        self.redirect(f"/console/wishes/{wish_id}", status=303)


@requires(Permission.WISH_HAND)
class WishRemind(WishUrging):
    """Whose turn it is hears of it."""


@requires(Permission.WISH_APPROVE)
class WishForward(WishUrging):
    """It stands in front on the wall."""


_WISH = r"/console/wishes/([0-9a-z]{26})"
ROUTES = [
    (r"/console/wishes/forgotten", ForgottenWishes),
    (rf"{_WISH}/({REMIND})", WishRemind),
    (rf"{_WISH}/({FORWARD})", WishForward),
]
