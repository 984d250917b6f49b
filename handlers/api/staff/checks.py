"""
What waits for a look before others may see it, and people who may not publish for a while, for programs of staff. What
somebody wrote is read by POST, and that it was is written down.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.checks import GRID, Check, CheckKind, CheckState
from domain.errors import NotFound
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.checking import blocking, deciding
from services.wishes.covering import cover
from storage.blocks import Block
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
    were hit, `suggest` what the platform found; `places` what a picture that was `searched` shows. `appealed` says that she has asked for another look.
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
    "mistaken" (no face, no plate) or "agreed" (a grown-up who agrees).
    """

    decision: Literal["pass", "refuse"]
    reason: str = Field(default="", json_schema_extra={"enum": ["", *deciding.REASONS, *deciding.PASSED_THOUGH]})


class CoverAsk(Model):
    """What is covered: `places` by their number in the list, from 0, and cells of a grid of 8 by 8, row by row from 0."""

    places: list[Annotated[int, Field(ge=0, le=9999)]] = Field(default=[], max_length=200)
    cells: list[Annotated[int, Field(ge=0, lt=GRID * GRID)]] = Field(default=[], max_length=GRID * GRID)


class BlockAsk(Model):
    """For how many days, and why: she is told."""

    reason: str = Field(json_schema_extra={"enum": [*deciding.REASONS]})
    days: int = Field(json_schema_extra={"enum": [*blocking.TERMS]})


class BlockRow(Model):
    """A block: `appealed_at` says that she asked for another look, `answered_by` who has answered that."""

    id: str
    region_path: str
    reason: str
    by: str
    at: datetime
    until: datetime
    appealed_at: datetime | None
    answered_by: str
    answered_at: datetime | None
    lifted_at: datetime | None


class BlockPart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    blocks: list[BlockRow]
    next: str | None


class BlockView(BlockRow):
    """A block with what she says against it, empty where she says nothing or was answered."""

    text: str


class AppealAnswer(Model):
    """Whether the block is lifted or stays."""

    answer: Literal["lift", "uphold"]


def _check(check: Check) -> dict[str, object]:
    made = {name: getattr(check, name) for name in CheckRow.model_fields if name != "places"}
    return made | {"words": list(check.words), "places": [asdict(each) for each in check.found]}


def _block(block: Block) -> dict[str, object]:
    return {name: getattr(block, name) for name in BlockRow.model_fields}


@requires(Permission.CHECK_READ)
class ChecksCall(StaffCall):
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
        rows = await deciding.held(self.services, by=self.staff, state=asked.state, part=part, most=most)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(CheckPart(checks=[CheckRow.model_validate(_check(each)) for each in shown], next=more))


@requires(Permission.CHECK_READ)
class CheckTextCall(StaffCall):
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
        self.versioned(looked.check.version)
        self.answer(CheckView.model_validate(_check(looked.check) | {"text": looked.text, "found": found}))


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
        self.versioned(looked.check.version)
        self.set_header("Content-Type", "image/jpeg")
        self.finish(looked.picture)


@requires(Permission.CHECK_DECIDE)
class CheckDecideCall(StaffCall):
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
        self.versioned(check.version)
        self.answer(CheckRow.model_validate(_check(check)))


@requires(Permission.CHECK_DECIDE)
class CheckCoverCall(StaffCall):
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
        self.versioned(check.version)
        self.answer(CheckRow.model_validate(_check(check)))


@requires(Permission.PERSON_BLOCK)
class CheckBlockCall(StaffCall):
    """Who handed this in may not publish for a while."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="blockPerson",
            summary="Who handed this in may not publish for a while; 409 where she is blocked already",
            answer=BlockRow,
            path={"id": ID},
            body=BlockAsk,
            once=True,
        )
    }

    async def post(self, check_id: str) -> None:
        """Blocked."""
        given = self.body(BlockAsk)

        async def create(made: str) -> tuple[BlockRow, None]:
            block = await blocking.block(
                self.services, check_id, by=self.staff, reason=given.reason, days=given.days, block_id=made
            )
            return BlockRow.model_validate(_block(block)), None

        await self.once(create)


@requires(Permission.PERSON_BLOCK)
class BlocksCall(StaffCall):
    """The blocks of her regions."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listBlocks", summary="People who may not publish for a while", answer=BlockPart, query=PartQuery
        )
    }

    async def get(self) -> None:
        """A part of the list."""
        asked = self.query(PartQuery)
        rows = await blocking.blocks(self.services, by=self.staff, part=Part(after=asked.after), most=asked.limit + 1)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(BlockPart(blocks=[BlockRow.model_validate(_block(each)) for each in shown], next=more))


@requires(Permission.PERSON_BLOCK)
class BlockAppealCall(StaffCall):
    """What she says against a block."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="readAppeal",
            summary="A block with what she says against it; that it was read is written down",
            answer=BlockView,
            path={"id": ID},
        )
    }

    async def post(self, block_id: str) -> None:
        """It."""
        block, text = await blocking.look(self.services, block_id, by=self.staff)
        self.answer(BlockView.model_validate(_block(block) | {"text": text}))


@requires(Permission.PERSON_BLOCK)
class BlockAnswerCall(StaffCall):
    """The answer to an appeal."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="answerAppeal",
            summary="Lift a block or let it stay; 403 for who blocked her, 409 where it was answered",
            answer=BlockRow,
            path={"id": ID},
            body=AppealAnswer,
            problems=(409,),
        )
    }

    async def post(self, block_id: str) -> None:
        """Answered; she is told."""
        lift = self.body(AppealAnswer).answer == "lift"
        block = await blocking.answer(self.services, block_id, by=self.staff, lift=lift)
        self.answer(BlockRow.model_validate(_block(block)))


_CHECK, _BLOCK, _GAP = "/api/v1/staff/checks", "/api/v1/staff/blocks", "([0-9a-z]{26})"
API_ROUTES = [
    Route(_CHECK, _CHECK, ChecksCall),
    Route(f"{_CHECK}/{{id}}/text", f"{_CHECK}/{_GAP}/text", CheckTextCall),
    Route(f"{_CHECK}/{{id}}/picture", f"{_CHECK}/{_GAP}/picture", CheckPictureCall),
    Route(f"{_CHECK}/{{id}}/decide", f"{_CHECK}/{_GAP}/decide", CheckDecideCall),
    Route(f"{_CHECK}/{{id}}/cover", f"{_CHECK}/{_GAP}/cover", CheckCoverCall),
    Route(f"{_CHECK}/{{id}}/block", f"{_CHECK}/{_GAP}/block", CheckBlockCall),
    Route(_BLOCK, _BLOCK, BlocksCall),
    Route(f"{_BLOCK}/{{id}}/appeal", f"{_BLOCK}/{_GAP}/appeal", BlockAppealCall),
    Route(f"{_BLOCK}/{{id}}/answer", f"{_BLOCK}/{_GAP}/answer", BlockAnswerCall),
]
