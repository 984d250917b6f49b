"""Samples of the pages on which officers enter wishes for families without a phone."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from domain.regions import Region, RegionLevel
from domain.wish_entry import BANDS, FIELDS
from domain.wishes import Wish
from handlers.console.picking import Picked
from services.wishes.alike import Alike
from storage.staff_imports import ImportRow, ImportState, StaffImport
from tests.console.wish_samples import step
from wording import wish_entry, wish_import, wish_life

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
ID = "01k0000000000000000000000a"
TOWN = Region("370881100", "吴村镇", RegionLevel.TOWNSHIP, "370000/370800/370881/370881100/")
VILLAGE = Region("370881100201", "峪口村", RegionLevel.VILLAGE, f"{TOWN.path}370881100201/")
NOTHING = dict.fromkeys((*FIELDS, "consent"), "")
FILLED = NOTHING | {"child_name": "王小明", "text": "一双 35 码的运动鞋", "phone": "1", "consent": "on"}
WRONG = {
    **dict.fromkeys(("child_name", "guardian", "text", "box"), "length"),
    **dict.fromkeys(("age_band", "relation", "signed", "cost_fen", "consent", "region"), "missing"),
    "phone": "invalid",
    "kind": "unknown",
    "text_version": "unknown",
}
ROWS = (
    ImportRow(2, {"child_name": "王小明", "text": "一双 35 码的运动鞋"}),
    ImportRow(3, {"child_name": "李想", "text": "字典"}, alike="spelled"),
    ImportRow(4, {"child_name": "赵" * 40, "text": "字" * 120}, "age", "invalid"),
)
TRIED = StaffImport(ID, "s1", ImportState.TRIED, NOW, NOW, ROWS)


def form(**more: Any) -> tuple[str, dict[str, Any]]:
    """The form, and what it is handed."""
    return "wishes/new.html", {
        "given": NOTHING,
        "problems": {},
        "kept": False,
        "key": ID,
        "same": "",
        "others": [],
        "alike": [],
        "picked": Picked(VILLAGE, [], []),
        "said": wish_entry,
        "life": wish_life,
        "kinds": (("clothes", "衣服鞋子"), ("study", "学习用品")),
        "most_fen": 30000,
        "own_ceilings": [("书", 200_00)],
        "ages": [(band, f"{band} 岁") for band in BANDS],
        "versions": list(wish_entry.TEXTS.items()),
        **more,
    }


def sheet(one: StaffImport, **more: Any) -> tuple[str, dict[str, Any]]:
    """The page of a sheet, and what it is handed."""
    counted = {"good": 2, "alike": 1, "wrong": 1, "following": 0}
    words = {"columns": wish_import.COLUMNS, "problem": wish_import.problem, "why": wish_entry.WHY}
    return "wishes/import_one.html", {"one": one, "rows": one.rows, **counted, **words, **more}


def pages(wish: Wish) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each page, by the name of its sample."""
    alike = [Alike(wish.id, "text", wish.text, wish.child_masked), Alike(ID, "name")]
    done = replace(TRIED, state=ImportState.DONE, made=(wish.id,))
    slips = {"wishes": [wish, wish], "back": "/console/wishes", "verify_days": 7}
    begin = {"file_problem": "", "most": 500}
    return {
        "wish-new": form(),
        "wish-new-picking": form(picked=Picked(TOWN, [], [VILLAGE])),
        "wish-new-nowhere": ("wishes/_village.html", {"picked": Picked(None, [], [])}),
        "wish-new-wrong": form(problems=WRONG, kept=True),
        "wish-new-same": form(given=FILLED, same="open", others=[wish]),
        "wish-new-alike": form(given=FILLED, alike=alike),
        "wish-receipt": ("wishes/receipt.html", slips),
        "wish-receipts-none": ("wishes/receipt.html", slips | {"wishes": []}),
        "wish-correct": ("wishes/correct.html", step(replace(wish, why="unclear"), "correct_for")),
        "wish-correct-wrong": (
            "wishes/correct.html",
            step(wish, "correct_for", wrong={"text": "length", "cost_fen": "missing"}),
        ),
        "wish-withdraw-for": ("wishes/move.html", step(wish, "withdraw_for")),
        "wish-import": ("wishes/import.html", begin),
        "wish-import-wrong": ("wishes/import.html", begin | {"file_problem": wish_import.FILE_PROBLEMS["headings"]}),
        "wish-import-tried": sheet(TRIED, following=100),
        "wish-import-running": sheet(replace(TRIED, state=ImportState.RUNNING, place=1)),
        "wish-import-done": sheet(done, rows=ROWS[2:]),
    }
