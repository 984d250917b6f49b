"""What the page of a question and an expert's own page can show, made up, as in samples.py."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bson.binary import Binary

from domain.calendar import DaysOff
from domain.people import Follower
from domain.questions import MessagePicture, Question, QuestionState
from domain.replies import Reply, Then
from domain.tickets import WHYS, Move, WaitWhy, may
from services.questions.duty import Colleague
from services.questions.hers import Line
from services.questions.pages import Page
from services.questions.reach import Reach
from services.questions.threads import Said, Thread
from storage.events import Event
from storage.experts import Expert
from storage.threads import Kind, Message, Way
from wording import experts as said
from wording import replies as reply_words
from wording import thread_pictures

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
ASKED_AT = NOW - timedelta(days=1)
ID, PATH = "01k0000000000000000000000e", "370000/370800/370881/"
QUESTION = Question(ID, "30572214683", "p1", QuestionState.ASSIGNED, ("a",), PATH, ASKED_AT, topic="学习", urgent=True)
QUESTION = replace(QUESTION, due_at=NOW - timedelta(hours=1), owner="s1", raised_to="s2", level=1)
OTHER = replace(QUESTION, id="01k0000000000000000000000f", receipt="65849467972")
LONG = "孩子写作业，一道题能磨半个小时，一催就哭。" * 8
DRAFTS = [
    ("孩子写作业磨蹭怎么办", "先定一个固定的时间。\n写十分钟，歇三分钟。"),
]
REPLIES = [
    Reply("0" * 26, "问清楚", "孩子多大？这样有多久了？", checks=("问过孩子多大", "有没有危险", "有没有写出名字")),
    Reply("1" * 26, "还要几天", "您问的我记着，过两天回您。", topics=("学习",), then=Then.KEEP),
]


def _said(kind: Kind, text: str | None, way: Way = Way.NOTHING, **more: Any) -> Said:
    by = "p1" if kind is Kind.REPLY else "s1"
    return Said(Message(f"m{way}{kind}", ID, kind, by, NOW - timedelta(hours=2), Binary(b""), way=way, **more), text)


DOT = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PICTURE = MessagePicture(1000, 64, 48, "d1")
SAID = [
    replace(_said(Kind.REPLY, "", picture=PICTURE), small=DOT),
    replace(_said(Kind.ANSWER, "涂这个。", Way.CUSTOMER, picture=PICTURE, picture_way=Way.NOTE), small=DOT),
    _said(Kind.ANSWER, "先定一个固定的时间。", Way.CUSTOMER),
    _said(Kind.REPLY, "试了，第二天又不肯了。"),
    _said(Kind.NOTE, "像是没听懂，不是磨蹭。"),
    _said(Kind.OPINION, "您看要不要请她带孩子来？", to="s2"),
    _said(Kind.ANSWER, None, Way.NOTE),
    _said(Kind.ANSWER, "再等等。", Way.WAITING, due_at=NOW + timedelta(hours=3)),
    _said(Kind.ANSWER, "别急。", Way.WAITING, due_at=NOW + timedelta(seconds=10)),
]
USED = {"reply": "还要几天", "ticked": ["问过孩子多大"], "missed": ["有没有危险"], "then": "keep"}
STORY = [
    Event(ID, 1, "question_given", "system", ASKED_AT),
    Event(ID, 2, "question_late", "system", NOW),
    Event(ID, 3, "question_answered", "s1", NOW, data=USED),
    Event(ID, 4, "question_urgent", "s1", NOW, data={"why": "mood"}),
    Event(ID, 5, "question_topic_given", "s1", NOW, data={"topic": "睡觉", "before": "", "to": "s1"}),
]
PERSON = Follower("p1", PATH, True, True, frozenset(), (), ASKED_AT, ASKED_AT, ASKED_AT)


def page(question: Question, reach: Reach, **more: Any) -> tuple[str, dict[str, Any]]:
    """The page of a question."""
    thread = Thread(question, LONG, SAID, reach, (), [OTHER], STORY)
    values: dict[str, Any] = {
        "question": question,
        "sent": False,
        "thread": thread,
        "names": {"s1": "王芳", "s2": "李敏", "p1": said.PARENT, "system": "系统"},
        "places": {"370881": "曲阜市", "370800": "济宁市"},
        "colleagues": [Colleague("s2", "李敏", 3, away=False), Colleague("s3", "孙静", 0, away=True)],
        "drafts": DRAFTS,
        "replies": REPLIES,
        "topics": ["睡觉", "吃饭"],
        "whys": [each for each in WaitWhy if each in WHYS[not question.urgent]],
        "chosen_why": "",
        "urgent_hours": 1.0,
        "chosen_reply": "0" * 26,
        "ticked": ["有没有危险"],
        "chosen_then": None,
        "reply_words": reply_words,
        "opens": None,
        "loses": False,
        "holds": True,
        "held_until": None,
        "may": {each.value: may(question.state, each) for each in Move},
        "may_see": not question.unnamed,
        "person": None,
        "message_id": "01k0000000000000000000000g",
        "move": "",
        "problems": {},
        "written": "",
        "late": False,
        "soon": NOW + timedelta(seconds=15),
        "said": said,
        "picture_words": thread_pictures,
        "picture_lost": False,
    }
    return "questions/thread.html", values | more


EXPERT = Expert("s1", frozenset({"学习"}), (DaysOff(date(2026, 12, 1), date(2026, 12, 5)),), seq=2)
DUTY = {"topics": ["学习", "手机", "饮食"], "kept": EXPERT, "said": said}
ROWS = [("2026-12-01", "2026-12-05"), ("", "")]
LINES = [
    Line("m1", hers=True, text="", at=ASKED_AT, picture=PICTURE),
    Line("m2", hers=False, text=LONG, at=NOW, picture=PICTURE),
    Line("m3", hers=False, text=None, at=NOW),
]
OPENED = {
    "here": f"/h5/questions/{ID}/9-ab",
    "draft_taken": "",
    "draft_answered": "",
    "words": thread_pictures,
    "said": said,
    "card": "",
    "over": False,
    "written": "",
    "problems": {},
    "message": ID,
    "most": 500,
    "account": "0" * 16,
}
AWAY = replace(REPLIES[1], id="2" * 26, title="一句不常用、名字写满二十个字的常用回复", away=True)
REPLY: dict[str, Any] = {
    "reply": REPLIES[0],
    "seen": 2,
    "known": True,
    "topics": ["学习", "手机", "饮食"],
    "may": True,
    "problems": {},
    "notice": "",
    "words": reply_words,
}
THREAD_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "thread": page(QUESTION, Reach(Way.CUSTOMER), late=True, opens=NOW),
    "thread-held": page(
        replace(QUESTION, state=QuestionState.ANSWERED),
        Reach(Way.CUSTOMER),
        opens=NOW,
        loses=True,
        holds=False,
        held_until=NOW + timedelta(hours=3),
        sent=True,
    ),
    "thread-wrong": page(QUESTION, Reach(Way.NOTE), move="answer", problems={"text": "too_long"}, written=LONG),
    "thread-picture": page(
        QUESTION, Reach(Way.NOTE), move="answer", problems={"picture": "one"}, written=LONG, picture_lost=True
    ),
    "thread-reason": page(QUESTION, Reach(Way.NOTE), move="person", problems={"reason": "missing"}),
    "thread-urgency": page(QUESTION, Reach(Way.NOTE), move="urgency", problems={"why": "missing"}, written=LONG),
    "thread-topic": page(
        replace(QUESTION, urgent=not QUESTION.urgent), Reach(Way.NOTE), move="topic", problems={"topic": "unknown"}
    ),
    "thread-person": page(QUESTION, Reach(Way.NOTHING), person=PERSON),
    "thread-unnamed": page(
        replace(QUESTION, state=QuestionState.ANSWERED, unnamed=True, helped="yes"), Reach(Way.CUSTOMER, neutral=True)
    ),
    "thread-merged": page(replace(QUESTION, state=QuestionState.MERGED, merged_into=OTHER.id), Reach(Way.NOTE)),
    "h5-conversation": (
        "h5/conversation.html",
        OPENED | {"found": Page(QUESTION, LONG, LINES, {"m1": DOT, "m2": DOT})},
    ),
    "h5-conversation-bare": ("h5/conversation.html", OPENED | {"found": Page(QUESTION, None, [], {})}),
    "duty": ("questions/duty.html", DUTY | {"rows": ROWS, "problems": {}, "saved": True}),
    "h5-conversation-wrong": (
        "h5/conversation.html",
        OPENED
        | {
            "found": Page(QUESTION, LONG, LINES, {"m1": DOT, "m2": DOT}),
            "card": "先打 110。\n再打 12338。",
            "written": LONG,
            "problems": {"text": "too_long", "picture": "moves"},
        },
    ),
    "replies": ("replies/list.html", {"used": REPLIES, "away": [AWAY], "may": True, "words": reply_words}),
    "replies-none": ("replies/list.html", {"used": [], "away": [], "may": True, "words": reply_words}),
    "reply": ("replies/form.html", REPLY),
    "reply-away": ("replies/form.html", REPLY | {"reply": AWAY, "may": False}),
    "reply-wrong": (
        "replies/form.html",
        REPLY
        | {
            "known": False,
            "problems": {
                "title": "taken",
                "text": "too_long",
                "topics": "unknown",
                "checks": "too_many",
                "then": "unknown",
            },
            "notice": reply_words.SOMEBODY_FIRST,
        },
    ),
    "h5-conversation-over": ("h5/conversation.html", OPENED | {"over": True, "found": Page(QUESTION, LONG, [], {})}),
    "duty-wrong": (
        "questions/duty.html",
        DUTY | {"rows": ROWS, "problems": {"away": "invalid", "version": "conflict"}, "saved": False},
    ),
}
