"""What all pages of the console share: the shell, lists in parts."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar, TypeVar

from domain.errors import Invalid, StoreAway
from domain.staff import Permission, StaffMember
from handlers.base import PAGE_ROWS, BaseHandler
from handlers.console.drafts import drafts_of, note_taken
from handlers.console.offers import offered
from handlers.console.ways import guide_to, way_to
from handlers.templates import help_pages
from services.staff.visiting import badges, forget_badges
from wording import console as words

Row = TypeVar("Row")
GUIDES = help_pages()

SECTIONS: tuple[tuple[str, str, Permission], ...] = (
    ("home", "/console/", Permission.HOME_READ),
    ("alerts", "/console/cases", Permission.ALERT_READ),
    ("questions", "/console/questions", Permission.QUESTION_READ),
    ("wishes", "/console/wishes", Permission.WISH_READ),
    ("lessons", "/console/lessons", Permission.LESSON_READ),
    ("knowledge", "/console/knowledge", Permission.KNOWLEDGE_READ),
    ("pushes", "/console/pushes", Permission.PUSH_READ),
    ("people", "/console/people", Permission.PERSON_READ),
    ("account", "/console/account/menu", Permission.ACCOUNT_READ),
    ("settings", "/console/settings/hotlines", Permission.SETTINGS_READ),
    ("staff", "/console/staff", Permission.STAFF_READ),
    ("regions", "/console/regions", Permission.REGION_READ),
    ("audit", "/console/audit", Permission.AUDIT_READ),
    ("status", "/console/status", Permission.STATUS_READ),
)


def sections_for(member: StaffMember) -> list[tuple[str, str, str]]:
    """The sections that she may open: name, address, words."""
    return [(name, address, words.NAV[name]) for name, address, needed in SECTIONS if member.may(needed)]


def first_part(rows: Sequence[Row], most: int = PAGE_ROWS) -> tuple[list[Row], bool]:
    """The rows to show, and whether more follow, where one more than `most` was asked for."""
    return list(rows[:most]), len(rows) > most


def seen_version(page: BaseHandler) -> int:
    """The version of the thing that the form was made of. Raises Invalid("version")."""
    version = page.text_argument("version", most=10)
    if not (version.isascii() and version.isdigit()):
        raise Invalid("version")
    return int(version)


class ConsolePage(BaseHandler):
    """A page within the shell. `SECTION` is where in the rail it stands."""

    SECTION: ClassVar[str] = ""
    COUNTS_ANEW: ClassVar[bool] = False

    def initialize(self) -> None:
        """Nothing is counted yet."""
        super().initialize()
        self.waits: Mapping[str, int] = {}

    async def prepare(self) -> None:
        """As every page; and what waits for her is counted, for the rail. Raises as BaseHandler's, but not for that."""
        await super().prepare()
        if self._member is None:
            return
        if self.request.method not in {"GET", "HEAD"}:
            await forget_badges(self.services, by=self.staff)
        elif not self.is_htmx:
            with suppress(StoreAway):
                self.waits = await badges(self.services, by=self.staff, fresh=self.COUNTS_ANEW)

    def redirect(self, url: str, permanent: bool = False, status: int | None = None) -> None:  # noqa: FBT001, FBT002 -- Tornado's
        """As Tornado's; a form whose draft the browser keeps has been taken then."""
        note_taken(self)
        super().redirect(url, permanent, status)

    def show(self, template: str, **values: Any) -> None:
        """Answer with a page in the shell."""
        sections = sections_for(self.staff)
        shell = {
            "sections": sections,
            "section": self.SECTION,
            "way_here": way_to(self.request.path, self.SECTION, sections),
            "help_page": guide_to(self.request.path, self.SECTION, GUIDES),
            "undo": offered(self),
            "waits": self.waits,
            **drafts_of(self),
        }
        self.page(template, **(shell | values))

    def part_or_page(self, part: str, page: str, **values: Any) -> None:
        """Answer htmx with the part alone, a browser without it with the whole page."""
        if self.is_htmx:
            self.page(part, **values)
        else:
            self.show(page, part=part, **values)
