"""Entering a wish for a family without a phone, and the slip with its number for the family."""

from collections.abc import Sequence
from typing import Any

from domain.errors import Invalid, LooksAlike, SameChild
from domain.ids import is_id, new_id
from domain.staff import Permission
from domain.wish_entry import BANDS, FIELDS, WishEntry, read_entry
from domain.wishes import Wish
from handlers.access import requires
from handlers.console import picking
from handlers.console.page import ConsolePage
from services.wishes.alike import Alike
from services.wishes.entering import PAPER_TEXTS, alike_to, enter, looked_over
from services.wishes.submit import key_of_child
from wording import wish_entry as said
from wording import wish_life

MOST_SEEN = 600


@requires(Permission.WISH_ENTER)
class EnterWish(ConsolePage):
    """The form. What looks like another wish is shown before anything is kept."""

    SECTION = "wishes"
    COUNTS_ANEW = True

    async def get(self) -> None:
        """The form."""
        await self._form({})

    async def post(self) -> None:
        """The wish's page; or the next step of choosing a village; or what to mend or to look at."""
        if picking.is_picking(self):
            await self._form({}, kept=True)
            return
        key = self.text_argument("key", most=26)
        if not is_id(key):
            raise Invalid("key")
        seen = self.text_argument("seen", most=MOST_SEEN).split()
        try:
            entry = await self._signed()
            wish = await enter(self.services, entry, by=self.staff, key=key, seen=seen)
        except Invalid as problem:
            self.set_status(problem.status)
            await self._form({problem.field: problem.problem}, kept=True)
        except SameChild as same:
            self.set_status(same.status)
            await self._form({}, kept=True, same=same.limit)
        except LooksAlike as alike:
            self.set_status(alike.status)
            await self._form({}, kept=True, alike=True)
        else:
            self.redirect(f"/console/wishes/{wish.id}?entered=1", status=303)

    async def _signed(self) -> WishEntry:
        """What the form says. Raises Invalid, also where nobody has signed."""
        if self.text_argument("consent", most=3) != "on":
            raise Invalid("consent", "missing")
        return read_entry(await self._given())

    async def _given(self) -> dict[str, str]:
        place = (await picking.picked(self, Permission.WISH_ENTER)).here
        given = {name: self.text_argument(name, most=5000) for name in FIELDS if name != "region"}
        return given | {"region": place.code if place else ""}

    async def _form(self, problems: dict[str, str], *, kept: bool = False, same: str = "", alike: bool = False) -> None:
        given = await self._given()
        self.show(
            "wishes/new.html",
            given=given | {"consent": self.text_argument("consent", most=3)},
            problems=problems,
            kept=kept,
            key=self.text_argument("key", most=26) or new_id(),
            same=same,
            others=await self._same(given) if same else [],
            alike=await self._alike(given) if alike else [],
            picked=await picking.picked(self, Permission.WISH_ENTER),
            said=said,
            life=wish_life,
            **choices(self),
        )

    async def _same(self, given: dict[str, str]) -> list[Wish]:
        """The child's wishes that she may see."""
        entry = read_entry(given)
        key = await key_of_child(self.services, entry.child_name, entry.region)
        return await self.services.wishes.of_child(key, scope=self.staff.scope(Permission.WISH_READ))

    async def _alike(self, given: dict[str, str]) -> Sequence[Alike]:
        entry = read_entry(given)
        region = await looked_over(self.services, entry, by=self.staff)
        return await alike_to(self.services, entry, region, by=self.staff)


def choices(page: ConsolePage) -> dict[str, Any]:
    """What the form's fields offer."""
    rules = page.services.facts.wish
    return {
        "kinds": [each for each in rules.kinds if each[0] not in rules.company],
        "most_fen": rules.most_fen,
        "own_ceilings": [(name, rules.most_fen_of[kind]) for kind, name in rules.kinds if kind in rules.most_fen_of],
        "ages": [(band, f"{band} 岁") for band in BANDS],
        "versions": [(each, said.TEXTS[each]) for each in PAPER_TEXTS],
    }


@requires(Permission.WISH_ENTER)
class Village(ConsolePage):
    """The part of the form in which a village is chosen, for htmx."""

    async def post(self) -> None:
        """The next step."""
        self.page("wishes/_village.html", picked=await picking.picked(self, Permission.WISH_ENTER))


@requires(Permission.WISH_ENTER)
class Slip(ConsolePage):
    """The number of an entered wish, on paper for the family."""

    async def get(self, wish_id: str) -> None:
        """The page to print."""
        wish = await self.services.wishes.get(wish_id, scope=self.staff.scope(Permission.WISH_ENTER))
        show_slips(self, [wish], back=f"/console/wishes/{wish_id}")


def show_slips(page: ConsolePage, wishes: Sequence[Wish], *, back: str) -> None:
    """A slip each, to print."""
    page.set_header("Cache-Control", "no-store")
    days = page.services.facts.wish.verify_days
    page.page("wishes/receipt.html", wishes=wishes, back=back, verify_days=days)


ROUTES = [
    (r"/console/wishes/new", EnterWish),
    (r"/console/wishes/pick", Village),
    (r"/console/wishes/([0-9a-z]{26})/receipt", Slip),
]
