"""Wishes of her region. The child stays masked until she asks, and that she asked is written down."""

from collections.abc import Sequence

from tornado.web import HTTPError

from domain.staff import Permission
from domain.wishes import WishState
from handlers.access import requires
from handlers.base import PAGE_ROWS
from handlers.console.page import ConsolePage, first_part
from services.wishes.look import child_of
from storage.events import Event
from wording import console as words


@requires(Permission.WISH_READ)
class Wishes(ConsolePage):
    """The newest first."""

    SECTION = "wishes"

    async def get(self) -> None:
        """The list, of one state where one is asked for."""
        state = _state(self.text_argument("state", most=20))
        rows = await self.services.wishes.page(
            scope=self.staff.scope(Permission.WISH_READ), state=state, after=self.after_argument(), most=PAGE_ROWS + 1
        )
        wishes, more = first_part(rows)
        codes = {code for wish in wishes for code in wish.region_path.split("/") if code}
        places = await self.services.regions.names(codes)
        self.show(
            "wishes/list.html", wishes=wishes, more=more, state=state or "", places=places, states=list(WishState)
        )


@requires(Permission.WISH_READ)
class WishDetail(ConsolePage):
    """One wish and its story."""

    SECTION = "wishes"

    async def get(self, wish_id: str) -> None:
        """The page."""
        await show_wish(self, wish_id)


@requires(Permission.WISH_CHILD)
class WishChild(ConsolePage):
    """Who the child is."""

    SECTION = "wishes"

    async def post(self, wish_id: str) -> None:
        """The child's name and village; kept as an event first."""
        child = await child_of(self.services, wish_id, by=self.staff)
        if self.is_htmx:
            self.page("wishes/_child.html", child=child)
        else:
            await show_wish(self, wish_id, child=child)


async def show_wish(page: ConsolePage, wish_id: str, **opened: object) -> None:
    """A wish's page; `opened` holds the child where it has been asked for."""
    scope = page.staff.scope(Permission.WISH_READ)
    wish = await page.services.wishes.get(wish_id, scope=scope)
    story = await page.services.events.of(wish.id, scope=scope)
    places = await page.services.regions.names(code for code in wish.region_path.split("/") if code)
    actors = await actors_of(page, story, person=wish.guardian_id)
    page.show("wishes/detail.html", wish=wish, story=story, actors=actors, places=places, **({"child": None} | opened))


async def actors_of(page: ConsolePage, story: Sequence[Event], *, person: str = "") -> dict[str, str]:
    """Who did what stands in a story, by id."""
    names = await page.services.staff.names(event.actor for event in story)
    return names | {"system": words.ACTOR_SYSTEM, person: words.ACTOR_PERSON}


def _state(text: str) -> WishState | None:
    try:
        return WishState(text) if text else None
    except ValueError:
        raise HTTPError(400) from None


ROUTES = [
    (r"/console/wishes", Wishes),
    (r"/console/wishes/([0-9a-z]{26})", WishDetail),
    (r"/console/wishes/([0-9a-z]{26})/child", WishChild),
]
