"""What waits for a look before others may see it, and people who may not publish for a while."""

from collections.abc import Awaitable, Iterator, Sequence

from domain.checks import GRID, Check, CheckState, Why
from domain.errors import Conflict, Invalid
from domain.staff import Permission
from handlers.access import requires
from handlers.console.list_page import TablePage
from handlers.console.page import ConsolePage, seen_version
from handlers.console.table import About, Asked, Cell, Column, Filter, Link, Table, Tag
from services.checking import blocking, deciding
from services.checking.blocked import is_blocked
from services.checking.deciding import Looked
from services.wishes import covering
from storage.blocks import Block
from wording import checking as words
from wording import checks as page_words
from wording import tables

NUMBER_MOST = 5  # digits of a number, and one
CELLS = {str(at) for at in range(GRID * GRID)}


def _link(check: Check, _about: About) -> Link:
    field = page_words.FIELDS.get(check.field, page_words.FIELD_OTHER)
    kind = words.KINDS[check.kind]
    return Link(f"/console/checks/{check.id}", page_words.OPEN.format(kind=kind, field=field), "")


def _why(check: Check, _about: About) -> str:
    lists = "、".join(words.LISTS.get(each, each) for each in check.words)
    return words.WHY[check.why] + (f"（{lists}）" if lists else "")


CHECKS: Table[Check] = Table(
    name="checks",
    address="/console/checks",
    caption=page_words.CAPTION,
    key=lambda check: check.id,
    sort="at",
    filters=(
        Filter("state", page_words.BY_STATE, tuple(page_words.OTHERS.items()), page_words.HELD),
        Filter("why", page_words.BY_WHY, tuple(page_words.TAKEN_BACK.items()), tables.ALL),
    ),
    empty=page_words.NOTHING_HELD,
    empty_so=page_words.NOTHING_SO,
    columns=(
        Column("what", page_words.WHAT, _link, Cell.LINK),
        Column("why", page_words.WHY_WORDS, _why),
        Column("place", tables.PLACE, lambda check, about: _place(check.region_path, about)),
        Column("at", page_words.HANDED_IN, lambda check, _: check.asked_at, Cell.MOMENT, sortable=True),
    ),
)


def _place(path: str, about: About) -> str:
    names = [about["places"][code] for code in path.split("/") if code in about["places"]]
    return " ".join(names[-3:]) or tables.NO_PLACE


@requires(Permission.CHECK_READ)
class Checks(TablePage[Check]):
    """Who has waited longest is first."""

    SECTION = "wishes"
    TEMPLATE = "checks/list.html"

    def table(self) -> Table[Check]:
        """What waits for staff, or has another state where that is asked for."""
        return CHECKS

    async def rows(self, asked: Asked, most: int) -> Sequence[Check]:
        """Those of her regions."""
        state, why = CheckState(asked.filters["state"] or CheckState.HELD), asked.filters["why"]
        return await deciding.held(
            self.services, by=self.staff, state=state, why=Why(why) if why else None, part=asked.part, most=most
        )

    async def about(self, rows: Sequence[Check]) -> About:
        """The names of their places."""
        codes = {code for check in rows for code in check.region_path.split("/") if code}
        return {"places": await self.services.regions.names(codes) if codes else {}}


@requires(Permission.CHECK_READ)
class CheckDetail(ConsolePage):
    """The text or picture as everybody would see it, with what was found in it marked."""

    SECTION = "wishes"

    async def get(self, check_id: str) -> None:
        """The page; that it was opened is kept first. With `compare` the picture as it came stands beside."""
        await show_check(self, check_id, compare=self.get_query_argument("compare", "") == "1")


@requires(Permission.CHECK_READ)
class CheckPicture(ConsolePage):
    """The picture of a check whose page was opened."""

    SECTION = "wishes"

    async def get(self, check_id: str) -> None:
        """The JPEG."""
        send_picture(self, await deciding.picture(self.services, check_id, by=self.staff))


@requires(Permission.CHECK_DECIDE)
class CheckFirst(ConsolePage):
    """The picture as it came, of one that was covered and isn't decided."""

    SECTION = "wishes"

    async def get(self, check_id: str) -> None:
        """The JPEG; that she looked at it is kept first."""
        send_picture(self, await covering.first_look(self.services, check_id, by=self.staff))


@requires(Permission.CHECK_DECIDE)
class CheckDecide(ConsolePage):
    """She passes it, or sends it back with a reason."""

    SECTION = "wishes"

    async def post(self, check_id: str) -> None:
        """Decided; then the list."""
        passes = self.text_argument("decision", most=10) == "pass"
        try:
            await deciding.decide(
                self.services,
                check_id,
                by=self.staff,
                passes=passes,
                reason=self.text_argument("though" if passes else "refusal", most=20),
                version=seen_version(self),
            )
        except Invalid as error:
            self.set_status(400)
            problems = {"though": error.problem} if passes else {"refusal": "missing"}
            await show_check(self, check_id, problems=problems)
            return
        except Conflict:
            self.set_status(409)
            await show_check(self, check_id, late=True)
            return
        self.redirect("/console/checks", status=303)


@requires(Permission.CHECK_DECIDE)
class CheckCover(ConsolePage):
    """She covers what somebody may be known by in a picture."""

    SECTION = "wishes"

    async def post(self, check_id: str) -> None:
        """Covered; then the page with the picture as it is now."""
        found = {int(each) for each in self.get_body_arguments("box") if each.isdecimal() and len(each) < NUMBER_MOST}
        cells = {divmod(int(each), GRID)[::-1] for each in self.get_body_arguments("cell") if each in CELLS}
        made = covering.cover(
            self.services, check_id, by=self.staff, found=found, cells=cells, version=seen_version(self)
        )
        await show_drawn(self, check_id, made)


@requires(Permission.CHECK_DECIDE)
class CheckRestore(ConsolePage):
    """She takes away all that was covered in a picture that isn't decided."""

    SECTION = "wishes"

    async def post(self, check_id: str) -> None:
        """As it came; then the page with the picture as it is now."""
        made = covering.restore(self.services, check_id, by=self.staff, version=seen_version(self))
        await show_drawn(self, check_id, made)


@requires(Permission.PERSON_BLOCK)
class CheckBlock(ConsolePage):
    """Whoever handed this in may not publish for a while."""

    SECTION = "wishes"

    async def post(self, check_id: str) -> None:
        """Blocked; then the list of those."""
        days = self.text_argument("days", most=3)
        try:
            await blocking.block(
                self.services,
                check_id,
                by=self.staff,
                reason=self.text_argument("why", most=20),
                days=int(days) if days.isascii() and days.isdigit() else 0,
            )
        except Invalid as error:
            self.set_status(400)
            field = "why" if error.field == "reason" else error.field
            await show_check(self, check_id, problems={field: "missing"})
            return
        self.redirect("/console/blocks", status=303)


def send_picture(page: ConsolePage, picture: bytes) -> None:
    """Answer with a JPEG that is kept nowhere: it may be another one at any moment."""
    page.set_header("Content-Type", "image/jpeg")
    page.set_header("Cache-Control", "no-store")
    page.finish(picture)


async def show_drawn(page: ConsolePage, check_id: str, made: Awaitable[Check]) -> None:
    """Have a picture covered or restored; then its page, or what kept it from being."""
    try:
        await made
    except Invalid:
        page.set_status(400)
        await show_check(page, check_id, problems={"boxes": "missing"})
    except Conflict:
        page.set_status(409)
        await show_check(page, check_id, late=True)
    else:
        page.redirect(f"/console/checks/{check_id}#check-shown", status=303)


async def show_check(page: ConsolePage, check_id: str, **more: object) -> None:
    """A check's page; `more` says what went wrong."""
    looked = await deciding.look(page.services, check_id, by=page.staff)
    check = looked.check
    names = await page.services.staff.names([check.decided_by] if check.decided_by else [])
    places = await page.services.regions.names(code for code in check.region_path.split("/") if code)
    blocked = await is_blocked(page.services, check.person_id)
    values = {"problems": {}, "late": False, "names": names, "places": places, "blocked": blocked, "grid": GRID}
    search = check.search_at(page.services.now())
    shown = {"looked": looked, "check": check, "pieces": list(marked(looked)), "search": search, "compare": False}
    page.show("checks/detail.html", said=words, page_words=page_words, **(values | shown | more))


def marked(looked: Looked) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with what was found in it, or with nothing."""
    found = [(hit.start, hit.end, words.LISTS.get(hit.kind, hit.kind)) for hit in looked.words]
    found += [(each.start, each.end, words.PERSONAL[each.kind]) for each in looked.personal]
    at = 0
    for start, end, what in sorted(found):
        if start < at:
            continue
        if start > at:
            yield looked.text[at:start], ""
        yield looked.text[start:end], what
        at = end
    if at < len(looked.text):
        yield looked.text[at:], ""


def _stands(block: Block, about: About) -> Tag:
    state = (
        "lifted"
        if block.lifted_at
        else "over"
        if block.until <= about["now_is"]
        else "upheld"
        if block.answered_at
        else "appealed"
        if block.appealed_at
        else "blocked"
    )
    return Tag("waiting" if state == "appealed" else "withdrawn", page_words.BLOCK_STATES[state])


BLOCKS: Table[Block] = Table(
    name="blocks",
    address="/console/blocks",
    caption=page_words.BLOCKS,
    key=lambda block: block.id,
    sort="-at",
    empty=page_words.NO_BLOCKS,
    columns=(
        Column(
            "why",
            page_words.BLOCK_WHY,
            lambda block, _: Link(f"/console/blocks/{block.id}", words.REASONS[block.reason], ""),
            Cell.LINK,
        ),
        Column("stands", page_words.BLOCK_STANDS, _stands, Cell.TAG),
        Column("place", tables.PLACE, lambda block, about: _place(block.region_path, about)),
        Column("until", page_words.BLOCK_UNTIL, lambda block, _: block.until, Cell.MOMENT),
        Column("at", tables.AT, lambda block, _: block.at, Cell.MOMENT, sortable=True),
    ),
)


@requires(Permission.PERSON_BLOCK)
class Blocks(TablePage[Block]):
    """The newest first."""

    SECTION = "wishes"
    TEMPLATE = "checks/blocks.html"

    def table(self) -> Table[Block]:
        """The list."""
        return BLOCKS

    async def rows(self, asked: Asked, most: int) -> Sequence[Block]:
        """Those of her regions."""
        return await blocking.blocks(self.services, by=self.staff, part=asked.part, most=most)

    async def about(self, rows: Sequence[Block]) -> About:
        """The names of their places, and what time it is."""
        codes = {code for block in rows for code in block.region_path.split("/") if code}
        places = await self.services.regions.names(codes) if codes else {}
        return {"places": places, "now_is": self.services.now()}


@requires(Permission.PERSON_BLOCK)
class BlockDetail(ConsolePage):
    """A block, and what the person says against it."""

    SECTION = "wishes"

    async def get(self, block_id: str) -> None:
        """The page; that it was opened is kept first."""
        block, text = await blocking.look(self.services, block_id, by=self.staff)
        self.show(
            "checks/block.html",
            block=block,
            text=text,
            names=await self.services.staff.names([each for each in (block.by, block.answered_by) if each]),
            said=words,
            may_answer=block.appealed_at and not block.answered_at and block.by != self.staff.id,
        )


@requires(Permission.PERSON_BLOCK)
class BlockAnswer(ConsolePage):
    """Another member of staff answers an appeal."""

    SECTION = "wishes"

    async def post(self, block_id: str) -> None:
        """Lifted or upheld; then the list."""
        lift = self.text_argument("answer", most=10) == "lift"
        await blocking.answer(self.services, block_id, by=self.staff, lift=lift)
        self.redirect("/console/blocks", status=303)


ROUTES = [
    (r"/console/checks", Checks),
    (r"/console/checks/([0-9a-z]{26})", CheckDetail),
    (r"/console/checks/([0-9a-z]{26})/picture", CheckPicture),
    (r"/console/checks/([0-9a-z]{26})/decide", CheckDecide),
    (r"/console/checks/([0-9a-z]{26})/cover", CheckCover),
    (r"/console/checks/([0-9a-z]{26})/first", CheckFirst),
    (r"/console/checks/([0-9a-z]{26})/restore", CheckRestore),
    (r"/console/checks/([0-9a-z]{26})/block", CheckBlock),
    (r"/console/blocks", Blocks),
    (r"/console/blocks/([0-9a-z]{26})", BlockDetail),
    (r"/console/blocks/([0-9a-z]{26})/answer", BlockAnswer),
]
