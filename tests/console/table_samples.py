"""How samples make the view of a table."""

from typing import Any

from handlers.console.table import Asked, Table, look


def listed(table: Table[Any], rows: list[Any], *, most: int = 30, **asked: Any) -> dict[str, Any]:
    """A table's view: `about` is what was looked up, the rest what the address asks for."""
    about = asked.pop("about", {})
    filters = {each.name: asked.pop(each.name, "") for each in (*table.filters, *table.typed)}
    chosen = asked.pop("chosen", ())
    view = look(table, Asked(filters, **({"sort": table.sort} | asked)), rows, about, chosen=chosen, most=most)
    return {"table": view, **about}
