"""Made-up pages of the account, for samples.py."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.words import menu_keys
from domain.menus import Button, Conditional, Menu, to_body
from domain.versions import Reach, Version, VersionState
from handlers.console.account_menu import changes, checked
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
        "ready": True,
        "changes": changes(LIVE, menu),
        "may_change": True,
        "may_set": True,
        "may_release": True,
        "notice": "",
        "saved": False,
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


_NONE = {"draft": None, "live": None, "versions": []}
_TAGS = SHELL | {"tags": [Tag(101, "家长", 12), Tag(102, "志愿者", 1200)], "notice": "", "seen": 1}
ACCOUNT_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "menu": ("account/menu.html", menu_page(LIVE_MENU, saved=True)),
    "menu-unfinished": ("account/menu.html", menu_page(DRAFT_MENU, ready=False, notice="有人先改过了。")),
    "menu-of-tag": ("account/menu.html", menu_page(DRAFT_MENU, tag_id=101, live=REFUSED, may_release=False)),
    "menu-empty": ("account/menu.html", menu_page(Menu(()), **_NONE)),
    "menu-read": ("account/menu.html", menu_page(LIVE_MENU, may_change=False, may_set=False, draft=None)),
    "menu-checked": (
        "account/_menu_checked.html",
        {**SHELL, "live_counts": True, **checked(DRAFT_MENU.buttons)},
    ),
    "menu-tags": ("account/menu_tags.html", _TAGS),
    "menu-tags-none": ("account/menu_tags.html", _TAGS | {"tags": []}),
    "menu-tags-away": ("account/menu_tags.html", _TAGS | {"tags": [], "notice": words.TAGS_AWAY}),
    "menu-version": ("account/menu_version.html", one_version(LIVE, DRAFT_MENU)),
    "menu-release": ("account/menu_release.html", one_version(DRAFT, DRAFT_MENU)),
    "menu-release-own": ("account/menu_release.html", one_version(DRAFT, LIVE_MENU, may_release=False)),
}
