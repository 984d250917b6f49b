"""
Covering what somebody may be known by in a picture that waits for a look: from then on everybody gets the covered one, also
the guardian who has sent it. The one that came stays beside it, for who decides alone, until it is decided.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace

from bson.binary import Binary

from domain.audit import Act
from domain.checks import GRID, Box, Check, CheckKind
from domain.errors import Conflict, Invalid, NotFound
from domain.files import OwnFile
from domain.staff import Permission, StaffMember
from domain.wish_pictures import CHECKED_AS, PictureKind
from services.content.pictures import covered, size_of
from services.context import Services
from services.mini.files import content_of as file_of
from storage.encryption import family_of
from storage.mongo import Session, in_transaction

AROUND = 8  # a found box is widened by its eighth: hair and ears tell too
Place = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _InFile:
    """What takes the place of a file of somebody's own that a picture was made from."""

    file: OwnFile
    sealed: Binary
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What takes a picture's place: in the check, in the wish, and in that file."""

    looked_at: Binary
    shown: Binary
    facts: dict[str, object]
    in_file: _InFile | None


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
    by GRID that is laid over it. What staff look at, what is shown once it passes, and what its sender has of it are the
    covered picture then.

    Raises NotAllowed, NotFound (also for another region's, and for what is gone), Invalid("boxes", "missing"), Conflict
    when it is another picture by now, was decided, or something else was found or covered meanwhile; StoreAway.
    """
    check, sealed = await _to_draw(services, check_id, by=by, version=version)
    if sealed is None:
        raise NotFound
    content = b64decode(str((await services.vault.unseal(sealed))["picture"]))
    size = size_of(content)
    chosen = [box for at, box in enumerate(check.found) if at in found and not box.covered]
    hand = [
        _cell(column, row, size) for column, row in sorted(set(cells)) if column in range(GRID) and row in range(GRID)
    ]
    if not chosen and not hand:
        raise Invalid("boxes", "missing")
    places = [_within(box, size) for box in (*chosen, *hand)]
    boxes = [replace(box, covered=True) if box in chosen else box for box in check.found] + hand
    drawn = await _drawn(services, check, content, await covered(content, places), places)
    changes: dict[str, object] = {"found": [asdict(each) for each in boxes]}
    if not check.restorable:
        changes |= {"first": sealed, "searched_first": check.searched}
    return await _write(services, check, drawn, changes, by=by, kind="check_covered")


async def restore(services: Services, check_id: str, *, by: StaffMember, version: int) -> Check:
    """
    Take away all that was covered in a picture that isn't decided: it is as it came, with what was found in it then.

    Raises NotAllowed, NotFound (also where nothing was covered), Conflict as `cover` does, StoreAway.
    """
    check, _ = await _to_draw(services, check_id, by=by, version=version)
    sealed = await services.checks.first_picture(check.id, scope=by.scope(Permission.CHECK_DECIDE))
    content = b64decode(str((await services.vault.unseal(sealed))["picture"]))
    drawn = await _drawn(services, check, content, content, [])
    boxes = [replace(box, covered=False) for box in check.found if box.kind != "hand"]
    changes: dict[str, object] = {"found": [asdict(each) for each in boxes], "first": None}
    if not check.searched_first:  # what lay under the covered parts hasn't been searched
        changes |= {"found": [], "searched": False, "search_at": services.now()}
    return await _write(services, check, drawn, changes, by=by, kind="check_restored")


async def first_look(services: Services, check_id: str, *, by: StaffMember) -> bytes:
    """
    The picture as it came, beside its covered one, until that is decided. That she looked is kept before it is opened.

    Raises NotAllowed, NotFound (also for another region's, and once it is gone), StoreAway.
    """
    by.need(Permission.CHECK_DECIDE)
    scope = by.scope(Permission.CHECK_DECIDE)
    check, _ = await services.checks.get(check_id, scope=scope)
    sealed = await services.checks.first_picture(check.id, scope=scope)
    act = Act("check_first_read", about=check.about, region_path=check.region_path, data={"field": check.field})

    async def note(session: Session) -> None:
        await services.audit.add(act, by=by.id, now=services.now(), session=session)

    await in_transaction(services.db, note)
    return b64decode(str((await services.vault.unseal(sealed))["picture"]))


async def _to_draw(services: Services, check_id: str, *, by: StaffMember, version: int) -> tuple[Check, Binary | None]:
    """A picture that she may cover, as it stands. Raises as `cover` does."""
    by.need(Permission.CHECK_DECIDE)
    check, sealed = await services.checks.get(check_id, scope=by.scope(Permission.CHECK_DECIDE))
    if check.kind is not CheckKind.PICTURE or check.field != CHECKED_AS:
        raise NotFound
    if check.stand != version or not check.open:
        raise Conflict
    return check, sealed


async def _drawn(services: Services, check: Check, seen: bytes, made: bytes, places: Sequence[Place]) -> _Drawn:
    """`made` in place of what was `seen`, sealed for each who keeps it. Raises NotFound."""
    picture = await services.wish_pictures.get(check.about)
    coded = b64encode(made).decode()
    return _Drawn(
        looked_at=await services.vault.seal(family_of(check.person_id), {"picture": coded}),
        shown=await services.vault.seal(family_of(picture.person_id), {"content": coded}),
        facts=_facts(made),
        in_file=await _in_file(services, picture.file, seen, made, places) if picture.file else None,
    )


async def _in_file(
    services: Services, file_id: str, seen: bytes, made: bytes, places: Sequence[Place]
) -> _InFile | None:
    """
    None where the file stays as it is: she has taken it away, or nothing is covered any more but another picture was made
    from it too, and what is covered in that one stays covered.
    """
    try:
        file, now = await file_of(services, file_id)
    except NotFound:
        return None
    if not places:
        made_from = await services.wish_pictures.of_files([file.id], PictureKind.DRAWING)
        if len(made_from.get(file.id, ())) > 1:
            return None
    elif now != seen:
        made = await covered(now, places)
    sealed = await services.vault.seal(family_of(file.person_id), {"content": b64encode(made).decode()})
    return _InFile(file, sealed, _facts(made))


async def _write(
    services: Services, check: Check, drawn: _Drawn, changes: dict[str, object], *, by: StaffMember, kind: str
) -> Check:
    act = Act(kind, about=check.about, region_path=check.region_path, data={"field": check.field})
    all_changes = changes | {"sealed": drawn.looked_at, "drawn": check.drawn + 1}

    async def write(session: Session) -> Check:
        changed = await services.checks.change(check, all_changes, session=session, looked=True)
        if changed is None:
            raise Conflict
        if not await services.wish_pictures.redraw(check.about, sealed=drawn.shown, facts=drawn.facts, session=session):
            raise NotFound
        own = drawn.in_file
        if own and not await services.files.redraw(own.file, sealed=own.sealed, facts=own.facts, session=session):
            raise Conflict
        await services.audit.add(act, by=by.id, now=services.now(), session=session)
        return changed

    return await in_transaction(services.db, write)


def _facts(made: bytes) -> dict[str, object]:
    return {"size": len(made), "digest": hashlib.sha256(made).hexdigest()}


def _cell(column: int, row: int, size: tuple[int, int]) -> Box:
    (left, right), (upper, lower) = (
        (side * at // GRID, side * (at + 1) // GRID) for side, at in zip(size, (column, row), strict=True)
    )
    return Box("hand", left, upper, right - left, lower - upper, covered=True)


def _within(box: Box, size: tuple[int, int]) -> Place:
    """The box as (left, upper, right, lower), what was found a little wider, within the picture."""
    x, y = (0, 0) if box.kind == "hand" else (box.width // AROUND, box.height // AROUND)
    left, upper = max(0, box.x - x), max(0, box.y - y)
    return left, upper, min(size[0], box.x + box.width + x), min(size[1], box.y + box.height + y)
