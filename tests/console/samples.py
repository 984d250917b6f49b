"""What every page can show, made up: a page's name, its template and what a handler would hand it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.lessons import Lesson, LessonState, Quiz, Series
from domain.pushes import Channel, Ledger, Push, PushState
from domain.questions import Question, QuestionState
from domain.staff import Appointment, StaffMember, StaffRole
from domain.wishes import Wish, WishState
from handlers.console.alerts import ALERTS
from handlers.console.components import ROWS, SAMPLES
from handlers.console.guides import PAGES as HELP
from handlers.console.lesson_form import NEW, OPTIONS, QUIZZES, as_lesson, fields_of
from handlers.console.lesson_table import lessons_for
from handlers.console.pushes import PUSHES
from handlers.console.questions import QUESTIONS
from handlers.console.wishes import WAITING as WAITING_WISHES
from handlers.console.wishes import WISHES
from handlers.sheet_import import Imported, RowProblem
from handlers.templates import templates
from services.lessons import LessonFields, to_html
from services.pushes.watch import Estimate
from services.staff.visiting import News
from storage.alerts import Alert
from storage.events import Event
from tests.console import import_samples, staff_samples, wish_part_samples
from tests.console.account_samples import ACCOUNT_PAGES, LIVE
from tests.console.api_samples import API_PAGES
from tests.console.case_samples import CASE_PAGES
from tests.console.check_samples import CHECK_PAGES
from tests.console.knowledge_samples import KNOWLEDGE_PAGES
from tests.console.knowledge_samples import WAITS as WAITS_FOR_REVIEW
from tests.console.people_samples import PEOPLE_PAGES
from tests.console.placing import placed
from tests.console.privacy_samples import PRIVACY_PAGES
from tests.console.settings_samples import SETTING_PAGES
from tests.console.signing_samples import SIGNING_PAGES
from tests.console.status_samples import STATUS_PAGES
from tests.console.table_samples import listed
from tests.console.thread_samples import THREAD_PAGES
from wording.experts import GIVEN
from wording.parts import SCHEMES, STEPS, TYPES

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
ADMIN = StaffMember("s1", "wang", "王芳", (Appointment(StaffRole.ADMINISTRATOR, "370000/370800/"),), "370000/370800/")
EDITOR = replace(ADMIN, appointments=(Appointment(StaffRole.EDITOR, "370000/370800/"),))
CALLER = "他昨晚又打我了。"
BODY = """孩子放学回来，话说到一半，您是不是就急着**讲道理**了？

## 先做三件小事

- 放下手里的活，看着他。
- 听他说完，再开口。

> 肯听，他就肯说。

| 以前说 | 换成 |
| --- | --- |
| 快点 | 还要几分钟？ |

有急事打 [12338](tel:12338)。
"""
QUIZ = (
    Quiz("孩子说不想上学，您先做什么？", ("问他今天发生了什么", "告诉他没出息"), 0, "先听明白，才知道怎么帮。"),
    Quiz("一天听多久就够？", ("两个小时", "十分钟"), 1, "十分钟专心听，比两个小时心不在焉好。"),
)
LESSON = Lesson(
    id="01k0000000000000000000000a",
    slug="listen-first",
    title="听孩子把话说完",
    series="family",
    order=1,
    digest="先听，再开口。",
    body=BODY,
    minutes=3,
    quiz=QUIZ,
    sources=("《家庭教育促进法》第十七条",),
    to_fill=("县里家长学校的报名电话",),
    state=LessonState.PUBLISHED,
    version=3,
    published_at=NOW - timedelta(days=3),
    changed_at=NOW - timedelta(hours=5),
)
DRAFT = replace(
    LESSON, id="01k0000000000000000000000b", slug="no-rush", title="先别催", state=LessonState.DRAFT, published_at=None
)
SERIES = [Series("family", "家庭教育", "带孩子用得上", 1), Series("dance", "舞前三分钟", "跳舞前听一听", 2)]
NAMES = {each.slug: each.name for each in SERIES}
PUSH = Push(
    id="p1",
    lesson_id=LESSON.id,
    lesson_slug=LESSON.slug,
    title=LESSON.title,
    audience="all",
    channel=Channel.AUTO,
    state=PushState.RUNNING,
    created_by="s1",
    created_at=NOW - timedelta(minutes=12),
    audience_size=12345,
)
LEDGER = Ledger("p1", audience=12345, sent=4001, unreachable=220, failed=3, unconfirmed=12, pending=8109)
PLACES = {"370800": "济宁市", "370881": "曲阜市", "370881100": "吴村镇", "370881100201": "峪口村"}
WISH = Wish(
    id="01k0000000000000000000000c",
    receipt="30572214683",
    guardian_id="g1",
    state=WishState.SUBMITTED,
    kind="clothes",
    text="一双 35 码的运动鞋",
    cost_fen=12800,
    child_masked="王*明",
    age_band="9-11",
    region="370881100201",
    region_path="370000/370800/370881/370881100/370881100201/",
    submitted_at=NOW - timedelta(hours=3),
    changed_at=NOW,
)
QUESTION = Question(
    "01k0000000000000000000000e", "30572214683", "p", QuestionState.OPEN, ("a",), "", NOW - timedelta(days=1)
)
ALERT = Alert(
    id="01k0000000000000000000000f",
    key="k",
    app="app",
    openid="o",
    person_id="",
    danger="domestic_violence",
    matched=("a",),
    text=CALLER,
    region_path="",
    at=NOW - timedelta(minutes=20),
)
TAKEN = replace(ALERT, id="01k0000000000000000000000g", danger="self_harm", acknowledged_by="s1", acknowledged_at=NOW)
STORY = [
    Event(WISH.id, 1, "submitted", "g1", WISH.submitted_at),
    Event(WISH.id, 2, "child_read", "s1", NOW - timedelta(hours=1)),
]
ACTORS = {"s1": "王芳", "g1": "家长", "system": "系统"}
ERROR = {"status": 404, "headline": "没有找到这个页面", "advice": "地址可能少了几个字。"}


def editor(lesson: Lesson | None, fields: LessonFields, **more: Any) -> dict[str, Any]:
    """What the lesson's form is handed."""
    return {
        "lesson_id": "01k0000000000000000000000h" if lesson is None else lesson.id,
        "lesson": lesson,
        "fields": fields,
        "shown": as_lesson(fields, "x"),
        "series": SERIES,
        "quizzes": QUIZZES,
        "options": OPTIONS,
        "story": [],
        "actors": ACTORS,
        "body_html": to_html(fields.body),
        "may_write": True,
        "may_publish": True,
        "may_push": True,
        "problems": {},
        "notice": "",
        "saved": False,
        **more,
    }


def progress(push: Push = PUSH, **more: Any) -> dict[str, Any]:
    """What a push's page is handed."""
    return {
        "push": push,
        "ledger": LEDGER,
        "live": push.state in {PushState.BUILDING, PushState.RUNNING},
        "to": "全部关注的人",
        "may_run": True,
        "may_release": False,
        **more,
    }


def shown_push(push: Push = PUSH, **more: Any) -> dict[str, Any]:
    """What a push's whole page is handed."""
    return progress(push) | {
        "by": "王芳",
        "released_by": "",
        "audience": push.audience,
        "lesson": LESSON,
        "body_html": to_html(BODY),
        "problems": {},
        "notice": "",
        "estimate": None,
        **more,
    }


def estimated(**more: Any) -> dict[str, Any]:
    """What the form of a new push is handed."""
    return {
        "lesson": LESSON,
        "audience": "all",
        "channel": Channel.AUTO,
        "channels": list(Channel),
        "estimate": None,
        "push_id": "01k0000000000000000000000i",
        "two_people": True,
        **more,
    }


def parts_page(**more: Any) -> dict[str, Any]:
    """What the page of parts is handed."""
    return {
        **listed(SAMPLES, list(ROWS), about={"now": NOW}),
        "now": NOW,
        "story": STORY,
        "actors": ACTORS,
        "chart": [(name, people) for name, _, people, _ in ROWS],
        "problems": {},
        "written": {},
        "saved": False,
        "step": "place",
        "steps": STEPS,
        "answers": {},
        "finished": False,
        "imported": None,
        "file_problem": "",
        **more,
    }


WRONG = replace(fields_of(DRAFT), slug="大", title="", minutes=-1)
PROBLEMS = {"slug": "invalid", "title": "missing", "minutes": "out_of_range", "quiz": "invalid"}
REACH = Estimate(1200, {Channel.CUSTOMER: 300, Channel.MASS: 850}, {"no_grant": 50}, {"opted_out": 12})
NOBODY = Estimate(0, {}, {}, {})
WAITS = replace(PUSH, waits_for="quiet", waits_until=NOW + timedelta(hours=16))
WAITING = replace(PUSH, state=PushState.WAITING)
SENT_BACK = replace(PUSH, state=PushState.STOPPED, sent_back="日期写错了。", finished_at=NOW)
TEXT = {"question": QUESTION, "text": "孩子天天玩手机，怎么办？", "near": ["孩子玩手机上瘾怎么办"]}
NEWS = News(NOW - timedelta(days=1), 1, 2, 3, 1, 2, 1)
CALM = {
    "alerts": (0, []),
    "overdue": 0,
    "questions": 0,
    "wishes": 0,
    "to_release": [],
    "drafts": [],
    "under_way": [],
    "followers": 345,
    "handed": [],
    "entries": [],
    "stale": 0,
    "forgotten": 0,
    "ending": 0,
    "news": News(None),
}
BUSY = {
    "alerts": (2, [ALERT, TAKEN]),
    "overdue": 1,
    "questions": 3,
    "wishes": 12,
    "to_release": [WAITING],
    "drafts": [("menu", LIVE)],
    "under_way": [PUSH],
    "followers": 12345,
    "handed": [staff_samples.HANDOVER],
    "entries": [WAITS_FOR_REVIEW],
    "stale": 2,
    "forgotten": 3,
    "ending": 2,
    "news": NEWS,
}
NONE_HERS = dict.fromkeys(BUSY) | {
    "followers": 345,
    "handed": [],
    "news": News(NOW),
}
UNDO = {"token": "2|1:0|a", "said": "您接了这件求助。"}
TAKERS = {"names": {"s1": "王芳"}}
WISH_WORDS = {"places": PLACES, "kinds": {"clothes": "衣服鞋子"}}
SHOWN = {"lesson": LESSON, "body_html": to_html(BODY)}
GROUPS = [(SERIES[0], [LESSON, DRAFT]), (SERIES[1], [replace(LESSON, title="先热身")])]
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "more": ("more.html", {}),
    **SIGNING_PAGES,
    **STATUS_PAGES,
    **CASE_PAGES,
    **PEOPLE_PAGES,
    **KNOWLEDGE_PAGES,
    "sign-in": ("sign_in.html", {"back": "/console/", "login": "", "problem": ""}),
    "sign-in-wrong": ("sign_in.html", {"back": "/console/", "login": "wang", "problem": "密码不对"}),
    "error": ("error.html", ERROR),
    "error-stranger": ("error.html", ERROR | {"staff": None}),
    "home": ("home.html", BUSY),
    "home-waiting": ("parts/_home.html", BUSY),
    "home-calm": ("home.html", CALM),
    "home-none-hers": ("home.html", NONE_HERS),
    "alerts": ("alerts/list.html", listed(ALERTS, [ALERT, TAKEN], most=1, all="1", about=TAKERS)),
    "alerts-empty": ("alerts/list.html", listed(ALERTS, [], all="1")),
    "alerts-none-open": ("alerts/list.html", listed(ALERTS, [])),
    "alert": ("alerts/detail.html", {"alert": ALERT, "part": "alerts/_text.html"}),
    "alert-text": ("alerts/_text.html", {"alert": ALERT}),
    "alert-taken": ("alerts/_taken.html", {"item": TAKEN, "undo": UNDO} | TAKERS),
    "alerts-undo": ("alerts/list.html", listed(ALERTS, [ALERT], all="1", about=TAKERS) | {"undo": UNDO}),
    "undo-late": ("parts/undo_late.html", {"back": "/console/alerts"}),
    "alert-row": ("alerts/_row.html", {"item": TAKEN} | TAKERS),
    "questions": (
        "questions/list.html",
        listed(QUESTIONS, [QUESTION] * 2, most=1, about={"names": {}, "at": NOW, "notice": ""}),
    ),
    "questions-empty": ("questions/list.html", listed(QUESTIONS, [], about={"notice": GIVEN})),
    **THREAD_PAGES,
    "question": ("questions/detail.html", TEXT | {"part": "questions/_text.html"}),
    "question-text": ("questions/_text.html", TEXT | {"near": []}),
    "wishes": ("wishes/list.html", listed(WISHES, [WISH] * 2, most=1, about=WISH_WORDS)),
    "wishes-chosen": (
        "wishes/list.html",
        listed(WISHES, [WISH], about=WISH_WORDS, chosen=["receipt", "place"], after="x", sort="at"),
    ),
    "wishes-empty": ("wishes/list.html", listed(WISHES, [])),
    "wishes-none-so": ("wishes/list.html", listed(WISHES, [], state=WishState.CLAIMED)),
    "wishes-past-the-end": ("wishes/list.html", listed(WISHES, [], after="x")),
    "wishes-waiting": ("wishes/list.html", listed(WAITING_WISHES, [WISH], about=WISH_WORDS)),
    **wish_part_samples.pages(WISH),
    "lessons": ("lessons/list.html", listed(lessons_for(ADMIN), [LESSON, DRAFT], about={"series": NAMES})),
    "lessons-empty": ("lessons/list.html", listed(lessons_for(EDITOR), [])),
    "lessons-none-so": ("lessons/list.html", listed(lessons_for(ADMIN), [], state=LessonState.WITHDRAWN)),
    "lessons-many": ("lessons/confirm_many.html", {"chosen": [LESSON, DRAFT], "move": "withdraw", "done": None}),
    "lessons-many-done": ("lessons/confirm_many.html", {"chosen": [LESSON, DRAFT], "move": "publish", "done": 1}),
    "lessons-many-none": ("lessons/confirm_many.html", {"chosen": [], "move": "publish", "done": None}),
    "lesson-new": ("lessons/edit.html", editor(None, NEW)),
    "lesson-saved": ("lessons/edit.html", editor(LESSON, fields_of(LESSON), saved=True)),
    "lesson-wrong": ("lessons/edit.html", editor(DRAFT, WRONG, problems=PROBLEMS, notice="有人先改过了。")),
    "lesson-locked": ("lessons/edit.html", editor(LESSON, fields_of(LESSON), may_publish=False, may_push=False)),
    "lesson-preview": ("lessons/preview.html", SHOWN | {"cover": "", "part": "lessons/_preview.html"}),
    "lesson-part": ("lessons/_preview.html", SHOWN | {"cover": ""}),
    "lesson-publish": ("lessons/confirm.html", SHOWN | {"move": "publish"}),
    "lesson-withdraw": ("lessons/confirm.html", SHOWN | {"move": "withdraw"}),
    "pushes": ("pushes/list.html", listed(PUSHES, [PUSH, replace(PUSH, audience="tag:一班")], most=1)),
    "pushes-empty": ("pushes/list.html", listed(PUSHES, [])),
    "push-new": ("pushes/new.html", estimated()),
    "push-estimated": ("pushes/new.html", estimated(audience="tag:一班", estimate=REACH)),
    "push-reaches-nobody": ("pushes/new.html", estimated(estimate=NOBODY)),
    "push": ("pushes/detail.html", shown_push(released_by="李敏")),
    "push-waiting": ("pushes/detail.html", shown_push(WAITING, may_release=True, notice="请再看一遍。")),
    "push-waiting-hers": ("pushes/detail.html", shown_push(WAITING, estimate=REACH)),
    "push-no-reason": ("pushes/detail.html", shown_push(WAITING, may_release=True, problems={"reason": "missing"})),
    "push-sent-back": ("pushes/detail.html", shown_push(SENT_BACK)),
    "push-reach": ("pushes/_reach.html", {"audience": "all", "estimate": replace(REACH, everybody=False)}),
    "push-waiting-stop": ("pushes/stop.html", {"push": WAITING, "ledger": LEDGER}),
    "push-moving": ("pushes/_progress.html", progress()),
    "push-building": ("pushes/_progress.html", progress(replace(PUSH, state=PushState.BUILDING))),
    "push-paused": ("pushes/_progress.html", progress(replace(PUSH, state=PushState.PAUSED))),
    "push-done": ("pushes/_progress.html", progress(replace(PUSH, state=PushState.DONE, finished_at=NOW))),
    "push-waits": ("pushes/_progress.html", progress(WAITS)),
    "push-watched": ("pushes/_progress.html", progress(may_run=False, ledger=Ledger("p1", audience=0))),
    "push-stop": ("pushes/stop.html", {"push": PUSH, "ledger": LEDGER}),
    "look": ("look.html", {"schemes": SCHEMES, "types": TYPES}),
    "look-large-dark": ("look.html", {"schemes": SCHEMES, "types": TYPES, "scheme": "dark", "type": "large"}),
    "wishes-large": ("wishes/list.html", listed(WISHES, [WISH], about=WISH_WORDS) | {"type": "large"}),
    **{f"help-{name}": (template, {"section": name}) for name, template in HELP.items()},
    "components": ("components.html", parts_page()),
    "components-tried": (
        "components.html",
        parts_page(
            problems={"sample-title": "missing", "sample-count": "invalid"},
            imported=Imported(((2, {"name": "a"}),), (RowProblem(3, "人数", "invalid"),)),
            file_problem="这个文件打不开。",
            step="check",
            answers={"wizard-place": "样例村", "wizard-people": "12"},
        ),
    ),
    **(API_PAGES | ACCOUNT_PAGES),
    "h5-list": ("h5/list.html", {"groups": GROUPS}),
    "h5-empty": ("h5/list.html", {"groups": []}),
    "h5-lesson": ("h5/lesson.html", SHOWN | {"series": "家庭教育", "following": DRAFT}),
    "h5-last": ("h5/lesson.html", SHOWN | {"series": "", "following": None}),
    "h5-error": ("h5/error.html", ERROR),
    **(staff_samples.PAGES | import_samples.PAGES),
    **(SETTING_PAGES | PRIVACY_PAGES | CHECK_PAGES),
    "h5-consent": ("h5/consent.html", {"title": "监护人同意书", "body_html": to_html(BODY)}),
}


def render(name: str, **more: Any) -> str:
    """The page `name` as HTML."""
    template, values = PAGES[name]
    common = {
        "staff": ADMIN,
        "xsrf": "2|a|b|1",
        "institution": "曲阜市妇联",
        "now": NOW,
        "wish_kinds": {"clothes": "衣服鞋子"},
        "waits": {"alerts": 2, "wishes": 120},
        **placed(template, values.get("section", ""), ADMIN),
    }
    values = {name: value for name, value in values.items() if name != "section"}
    return templates().get_template(template).render(common | values | more)
