"""The list of what was done."""

from collections.abc import Iterable
from urllib.parse import urlencode

from domain.audit import AuditRow
from handlers.console.table import About, Cell, Column, Filter, Link, Table, Typed
from wording import audit as words
from wording import tables

ADDRESS = "/console/audit"


def codes_of(rows: Iterable[AuditRow]) -> set[str]:
    """The codes of all regions that these rows name."""
    return {code for each in rows for code in each.region_path.split("/") if code}


def _about(row: AuditRow, about: About) -> Link | None:
    if not row.about:
        return None
    return Link(f"{ADDRESS}?{urlencode({'about': row.about})}", about["names"].get(row.about) or words.SAME_THING)


def _place(row: AuditRow, about: About) -> str:
    codes = [code for code in row.region_path.split("/") if code]
    return " ".join(about["places"][code] for code in codes[-2:] if code in about["places"])


LOG: Table[AuditRow] = Table(
    name="audit",
    address=ADDRESS,
    caption=words.LOG,
    key=lambda row: row.id,
    sort="-at",
    filters=(Filter("kind", words.WHAT, tuple(words.ACTS.items()), tables.ALL, many=True),),
    typed=(Typed("login", words.BY_LOGIN, 64), Typed("about", words.ABOUT_ID, 64)),
    empty=words.NOTHING,
    empty_so=words.NOTHING_SO,
    columns=(
        Column("what", words.WHAT, lambda row, _: words.act(row.kind, row.data)),
        Column("who", words.WHO, lambda row, about: about["names"].get(row.actor, words.SOMEBODY)),
        Column("about", words.ABOUT, _about, Cell.LINK),
        Column("place", tables.PLACE, _place),
        Column("at", words.WHEN, lambda row, _: row.at, Cell.MOMENT, sortable=True),
        Column("id", words.ABOUT_ID, lambda row, _: row.about, shown=False),
    ),
)
