"""The account's menu: an editor with the phone's menu beside it, its versions, release and roll-back."""

from collections.abc import Sequence
from typing import Any

from tornado.web import HTTPError

from bot.words import menu_keys
from domain.errors import Conflict, Invalid, NotAllowed, PlatformAway
from domain.menus import (
    BELOW_MOST,
    BUTTONS_MOST,
    CONDITIONAL_MOST,
    Button,
    Conditional,
    Menu,
    differences,
    from_body,
    moved,
    problems,
    size,
    walk,
)
from domain.staff import Permission
from domain.versions import Version
from handlers.access import requires
from handlers.console.account_parts import AccountPage
from services.account import menus
from wechat.client import Tag
from wording import account as words

ADDRESS = "/console/account/menu"
ID = r"([0-9a-z]{26})"
MOVES = frozenset({"add", "up", "down", "remove"})
EMPTY = Menu((Button("", "click"),))


def read_buttons(page: AccountPage) -> tuple[Button, ...]:
    """What the form holds."""
    top = (str(number) for number in range(BUTTONS_MOST) if f"name.{number}" in page.request.arguments)
    return tuple(_read_button(page, place) for place in top)


def _read_button(page: AccountPage, place: str) -> Button:
    def text(name: str) -> str:
        return " ".join(page.text_argument(f"{name}.{place}", most=2000).split())

    below: tuple[Button, ...] = ()
    if "-" not in place:
        places = (f"{place}-{number}" for number in range(BELOW_MOST))
        below = tuple(_read_button(page, each) for each in places if f"name.{each}" in page.request.arguments)
    if below:
        return Button(text("name"), below=below)
    kind, _, key = text("kind").partition(" ")
    if kind == "click":
        return Button(text("name"), "click", key)
    return Button(text("name"), kind, text("value"), text("app"), text("page"))


class _MenuPage(AccountPage):
    """The editor for everybody's menu, or that of a tag."""

    PART = "menu"

    def tag_id(self) -> int:
        """For whom: 0 for everybody. Raises HTTPError 400."""
        text = self.text_argument("tag", "0", most=12) or "0"
        if not (text.isascii() and text.isdigit()):
            raise HTTPError(400)
        return int(text)

    async def editor(self, *, status: int = 200, buttons: tuple[Button, ...] | None = None, **values: Any) -> None:
        """The page; with `buttons` as she wrote them, though they weren't kept."""
        self.set_status(status)
        versions = await self.services.menus.page()
        draft, live = await self.services.menus.draft(), await self.services.menus.released()
        menu = from_body(draft.body) if draft else from_body(live.body) if live else EMPTY
        theirs = bool(values.pop("theirs", False))
        whole = menus.problems_of(self.services, menu, keys=menu_keys())
        tag_id = self.tag_id()
        if tag_id and all(each.tag_id != tag_id for each in menu.conditional):
            tag_id = 0
        shown = menu.of(tag_id) if buttons is None else buttons
        self.show(
            "account/menu.html",
            **checked(shown),
            draft=draft,
            live=live,
            versions=versions,
            names=await self.names(versions),
            menu=menu,
            tag_id=tag_id,
            keys=menu_keys(),
            whole=whole,
            ready=not whole,
            changes=changes(live, menu) if draft else [],
            other=other_than(shown, menu.of(tag_id)) if theirs else None,
            may_change=self.staff.may(Permission.ACCOUNT_CHANGE),
            may_set=self.staff.may(Permission.ACCOUNT_RELEASE),
            may_release=self.may_release(draft),
            **({"notice": "", "saved": False, "released": False} | values),
        )

    async def menu_seen(self) -> Menu:
        """The menu that the form was made of: the draft's, else what is live."""
        found = await self.services.menus.draft() or await self.services.menus.released()
        return from_body(found.body) if found else EMPTY


def checked(buttons: tuple[Button, ...]) -> dict[str, Any]:
    """What the editor's preview and counts show."""
    places = {place: (each, most, size(each.name)) for place, each, most in walk(buttons)}
    return {"buttons": buttons, "places": places, "problems": problems(buttons, keys=menu_keys())}


def changes(live: Version | None, menu: Menu) -> list[str]:
    """What differs from what people see, in words."""
    found = differences(from_body(live.body) if live else None, menu)
    return [words.difference(each.what, name=each.name, before=each.before, tag=each.tag) for each in found]


def other_than(hers: tuple[Button, ...], theirs: tuple[Button, ...]) -> list[str]:
    """What a colleague has kept meanwhile otherwise than what she wrote, in words."""
    found = differences(Menu(hers), Menu(theirs))
    return [words.difference(each.what, name=each.name, before=each.before, tag="") for each in found]


@requires(Permission.ACCOUNT_READ, post=Permission.ACCOUNT_CHANGE)
class AccountMenu(_MenuPage):
    """The editor."""

    async def get(self) -> None:
        """The form."""
        saved, released = (self.text_argument(name, most=1) == "1" for name in ("saved", "released"))
        await self.editor(saved=saved, released=released)

    async def post(self) -> None:
        """Keep the draft, after a move where one was tapped."""
        tag_id, buttons = self.tag_id(), read_buttons(self)
        what, _, place = self.text_argument("do", "save", most=20).partition(" ")
        if what in MOVES:
            buttons = moved(buttons, what, place)
        menu = (await self.menu_seen()).with_buttons(tag_id, buttons)
        try:
            await menus.save(self.services, menu, seen=self.seen(), by=self.staff)
        except Conflict:
            await self.editor(status=409, buttons=buttons, notice=words.SAVE_MENU_AGAIN, theirs=True)
            return
        anchor = f"#b{place.partition('-')[0]}" if what in MOVES and place else ""
        self.redirect(f"{ADDRESS}?tag={tag_id}&saved=1{anchor}", status=303)


@requires(Permission.ACCOUNT_CHANGE)
class MenuCheck(_MenuPage):
    """How what stands in the form looks on the phone, and what is too long."""

    async def post(self) -> None:
        """The part beside the form; nothing is kept."""
        self.page("account/_menu_checked.html", account=words, live_counts=True, **checked(read_buttons(self)))


@requires(Permission.ACCOUNT_CHANGE)
class MenuTags(_MenuPage):
    """A menu of its own for people with a tag: begun, and given up."""

    async def get(self) -> None:
        """The platform's tags to choose from."""
        tags: Sequence[Tag] = ()
        notice = ""
        try:
            tags = await menus.tags_of(self.services, by=self.staff)
        except PlatformAway:
            notice = words.TAGS_AWAY
        menu = await self.menu_seen()
        taken = {each.tag_id for each in menu.conditional}
        unused = [] if notice else menus.unused(menu, tags)
        draft = await self.services.menus.draft()
        offered = [each for each in tags if each.id not in taken]
        self.show("account/menu_tags.html", tags=offered, unused=unused, notice=notice, seen=draft.seq if draft else 0)

    async def post(self) -> None:
        """Begin with what everybody sees; or give the tag's menu up."""
        menu, tag_id = await self.menu_seen(), self.tag_id()
        kept = tuple(each for each in menu.conditional if each.tag_id != tag_id)
        if self.text_argument("do", most=10) != "remove":
            if len(kept) >= CONDITIONAL_MOST:
                raise Invalid("tag", "too_many")
            try:
                name = await menus.name_of_tag(self.services, tag_id, by=self.staff)
            except PlatformAway:  # the page of the tags says so
                self.redirect(f"{ADDRESS}/tags", status=303)
                return
            kept = (*kept, Conditional(tag_id, name, menu.of(tag_id)))
        await menus.save(self.services, Menu(menu.buttons, kept), seen=self.seen(), by=self.staff)
        self.redirect(f"{ADDRESS}?tag={tag_id}", status=303)


@requires(Permission.ACCOUNT_READ)
class MenuVersion(_MenuPage):
    """A version as it was."""

    async def get(self, version_id: str) -> None:
        """The page."""
        version = await self.services.menus.get(version_id)
        draft = await self.services.menus.draft()
        menu = from_body(version.body)
        self.show(
            "account/menu_version.html",
            version=version,
            menu=menu,
            names=await self.names([version]),
            seen=draft.seq if draft else 0,
            may_change=self.staff.may(Permission.ACCOUNT_CHANGE),
            previews=[("", menu.buttons), *((each.tag, each.buttons) for each in menu.conditional)],
        )


@requires(Permission.ACCOUNT_CHANGE)
class MenuTakeUp(_MenuPage):
    """Roll-back: an old version as the new draft."""

    async def post(self, version_id: str) -> None:
        """Done in one tap; what was the draft stays among the earlier versions."""
        await menus.take_up(self.services, version_id, seen=self.seen(), by=self.staff)
        self.redirect(f"{ADDRESS}?saved=1", status=303)


@requires(Permission.ACCOUNT_RELEASE)
class MenuRelease(_MenuPage):
    """Release: asked first, then done. What goes out is what she saw."""

    async def get(self, version_id: str) -> None:
        """What will change, and whether she means it."""
        version = await self.services.menus.get(version_id)
        live, menu = await self.services.menus.released(), from_body(version.body)
        self.show(
            "account/menu_release.html",
            version=version,
            names=await self.names([version]),
            changes=changes(live, menu),
            may_release=self.may_release(version),
            ready=not menus.problems_of(self.services, menu, keys=menu_keys()),
            previews=[("", menu.buttons), *((each.tag, each.buttons) for each in menu.conditional)],
        )

    async def post(self, version_id: str) -> None:
        """Do it, if the draft is still as she saw it."""
        try:
            await menus.release(self.services, version_id, seen=self.seen(), by=self.staff, keys=menu_keys())
        except Conflict:
            await self.editor(status=409, notice=words.SOMEBODY_FIRST)
        except Invalid:
            await self.editor(status=400, notice=words.NOT_READY)
        except NotAllowed:
            await self.editor(status=403, notice=words.NOT_YOUR_OWN)
        else:
            self.redirect(f"{ADDRESS}?released=1", status=303)


@requires(Permission.ACCOUNT_RELEASE)
class MenuSet(_MenuPage):
    """The released menu, sent to the platform once more."""

    async def post(self, version_id: str) -> None:
        """Asked for; a task does it."""
        await menus.set_again(self.services, version_id, by=self.staff)
        self.redirect(ADDRESS, status=303)


ROUTES = [
    (ADDRESS, AccountMenu),
    (rf"{ADDRESS}/check", MenuCheck),
    (rf"{ADDRESS}/tags", MenuTags),
    (rf"{ADDRESS}/versions/{ID}", MenuVersion),
    (rf"{ADDRESS}/versions/{ID}/again", MenuTakeUp),
    (rf"{ADDRESS}/versions/{ID}/release", MenuRelease),
    (rf"{ADDRESS}/versions/{ID}/set", MenuSet),
]
