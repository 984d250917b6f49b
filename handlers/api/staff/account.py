"""The account's menu for programs of staff: what people see, the draft, its versions, and the release by a second person."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from bot.words import menu_keys
from domain.errors import Invalid
from domain.menus import BELOW_MOST, BUTTONS_MOST, CONDITIONAL_MOST, Button, Conditional, Menu, from_body, to_body
from domain.staff import Permission
from domain.versions import Reach, Version, VersionState
from handlers.access import requires
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.account import menus

TEXT_MOST = 2000


class ButtonBelow(Model):
    """A button: what it is called, and what it does. See the console for what the platform lets through."""

    name: str = Field(max_length=TEXT_MOST)
    kind: str = Field(default="", max_length=40, description='"click", "view", "miniprogram" …; "" for a group')
    value: str = Field(default="", max_length=TEXT_MOST, description="the key, the address or the number")
    app: str = Field(default="", max_length=TEXT_MOST)
    page: str = Field(default="", max_length=TEXT_MOST)


class MenuButton(ButtonBelow):
    """A button at the bottom; with `below` it is a group, which does nothing itself."""

    below: list[ButtonBelow] = Field(default_factory=list, max_length=BELOW_MOST)


class TagMenuWrite(Model):
    """What people with a tag see instead."""

    tag_id: int = Field(ge=1, le=10**9)
    buttons: list[MenuButton] = Field(max_length=BUTTONS_MOST)


class TagMenu(TagMenuWrite):
    """The same, with the tag's name on the day it was chosen."""

    tag: str


class MenuWrite(Model):
    """The whole menu. A menu for a tag that has none yet is begun by naming it; one that isn't named here is given up."""

    buttons: list[MenuButton] = Field(max_length=BUTTONS_MOST)
    conditional: list[TagMenuWrite] = Field(default_factory=list, max_length=CONDITIONAL_MOST)


class VersionRow(Model):
    """A version: `seq` counts its changes, `authors` may not release it where two people are asked for."""

    id: str
    number: int
    state: VersionState
    seq: int
    authors: list[str]
    written_by: str
    written_at: datetime
    released_by: str
    released_at: datetime | None


class VersionList(Model):
    """The newest thirty, the newest first."""

    versions: list[VersionRow]


class MenuVersionView(VersionRow):
    """A version of the menu: whether the platform has it, and `problems`, a stable word a field, that keep it back."""

    reach: Reach
    reason: str
    buttons: list[MenuButton]
    conditional: list[TagMenu]
    problems: dict[str, str]


class MenuView(Model):
    """What people see and what is being written; null where there is none."""

    released: MenuVersionView | None
    draft: MenuVersionView | None


class DraftCall(StaffCall):
    """A call whose ETag counts the changes of a part of its answer."""

    def check_etag_header(self) -> bool:
        """Never "as you know it": scans, and what the platform says, change without the ETag."""
        return False


def version_facts(version: Version) -> dict[str, Any]:
    """A version without what is in it."""
    return {name: getattr(version, name) for name in VersionRow.model_fields} | {"authors": list(version.authors)}


def version_list(versions: Iterable[Version]) -> VersionList:
    """As a list is answered."""
    return VersionList(versions=[VersionRow.model_validate(version_facts(each)) for each in versions])


def release_operation(name: str, summary: str, answer: type[Model]) -> Operation:
    """A release, or an earlier version taken up: of the draft as it was read."""
    return Operation(
        id=name, summary=summary, answer=answer, path={"id": ID}, problems=(404, 409), seen=True, versioned=True
    )


class _MenuCall(DraftCall):
    """Answers with the menu; the ETag is the draft's `seq`, 0 without one."""

    async def show(self) -> None:
        """What people see, and the draft."""
        draft, live = await self.services.menus.draft(), await self.services.menus.released()
        self.versioned(draft.seq if draft else 0)
        self.answer(MenuView(released=self._view(live), draft=self._view(draft)))

    def _view(self, version: Version | None) -> MenuVersionView | None:
        if version is None:
            return None
        menu = from_body(version.body)
        more = {"reach": version.reach, "reason": version.reason}
        problems = menus.problems_of(self.services, menu, keys=menu_keys())
        return MenuVersionView.model_validate(version_facts(version) | more | to_menu(menu) | {"problems": problems})


def to_menu(menu: Menu) -> dict[str, Any]:
    """As it is answered: a button below has none below itself."""
    body = to_body(menu)
    for buttons in (body["buttons"], *(each["buttons"] for each in body["conditional"])):
        for button in buttons:
            for below in button["below"]:
                del below["below"]
    return body


def _line(text: str) -> str:
    return " ".join(text.split())


def _button(given: ButtonBelow) -> Button:
    below = tuple(_button(each) for each in given.below) if isinstance(given, MenuButton) else ()
    if below:
        return Button(_line(given.name), below=below)
    return Button(_line(given.name), given.kind, _line(given.value), _line(given.app), _line(given.page))


def _buttons(given: Iterable[MenuButton]) -> tuple[Button, ...]:
    return tuple(_button(each) for each in given)


@requires(Permission.ACCOUNT_READ, put=Permission.ACCOUNT_CHANGE)
class MenuCall(_MenuCall):
    """The menu."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getMenu", summary="The account's menu: what people see, and the draft", answer=MenuView, versioned=True
        ),
        "put": Operation(
            id="saveMenu",
            summary="Save the menu's draft; nobody sees it before somebody else releases it",
            answer=MenuView,
            body=MenuWrite,
            seen=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """Both."""
        await self.show()

    async def put(self) -> None:
        """Keep the draft, if it is still as the caller has read it."""
        given = self.body(MenuWrite)
        seen = self.seen_version()
        menu = Menu(_buttons(given.buttons), await self._for_tags(given.conditional))
        await self.unless_changed(menus.save(self.services, menu, seen=seen, by=self.staff))
        await self.show()

    async def _for_tags(self, given: list[TagMenuWrite]) -> tuple[Conditional, ...]:
        """The menus for tags. Raises Invalid for a tag that the platform doesn't know, or that is named twice; PlatformAway."""
        found = await self.services.menus.draft() or await self.services.menus.released()
        names = {each.tag_id: each.tag for each in from_body(found.body).conditional} if found else {}
        if len({each.tag_id for each in given}) < len(given):
            raise Invalid("conditional", "repeated")
        for each in given:
            if each.tag_id not in names:
                names[each.tag_id] = await menus.name_of_tag(self.services, each.tag_id, by=self.staff)
        return tuple(Conditional(each.tag_id, names[each.tag_id], _buttons(each.buttons)) for each in given)


@requires(Permission.ACCOUNT_READ)
class MenuVersionsCall(StaffCall):
    """The menu's versions."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="listMenuVersions", summary="The menu's versions, the newest first", answer=VersionList)
    }

    async def get(self) -> None:
        """The list."""
        self.answer(version_list(await self.services.menus.page()))


@requires(Permission.ACCOUNT_RELEASE)
class MenuReleaseCall(_MenuCall):
    """Let people see it."""

    OPERATIONS: ClassVar = {
        "post": release_operation("releaseMenu", "Release a draft of the menu that somebody else wrote", MenuView)
    }

    async def post(self, version_id: str) -> None:
        """Released, if the draft is still as she saw it; a task sets it at the platform."""
        seen = self.seen_version()
        await self.unless_changed(menus.release(self.services, version_id, seen=seen, by=self.staff, keys=menu_keys()))
        await self.show()


@requires(Permission.ACCOUNT_CHANGE)
class MenuTakeUpCall(_MenuCall):
    """Roll-back."""

    OPERATIONS: ClassVar = {
        "post": release_operation("takeUpMenu", "An earlier version of the menu as the new draft", MenuView)
    }

    async def post(self, version_id: str) -> None:
        """Taken up; what was the draft stays among the earlier versions."""
        seen = self.seen_version()
        await self.unless_changed(menus.take_up(self.services, version_id, seen=seen, by=self.staff))
        await self.show()


@requires(Permission.ACCOUNT_RELEASE)
class MenuSetCall(_MenuCall):
    """Once more to the platform."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="setMenu",
            summary="Have the released menu set at the platform once more",
            answer=MenuView,
            path={"id": ID},
            problems=(404, 409),
            versioned=True,
        )
    }

    async def post(self, version_id: str) -> None:
        """A task does it; 409 where another one counts by now."""
        await menus.set_again(self.services, version_id, by=self.staff)
        await self.show()


_BASE, _GAP = "/api/v1/staff/account/menu", r"([0-9a-z]{26})"
API_ROUTES = [
    Route(_BASE, _BASE, MenuCall),
    Route(f"{_BASE}/versions", f"{_BASE}/versions", MenuVersionsCall),
    Route(f"{_BASE}/versions/{{id}}/release", rf"{_BASE}/versions/{_GAP}/release", MenuReleaseCall),
    Route(f"{_BASE}/versions/{{id}}/again", rf"{_BASE}/versions/{_GAP}/again", MenuTakeUpCall),
    Route(f"{_BASE}/versions/{{id}}/set", rf"{_BASE}/versions/{_GAP}/set", MenuSetCall),
]
