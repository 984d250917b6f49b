"""
What waits for a look before others may see it, for programs of staff. What somebody wrote is read by POST, and that it was
is written down.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.checks import GRID, PASSED_THOUGH, PASSED_UNSEARCHED, Check, CheckKind, CheckState, Search, Why
from domain.errors import NotFound
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.checking import deciding
from services.wishes.covering import cover, first_look, restore
from storage.paging import OLDEST, Part


class FoundPlace(Model):
    """A place in a picture, in its pixels: a face or a plate that was found, or a part that staff covered by hand."""

    kind: Literal["face", "plate", "hand"]
    x: int
    y: int
    width: int
    height: int
    covered: bool


class CheckRow(Model):
    """
    A check of the `field` of the thing `about`, without its text: `why` it is with staff, `words` which of our own lists
    were hit, `suggest` what the platform found; `places` what a picture that was `searched` shows. `search` is "running" while it is
    being searched for faces and plates, which is waited for, "late" where that takes too long, "failed" where it can't be; `restorable` that
    the picture as it came is still kept beside the covered one. `appealed` says that she has asked for another look.
    """

    id: str
    about: str
    field: str
    kind: CheckKind
    state: CheckState
    why: str
    words: list[str]
    suggest: str
    searched: bool
    search: Search
    restorable: bool
    places: list[FoundPlace]
    region_path: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    reason: str
    appealed: bool


class CheckPart(Model):
    """A part of the list, who has waited longest first; `next` is what `after` takes to go on, null at the end."""

    checks: list[CheckRow]
    next: str | None


class ChecksQuery(PartQuery):
    """Which checks."""

    state: CheckState = CheckState.HELD
    why: Why | None = None


class FoundPart(Model):
    """A part of the text that holds a word of our lists, or tells who somebody is."""

    start: int
    end: int
    kind: str


class CheckView(CheckRow):
    """A check with its text, and what was found in it; the text is empty for a picture and for what is gone."""

    text: str
    found: list[FoundPart]


class DecideAsk(Model):
    """
    Passed, or refused with a reason that the person is told. A picture with a place that isn't covered passes only as
    "mistaken" (no face, no plate) or "agreed" (a grown-up who agrees); one whose `search` is "failed" or "late" only as "nobody"
    (nobody is in it) or "looked" (she has looked closely); one whose search is "running" not yet.
    """

    decision: Literal["pass", "refuse"]
    reason: str = Field(
        default="", json_schema_extra={"enum": ["", *deciding.REASONS, *PASSED_THOUGH, *PASSED_UNSEARCHED]}
    )


class CoverAsk(Model):
    """What is covered: `places` by their number in the list, from 0, and cells of a grid of 8 by 8, row by row from 0."""

    places: list[Annotated[int, Field(ge=0, le=9999)]] = Field(default=[], max_length=200)
    cells: list[Annotated[int, Field(ge=0, lt=GRID * GRID)]] = Field(default=[], max_length=GRID * GRID)


_COMPUTED = {"places", "search"}


class _CheckCall(StaffCall):
    """Shows checks."""

    def facts(self, check: Check) -> dict[str, object]:
        """A check as programs see it."""
        made = {name: getattr(check, name) for name in CheckRow.model_fields if name not in _COMPUTED}
        search, places = check.search_at(self.services.now()), [asdict(each) for each in check.found]
        return made | {"words": list(check.words), "places": places, "search": search}

    def show(self, check: Check) -> None:
        """Answer with one, and what names it as it stands."""
        self.versioned(check.stand)
        self.answer(CheckRow.model_validate(self.facts(check)))


@requires(Permission.CHECK_READ)
class ChecksCall(_CheckCall):
    """What waits in her regions, or has another state."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listChecks", summary="What waits for a look, or has another state", answer=CheckPart, query=ChecksQuery
        )
    }

    async def get(self) -> None:
        """A part of the list."""
        asked = self.query(ChecksQuery)
        part, most = Part(after=asked.after, rising=OLDEST.rising), asked.limit + 1
        rows = await deciding.held(self.services, by=self.staff, state=asked.state, why=asked.why, part=part, most=most)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(CheckPart(checks=[CheckRow.model_validate(self.facts(each)) for each in shown], next=more))


@requires(Permission.CHECK_READ)
class CheckTextCall(_CheckCall):
    """The text of a check."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="readCheck",
            summary="The text as everybody would see it; that it was read is written down",
            answer=CheckView,
            path={"id": ID},
            versioned=True,
        )
    }

    async def post(self, check_id: str) -> None:
        """It, with what was found; its version is for the decision."""
        looked = await deciding.look(self.services, check_id, by=self.staff)
        found = [FoundPart(start=each.start, end=each.end, kind=each.kind) for each in looked.words]
        found += [FoundPart(start=each.start, end=each.end, kind=each.kind) for each in looked.personal]
        self.versioned(looked.check.stand)
        self.answer(CheckView.model_validate(self.facts(looked.check) | {"text": looked.text, "found": found}))


@requires(Permission.CHECK_READ)
class CheckPictureCall(StaffCall):
    """The picture of a check."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="readCheckPicture",
            summary="The picture as everybody would see it; that it was looked at is written down",
            answer=("image/jpeg",),
            path={"id": ID},
            versioned=True,
        )
    }

    async def post(self, check_id: str) -> None:
        """The JPEG; 404 for a text, and for what is gone."""
        looked = await deciding.look(self.services, check_id, by=self.staff)
        if not looked.picture:
            raise NotFound
        self.versioned(looked.check.stand)
        self.set_header("Content-Type", "image/jpeg")
        self.finish(looked.picture)


@requires(Permission.CHECK_DECIDE)
class CheckDecideCall(_CheckCall):
    """Passed or refused."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="decideCheck",
            summary="Pass or refuse what was read; 412 where it is another text by now or was decided",
            answer=CheckRow,
            path={"id": ID},
            body=DecideAsk,
            seen=True,
            versioned=True,
        )
    }

    async def post(self, check_id: str) -> None:
        """Decided; of an appeal by another than who refused."""
        seen, given = self.seen_version(), self.body(DecideAsk)
        passes = given.decision == "pass"
        decided = deciding.decide(
            self.services, check_id, by=self.staff, passes=passes, reason=given.reason, version=seen
        )
        check = await self.unless_changed(decided)
        self.show(check)


@requires(Permission.CHECK_DECIDE)
class CheckCoverCall(_CheckCall):
    """A picture with a part covered."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="coverCheckPicture",
            summary="Cover places of a picture for good; 412 where it is another by now or was decided",
            answer=CheckRow,
            path={"id": ID},
            body=CoverAsk,
            seen=True,
            versioned=True,
        )
    }

    async def post(self, check_id: str) -> None:
        """Covered: the picture is the covered one from now on."""
        seen, given = self.seen_version(), self.body(CoverAsk)
        cells = {divmod(each, GRID)[::-1] for each in given.cells}
        covering = cover(self.services, check_id, by=self.staff, found=given.places, cells=cells, version=seen)
        check = await self.unless_changed(covering)
        self.show(check)


@requires(Permission.CHECK_DECIDE)
class CheckRestoreCall(_CheckCall):
    """A covered picture as it came."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="restoreCheckPicture",
            summary="Take away all that was covered in a picture that isn't decided; 412 where it is another by now or was",
            answer=CheckRow,
            path={"id": ID},
            seen=True,
            versioned=True,
        )
    }

    async def post(self, check_id: str) -> None:
        """Restored, for whoever keeps it."""
        made = restore(self.services, check_id, by=self.staff, version=self.seen_version())
        self.show(await self.unless_changed(made))


@requires(Permission.CHECK_DECIDE)
class CheckFirstCall(StaffCall):
    """The picture as it came, of one that was covered."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="readFirstPicture",
            summary="The picture before it was covered, until it is decided; that it was looked at is written down",
            answer=("image/jpeg",),
            path={"id": ID},
        )
    }

    async def post(self, check_id: str) -> None:
        """The JPEG; 404 where nothing was covered, and once it was decided."""
        picture = await first_look(self.services, check_id, by=self.staff)
        self.set_header("Content-Type", "image/jpeg")
        self.finish(picture)


_CHECK, _GAP = "/api/v1/staff/checks", "([0-9a-z]{26})"
API_ROUTES = [
    Route(_CHECK, _CHECK, ChecksCall),
    Route(f"{_CHECK}/{{id}}/text", f"{_CHECK}/{_GAP}/text", CheckTextCall),
    Route(f"{_CHECK}/{{id}}/picture", f"{_CHECK}/{_GAP}/picture", CheckPictureCall),
    Route(f"{_CHECK}/{{id}}/decide", f"{_CHECK}/{_GAP}/decide", CheckDecideCall),
    Route(f"{_CHECK}/{{id}}/cover", f"{_CHECK}/{_GAP}/cover", CheckCoverCall),
    Route(f"{_CHECK}/{{id}}/restore", f"{_CHECK}/{_GAP}/restore", CheckRestoreCall),
    Route(f"{_CHECK}/{{id}}/first", f"{_CHECK}/{_GAP}/first", CheckFirstCall),
]
