"""Made-up pages of the account, for samples.py."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.keywords import Meant
from bot.words import menu_keys
from domain.keywords import Rule
from domain.menus import Button, Conditional, Menu, to_body
from domain.regions import Region, RegionLevel
from domain.scenes import Scene, SceneDay, SceneKind
from domain.versions import Reach, Version, VersionState
from handlers.console.account_keywords import NOT_TRIED
from handlers.console.account_menu import changes, checked
from handlers.console.scene_table import SCENES
from tests.console.media_samples import MEDIA_PAGES, PICTURE
from tests.console.table_samples import listed
from wechat.client import Tag
from wording import account as words

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
LIVE_MENU = Menu(
    (
        Button(
            "微课堂", below=(Button("今天的小课", "click", "menu:lessons"), Button("全部小课", "view", "/h5/lessons"))
        ),
        Button("微心愿", "click", "menu:wish"),
    )
)
DRAFT_MENU = Menu(
    (
        Button("微课堂", below=(Button("今天的小课", "click", "menu:lessons"), Button("", "view", "nowhere"))),
        Button("这个名字太长了放不下", "miniprogram", "/h5/lessons"),
    ),
    (Conditional(101, "家长", LIVE_MENU.buttons),),
)
LIVE = Version(
    id="01k0000000000000000000000k",
    number=1,
    state=VersionState.RELEASED,
    body=to_body(LIVE_MENU),
    seq=2,
    authors=("s1",),
    written_by="s1",
    written_at=NOW - timedelta(days=2),
    released_by="s2",
    released_at=NOW - timedelta(days=1),
    reach=Reach.TAKEN,
    tries=1,
)
DRAFT = replace(
    LIVE,
    id="01k0000000000000000000000m",
    number=2,
    state=VersionState.DRAFT,
    body=to_body(DRAFT_MENU),
    released_by="",
    released_at=None,
    reach=Reach.WAITING,
    tries=0,
)
REFUSED = replace(LIVE, reach=Reach.REFUSED, reason="not_granted")
NAMES = {"s1": "王芳", "s2": "李霞", "system": "系统"}
SHELL: dict[str, Any] = {"account": words, "part_now": "menu"}


def menu_page(menu: Menu, **more: Any) -> dict[str, Any]:
    """What the menu's editor is handed."""
    return {
        **SHELL,
        **checked(menu.buttons),
        "draft": DRAFT,
        "live": LIVE,
        "versions": [DRAFT, LIVE],
        "names": NAMES,
        "menu": menu,
        "tag_id": 0,
        "keys": menu_keys(),
        "whole": {},
        "ready": True,
        "changes": changes(LIVE, menu),
        "may_change": True,
        "may_set": True,
        "may_release": True,
        "notice": "",
        "saved": False,
        "released": False,
        "other": None,
        **more,
    }


def one_version(version: Version, menu: Menu, **more: Any) -> dict[str, Any]:
    """What a version's page is handed."""
    return {
        **SHELL,
        "version": version,
        "menu": menu,
        "names": NAMES,
        "seen": 1,
        "may_change": True,
        "previews": [("", menu.buttons), *((each.tag, each.buttons) for each in menu.conditional)],
        "changes": changes(LIVE, menu),
        "may_release": True,
        "ready": True,
        **more,
    }


RULE = Rule(
    id="01k0000000000000000000000n",
    words=("入学", "报名上学"),
    contains=True,
    reply="入学的事，请看教育局的通知。要材料清单，回复“人工”。",
    days=(1, 2, 3, 4, 5),
    hours=("08:00", "18:00"),
    span=("2026-07-01", "2026-09-10"),
)
RULES = (
    RULE,
    Rule("01k0000000000000000000000p", ("体检",), lesson="listen-first", priority=60, on=False),
    Rule("01k0000000000000000000000u", ("两癌",), picture=PICTURE.id),
)
PICTURES = {PICTURE.id: PICTURE}
TITLES = {"listen-first": "听孩子把话说完"}
NEAR = ("孩子写作业磨蹭怎么办", "孩子不肯写作业怎么办")


def keyword_page(rules: tuple[Rule, ...] = RULES, **more: Any) -> dict[str, Any]:
    """What the keywords' page is handed."""
    return {
        **SHELL,
        **NOT_TRIED,
        "part_now": "keywords",
        "rules": rules,
        "meeting": {each.id: ["体检"] if each is RULE else [] for each in rules},
        "bad": {},
        "titles": TITLES,
        "pictures": PICTURES,
        "draft": DRAFT,
        "live": LIVE,
        "versions": [DRAFT, LIVE],
        "names": NAMES,
        "changes": ["多了“入学”"],
        "may_change": True,
        "may_release": True,
        "notice": "",
        "saved": False,
        "released": False,
        **more,
    }


def rule_page(rule: Rule, **more: Any) -> dict[str, Any]:
    """What a rule's form is handed."""
    values = {
        "known": True,
        "meeting": [],
        "titles": TITLES,
        "pictures": PICTURES,
        "reply_most": 2000,
        "may_change": True,
        "seen": 1,
    }
    return {**SHELL, "rule": rule, "problems": {}, "notice": "", **values, **more}


def rules_of_version(version: Version, **more: Any) -> dict[str, Any]:
    """What the page of a version of the rules is handed."""
    page = keyword_page(version=version, seen=1)
    return {name: value for name, value in page.items() if name not in {"draft", "live", "versions"}} | more


def tried(outcome: Meant | None) -> dict[str, Any]:
    """What the tester shows."""
    return {**SHELL, "titles": TITLES, "pictures": PICTURES, "outcome": outcome}


SCENE = Scene(
    id="01k0000000000000000000000q",
    kind=SceneKind.SITE,
    name="吴村镇妇女之家",
    region="370881100",
    region_path="370000/370800/370881/370881100/",
    words="您来啦。今天下午三点有跳舞课。",
    lesson="listen-first",
    url="http://weixin.qq.com/q/02abc",
    scans=1234,
    follows=321,
)
WITHOUT_CODE = replace(SCENE, url="", reason="quota", lesson="", keyword="微心愿")
PLACES = {"370800": "济宁市", "370881": "曲阜市", "370881100": "吴村镇"}
TOWN = Region("370881100", "吴村镇", RegionLevel.TOWNSHIP, SCENE.region_path)


def scenes(rows: list[Scene], *, has_codes: bool = True, **asked: Any) -> tuple[str, dict[str, Any]]:
    """The list of codes."""
    about = {"places": PLACES, "titles": TITLES, "has_codes": has_codes, "may_change": True}
    return "account/scenes.html", SHELL | {"part_now": "scenes"} | listed(SCENES, rows, about=about, **asked)


def scene_page(scene: Scene, **more: Any) -> dict[str, Any]:
    """What a code's page is handed."""
    return {
        **SHELL,
        "scene": scene,
        "known": scene.version > 0,
        "days": [SceneDay("2026-11-24", 12, 3), SceneDay("2026-11-23", 1, 0)],
        "places": PLACES,
        "region": TOWN,
        "below": [],
        "above": None,
        "kinds": list(SceneKind),
        "titles": TITLES,
        "drawn": bool(scene.url),
        "has_codes": True,
        "link": "",
        "may_change": True,
        "problems": {},
        "notice": "",
        "saved": False,
        **more,
    }


EMPTY_SCENE = replace(SCENE, version=0, name="", words="", lesson="", url="")
VILLAGE = Region("370881100201", "峪口村", RegionLevel.VILLAGE, f"{SCENE.region_path}370881100201/")
SCENE_WRONG = {"name": "missing", "words": "too_long", "keyword": "unknown", "lesson": "unknown"}
LINK = "https://xinqiao.example/h5/lessons/listen-first"
RULE_WRONG = {
    "words": "reserved",
    "reply": "too_long",
    "hours": "invalid",
    "span": "out_of_range",
    "priority": "out_of_range",
}
_NONE = {"draft": None, "live": None, "versions": []}
_TAGS = SHELL | {"tags": [Tag(101, "家长", 12), Tag(102, "志愿者", 1200)], "notice": "", "seen": 1, "unused": []}
ACCOUNT_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "menu": ("account/menu.html", menu_page(LIVE_MENU, saved=True)),
    "menu-unfinished": (
        "account/menu.html",
        menu_page(DRAFT_MENU, ready=False, notice=words.SAVE_MENU_AGAIN, other=["“看课”改名叫“听课”"]),
    ),
    "menu-released": ("account/menu.html", menu_page(LIVE_MENU, draft=None, released=True)),
    "menu-of-tag": ("account/menu.html", menu_page(DRAFT_MENU, tag_id=101, live=REFUSED, may_release=False)),
    "menu-domains": ("account/menu.html", menu_page(DRAFT_MENU, ready=False, whole={"domains": "too_many"})),
    "menu-empty": ("account/menu.html", menu_page(Menu(()), **_NONE)),
    "menu-first": ("account/menu.html", menu_page(LIVE_MENU, live=replace(LIVE, reach=Reach.WAITING, tries=0))),
    "menu-waits": ("account/menu.html", menu_page(LIVE_MENU, live=replace(LIVE, reach=Reach.WAITING))),
    "menu-read": ("account/menu.html", menu_page(LIVE_MENU, may_change=False, may_set=False, draft=None)),
    "menu-checked": (
        "account/_menu_checked.html",
        {**SHELL, "live_counts": True, **checked(DRAFT_MENU.buttons)},
    ),
    "menu-tags": ("account/menu_tags.html", _TAGS),
    "menu-tags-none": ("account/menu_tags.html", _TAGS | {"tags": []}),
    "menu-tags-unused": ("account/menu_tags.html", _TAGS | {"unused": DRAFT_MENU.conditional}),
    "menu-tags-away": ("account/menu_tags.html", _TAGS | {"tags": [], "notice": words.TAGS_AWAY}),
    "menu-version": ("account/menu_version.html", one_version(LIVE, DRAFT_MENU)),
    "keywords": ("account/keywords.html", keyword_page(saved=True, outcome=Meant("keyword", "入学", RULE))),
    "keywords-empty": ("account/keywords.html", keyword_page((), **_NONE)),
    "keywords-bad": ("account/keywords.html", keyword_page(bad={RULE.id: "unknown"}, notice="有人先改过了。")),
    "keywords-read": ("account/keywords.html", keyword_page(may_change=False, may_release=False)),
    "keyword-new": ("account/keyword_rule.html", rule_page(Rule(RULE.id, ()), known=False)),
    "keyword-rule": ("account/keyword_rule.html", rule_page(RULE, meeting=[RULES[1]])),
    "keyword-wrong": ("account/keyword_rule.html", rule_page(RULE, problems=RULE_WRONG, notice="有人先改过了。")),
    "keyword-remove": ("account/keyword_remove.html", SHELL | {"rule": RULE, "seen": 1}),
    "keyword-version": ("account/keyword_version.html", rules_of_version(LIVE)),
    "keyword-draft": ("account/keyword_version.html", rules_of_version(DRAFT)),
    "keyword-draft-own": ("account/keyword_version.html", rules_of_version(DRAFT, may_release=False, rules=())),
    "keyword-tried": ("account/_keyword_tried.html", tried(Meant("suggest", NEAR[0], near=NEAR))),
    "keyword-tried-danger": ("account/_keyword_tried.html", tried(Meant("danger", "家庭暴力"))),
    "keyword-tried-picture": ("account/_keyword_tried.html", tried(Meant("keyword", "两癌", RULES[2]))),
    "keyword-tried-lesson": ("account/_keyword_tried.html", tried(Meant("keyword", "体检", RULES[1]))),
    "scenes": scenes([SCENE, WITHOUT_CODE], most=1, chosen=[each.name for each in SCENES.columns]),
    "scenes-empty": scenes([], has_codes=False),
    "scenes-none-so": scenes([], q="集市"),
    "scene": ("account/scene.html", scene_page(SCENE, saved=True)),
    "scene-new": ("account/scene.html", scene_page(EMPTY_SCENE, below=[VILLAGE], above=TOWN, drawn=False)),
    "scene-wrong": ("account/scene.html", scene_page(SCENE, problems=SCENE_WRONG, notice="有人先改过了。")),
    "scene-no-code": ("account/scene.html", scene_page(WITHOUT_CODE, days=[])),
    "scene-subscription": ("account/scene.html", scene_page(WITHOUT_CODE, has_codes=False, link=LINK)),
    "scene-print": ("account/scene_print.html", {"scene": SCENE, "drawn": True}),
    "scene-print-word": ("account/scene_print.html", {"scene": WITHOUT_CODE, "drawn": False}),
    **MEDIA_PAGES,
    "menu-release": ("account/menu_release.html", one_version(DRAFT, DRAFT_MENU)),
    "menu-release-own": ("account/menu_release.html", one_version(DRAFT, LIVE_MENU, may_release=False)),
}
