"""What the pages of wishes can show, made up, as in samples.py."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.consents import Paper, Relation
from domain.parcels import Parcel, Place
from domain.wish_pictures import BY_STAFF, PictureKind, WishPicture
from domain.wish_voices import WishVoice
from domain.wishes import Child, Wish, WishState
from handlers.console.forgotten import FORGOTTEN
from handlers.console.table import Filter
from services.wishes.cards import YearCard
from services.wishes.certificates import Certificate
from services.wishes.live_figures import Figures, Line, Step
from services.wishes.look import Told
from storage.events import Event
from storage.wall import OnWall
from tests.console import together_samples, volunteer_samples
from tests.console.table_samples import listed
from wording import certificates as certificate_words
from wording import child_reasons, company, forgotten, sharing, stock, wish_entry, wish_life, wish_pictures, wish_voices
from wording import parcels as parcel_words
from wording import wish_pages as said

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
REASONS = {"unclear": "没写清楚要什么", "other": "别的原因"}
HARDSHIPS = {"left-behind": "父母在外打工", "other": "别的困难"}
PLACES = {"370800": "济宁市", "370881": "曲阜市", "370881100": "吴村镇", "370881100201": "峪口村"}
CHILD = Child("王小明", "峪口村", "奶奶带着两个孩子，鞋子 35 码。", "李秀英", "13800138000", "王小明想要一双鞋")
PAPER = Paper(date(2026, 11, 20), Relation.GRANDMOTHER, "镇妇联 2 号柜 第 3 盒", "s1")


PARCEL = Parcel("01k0000000000000000000000q", "K7M29QXD", "w", "370881", "370000/", Place.AT_POINT, NOW, NOW, seq=1)
LINE = Line("370881", 12, {"open": 4, "done": 7, "stopped": 1}, 84000)
LINE.way.update({"wall": 2, "in_hands": 1, "handed": 1})
LINE.things, LINE.company, LINE.late, LINE.days = 6, 1, 3, {"verify": 3, "whole": 20}
COUNTED = Figures(
    (LINE,),
    (replace(LINE, of="clothes"),),
    (replace(LINE, of="2026-11"),),
    replace(LINE, of=""),
    (Step("verify", 12, 3),),
    NOW,
)
FIGURES = {
    "counties": {"370881": "曲阜市"},
    "groups": said.GROUPS,
    "way": said.WAY,
    "natures": said.NATURES,
    "step_words": said.STEPS,
    "known_months": ["2026-11"],
}


def voices(wish: Wish, **more: Any) -> dict[str, Any]:
    """What the part with a wish's voice messages is handed."""
    said = [WishVoice(f"01k000000000000000000000v{n}", "k1", wish.guardian_id, NOW, n * 9, n) for n in range(2)]
    return {"voices": said, "may_listen": True, "voice_words": wish_voices, **more}


def wish_page(wish: Wish, **more: Any) -> dict[str, Any]:
    """What a wish's page is handed."""
    story = [
        Told(Event(wish.id, 1, "submitted", "g1", wish.submitted_at)),
        Told(Event(wish.id, 2, "child_read", "s1", NOW - timedelta(hours=1), data={"reason": "verify"})),
        Told(Event(wish.id, 3, "returned", "s1", NOW), "unclear", "请写上尺码"),
    ]
    facts: dict[str, Any] = {"child_reasons": child_reasons, "unsaid": False}
    facts |= {
        "life": wish_life,
        "reasons": REASONS,
        "hardships": HARDSHIPS,
        "places": PLACES,
        "child": None,
        "code": "",
    }
    actors = {"s1": "王芳", "g1": "家长", "system": "系统"}
    return (
        pictures(wish)
        | voices(wish)
        | facts
        | {
            "wish": wish,
            "story": story,
            "actors": actors,
            "others": [],
            "moves": [],
            "own": False,
            "entered": False,
            "paper": None,
            "signed": wish_entry,
            "unchecked": False,
            "givers": "",
            "parcel": None,
            "covered_from": {},
            "point": "",
            "can_label": False,
            "parcel_words": parcel_words,
            **more,
        }
    )


def picture(wish: Wish, kind: PictureKind, number: int) -> WishPicture:
    """One of a wish."""
    facts: dict[str, Any] = {"size": 214_000, "width": 1200, "height": 1600, "digest": "d", "at": NOW}
    return WishPicture(
        f"01k0000000000000000000000{number}", wish.id, "g1", kind, f"k{number}", "s1", wish.state, **facts
    )


def pictures(wish: Wish, **more: Any) -> dict[str, Any]:
    """What the part with a wish's pictures is handed."""
    rows = [(picture(wish, PictureKind.PAPER, 1), False), (picture(wish, PictureKind.VISIT, 2), True)]
    facts = {"picture_words": wish_pictures, "picture_kinds": list(BY_STAFF), "picture_key": "0" * 26}
    return facts | {"pictures": rows, "may_look": True, "ask_agreed": True, "picture_problem": "", **more}


def step(wish: Wish, word: str, *, wrong: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """What the page of a step is handed."""
    given = dict.fromkeys(("way", "hardship", "consent_seen", "notes", "why", "words"), "")
    given |= {
        "text": wish.text,
        "yuan": "80",
        "public_text": wish.text,
        "day": "2026-11-24",
        "turn": "3",
        "place": "",
        "cover": "",
    }
    return {
        "wish": wish,
        "word": word,
        "title": wish_life.MOVES[word],
        "given": given,
        "problems": wrong or {},
        "concerns": (),
        "places": PLACES,
        "said": said,
        "dear": False,
        "life": wish_life,
        "reasons": REASONS,
        "hardships": HARDSHIPS,
        **voices(wish),
        **more,
    }


CHOICES = [
    ("01k000000000000000000000st", "36 码运动鞋，还有 8 件，一件约 120 元，在妇联一楼"),
    ("budget", "县里 2026 年的经费，还剩 4,880 元，这件约 120 元"),
]


def _covers(wish: Wish) -> dict[str, tuple[str, dict[str, Any]]]:
    more: dict[str, Any] = {"choices": CHOICES, "cover_words": stock}
    said_so = {"text": "县里的物资：书包", "address": "/console/stock", "back": "已经退回去了"}
    return {
        "wish-cover": ("wishes/cover.html", step(wish, "cover", **more)),
        "wish-cover-over": ("wishes/cover.html", step(wish, "cover", wrong={"cover": "over"}, **more)),
        "wish-cover-none": ("wishes/cover.html", step(wish, "cover", **more | {"choices": []})),
        "wish-covered": ("wishes/detail.html", wish_page(wish, covered_from=said_so)),
    }


def pages(wish: Wish) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each page of a wish, by the name of its sample."""
    shown = replace(
        wish,
        state=WishState.DELIVERED,
        desk="village",
        due_at=NOW - timedelta(days=1),
        public_text="一双运动鞋",
        code="482913",
        hardship="left-behind",
        concerns=("school",),
        certificate="ABCDEFGH23",
    )
    wrong_visit = {"day": "invalid", "way": "missing", "hardship": "missing", "consent_seen": "missing"}
    return {
        "wish": ("wishes/detail.html", wish_page(wish)),
        "wish-unchecked": (
            "wishes/detail.html",
            wish_page(replace(shown, state=WishState.APPROVED, code="", certificate=""), unchecked=True),
        ),
        "wish-pictures": ("wishes/_pictures.html", pictures(wish, pictures=[])),
        "wish-opened": ("wishes/detail.html", wish_page(wish, child=CHILD)),
        "wish-late": (
            "wishes/detail.html",
            wish_page(shown, moves=[("confirm_for", "替家庭确认")], own=True, others=[wish]),
        ),
        "wish-account": ("wishes/_account.html", {"code": "48291357", "until": NOW, "now": NOW}),
        "wish-code": ("wishes/detail.html", wish_page(wish, code="48291357", until=NOW)),
        "wish-entered": ("wishes/detail.html", wish_page(wish, entered=True, paper=PAPER)),
        "wish-to-label": ("wishes/detail.html", wish_page(shown, can_label=True)),
        "wish-together": ("wishes/detail.html", wish_page(shown, givers="3 位爱心人士一起")),
        "wish-labelled": ("wishes/detail.html", wish_page(shown, parcel=PARCEL, point="妇联一楼")),
        "wish-child": ("wishes/_child.html", {"child": CHILD}),
        "wish-verify": ("wishes/verify.html", step(wish, "verify")),
        "wish-verify-wrong": ("wishes/verify.html", step(wish, "verify", wrong=wrong_visit)),
        "wish-approve": ("wishes/approve.html", step(wish, "approve", concerns=("school", "known"), dear=True)),
        "wish-approve-wrong": ("wishes/approve.html", step(wish, "approve", wrong={"public_text": "identifying"})),
        "wish-check": ("wishes/move.html", step(replace(wish, concerns=("school",)), "check")),
        "wish-arrange": ("wishes/arrange.html", step(shown, "arrange") | {"meeting_places": company.PLACES}),
        **_covers(shown),
        "wish-publish": ("wishes/move.html", step(shown, "publish")),
        "wish-refuse": ("wishes/move.html", step(wish, "refuse", wrong={"why": "missing", "words": "too_long"})),
        "wish-figures": ("wishes/figures.html", FIGURES | {"figures": COUNTED}),
        "wish-figures-none": ("wishes/figures.html", FIGURES | {"figures": Figures((), (), (), Line(""), (), NOW)}),
        **forgotten_pages(wish),
        **approving_pages(wish),
        "h5-card": (
            "h5/card.html",
            {
                "card": YearCard(2026, 12, (("study", 9), ("clothes", 3)), is_over=False),
                "kinds": (("学习用品", 9), ("衣服鞋子", 3)),
                "token": "x" * 60,
                "said": certificate_words,
            },
        ),
        "h5-certificate": (
            "h5/certificate.html",
            {"certificate": Certificate("ABCDEFGH23", "一双运动鞋", "clothes", 12800, NOW), "said": certificate_words},
        ),
    } | (wall_pages() | volunteer_samples.pages(wish) | together_samples.pages(wish))


def approving_pages(wish: Wish) -> dict[str, tuple[str, dict[str, Any]]]:
    """一起审批: several, some with what is wrong; and nothing."""
    dear = replace(
        wish,
        id="01k000000000000000000000wd",
        text="想要一套能装下所有课本和练习册的、结实一点的、带反光条的双肩书包，最好是蓝色的",
        cost_fen=280_00,
        hardship="",
    )
    page: dict[str, Any] = {
        "wishes": [wish, dear],
        "typed": {wish.id: wish.text, dear.id: dear.text},
        "concerns": {wish.id: (), dear.id: ("name", "school")},
        "problems": {},
        "moved": 0,
        "ticked": set(),
        "done": 0,
        "nothing": False,
        "dear": {dear.id},
        "places": PLACES,
        "said": said,
        "life": wish_life,
        "hardships": HARDSHIPS,
    }
    name = "wishes/approving.html"
    problems = {wish.id: "moved", dear.id: "identifying"}
    return {
        "wish-approving": (name, page),
        "wish-approving-wrong": (name, page | {"problems": problems, "ticked": set(problems), "moved": 2, "done": 7}),
        "wish-approving-unticked": (name, page | {"nothing": True}),
        "wish-approving-none": (name, page | {"wishes": [], "done": 20}),
    }


def forgotten_pages(wish: Wish) -> dict[str, tuple[str, dict[str, Any]]]:
    """Wishes that wait too long, none, none such, and the page of a step that only urges."""
    since = NOW - timedelta(days=50)
    back = replace(
        wish,
        state=WishState.PUBLISHED,
        desk="county",
        backs=2,
        stalls=(("back", since), ("wall", since), ("escalated", since)),
        urged_at=NOW - timedelta(days=1),
    )
    table = replace(
        FORGOTTEN, filters=(Filter("county", said.BY_COUNTY, (("370881", "曲阜市"),), "全部地方"), *FORGOTTEN.filters)
    )
    about = {
        "at": NOW,
        "places": PLACES,
        "kinds": {},
        "whys": {wish.id: "；".join(forgotten.WHY[name] for name, _ in back.stalls)},
        "waited": {wish.id: 50},
        "desks": wish_life.DESKS,
        "steps": {wish.id: [(f"/console/wishes/{wish.id}/cover", wish_life.MOVES["cover"])]},
    }
    page = "wishes/forgotten.html"
    urge = step(back, "cover", lead=forgotten.LEADS["forward"]) | {
        "word": "forward",
        "title": forgotten.URGE["forward"],
    }
    return {
        "forgotten": (page, listed(table, [back], about=about)),
        "forgotten-row": ("wishes/_forgotten.html", {"item": back} | about),
        "forgotten-none": (page, listed(table, [], about=about)),
        "forgotten-none-so": (page, listed(table, [], about=about, why="guardian")),
        "forgotten-forward": ("wishes/move.html", urge),
    }


def wall_pages() -> dict[str, tuple[str, dict[str, Any]]]:
    """The wall, with wishes on it and without."""
    on_wall = OnWall("482913", "一双 35 码的运动鞋", "clothes", "370881", "9-11", 12800, NOW - timedelta(days=40), "1")
    wall = {
        "rows": [(on_wall, "等了 1 个月"), (replace(on_wall, code="482914"), "刚上墙")],
        "next": "/h5/wishes?after=1",
        "asked": {"county": "370881", "kind": "", "price": "", "age": ""},
        "filtered": True,
        "further": False,
        "campaign": None,
        "counties": {"370881": "曲阜市", "370883": "邹城市"},
        "prices": wish_life.PRICES,
        "ages": ("0-5", "6-8"),
        "share_above": 100_00,
        "together": sharing.ON_WALL,
    }
    none = wall | {"rows": [], "next": "", "asked": dict.fromkeys(("county", "kind", "price", "age"), "")}
    return {
        "h5-wall": ("h5/wishes.html", wall),
        "h5-wall-none-so": ("h5/wishes.html", none),
        "h5-wall-end": ("h5/wishes.html", none | {"further": True}),
        "h5-wall-empty": ("h5/wishes.html", none | {"filtered": False}),
    }
