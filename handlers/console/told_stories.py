"""Stories of wishes that came true: written, read by a second person, taken down; the guardian answers in the chat."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.errors import Invalid
from domain.staff import Permission
from domain.wish_stories import MOST, OPEN, StoryState, WishStory
from handlers.access import requires
from handlers.console.list_page import TablePage
from handlers.console.page import ConsolePage, seen_version
from handlers.console.table import About, Asked, Cell, Column, Filter, Link, Table, Tag
from services.wishes import stories
from wording import tables
from wording import wish_stories as words

ADDRESS = "/console/stories"
SHOWN_MOST = 30  # characters in a list


def _place(story: WishStory, about: About) -> str:
    """No deeper than the township."""
    names = [about["places"][code] for code in story.region_path.split("/")[2:4] if code in about["places"]]
    return " ".join(names) or tables.NO_PLACE


def _text(story: WishStory, about: About) -> Link:
    del about
    return Link(f"/console/wishes/{story.id}/told", story.text[:SHOWN_MOST] or words.STATES[story.state])


STORIES: Table[WishStory] = Table(
    name="stories",
    address=ADDRESS,
    caption=words.TITLE,
    key=lambda story: story.id,
    sort="-at",
    filters=(Filter("state", words.HOW_FAR, tuple(words.STATES.items()), words.STATES["draft"]),),
    empty=words.EMPTY,
    empty_so=words.EMPTY_SO,
    columns=(
        Column("text", words.STORY, _text, Cell.LINK),
        Column("state", words.HOW_FAR, lambda s, _: Tag(words.TONES[s.state], words.STATES[s.state]), Cell.TAG),
        Column("place", tables.PLACE, _place),
        Column("at", words.TOLD_AT, lambda story, _: story.told_at, Cell.MOMENT),
    ),
)


@requires(Permission.WISH_READ)
class Stories(TablePage[WishStory]):
    """Those of her regions, first those that wait for a second reader."""

    SECTION = "wishes"
    TEMPLATE = "stories/list.html"

    def table(self) -> Table[WishStory]:
        """The list."""
        return STORIES

    async def rows(self, asked: Asked, most: int) -> Sequence[WishStory]:
        """Those in a state."""
        chosen = asked.filters["state"]
        state = StoryState(chosen) if chosen in set(StoryState) else StoryState.DRAFT
        return await stories.page(self.services, state, by=self.staff, part=asked.part, most=most)

    async def about(self, rows: Sequence[WishStory]) -> About:
        """The names of their places."""
        codes = {code for each in rows for code in each.region_path.split("/") if code}
        return {"places": await self.services.regions.names(codes)}


class _StoryPage(ConsolePage):
    SECTION = "wishes"

    async def show_story(
        self, wish_id: str, problems: Mapping[str, str], *, given: str | None = None, status: int = 200
    ) -> None:
        """The wish's story as it stands, with what was typed."""
        wish = await self.services.wishes.get(wish_id, scope=self.staff.scope(Permission.WISH_READ))
        story = await stories.of_wish(self.services, wish_id, by=self.staff)
        may = self.staff.may_in(stories.WRITE, wish.region_path)
        self.set_status(status)
        self.show(
            "stories/story.html",
            wish=wish,
            story=story,
            text=story.text if story and given is None else given or "",
            may_write=may and stories.can_be_told(wish) and (story is None or story.state is StoryState.DRAFT),
            may_ask=may and story is not None and story.state is StoryState.DRAFT and story.by != self.staff.id,
            own=story is not None and story.state is StoryState.DRAFT and story.by == self.staff.id,
            may_end=may and story is not None and story.state in OPEN,
            problems=problems,
            said=words,
            most=MOST,
        )


@requires(Permission.WISH_READ, post=Permission.WISH_APPROVE)
class StoryOfWish(_StoryPage):
    """One story."""

    async def get(self, wish_id: str) -> None:
        """The page."""
        await self.show_story(wish_id, {})

    async def post(self, wish_id: str) -> None:
        """Write it, or show what to mend."""
        text = self.text_argument("text", most=5000)
        try:
            await stories.write(self.services, wish_id, text, by=self.staff, seen=seen_version(self))
        except Invalid as error:
            await self.show_story(wish_id, {error.field: error.problem}, given=text, status=error.status)
            return
        self.redirect(f"/console/wishes/{wish_id}/told", status=303)


@requires(Permission.WISH_APPROVE)
class StoryAsk(_StoryPage):
    """A second person has read it."""

    async def post(self, wish_id: str) -> None:
        """The guardian is asked."""
        await stories.ask(self.services, wish_id, by=self.staff, seen=seen_version(self))
        self.redirect(f"/console/wishes/{wish_id}/told", status=303)


@requires(Permission.WISH_APPROVE)
class StoryEnd(_StoryPage):
    """It is told no longer."""

    async def post(self, wish_id: str) -> None:
        """Taken down, its words deleted."""
        await stories.end(self.services, wish_id, by=self.staff, seen=seen_version(self))
        self.redirect(f"/console/wishes/{wish_id}/told", status=303)


_GAP = r"([0-9a-z]{26})"
ROUTES: list[Any] = [
    (ADDRESS, Stories),
    (rf"/console/wishes/{_GAP}/told", StoryOfWish),
    (rf"/console/wishes/{_GAP}/told/ask", StoryAsk),
    (rf"/console/wishes/{_GAP}/told/end", StoryEnd),
]
