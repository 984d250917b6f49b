"""What people asked and nobody had an answer for, in groups: made into a draft by one tap, or passed over."""

from domain.errors import Invalid
from domain.ids import new_id
from domain.staff import Permission
from handlers.access import requires
from handlers.console.page import ConsolePage
from services.knowledge import proposing
from services.knowledge.unhelpful import unhelpful
from wording import knowledge as words

ADDRESS = "/console/knowledge/proposals"


@requires(Permission.KNOWLEDGE_WRITE)
class Proposals(ConsolePage):
    """The groups, the largest first."""

    SECTION = "knowledge"

    async def get(self) -> None:
        """The page; each group's form draws the id of the draft, so that a tap that comes twice makes one."""
        found = await proposing.proposals(self.services, by=self.staff)
        groups = [(each, new_id()) for each in found.groups]
        useless = await unhelpful(self.services, by=self.staff)
        self.show("knowledge/proposals.html", groups=groups, more=found.more, unhelpful=useless, said=words)

    async def post(self) -> None:
        """A draft of those that she left ticked, or none of them again. Raises Invalid."""
        ids = list(dict.fromkeys(self.get_arguments("id")))
        rest = self.get_arguments("also") if self.text_argument("rest", most=1) == "1" else []
        also = [each for each in dict.fromkeys(rest) if each not in ids]
        what = self.text_argument("do", most=10)
        if what == "dismiss":
            await proposing.dismiss(self.services, ids, by=self.staff, also=also)
            self.redirect(ADDRESS, status=303)
            return
        if what != "take":
            raise Invalid("do")
        entry_id = self.text_argument("entry", most=40)
        entry = await proposing.take(self.services, entry_id, ids, by=self.staff, also=also)
        self.redirect(f"/console/knowledge/{entry.id}", status=303)


ROUTES = [(ADDRESS, Proposals)]
