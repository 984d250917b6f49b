"""Stories of wishes that came true, to read on a phone."""

from handlers.access import public
from handlers.h5.page import H5Page
from services.wishes.stories import told
from wording import wish_stories as said

MOST = 20
CODE = r"([0-9A-Z]{10})"


class _StoryPage(H5Page):
    def set_default_headers(self) -> None:
        """Kept nowhere: a guardian may take it back any day."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")


@public
class StoriesPage(_StoryPage):
    """All that may be told, the newest first."""

    async def get(self) -> None:
        """A part of them."""
        found = await told(self.services, after=self.text_argument("after", most=10), most=MOST + 1)
        shown = found[:MOST]
        onward = f"/h5/stories?after={shown[-1].code}" if len(found) > MOST else ""
        self.page("h5/stories.html", stories=shown, next=onward, said=said)


@public
class StoryPage(_StoryPage):
    """One, for whoever was sent its address."""

    async def get(self, code: str) -> None:
        """The page."""
        story = await self.services.wish_stories.by_code(code)
        self.page("h5/stories.html", stories=[story], next="", said=said)


ROUTES = [(r"/h5/stories", StoriesPage), (rf"/h5/stories/{CODE}", StoryPage)]
