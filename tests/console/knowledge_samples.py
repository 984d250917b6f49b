"""What the pages of the knowledge base can show, made up, as in samples.py."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from domain.hotlines import Hotline, Hotlines
from domain.knowledge import Age, Draft, Entry, EntryFields, EntryState, Release, differences
from handlers.console.knowledge_form import NEW
from handlers.console.knowledge_table import entries_for, state_tag
from handlers.console.table import Asked, look
from services.knowledge.proposing import Asked as Question
from services.knowledge.proposing import Proposal
from services.knowledge.trying import Looked, Lost, Neighbour, Tried
from services.knowledge.unhelpful import Unhelpful
from services.lessons import to_html
from services.questions.search import Tier
from storage.events import Event
from storage.staff_imports import ImportRow, ImportState, StaffImport
from tests.console.media_samples import PICTURE
from tests.console.recording_samples import RECORDING, RECORDING_PAGES
from wording import entry_sheet
from wording import knowledge as words

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
ID = "01k0000000000000000000000k"
FIELDS = EntryFields(
    category="睡觉",
    question="孩子不肯睡觉怎么办",
    answer="每天同一个时间关灯。\n讲一个故事。",
    variants=("娃晚上不睡", "哄睡要一个钟头", "到点了还要玩" * 6),
    page="## 先做这些\n\n- 关灯\n- 讲一个故事",
    age=Age.PRESCHOOL,
    sources=("《家庭教育促进法》第十七条",),
    lessons=("listen",),
    must_win=("孩子晚上不肯睡觉",),
    to_fill=("县里儿童睡眠门诊的电话",),
    valid_until=date(2026, 12, 1),
    picture=PICTURE.id,
    audio=RECORDING.id,
    audio_text="留一盏小灯，等孩子睡着了再关。\n明天早一点讲故事。",
)
CHANGED = replace(FIELDS, answer="〔姓名〕说，每天同一个时间关灯。", age=Age.PRIMARY, valid_until=date(2026, 11, 1))
DRAFT = Draft(CHANGED, ("s1",), "s1", NOW)
ENTRY = Entry(ID, EntryState.PUBLISHED, FIELDS, seq=3, number=2, released_by="s2", released_at=NOW, changed_at=NOW)
WAITS = replace(ENTRY, draft=DRAFT, useful=12, unsolved=3)
FIRST = replace(ENTRY, state=EntryState.DRAFT, draft=DRAFT, number=0)
BROUGHT = replace(ENTRY, number=1, released_by="", released_at=None)
GONE = replace(ENTRY, state=EntryState.ARCHIVED)
RELEASES = [Release(2, FIELDS, ("s1",), "s2", NOW), Release(1, FIELDS, (), "", None)]
OTHER = replace(FIELDS, question="孩子怕黑怎么办").live("dark-001")
WON = Tried("孩子晚上不肯睡觉", Tier.ANSWER, 0.91, [FIELDS.live(ID)], won=True)
OFFERED = Tried("娃夜里闹", Tier.SUGGEST, 0.2, [FIELDS.live(ID), OTHER], won=True)
TAKEN = Tried("怕黑睡不着", Tier.ANSWER, 0.7, [OTHER], won=False)
NOTHING = Tried("石榴", Tier.EXPERT, 0.0, [], won=False)
LOOKED = Looked(
    tests=[WON, OFFERED, TAKEN, NOTHING],
    neighbours=[
        Neighbour(OTHER, "到点了还要玩", wins=True, share=1.2),
        Neighbour(OTHER, "不睡", wins=False, share=0.9),
    ],
    lost=[Lost(OTHER, "晚上怕黑")],
)


def beside(fields: EntryFields = FIELDS, **more: Any) -> dict[str, Any]:
    """What stands beside the form."""
    return {
        "fields": fields,
        "looked": LOOKED,
        "asked": "",
        "tried": None,
        "bytes": len(fields.answer.encode()),
        "bytes_most": 1950,
        "to_decide": [],
        "body_html": to_html(fields.page),
        "picture": PICTURE if fields.picture else None,
        "recording": RECORDING if fields.audio else None,
        "said": words,
        **more,
    }


def editor(entry: Entry | None, fields: EntryFields, **more: Any) -> dict[str, Any]:
    """What the editor is handed."""
    return {
        "entry_id": ID,
        "entry": entry,
        "seen": entry.seq if entry else 0,
        "state": state_tag(entry) if entry else None,
        "releases": RELEASES if entry else [],
        "names": {"s2": "李敏"},
        "pictures": {PICTURE.id: PICTURE},
        "recordings": {RECORDING.id: RECORDING},
        "lessons": [("listen", "听孩子把话说完"), ("shoes", "选双合脚的鞋")],
        "categories": ["睡觉", "学习"],
        "brought": bool(entry and entry.number),
        "story": [Event(ID, 1, "entry_begun", "s1", NOW)] if entry else [],
        "actors": {"s1": "王芳"},
        "may_write": True,
        "may_put_away": True,
        "may_release": False,
        "problems": {},
        "notice": "",
        "saved": False,
        **beside(fields),
        **more,
    }


def listed(rows: list[Entry], **filters: str) -> dict[str, Any]:
    """What the list is handed."""
    about = {"today": NOW.date()}
    table = entries_for(["睡觉", "学习"], writes=True)
    asked = Asked({"which": "", "topic": ""} | filters, table.sort)
    return {"table": look(table, asked, rows, about, most=30), **about}


PROBLEMS = {
    "picture": "unknown",
    "audio": "too_long",
    "audio_text": "missing",
    "question": "missing",
    "answer": "too_long",
    "sources": "article",
    "valid_until": "invalid",
}
REVIEW = beside(CHANGED) | {"entry": WAITS, "changes": differences(FIELDS, CHANGED), "names": {"s1": "王芳"}}
EMPTY = Looked((), (), ())
GROUP = Proposal(
    (
        Question("01k0000000000000000000000q", "〔姓名〕的残疾证怎么办", "补助", answered=True),
        Question("01k0000000000000000000000r", "残疾人证怎么办理", "", answered=False),
    ),
    ("01k0000000000000000000000s",),
)
UNHELPFUL = [Unhelpful("eat-001", "孩子挑食怎么办", 5, 2, 3), Unhelpful("eat-002", "孩子不喝奶", 0, 0, 4)]
H5 = {
    "entry": replace(FIELDS.live(ID), audio_seconds=RECORDING.seconds),
    "picture": PICTURE,
    "body_html": to_html(FIELDS.page),
    "lessons": [],
    "lines": Hotlines("白天", (Hotline("0537-1234567", "妇联", "白天"),)),
    "national": (("110", "公安"), ("12338", "妇女维权热线")),
    "mark": "",
    "said": "",
}
ROWS = (
    ImportRow(2, {"question": "孩子怕黑怎么办"}),
    ImportRow(3, {"question": FIELDS.question}, alike=ID),
    ImportRow(4, {"question": FIELDS.question, "entry": ID, "seen": "3"}),
    ImportRow(5, {"question": "问" * 90}, "question", "too_long"),
)
TRIED = StaffImport(ID, "s1", ImportState.TRIED, NOW, NOW, ROWS)


def sheet(one: StaffImport, **more: Any) -> tuple[str, dict[str, Any]]:
    """The page of a sheet, and what it is handed."""
    counted = {"good": 3, "alike": 1, "wrong": 1, "following": 0}
    said = {"columns": entry_sheet.COLUMNS, "problem": entry_sheet.problem, "near": {ID: ENTRY}}
    return "knowledge/import_one.html", {"one": one, "rows": one.rows, **counted, **said, **more}


KNOWLEDGE_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "knowledge": ("knowledge/list.html", listed([ENTRY, WAITS, FIRST, GONE])),
    "knowledge-empty": ("knowledge/list.html", listed([])),
    "knowledge-none-so": ("knowledge/list.html", listed([], which="archived")),
    "knowledge-found": ("knowledge/found.html", {"asked": "睡", "found": [ENTRY, WAITS], "tag_of": state_tag}),
    "knowledge-found-part": ("knowledge/_found.html", {"asked": "xyz", "found": [], "tag_of": state_tag}),
    "entry-new": ("knowledge/edit.html", editor(None, NEW, looked=EMPTY)),
    "entry": ("knowledge/edit.html", editor(WAITS, CHANGED, saved=True, to_decide=["短答复"])),
    "entry-wrong": ("knowledge/edit.html", editor(FIRST, CHANGED, problems=PROBLEMS, notice=words.SOMEBODY_FIRST)),
    "entry-brought": (
        "knowledge/edit.html",
        editor(BROUGHT, FIELDS, releases=[], story=[]),
    ),
    "entry-read": ("knowledge/edit.html", editor(GONE, FIELDS, may_write=False)),
    "entry-looked": ("knowledge/_looked.html", beside(asked="闹", tried=OFFERED, bytes=2100)),
    "entry-looked-page": ("knowledge/looked.html", beside(tried=WON) | {"part": "knowledge/_looked.html"}),
    "entry-review": ("knowledge/release.html", REVIEW | {"why": ""}),
    "entry-review-not": ("knowledge/release.html", REVIEW | {"why": words.NOT_READY["must_win"]}),
    "entry-version": (
        "knowledge/version.html",
        REVIEW | {"release": RELEASES[1], "may_write": True},
    ),
    "proposals": (
        "knowledge/proposals.html",
        {"groups": [(GROUP, ID)], "more": 3, "unhelpful": UNHELPFUL, "said": words},
    ),
    "entry-sheet": ("knowledge/import.html", {"file_problem": "", "most": 500}),
    "entry-sheet-wrong": (
        "knowledge/import.html",
        {"file_problem": entry_sheet.FILE_PROBLEMS["unchanged"], "most": 500},
    ),
    "entry-sheet-tried": sheet(TRIED, following=100),
    "entry-sheet-running": sheet(replace(TRIED, state=ImportState.RUNNING, place=1)),
    "entry-sheet-done": sheet(replace(TRIED, state=ImportState.DONE, made=(ID,)), rows=ROWS[3:]),
    "proposals-none": ("knowledge/proposals.html", {"groups": [], "more": 0, "unhelpful": [], "said": words}),
    **RECORDING_PAGES,
    "h5-answer": ("h5/answer.html", H5),
    "h5-answer-said": ("h5/answer.html", H5 | {"mark": "abc", "said": "n"}),
}
