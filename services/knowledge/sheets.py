"""
Entries of the knowledge base by a sheet: written there, or taken out, changed and brought back.

A row without a number is a new draft, and is known by what stands in it: the same row, in whichever sheet, is the same
entry. A row with a number changes that entry's draft, if nobody has changed it since the row was taken out. What is like
what is there makes nothing.
"""

import asyncio
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import orjson

from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.knowledge import Entry, EntryFields
from domain.recordings import SAID_MOST
from domain.staff import Permission, StaffMember
from services.context import Services
from services.knowledge import checks
from services.knowledge.cleaning import LISTS, cleaned
from services.knowledge.shown import may_have
from services.knowledge.writing import begin, save
from services.questions.search import Tier
from services.sheets import Applied, Apply, SheetKind
from storage.staff_imports import ImportRow, StaffImport
from wording.entry_sheet import SAMPLE
from wording.knowledge import AGES

MOST_ROWS = 500
SHEET = SheetKind(
    Permission.KNOWLEDGE_WRITE,
    lambda services: services.entry_imports,
    task="import_entries",
    act="entries_import_begun",
    piece=20,
    most_rows=MOST_ROWS,
)
look, confirm = SHEET.look, SHEET.confirm
CELLS_MOST = {
    "question": 4 * checks.QUESTION_MOST,
    "variants": (checks.VARIANT_MOST + 1) * checks.VARIANTS_MOST,
    "answer": 2 * checks.ANSWER_MOST_BYTES,
    "page": checks.PAGE_MOST + 1,
    "audio_text": SAID_MOST + 1,
    "sources": (checks.SOURCE_MOST + 1) * checks.SOURCES_MOST,
    "lessons": 1000,
    "must_win": (checks.VARIANT_MOST + 1) * checks.MUST_WIN_MOST,
    "to_fill": (checks.SOURCE_MOST + 1) * checks.TO_FILL_MOST,
}
PLAIN = ("category", "question", "answer", "page", "picture", "audio", "audio_text")
PLACES = ("entry", "seen")  # which entry a row changes, and at which change of it the row was taken out
_AGES = {text: name for name, text in AGES.items()}


async def try_out(
    services: Services, rows: Sequence[ImportRow], *, by: StaffMember, import_id: str = ""
) -> StaffImport:
    """
    The sheet with what is wrong row by row, and the id of the entry that one is like; nothing is written yet. Rows that
    change nothing are left out. It is kept for a week, sealed, under `import_id` where one is given.

    Raises NotAllowed, Invalid("file") where it has no rows, too many, or none that changes anything, StoreAway.
    """
    SHEET.need(rows, by)
    ids = {each.values.get("entry", "") for each in rows} - {""}
    digests = [digest_of(each.values) for each in rows if not each.values.get("entry")]
    entries = await services.knowledge.some(ids)
    media = [(each.values.get("picture", ""), each.values.get("audio", "")) for each in rows]
    media += [
        (each.newest.picture, each.newest.audio) for each in entries.values()
    ]  # for a sheet without these columns
    known = _Known(
        entries=entries,
        made=await services.knowledge.of_rows(digests),
        lessons=await services.lessons.slugs(),
        **await may_have(services, media),
    )
    tried = [each for each in (_tried(row, known) for row in rows) if each is not None]
    if not tried:
        raise Invalid("file", "unchanged")
    return await SHEET.keep(services, await _neighbours(services, _once(tried), known), by=by, import_id=import_id)


@dataclass(frozen=True, slots=True)
class _Known:
    """What there is already: entries that rows name, those that rows have made by their digests, and what entries may have."""

    entries: Mapping[str, Entry]
    made: Mapping[str, str]
    lessons: Collection[str]
    pictures: Collection[str]
    recordings: Collection[str]


def _tried(row: ImportRow, known: _Known) -> ImportRow | None:
    """The row with what is wrong with it; None where it changes nothing."""
    if row.problem:
        return row
    try:
        return row if _changes(row.values, known) else None
    except Invalid as error:
        return replace(row, column=error.field, problem=error.problem)


def _changes(values: Mapping[str, str], known: _Known) -> bool:
    """Whether the row would change anything. Raises Invalid where it can't be taken."""
    entry_id = values.get("entry", "")
    entry = known.entries.get(entry_id)
    if entry_id and entry is None:
        raise Invalid("entry", "unknown")
    fields = fields_of(values, entry)
    if entry is not None and fields == fields_of({}, entry):
        return False
    if entry is not None and seen_of(values) != entry.seq:
        raise Invalid("seen", "changed")
    if not entry_id and {name: values.get(name, "") for name in SAMPLE} == SAMPLE:
        raise Invalid("question", "sample")
    if not entry_id and digest_of(values) in known.made:
        raise Invalid("question", "kept")
    media = {"lessons": known.lessons, "pictures": known.pictures, "recordings": known.recordings}
    for field, problem in checks.problems(fields, **media).items():
        raise Invalid(field, problem)
    return True


def _once(rows: Sequence[ImportRow]) -> list[ImportRow]:
    """The rows; one that names an entry or asks a question that a row above it has is wrong."""
    seen: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        named = [(name, " ".join(row.values.get(name, "").split())) for name in ("entry", "question")]
        twice = next((name for name, text in named if text and (name, text) in seen), "")
        seen.update(named)
        found.append(replace(row, column=twice, problem="twice") if twice and not row.problem else row)
    return found


async def _neighbours(services: Services, rows: Sequence[ImportRow], known: _Known) -> list[ImportRow]:
    """The rows; each that is good, with the other entry that asks the same or that people would be answered with."""

    def asks(row: ImportRow) -> str:
        question = " ".join(row.values.get("question", "").split())
        entry = known.entries.get(row.values.get("entry", ""))
        return "" if row.problem or (entry and entry.newest.question == question) else question

    questions = [asks(each) for each in rows]
    same = await services.knowledge.asking(each for each in questions if each)
    index = services.answers.index

    def near(row: ImportRow, question: str) -> str:
        own = row.values.get("entry", "")
        if not question:
            return ""
        found = index.answer(question)
        ids = [same.get(question, ""), *(found.ids[:1] if found.tier is Tier.ANSWER else ())]
        return next((each for each in ids if each and each != own), "")

    def look_for() -> list[ImportRow]:
        return [replace(row, alike=near(row, question)) for row, question in zip(rows, questions, strict=True)]

    return await asyncio.to_thread(look_for)


def fields_of(values: Mapping[str, str], entry: Entry | None = None) -> EntryFields:
    """
    What a row says, by the names of its columns; a column that its sheet hasn't is as in `entry`. Raises Invalid for an
    age or a date that can't be read.
    """
    texts = {**(cells_of(entry) if entry else {}), **values}
    age = texts.get("age", "")
    fields, unread = cleaned(texts | {"age": _AGES.get(age, age)})
    for field, problem in unread.items():
        raise Invalid(field, problem)
    return fields


def cells_of(entry: Entry) -> dict[str, str]:
    """An entry's newest text as a row, by the names of its columns: what `fields_of` reads again."""
    fields = entry.newest
    plain = {name: getattr(fields, name) for name in PLAIN}
    many = {name: "\n".join(getattr(fields, name)) for name in LISTS}
    until = fields.valid_until.isoformat() if fields.valid_until else ""
    return plain | many | {"age": AGES[fields.age], "valid_until": until, "entry": entry.id, "seen": str(entry.seq)}


def seen_of(values: Mapping[str, str]) -> int:
    """At which change of its entry a row was taken out. Raises Invalid."""
    text = values.get("seen", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid("seen", "invalid" if text else "missing")
    return int(text)


def digest_of(values: Mapping[str, str]) -> str:
    """Of all that stands in a row for a new entry: by it the row is known again."""
    filled = sorted((name, text.replace("\r\n", "\n")) for name, text in values.items() if text and name not in PLACES)
    return hashlib.sha256(orjson.dumps(filled)).hexdigest()


async def apply_piece(services: Services, import_id: str) -> bool:
    """Write the next rows; whether nothing is left. Raises StoreAway."""
    return await SHEET.apply_piece(services, import_id, _writing)


def _writing(services: Services, one: StaffImport, by: StaffMember) -> Apply:
    """How rows are written: as drafts of hers who confirmed, if she still may."""
    del one

    async def apply(row: ImportRow) -> Applied:
        try:
            entry_id = row.values.get("entry", "")
            if not entry_id:
                return await begin(services, fields_of(row.values), row=digest_of(row.values), by=by), None
            entry = await services.knowledge.get(entry_id)
            fields = fields_of(row.values, entry)
            if fields != fields_of({}, entry):  # else it was written before, by a worker that died or by hand
                await save(services, entry_id, fields, seen=seen_of(row.values), by=by)
            return entry_id, None
        except Invalid as error:
            return "", (error.field, error.problem)
        except NotFound:
            return "", ("entry", "unknown")
        except Conflict:
            return "", ("seen", "changed")
        except NotAllowed:
            return "", ("question", "not_allowed")

    return apply
