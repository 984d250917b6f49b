"""The list of entries."""

from collections.abc import Sequence
from datetime import date

from domain.knowledge import STALE_SOON, Entry, EntryState
from handlers.console.table import About, Asked, Cell, Column, Count, Filter, Link, Move, Table, Tag
from storage.knowledge import Wanted
from wording import knowledge as words
from wording.entry_sheet import EXPORT


def entries_for(categories: Sequence[str], *, writes: bool = False) -> Table[Entry]:
    """What there is to see of the knowledge base; who `writes` may take entries out to change them."""
    return Table(
        name="knowledge",
        address="/console/knowledge",
        caption=words.CAPTION,
        key=lambda entry: entry.id,
        sort="-changed",
        filters=(
            Filter("which", words.BY_WHICH, tuple(words.WHICH.items()), words.ALL),
            Filter("topic", words.BY_TOPIC, tuple((each, each) for each in categories), words.ALL_TOPICS),
        ),
        moves=(Move("/console/knowledge/sheet.xlsx", "take_out", EXPORT),) if writes else (),
        empty=words.EMPTY,
        empty_so=words.EMPTY_SO,
        columns=(
            Column("question", words.QUESTION, _link, Cell.LINK, sortable=True, by="question"),
            Column("state", words.STATE, lambda entry, _: state_tag(entry), Cell.TAG),
            Column("useful", words.USEFUL, lambda entry, _: Count(entry.useful, words.TIMES), Cell.COUNT),
            Column("unsolved", words.UNSOLVED, lambda entry, _: Count(entry.unsolved, words.TIMES), Cell.COUNT),
            Column("valid", words.VALID, _valid),
            Column(
                "to_fill",
                words.FIELDS["to_fill"],
                lambda entry, _: words.AND_THEN.join(entry.newest.to_fill),
                shown=False,
            ),
            Column("changed", words.CHANGED, lambda entry, _: entry.changed_at, Cell.MOMENT, True, by="changed_at"),
            Column("released", words.RELEASED, lambda entry, _: entry.released_at, Cell.MOMENT, shown=False),
            Column("number", words.NUMBER, lambda x, _: Count(x.number, words.VERSION), Cell.COUNT, shown=False),
        ),
    )


def wanted(asked: Asked, today: date) -> Wanted:
    """What the filters mean to the store."""
    which = asked.filters["which"]
    return Wanted(
        category=asked.filters["topic"],
        state=EntryState(which) if which in set(EntryState) else None,
        drafts=which == "drafts",
        to_fill=which == "lacks",
        stale_by=today + STALE_SOON if which == "stale" else None,
    )


def state_tag(entry: Entry) -> Tag:
    """Where it stands; one that people read and that has a draft waits."""
    if entry.state is EntryState.PUBLISHED and entry.draft:
        return Tag("draft", words.CHANGED_SINCE)
    return Tag(words.TONES[entry.state], words.STATES[entry.state])


def _link(entry: Entry, _: About) -> Link:
    return Link(f"/console/knowledge/{entry.id}", entry.newest.question, entry.newest.category)


def _valid(entry: Entry, about: About) -> str:
    until, today = entry.fields.valid_until, about["today"]
    if until is None:
        return ""
    if until < today:
        return words.OVER.format(day=until.isoformat())
    return (words.SOON if until <= today + STALE_SOON else "{day}").format(day=until.isoformat())
