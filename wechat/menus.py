"""The account's menu, its codes, and what the account may still do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wechat.calls import Calls, Repeat
from wechat.errors import WeChatError
from wechat.fields import rows_of, text_of, tree_of, whole_of

NO_MENU = 46003
NO_CONDITIONAL_MENU = 65301


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu's buttons in the platform's own form, and the ids of the menus that people with a tag see instead."""

    buttons: tuple[Mapping[str, Any], ...]
    conditional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SceneCode:
    """A code to scan: `url` is what to draw; `expires_in` in seconds, None for one that stays."""

    ticket: str
    url: str
    expires_in: int | None


@dataclass(frozen=True, slots=True)
class Quota:
    """How often a call may be made today, and how often it was."""

    daily_limit: int
    used: int
    remain: int


class Menus(Calls):
    """The menu below the chat."""

    async def create_menu(self, buttons: Sequence[Mapping[str, Any]]) -> None:
        """Replace the whole menu: 1 to 3 buttons, each with up to 5 below it. Raises WeChatError."""
        await self._post("/cgi-bin/menu/create", {"button": list(buttons)})

    async def get_menu(self) -> Menu | None:
        """The menu as it stands, None when there is none. Raises WeChatError."""
        try:
            fields = await self._get("/cgi-bin/menu/get")
        except WeChatError as error:
            if error.errcode == NO_MENU:
                return None
            raise
        conditional = tuple(text_of(each, "menuid") for each in rows_of(fields, "conditionalmenu"))
        return Menu(tuple(rows_of(tree_of(fields, "menu"), "button")), conditional)

    async def add_conditional_menu(self, buttons: Sequence[Mapping[str, Any]], *, tag_id: int) -> str:
        """What people with the tag see instead; its id. Needs a menu for everybody. Raises WeChatError."""
        asked = {"button": list(buttons), "matchrule": {"tag_id": str(tag_id)}}
        return text_of(await self._post("/cgi-bin/menu/addconditional", asked, repeat=Repeat.NEVER), "menuid")

    async def delete_conditional_menu(self, menu_id: str) -> None:
        """Take one of these away; one that is gone stays so. Raises WeChatError."""
        try:
            await self._post("/cgi-bin/menu/delconditional", {"menuid": menu_id})
        except WeChatError as error:
            if error.errcode != NO_CONDITIONAL_MENU:
                raise

    async def menu_of(self, openid: str) -> Menu | None:
        """What one follower sees, None when there is no menu. Raises WeChatError."""
        try:
            fields = await self._post("/cgi-bin/menu/trymatch", {"user_id": openid})
        except WeChatError as error:
            if error.errcode == NO_MENU:
                return None
            raise
        return Menu(tuple(rows_of(tree_of(fields, "menu"), "button")))

    async def delete_menu(self) -> None:
        """Take the menu away, conditional ones included. Raises WeChatError."""
        await self._get("/cgi-bin/menu/delete")


class Codes(Calls):
    """Codes with a scene of ours, told by Subscribe and Scan."""

    async def create_qr(self, scene: str, *, expire_seconds: int) -> SceneCode:
        """A code for at most 30 days; `scene` has 1 to 64 characters. Raises WeChatError."""
        asked = {"expire_seconds": expire_seconds, "action_name": "QR_STR_SCENE", "action_info": _scene(scene)}
        return _code(await self._post("/cgi-bin/qrcode/create", asked))

    async def create_permanent_qr(self, scene: str) -> SceneCode:
        """A code that stays; an account has 100,000 of them. Raises WeChatError."""
        asked = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": _scene(scene)}
        return _code(await self._post("/cgi-bin/qrcode/create", asked))


class Account(Calls):
    """What the platform says of the account itself."""

    async def quota(self, path: str) -> Quota:
        """How often the call `path` (such as "/cgi-bin/message/custom/send") may still be made. Raises WeChatError."""
        found = tree_of(await self._post("/cgi-bin/openapi/quota/get", {"cgi_path": path}), "quota")
        return Quota(whole_of(found, "daily_limit"), whole_of(found, "used"), whole_of(found, "remain"))

    async def server_addresses(self) -> tuple[str, ...]:
        """The addresses from which the platform pushes. Raises WeChatError."""
        found = (await self._get("/cgi-bin/getcallbackip")).get("ip_list")
        return tuple(str(address) for address in found) if isinstance(found, list) else ()


def _scene(scene: str) -> Mapping[str, Any]:
    return {"scene": {"scene_str": scene}}


def _code(fields: Mapping[str, Any]) -> SceneCode:
    lasts = whole_of(fields, "expire_seconds") if "expire_seconds" in fields else None
    return SceneCode(text_of(fields, "ticket"), text_of(fields, "url"), lasts)
