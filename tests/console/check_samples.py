"""What the pages of checks and blocks can show, made up, as in samples.py."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.checks import Box, Check, CheckKind, CheckState, Why
from handlers.console.checks import BLOCKS, CHECKS, marked
from handlers.console.table import Asked, look
from services.checking.deciding import Looked
from services.checking.own_words import hits
from services.checking.privacy import identifying
from storage.blocks import Block
from wording import checking, checks

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
PATH = "370000/370800/370881/370881100/370881100201/"
PLACES = {"370800": "济宁市", "370881": "曲阜市", "370881100": "吴村镇", "370881100201": "峪口村"}
TEXT = "我叫李小红，家里难，给点钱也行，打 13812345678"
CHECK = Check(
    id="01k0000000000000000000000k",
    about="w1",
    field="text",
    kind=CheckKind.TEXT,
    digest="d",
    person_id="p1",
    region_path=PATH,
    state=CheckState.HELD,
    why=Why.WORDS,
    asked_at=NOW - timedelta(hours=3),
    staff_at=NOW + timedelta(hours=1),
    suggest="pass",
    label=100,
    words=("cash",),
)
BLOCK = Block(
    "01k0000000000000000000000m", "p1", PATH, "advertising", "s2", NOW - timedelta(days=2), NOW + timedelta(days=5)
)
APPEALED = replace(BLOCK, id="01k0000000000000000000000n", appealed_at=NOW - timedelta(hours=5))


def _page(looked: Looked, **more: Any) -> tuple[str, dict[str, Any]]:
    values = {
        "looked": looked,
        "check": looked.check,
        "search": looked.check.search_at(NOW),
        "compare": False,
        "pieces": list(marked(looked)),
        "names": {"s2": "李敏"},
        "places": PLACES,
        "said": checking,
        "page_words": checks,
        "problems": {},
        "late": False,
        "blocked": False,
        "grid": 8,
    }
    return "checks/detail.html", values | more


def _block(block: Block, **more: Any) -> tuple[str, dict[str, Any]]:
    values = {"block": block, "text": "", "names": {"s2": "李敏"}, "said": checking, "may_answer": False}
    return "checks/block.html", values | more


LOOKED = Looked(CHECK, TEXT, words=tuple(hits(TEXT)), personal=tuple(identifying(TEXT)))
DECIDED = replace(CHECK, state=CheckState.REFUSED, why=Why.STAFF, decided_by="s2", decided_at=NOW, reason="cash")
PICTURE = replace(CHECK, kind=CheckKind.PICTURE, field="picture", why=Why.UNREADABLE, words=(), suggest="review")
FOUND = replace(
    PICTURE,
    field="drawing",
    why=Why.FACES,
    searched=True,
    found=(Box("face", 30, 40, 60, 60), Box("plate", 200, 90, 80, 24, covered=True), Box("face", 260, 30, 50, 50)),
)
ABOUT = {"places": PLACES, "now_is": NOW}
CHECK_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "checks": (
        "checks/list.html",
        {"table": look(CHECKS, Asked({"state": ""}, CHECKS.sort), [CHECK, PICTURE], ABOUT, most=30)},
    ),
    "checks-none": ("checks/list.html", {"table": look(CHECKS, Asked({"state": ""}, CHECKS.sort), [], ABOUT, most=30)}),
    "check": _page(LOOKED),
    "check-wrong": _page(LOOKED, problems={"refusal": "missing", "why": "missing", "days": "missing"}),
    "check-late": _page(LOOKED, late=True),
    "check-decided": _page(Looked(DECIDED), blocked=True),
    "check-picture": _page(Looked(PICTURE, picture=b"x")),
    "check-faces": _page(
        Looked(FOUND, picture=b"x", size=(400, 300)), problems={"though": "missing", "boxes": "missing"}
    ),
    "check-appeal": _page(replace(LOOKED, check=replace(CHECK, why=Why.APPEAL, decided_by="s1"))),
    "blocks": (
        "checks/blocks.html",
        {"table": look(BLOCKS, Asked({}, BLOCKS.sort), [BLOCK, APPEALED], ABOUT, most=30)},
    ),
    "blocks-none": ("checks/blocks.html", {"table": look(BLOCKS, Asked({}, BLOCKS.sort), [], ABOUT, most=30)}),
    "block": _block(BLOCK),
    "block-appeal": _block(APPEALED, text="那是小孩按错发的。", may_answer=True),
    "block-own": _block(APPEALED),
    "block-answered": _block(replace(APPEALED, answered_by="s1", answered_at=NOW, lifted_at=NOW)),
}
