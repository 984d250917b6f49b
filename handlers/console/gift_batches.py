"""A batch of an organisation: its wishes, its sheet and labels, and bringing them on in its place."""

import asyncio
from typing import Any

from domain.errors import MoveNotPossible
from domain.parcels import format_code
from domain.staff import Permission
from handlers.access import requires
from handlers.console.batch_sheet import batch_sheet
from handlers.console.list_page import finish_sheet
from handlers.console.organisations import BATCHES, ID, OrganisationPages
from handlers.console.parcels import labels_of
from services.audit.exporting import note_export
from services.organisations import batches
from storage.wall import county_path
from wording import organisations as words

STEPS = "prepare|extend|release"


class _BatchPage(OrganisationPages):
    """Shows a batch."""

    async def show_batch(self, batch_id: str, *, status: int = 200, refused: bool = False) -> None:
        """As it stands."""
        sheet = await batches.look_for(self.services, batch_id, by=self.staff)
        scope = self.staff.scope(Permission.WISH_READ)
        self.set_status(status)
        self.show(
            "organisations/batch.html",
            sheet=sheet,
            batch=sheet.batch,
            counties={each.wish.id: county_path(each.wish.region_path) for each in sheet.rows},
            hers={each.wish.id for each in sheet.rows if scope.holds(each.wish.region_path)},
            places=await self.places([county_path(each.wish.region_path) for each in sheet.rows]),
            format_code=format_code,
            refused=refused,
            said=words,
        )


@requires(Permission.WISH_APPROVE)
class BatchPage(_BatchPage):
    """One."""

    async def get(self, batch_id: str) -> None:
        """The page."""
        await self.show_batch(batch_id)


@requires(Permission.WISH_APPROVE)
class BatchStep(_BatchPage):
    """Wishes of it are ready, need more days, or are given back."""

    async def post(self, batch_id: str, step: str) -> None:
        """That one, or all that can take the step."""
        code = self.text_argument("code", most=6)
        try:
            await batches.bring_on_for(self.services, batch_id, step, [code] if code else [], by=self.staff)
        except MoveNotPossible:
            await self.show_batch(batch_id, status=MoveNotPossible.status, refused=True)
            return
        self.redirect(f"{BATCHES}/{batch_id}", status=303)


@requires(Permission.WISH_APPROVE)
class BatchSheet(_BatchPage):
    """What the organisation buys and hands over."""

    async def get(self, batch_id: str) -> None:
        """A sheet; that it left is written down."""
        sheet = await batches.look_for(self.services, batch_id, by=self.staff)
        columns, filters = list(words.HEADS), {"batch": batch_id}
        await note_export(
            self.services, by=self.staff, what="gift_batch", rows=len(sheet.held), columns=columns, filters=filters
        )
        content = await asyncio.to_thread(batch_sheet, self.services, sheet)
        finish_sheet(self, words.SHEET_CAPTION, content)


@requires(Permission.WISH_APPROVE)
class BatchLabels(_BatchPage):
    """The labels of what it brings for wishes of her regions, on A4."""

    async def get(self, batch_id: str) -> None:
        """The sheet."""
        sheet = await batches.look_for(self.services, batch_id, by=self.staff)
        scope = self.staff.scope(Permission.WISH_READ)
        found = [each.parcel for each in sheet.held if each.parcel and scope.holds(each.parcel.region_path)]
        self.page("parcels/print.html", labels=await labels_of(self.services, found))


ROUTES: list[Any] = [
    (rf"{BATCHES}/{ID}", BatchPage),
    (rf"{BATCHES}/{ID}/({STEPS})", BatchStep),
    (rf"{BATCHES}/{ID}/sheet", BatchSheet),
    (rf"{BATCHES}/{ID}/labels/print", BatchLabels),
]
