"""The menu below the chat: checked button by button; conditional ones choose by the tag that was put on last."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from simulator.api import OK, Api, Call, number_of, word_of
from simulator.errors import PlatformError
from simulator.state import Account, Follower

NAME_BYTES, SUB_NAME_BYTES = 16, 60
KEY_BYTES = 128
URL_BYTES = 1024
MOST_BUTTONS, MOST_BELOW = 3, 5
MOST_DOMAINS = 3  # of all conditional menus together
KEYED = frozenset(
    {
        "click",
        "scancode_push",
        "scancode_waitmsg",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
    }
)
BY_ARTICLE = frozenset({"article_id", "article_view_limited"})
FIRST_CONDITIONAL = 208_379_533


@dataclass(frozen=True, slots=True)
class _Level:
    """The errcodes of one level of the menu, and how long a name may be there."""

    name_bytes: int
    count: int
    type: int
    name: int
    key: int
    url: int
    domain: int


TOP = _Level(NAME_BYTES, 40016, 40017, 40018, 40019, 40020, 40055)
BELOW = _Level(SUB_NAME_BYTES, 40023, 40024, 40025, 40026, 40027, 40054)


def _name(button: dict[str, Any], level: _Level) -> str:
    name = button.get("name")
    if not isinstance(name, str) or not 0 < len(name.encode("utf-8", "replace")) <= level.name_bytes:
        raise PlatformError(level.name)
    return name


def _url(button: dict[str, Any], level: _Level) -> str:
    url = button.get("url")
    if not isinstance(url, str) or not 0 < len(url.encode("utf-8", "replace")) <= URL_BYTES:
        raise PlatformError(level.url)
    if not url.startswith(("http://", "https://")):
        raise PlatformError(level.domain)
    return url


def _leaf(call: Call, button: dict[str, Any], level: _Level) -> dict[str, Any]:
    kind = word_of(button.get("type"))
    read: dict[str, Any] = {"type": kind, "name": _name(button, level)}
    if kind in KEYED:
        key = button.get("key")
        if not isinstance(key, str) or not 0 < len(key.encode("utf-8", "replace")) <= KEY_BYTES:
            raise PlatformError(level.key)
        return {**read, "key": key}
    if kind == "view":
        return {**read, "url": _url(button, level)}
    if kind == "miniprogram":
        bound = call.platform.accounts.get(str(button.get("appid")))
        if bound is None or not bound.is_mini:
            raise PlatformError(45064)
        return {**read, "url": _url(button, level), "appid": button["appid"], "pagepath": str(button.get("pagepath"))}
    if kind == "media_id":
        medium = call.account.media.get(str(button.get("media_id")))
        if medium is None or medium.expires_at:
            raise PlatformError(40007)
        return {**read, "media_id": medium.media_id}
    if kind in BY_ARTICLE:
        if str(button.get("article_id")) not in call.account.named("published"):
            raise PlatformError(40007)
        return {**read, "article_id": button["article_id"]}
    raise PlatformError(level.type)


def read_buttons(call: Call) -> list[dict[str, Any]]:
    """The buttons of a new menu. Raises 40016–40027, 40054, 40055, 45064, 40007."""
    buttons = call.body.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= MOST_BUTTONS:
        raise PlatformError(TOP.count)
    read = []
    for button in buttons:
        if not isinstance(button, dict):
            raise PlatformError(TOP.type)
        below = button.get("sub_button")
        if not below:
            read.append({**_leaf(call, button, TOP), "sub_button": []})
            continue
        if not isinstance(below, list) or len(below) > MOST_BELOW:
            raise PlatformError(BELOW.count)
        if not all(isinstance(each, dict) for each in below):
            raise PlatformError(BELOW.type)
        leaves = [{**_leaf(call, each, BELOW), "sub_button": []} for each in below]
        read.append({"name": _name(button, TOP), "sub_button": leaves})
    return read


def default_menu(account: Account) -> list[dict[str, Any]] | None:
    """The buttons of the menu for all, None without one."""
    found: list[dict[str, Any]] | None = account.named("menu").get("default")
    return found


def menu_for(account: Account, follower: Follower) -> list[dict[str, Any]]:
    """The buttons she sees: the newest conditional menu for the tag she got last, else the one for all."""
    last = follower.tags[-1] if follower.tags else None
    for each in sorted(account.named("conditional").values(), key=lambda each: -each["menuid"]):
        if each["tag_id"] == last:
            buttons: list[dict[str, Any]] = each["button"]
            return buttons
    return default_menu(account) or []


def find_button(buttons: list[dict[str, Any]], value: str) -> dict[str, Any] | None:
    """The button with this key, address or page."""
    for button in buttons:
        here: list[dict[str, Any]] = [button, *button["sub_button"]]
        for each in here:
            if value and value in (each.get("key"), each.get("url"), each.get("pagepath")):
                return each
    return None


def create(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/menu/create: replaces the whole menu."""
    call.platform.keep_document(call.account, "menu", "default", read_buttons(call))
    return dict(OK)


def get(call: Call) -> dict[str, Any]:
    """GET /cgi-bin/menu/get."""
    buttons = default_menu(call.account)
    if buttons is None:
        raise PlatformError(46003)
    found: dict[str, Any] = {"menu": {"button": buttons}}
    conditional = [
        {"button": each["button"], "matchrule": {"group_id": each["tag_id"]}, "menuid": each["menuid"]}
        for each in call.account.named("conditional").values()
    ]
    return {**found, "conditionalmenu": conditional} if conditional else found


def delete(call: Call) -> dict[str, Any]:
    """GET /cgi-bin/menu/delete: the conditional ones too."""
    for name in ("menu", "conditional"):
        for key in list(call.account.named(name)):
            call.platform.drop_document(call.account, name, key)
    return dict(OK)


def current(call: Call) -> dict[str, Any]:
    """GET /cgi-bin/get_current_selfmenu_info."""
    buttons = default_menu(call.account)
    if buttons is None:
        return {"is_menu_open": 0}
    shown = []
    for button in buttons:
        below = button["sub_button"]
        shown.append({"name": button["name"], "sub_button": {"list": below}} if below else button)
    return {"is_menu_open": 1, "selfmenu_info": {"button": shown}}


def add_conditional(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/menu/addconditional: by tag alone."""
    if default_menu(call.account) is None:
        raise PlatformError(65303)
    rule = call.body.get("matchrule")
    if not isinstance(rule, dict) or not any(rule.values()):
        raise PlatformError(65305)
    if any(rule.get(name) for name in ("sex", "country", "province", "city", "language")):
        raise PlatformError(65320)
    tag_id = number_of(rule.get("tag_id", rule.get("group_id")), 45159)
    if str(tag_id) not in call.account.named("tags"):
        raise PlatformError(45159)
    buttons = read_buttons(call)
    others = [each["button"] for each in call.account.named("conditional").values()]
    if len(_domains([*others, buttons])) > MOST_DOMAINS:
        raise PlatformError(65316)
    menuid = max(call.account.named("menu_ids").get("last", FIRST_CONDITIONAL - 1) + 1, FIRST_CONDITIONAL)
    call.platform.keep_document(call.account, "menu_ids", "last", menuid)
    made = {"menuid": menuid, "tag_id": tag_id, "button": buttons}
    call.platform.keep_document(call.account, "conditional", str(menuid), made)
    return {"menuid": str(menuid)}


def _domains(menus: list[list[dict[str, Any]]]) -> set[str]:
    """The domains that the buttons of these menus lead to."""
    leaves = [each for menu in menus for button in menu for each in (button, *button["sub_button"])]
    return {urlsplit(each["url"]).netloc for each in leaves if each.get("url")}


def delete_conditional(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/menu/delconditional."""
    menuid = str(call.body.get("menuid"))
    if menuid not in call.account.named("conditional"):
        raise PlatformError(65301)
    call.platform.drop_document(call.account, "conditional", menuid)
    return dict(OK)


def try_match(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/menu/trymatch: the menu of one follower."""
    follower = call.follower(call.body.get("user_id"))
    if default_menu(call.account) is None:
        raise PlatformError(46003)
    return {"menu": {"button": menu_for(call.account, follower)}}


CALLS = [
    Api("/cgi-bin/menu/create", create, daily=1000),
    Api("/cgi-bin/menu/get", get, "GET", daily=10_000),
    Api("/cgi-bin/menu/delete", delete, "GET", daily=1000),
    Api("/cgi-bin/get_current_selfmenu_info", current, "GET", daily=10_000),
    Api("/cgi-bin/menu/addconditional", add_conditional, daily=2000),
    Api("/cgi-bin/menu/delconditional", delete_conditional, daily=2000),
    Api("/cgi-bin/menu/trymatch", try_match, daily=20_000),
]
