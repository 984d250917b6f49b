"""
People who may not publish for a while, for programs of staff. What somebody says against it is read by POST, and that it was
is written down.
"""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.checking import blocking, deciding
from storage.blocks import Block
from storage.paging import Part


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


def _block(block: Block) -> dict[str, object]:
    return {name: getattr(block, name) for name in BlockRow.model_fields}


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


_BLOCK, _GAP = "/api/v1/staff/blocks", "([0-9a-z]{26})"
API_ROUTES = [
    Route("/api/v1/staff/checks/{id}/block", f"/api/v1/staff/checks/{_GAP}/block", CheckBlockCall),
    Route(_BLOCK, _BLOCK, BlocksCall),
    Route(f"{_BLOCK}/{{id}}/appeal", f"{_BLOCK}/{_GAP}/appeal", BlockAppealCall),
    Route(f"{_BLOCK}/{{id}}/answer", f"{_BLOCK}/{_GAP}/answer", BlockAnswerCall),
]
