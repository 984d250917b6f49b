"""Covering what somebody may be known by in a picture that waits for a look: from then on there is only the covered one."""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Collection
from dataclasses import asdict, replace

from domain.audit import Act
from domain.checks import GRID, Box, Check, CheckKind, CheckState
from domain.errors import Conflict, Invalid, NotFound
from domain.staff import Permission, StaffMember
from services.content.pictures import covered, size_of
from services.context import Services
from storage.encryption import family_of
from storage.mongo import Session, in_transaction

AROUND = 8  # a found box is widened by its eighth: hair and ears tell too
FIELD = "drawing"  # what is kept as a picture of a wish


async def cover(
    services: Services,
    check_id: str,
    *,
    by: StaffMember,
    found: Collection[int],
    cells: Collection[tuple[int, int]],
    version: int,
) -> Check:
    """
    Cover these of what was found in the picture, by place in `Check.found`, and these cells (column, row) of a grid of GRID
    by GRID that is laid over it. Both what staff look at and what is shown once it passes are the covered picture then.

    Raises NotAllowed, NotFound (also for another region's, and for what is gone), Invalid("boxes", "missing"), Conflict
    when it is another picture by now, was decided, or something else was found or covered meanwhile; StoreAway.
    """
    by.need(Permission.CHECK_DECIDE)
    check, sealed = await services.checks.get(check_id, scope=by.scope(Permission.CHECK_DECIDE))
    if check.kind is not CheckKind.PICTURE or check.field != FIELD or sealed is None:
        raise NotFound
    if check.version != version or check.state not in {CheckState.HELD, CheckState.WAITING}:
        raise Conflict
    content = b64decode(str((await services.vault.unseal(sealed))["picture"]))
    size = size_of(content)
    chosen = [box for at, box in enumerate(check.found) if at in found and not box.covered]
    hand = [
        _cell(column, row, size) for column, row in sorted(set(cells)) if column in range(GRID) and row in range(GRID)
    ]
    if not chosen and not hand:
        raise Invalid("boxes", "missing")
    made = await covered(content, [_within(box, size) for box in (*chosen, *hand)])
    boxes = [replace(box, covered=True) if box in chosen else box for box in check.found] + hand
    await _write(services, check, made, boxes, by=by)
    return replace(check, found=tuple(boxes))


async def _write(services: Services, check: Check, made: bytes, boxes: list[Box], *, by: StaffMember) -> None:
    picture = await services.wish_pictures.get(check.about)
    coded = b64encode(made).decode()
    looked_at = await services.vault.seal(family_of(check.person_id), {"picture": coded})
    shown = await services.vault.seal(family_of(picture.person_id), {"content": coded})
    changes = {"sealed": looked_at, "found": [asdict(each) for each in boxes]}
    facts = {"size": len(made), "digest": hashlib.sha256(made).hexdigest()}
    act = Act("check_covered", about=check.about, region_path=check.region_path, data={"field": check.field})

    async def write(session: Session) -> None:
        if await services.checks.change(check, changes, session=session, looked=True) is None:
            raise Conflict
        if not await services.wish_pictures.redraw(picture.id, sealed=shown, facts=facts, session=session):
            raise NotFound
        await services.audit.add(act, by=by.id, now=services.now(), session=session)

    await in_transaction(services.db, write)


def _cell(column: int, row: int, size: tuple[int, int]) -> Box:
    (left, right), (upper, lower) = (
        (side * at // GRID, side * (at + 1) // GRID) for side, at in zip(size, (column, row), strict=True)
    )
    return Box("hand", left, upper, right - left, lower - upper, covered=True)


def _within(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The box as (left, upper, right, lower), what was found a little wider, within the picture."""
    x, y = (0, 0) if box.kind == "hand" else (box.width // AROUND, box.height // AROUND)
    left, upper = max(0, box.x - x), max(0, box.y - y)
    return left, upper, min(size[0], box.x + box.width + x), min(size[1], box.y + box.height + y)
