"""Samples of the pages on which colleagues are invited by a sheet."""

from dataclasses import replace
from typing import Any

from domain.staff import StaffRole
from handlers.sheet_import import problems_of
from storage.staff_imports import ImportRow, ImportState, StaffImport
from tests.console.staff_samples import ID, NEW, NOW, PLACES
from wording import colleagues as said
from wording import staff_import as words

GOOD = {"name": "李娜", "login": "lina", "role": "村（社区）妇联干部", "region": "曲阜市/吴村镇", "until": "2027-01-31"}
ROWS = (
    ImportRow(2, GOOD),
    ImportRow(3, GOOD | {"login": "LI NA"}, "login", "invalid"),
    ImportRow(4, GOOD | {"region": "邹城市"}, "region", "not_yours"),
)
ONE = StaffImport(ID, "s1", ImportState.TRIED, NOW, NOW, ROWS)
DONE = replace(ONE, state=ImportState.DONE, made=(ID,) * 60)


def page(one: StaffImport, **more: Any) -> tuple[str, dict[str, Any]]:
    """What the page of a sheet is handed."""
    wrong = problems_of(one)
    values = {
        "one": one,
        "rows": [*wrong, one.rows[0]],
        "whole": len(one.rows),
        "wrong": len(wrong),
        "first": 0,
        "following": 0,
        "under_way": False,
        "parts": range(0, len(one.made), 50),
        "at_once": 50,
        "columns": words.COLUMNS,
        "problem": words.problem,
    }
    return "staff/import_one.html", values | {"section": "staff"} | more


BEGIN = {"file_problem": "", "columns": words.COLUMNS, "roles": [said.role(each) for each in StaffRole]}
LINKS = {
    "import_id": ID,
    "cards": [(NEW, "https://xinqiao.example/console/join/abcdefghijklmnopqrstuvwxyz0123456789")],
    "places": PLACES,
    "said": said,
}
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "import": ("staff/import.html", BEGIN),
    "import-wrong": ("staff/import.html", BEGIN | {"file_problem": words.FILE_PROBLEMS["headings"]}),
    "import-tried": page(ONE, following=100),
    "import-running": page(replace(ONE, state=ImportState.RUNNING, place=1), under_way=True),
    "import-done": page(DONE),
    "import-withdrawing": page(replace(DONE, state=ImportState.WITHDRAWING), under_way=True),
    "import-withdrawn": page(replace(DONE, state=ImportState.WITHDRAWN)),
    "import-links": ("staff/import_links.html", LINKS),
    "import-links-none": ("staff/import_links.html", LINKS | {"cards": []}),
}
