"""Global search: a page, which htmx fills while she types."""

from domain.errors import Invalid
from domain.staff import Permission
from handlers.access import requires
from handlers.console.knowledge_table import state_tag
from handlers.console.page import ConsolePage
from services.staff.searching import LONGEST, Found, search
from wording import staff as words
from wording.people import called


@requires(Permission.HOME_READ)
class Search(ConsolePage):
    """What she looks for, by her rights."""

    SECTION = "search"

    async def get(self) -> None:
        """The page, or for htmx what was found."""
        asked = self.text_argument("q", most=1000).strip()
        only = self.text_argument("only", most=20)
        try:
            found = await search(self.services, asked, by=self.staff, only=only)
        except Invalid as problem:
            if problem.field != "q":
                raise
            asked, found = asked[:LONGEST], Found()
        places = {code for each in found.regions for code in each.parents}
        places |= {code for each in found.staff for code in each.region_path.split("/") if code}
        places |= {code for each in found.scenes for code in each.region_path.split("/") if code}
        places |= {code for code in (found.person.region_path if found.person else "").split("/") if code}
        self.part_or_page(
            "parts/_found.html",
            "search.html",
            asked=asked,
            only=only,
            groups=words.FOUND,
            found=found,
            roles=words.ROLES,
            called=called,
            kinds=dict(self.services.facts.wish.kinds),
            tag_of=state_tag,
            places=await self.services.regions.names(places) if places else {},
        )


ROUTES = [(r"/console/search", Search)]
