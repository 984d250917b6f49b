"""
Wishes of a school or a village, entered by a sheet: tried dry, confirmed, and entered by a task.

A row is known by what stands in it: the same row, in this sheet or when it is uploaded again, is the same wish. Each is
kept in a transaction of its own and the sheet's place moves on after it, so that a worker that dies, or two of them, enter
none twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import orjson

from domain.errors import Invalid, NotAllowed, NotFound, SameChild
from domain.staff import Permission, StaffMember
from domain.wish_entry import WishEntry, read_entry
from domain.wishes import Wish, age_band
from services.context import Services
from services.sheets import Applied, Apply, SheetKind
from services.staff.import_rows import Places
from services.wishes.alike import Likeness
from services.wishes.entering import PAPER_TEXTS, enter, key_of, looked_over, refuse_same
from services.wishes.submit import key_of_child
from storage.staff_imports import ImportRow, StaffImport
from wording.wish_entry import RELATIONS, TEXTS

MOST_ROWS = 500
SHEET = SheetKind(
    Permission.WISH_ENTER,
    lambda services: services.wish_imports,
    task="import_wishes",
    act="wishes_import_begun",
    piece=20,
    most_rows=MOST_ROWS,
)
look, confirm = SHEET.look, SHEET.confirm
_RELATIONS = {text: name for name, text in RELATIONS.items()}
_TEXTS = {text: name for name, text in TEXTS.items()}


async def try_out(
    services: Services, rows: Sequence[ImportRow], *, by: StaffMember, import_id: str = ""
) -> StaffImport:
    """
    The sheet with what is wrong row by row, and what looks like another wish; none is kept yet. It is kept for a week,
    sealed, under `import_id` where one is given. Raises NotAllowed, Invalid("file") where it has no rows or too many, StoreAway.
    """
    SHEET.need(rows, by)
    trial = _Trial(services, by)
    tried = [await trial.row(each) for each in rows]
    kept = await services.wishes.kept([key for _, key in tried if key])
    checked = tuple(
        replace(row, column="child_name", problem="kept", alike="") if key in kept else row for row, key in tried
    )
    return await SHEET.keep(services, checked, by=by, import_id=import_id)


@dataclass
class _Trial:
    """What is known while a sheet is tried."""

    services: Services
    by: StaffMember
    children: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._places = Places(self.services, self.by.scope(Permission.WISH_ENTER))
        self._likeness = Likeness(self.services, self.by)

    async def row(self, row: ImportRow) -> tuple[ImportRow, str]:
        """The row with what is wrong with it, and the key under which it would be kept, empty where it can't be."""
        if row.problem:
            return row, ""
        key = ""
        try:
            entry = await _entry(row.values, self._places, self.services)
            village = await looked_over(self.services, entry, by=self.by)
            child = await self._new(entry)
            key = key_of(self.by, await _key(self.services, row), child)
            await refuse_same(self.services, entry, now=self.services.now())
        except (Invalid, NotAllowed, SameChild) as error:
            column, problem = _wrong(error)
            return replace(row, column=column, problem=problem), key
        named = {"child_name": entry.child_name, "age_band": entry.age_band, "text": entry.text}
        alike = await self._likeness.find(**named, village=village)
        return replace(row, alike=alike[0].why if alike else ""), key

    async def _new(self, entry: WishEntry) -> str:
        """The child's key, where the sheet hasn't named it before. Raises Invalid."""
        child = await key_of_child(self.services, entry.child_name, entry.region)
        if child in self.children:
            raise Invalid("child_name", "twice")
        self.children.add(child)
        return child


def _wrong(error: Exception) -> tuple[str, str]:
    """The column, and a stable word."""
    if isinstance(error, SameChild):
        return "child_name", error.limit
    if isinstance(error, Invalid):
        return {"cost_fen": "yuan", "age_band": "age"}.get(error.field, error.field), error.problem
    return "region", "not_yours"


async def _entry(values: Mapping[str, str], places: Places, services: Services) -> WishEntry:
    """What a row says. Raises Invalid."""
    kinds = {text: name for name, text in services.facts.wish.kinds}
    given = {
        **values,
        "age_band": _band(values.get("age", "")),
        "region": (await places.find(values.get("region", ""))).code,
        "relation": _RELATIONS.get(values.get("relation", ""), values.get("relation", "")),
        "kind": kinds.get(values.get("kind", ""), values.get("kind", "")),
        "text_version": _TEXTS.get(values.get("text_version", ""), values.get("text_version", "")) or PAPER_TEXTS[0],
    }
    return read_entry(given)


def _band(age: str) -> str:
    years = age.removesuffix("岁").strip()
    if not (years.isascii() and years.isdigit() and len(years) <= 2):
        raise Invalid("age")
    try:
        return age_band(int(years))
    except ValueError:
        raise Invalid("age") from None


async def _key(services: Services, row: ImportRow) -> str:
    """A keyed digest of all that stands in the row. Raises StoreAway."""
    return await services.vault.digest("wish_row", orjson.dumps(sorted(row.values.items())).decode())


async def made_of(services: Services, one: StaffImport, *, by: StaffMember) -> list[Wish]:
    """The wishes that a sheet has made and that she still sees. Raises StoreAway."""
    found, scope = [], by.scope(Permission.WISH_ENTER)
    for each in one.made:
        try:
            found.append(await services.wishes.get(each, scope=scope))
        except NotFound:
            continue
    return found


async def apply_piece(services: Services, import_id: str) -> bool:
    """Enter the next rows; whether nothing is left. Raises StoreAway."""
    return await SHEET.apply_piece(services, import_id, _entering)


def _entering(services: Services, one: StaffImport, by: StaffMember) -> Apply:
    """How rows are entered: by what she who confirmed may do now."""
    del one
    places = Places(services, by.scope(Permission.WISH_ENTER))

    async def apply(row: ImportRow) -> Applied:
        try:
            entry = await _entry(row.values, places, services)
            return (await enter(services, entry, by=by, key=await _key(services, row))).id, None
        except (Invalid, NotAllowed, SameChild) as error:
            return "", _wrong(error)

    return apply
