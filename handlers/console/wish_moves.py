"""The steps that staff make with a wish: a page each that shows what it does, and the form."""

from datetime import date
from typing import Any

from domain.calendar import read_day
from domain.errors import Invalid, MoveNotPossible
from domain.staff import Permission
from domain.stock import Source
from domain.wish_entry import read_yuan
from domain.wish_life import allowed, move_called, possible, staff
from domain.wishes import Wish
from handlers.access import requires
from handlers.console.covering import cover_choices
from handlers.console.page import ConsolePage
from handlers.console.wish_voices import voices_of
from handlers.console.wishes import life_words
from handlers.templates import HERE
from services.wishes import meetings, steps
from services.wishes.entering import correct_for
from services.wishes.steps import Visit
from wording import wish_life
from wording import wish_pages as said
from wording.company import PLACES
from wording.wishes import yuan

VERIFYING, CHECKING = "verify", "check"
DECIDING = "approve|publish|cover|reassign|settle|republish|cancel"
HANDING = "prepare|deliver|fail|confirm_for|arrange"
ANSWERING = "return|refuse"
ENTERING = "correct_for|withdraw_for"
TURN_DIGITS = 6
FIELDS = (
    "text",
    "yuan",
    "public_text",
    "day",
    "turn",
    "way",
    "hardship",
    "consent_seen",
    "notes",
    "why",
    "words",
    "place",
    "cover",
)
TEMPLATES = {
    "verify": "wishes/verify.html",
    "approve": "wishes/approve.html",
    "correct_for": "wishes/correct.html",
    "arrange": "wishes/arrange.html",
    "cover": "wishes/cover.html",
}


class WishMove(ConsolePage):
    """One step. The form carries the wish's turn as she saw it: what has moved on since isn't changed."""

    SECTION = "wishes"
    COUNTS_ANEW = True

    async def get(self, wish_id: str, word: str) -> None:
        """What the step does, and its form."""
        wish = await self.services.wishes.get(wish_id, scope=self.staff.scope(Permission.WISH_READ))
        self.settle(wish, move_called(word, wish.state))
        today = f"{self.services.now().astimezone(HERE):%Y-%m-%d}"
        given = dict.fromkeys(FIELDS, "") | {"public_text": wish.text, "day": today, "turn": str(wish.turn)}
        given |= {"text": "" if wish.written else wish.text, "yuan": yuan(wish.cost_fen)}
        await self._show(wish, word, given, {})

    def settle(self, wish: Wish, name: str) -> None:
        """Whether she may make the step now. Raises NotAllowed, MoveNotPossible."""
        allowed(wish, name, staff(self.staff))

    async def post(self, wish_id: str, word: str) -> None:
        """Make the step, or show the form again with what is wrong beside its field, and all as she typed it."""
        wish = await self.services.wishes.get(wish_id, scope=self.staff.scope(Permission.WISH_READ))
        name = move_called(word, wish.state)
        try:
            await self._make(wish_id, name)
        except Invalid as error:
            given = {each: self.text_argument(each, most=5000) for each in FIELDS}
            self.set_status(error.status)
            await self._show(wish, word, given, {error.field: error.problem})
            return
        self.redirect(f"/console/wishes/{wish_id}", status=303)

    async def _make(self, wish_id: str, name: str) -> None:
        turn = self.text_argument("turn", most=TURN_DIGITS)
        if not (turn.isascii() and turn.isdigit()):
            raise Invalid("turn")
        seen, by = int(turn), self.staff
        if name == "verify":
            await steps.verify(self.services, wish_id, self._visit(), by=by, seen=seen)
        elif name == "approve":
            text = self.text_argument("public_text", most=5000)
            await steps.approve(self.services, wish_id, text, by=by, seen=seen)
        elif name == "correct_for":
            fen = read_yuan(self.text_argument("yuan", most=20).strip())
            await correct_for(self.services, wish_id, by=by, text=self.text_argument("text"), cost_fen=fen, seen=seen)
        elif name == "arrange":
            day, place = read_day(self.text_argument("day", most=10)), self.text_argument("place", most=10)
            await meetings.arrange(self.services, wish_id, day=day, place=place, by=by, seen=seen)
        elif name == "cover":
            await self._cover(wish_id, seen)
        elif name == "publish":
            await steps.publish(self.services, wish_id, by=by, seen=seen)
        else:
            why, words = self.text_argument("why", most=40), self.text_argument("words", most=5000)
            await steps.decide(self.services, wish_id, name, by=by, why=why, words=words, seen=seen)

    async def _cover(self, wish_id: str, seen: int) -> None:
        """From the budget, or from the lot whose id was chosen. Raises Invalid("cover", …)."""
        chosen = self.text_argument("cover", most=40)
        source = chosen if chosen in {"", Source.BUDGET} else str(Source.STOCK)
        try:
            await steps.cover(self.services, wish_id, source, lot=chosen, by=self.staff, seen=seen)
        except Invalid as error:
            raise Invalid("cover", error.problem) from None

    def _visit(self) -> Visit:
        day: date | None = read_day(self.text_argument("day", most=10))
        return Visit(
            day=day,
            way=self.text_argument("way", most=20),
            hardship=self.text_argument("hardship", most=40),
            consent_seen=self.text_argument("consent_seen", most=3) == "on",
            notes=self.text_argument("notes", most=5000),
        )

    async def _show(self, wish: Wish, word: str, given: dict[str, str], problems: dict[str, str]) -> None:
        concerns: tuple[str, ...] = ()
        more = await cover_choices(self, wish) if word == "cover" else {}
        if word == "approve":
            concerns = await steps.concerns_of(self.services, wish.id, given["public_text"], by=self.staff)
        self.show(
            TEMPLATES.get(word, "wishes/move.html"),
            wish=wish,
            word=word,
            title=wish_life.move_words(move_called(word, wish.state)),
            given=given,
            problems=problems,
            concerns=concerns,
            places=await self.services.regions.names(code for code in wish.region_path.split("/") if code),
            said=said,
            meeting_places=PLACES,
            dear=wish.cost_fen > self.services.facts.wish.second_fen,
            **life_words(self),
            **await voices_of(self, wish),
            **more,
        )


@requires(Permission.WISH_CHECK)
class WishChecking(WishMove):
    """The text may go on."""


@requires(Permission.WISH_VERIFY)
class WishVerifying(WishMove):
    """The village's visit."""


@requires(Permission.WISH_APPROVE)
class WishDeciding(WishMove):
    """What the county decides."""


@requires(Permission.WISH_HAND)
class WishHanding(WishMove):
    """What was brought, and what wasn't."""


@requires(Permission.WISH_ENTER)
class WishEntering(WishMove):
    """For a family without a phone what it would do itself."""


@requires(Permission.WISH_READ)
class WishAnswering(WishMove):
    """Back to the guardian, or no: of whoever's turn it is, so that which permission it takes depends on the wish."""

    def settle(self, wish: Wish, name: str) -> None:
        """As every step; a wish whose turn isn't hers can't be answered now. Raises MoveNotPossible."""
        if name not in {each.name for each in possible(wish, staff(self.staff))}:
            raise MoveNotPossible(name)


_WISH = r"/console/wishes/([0-9a-z]{26})"
ROUTES: list[Any] = [
    (rf"{_WISH}/({CHECKING})", WishChecking),
    (rf"{_WISH}/({VERIFYING})", WishVerifying),
    (rf"{_WISH}/({DECIDING})", WishDeciding),
    (rf"{_WISH}/({HANDING})", WishHanding),
    (rf"{_WISH}/({ENTERING})", WishEntering),
    (rf"{_WISH}/({ANSWERING})", WishAnswering),
]
