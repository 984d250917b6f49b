"""Stories of wishes that came true, to read on a phone."""

from datetime import UTC, datetime

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
        found = await told(self.services, before=self._before(), most=MOST + 1)
        shown = found[:MOST]
        last = shown[-1].told_at if len(found) > MOST else None
        onward = f"/h5/stories?before={last.timestamp():.3f}" if last else ""
        self.page("h5/stories.html", stories=shown, next=onward, said=said)

    def _before(self) -> datetime | None:
        try:
            return datetime.fromtimestamp(float(self.text_argument("before", most=20)), UTC)
        except (ValueError, OverflowError, OSError):
            return None


@public
class StoryPage(_StoryPage):
    """One, for whoever was sent its address."""

    async def get(self, code: str) -> None:
        """The page."""
        story = await self.services.wish_stories.by_code(code)
        self.page("h5/stories.html", stories=[story], next="", said=said)


ROUTES = [(r"/h5/stories", StoriesPage), (rf"/h5/stories/{CODE}", StoryPage)]
