"""The account's menu: its buttons, what the platform lets through, and what differs between two of them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

BUTTONS_MOST, BELOW_MOST = 3, 5  # platform: menu/create, also for all that follows
NAME_BYTES, BELOW_NAME_BYTES = 16, 60
KEY_BYTES, URL_BYTES = 128, 1024
DOMAINS_MOST = 3  # in all menus for tags together
CONDITIONAL_MOST = 20  # the platform takes more; a menu that nobody can survey helps nobody
WITH_ADDRESS = frozenset({"view", "miniprogram"})
WITH_NUMBER = frozenset({"article_id", "media_id"})
WITH_PHONE = frozenset({"scancode_push", "pic_photo_or_album", "location_select"})
KINDS = ("click", "view", "miniprogram", "article_id", "media_id", *sorted(WITH_PHONE))


@dataclass(frozen=True, slots=True)
class Button:
    """
    A button, or with `below` a group of them, whose kind is "". `value` is the key of a click, the address of a page (one
    of ours begins with "/"), or the number of an article or of material; `app` and `page` are a mini-program's.
    """

    name: str
    kind: str = ""
    value: str = ""
    app: str = ""
    page: str = ""
    below: tuple["Button", ...] = ()


@dataclass(frozen=True, slots=True)
class Conditional:
    """What people with a tag see instead. `tag` is its name on the day it was chosen."""

    tag_id: int
    tag: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """What everybody sees, and what people with a tag see instead."""

    buttons: tuple[Button, ...]
    conditional: tuple[Conditional, ...] = ()

    def of(self, tag_id: int) -> tuple[Button, ...]:
        """The buttons for a tag; for 0, and for a tag without a menu of its own, everybody's."""
        return next((each.buttons for each in self.conditional if each.tag_id == tag_id), self.buttons)

    def with_buttons(self, tag_id: int, buttons: tuple[Button, ...]) -> "Menu":
        """The menu with other buttons for a tag it has a menu for, or for everybody (0)."""
        if tag_id == 0:
            return replace(self, buttons=buttons)
        changed = tuple(replace(each, buttons=buttons) if each.tag_id == tag_id else each for each in self.conditional)
        return replace(self, conditional=changed)


def to_body(menu: Menu) -> dict[str, Any]:
    """As a version keeps it."""
    return {
        "buttons": [_to_document(each) for each in menu.buttons],
        "conditional": [
            {"tag_id": each.tag_id, "tag": each.tag, "buttons": [_to_document(button) for button in each.buttons]}
            for each in menu.conditional
        ],
    }


def _to_document(button: Button) -> dict[str, Any]:
    below = [_to_document(each) for each in button.below]
    return {
        "name": button.name,
        "kind": button.kind,
        "value": button.value,
        "app": button.app,
        "page": button.page,
        "below": below,
    }


def from_body(body: Mapping[str, Any]) -> Menu:
    """The reverse."""
    return Menu(
        tuple(_from_document(each) for each in body["buttons"]),
        tuple(
            Conditional(each["tag_id"], each["tag"], tuple(_from_document(button) for button in each["buttons"]))
            for each in body.get("conditional", ())
        ),
    )


def _from_document(document: Mapping[str, Any]) -> Button:
    below = tuple(_from_document(each) for each in document.get("below", ()))
    return Button(
        document["name"],
        document["kind"],
        document["value"],
        document.get("app", ""),
        document.get("page", ""),
        below,
    )


def at_platform(button: Button, public_url: str) -> dict[str, Any]:
    """A button as menu/create takes it."""
    if button.below:
        return {"name": button.name, "sub_button": [at_platform(each, public_url) for each in button.below]}
    found: dict[str, Any] = {"type": button.kind, "name": button.name}
    address = f"{public_url}{button.value}" if button.value.startswith("/") else button.value
    if button.kind == "click":
        return found | {"key": button.value}
    if button.kind == "view":
        return found | {"url": address}
    if button.kind == "miniprogram":
        return found | {"url": address, "appid": button.app, "pagepath": button.page}
    if button.kind in WITH_NUMBER:
        return found | {button.kind: button.value}
    return found | {"key": button.kind}


def walk(buttons: tuple[Button, ...]) -> Iterator[tuple[str, Button, int]]:
    """Every button with its place ("0", "0-2") and how many bytes its name may have."""
    for number, button in enumerate(buttons):
        yield str(number), button, NAME_BYTES
        for below, each in enumerate(button.below):
            yield f"{number}-{below}", each, BELOW_NAME_BYTES


def size(text: str) -> int:
    """Bytes, as the platform counts them."""
    return len(text.encode("utf-8", "replace"))


def problems(buttons: tuple[Button, ...], *, keys: Collection[str]) -> dict[str, str]:
    """
    What keeps the buttons from the platform: a stable word a field ("name.0-1", "kind.0", "value.0", "app.0", "page.0",
    or "buttons" for all). `keys` are those that the chat answers.
    """
    found: dict[str, str] = {}
    if not buttons:
        found["buttons"] = "missing"
    elif len(buttons) > BUTTONS_MOST or any(len(each.below) > BELOW_MOST for each in buttons):
        found["buttons"] = "too_many"
    for place, button, most in walk(buttons):
        if not button.name.strip():
            found[f"name.{place}"] = "missing"
        elif size(button.name) > most:
            found[f"name.{place}"] = "too_long"
        if not button.below:
            found |= {f"{name}.{place}": problem for name, problem in _of_kind(button, keys).items()}
    return found


def _of_kind(button: Button, keys: Collection[str]) -> dict[str, str]:
    if button.kind not in KINDS:
        return {"kind": "missing"}
    if button.kind == "click":
        known = button.value in keys and size(button.value) <= KEY_BYTES
        return {} if known else {"kind": "unknown"}
    if button.kind in WITH_PHONE:
        return {}
    if not button.value:
        return {"value": "missing"}
    if button.kind in WITH_NUMBER:
        return {"value": "too_long"} if size(button.value) > KEY_BYTES else {}
    found = {}
    if size(button.value) > URL_BYTES:
        found["value"] = "too_long"
    elif not _is_address(button.value):
        found["value"] = "no_address"
    if button.kind == "miniprogram":
        found |= {name: "missing" for name in ("app", "page") if not getattr(button, name)}
    return found


def domains(menu: Menu, *, ours: str) -> set[str]:
    """The domains that buttons of menus for tags lead to; `ours` is our own public address."""
    buttons = [button for each in menu.conditional for _, button, _ in walk(each.buttons) if not button.below]
    found = [each.value for each in buttons if each.kind in WITH_ADDRESS]
    return {urlsplit(ours if each.startswith("/") else each).netloc for each in found}


def _is_address(text: str) -> bool:
    ours = text.startswith("/") and not text.startswith("//")
    return (ours or text.startswith(("http://", "https://"))) and not any(each.isspace() for each in text)


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: `what` is a stable word, `name` the button's name now (or before, where it is gone)."""

    what: str
    name: str
    before: str = ""
    tag: str = ""


def differences(live: Menu | None, draft: Menu) -> list[Difference]:
    """What people will see differently: buttons that come, go, change their name, place or what they do."""
    before = live or Menu(())
    found = _between(before.buttons, draft.buttons, "")
    old = {each.tag_id: each for each in before.conditional}
    new = {each.tag_id: each for each in draft.conditional}
    for tag_id, each in new.items():
        if tag_id not in old:
            found.append(Difference("tag_added", each.tag, tag=each.tag))
        else:
            found += _between(old[tag_id].buttons, each.buttons, each.tag)
    found += [Difference("tag_removed", each.tag, tag=each.tag) for tag_id, each in old.items() if tag_id not in new]
    return found


def _between(before: tuple[Button, ...], after: tuple[Button, ...], tag: str) -> list[Difference]:
    old = {place: _alone(place, each) for place, each, _ in walk(before)}
    new = {place: _alone(place, each) for place, each, _ in walk(after)}
    gone = {place: each for place, each in old.items() if each not in new.values()}
    come = {place: each for place, each in new.items() if each not in old.values()}
    found = []
    for place, (button, *rest) in come.items():
        was, *rest_before = gone.pop(place, (None,))
        if was is None:
            found.append(Difference("added", button.name, tag=tag))
            continue
        if was.name != button.name:
            found.append(Difference("renamed", button.name, was.name, tag))
        if (replace(was, name=""), rest_before) != (replace(button, name=""), rest):
            found.append(Difference("changed", button.name, tag=tag))
    found += [Difference("removed", button.name, tag=tag) for button, *_ in gone.values()]
    stays = [each for each in new.values() if each in old.values()]
    if stays != [each for each in old.values() if each in new.values()]:
        found.append(Difference("moved", "", tag=tag))
    return found


def _alone(place: str, button: Button) -> tuple[Button, bool, bool]:
    """A button without those below it, which are told one by one; whether it has any, and whether it lies below."""
    return replace(button, below=()), bool(button.below), "-" in place


def moved(buttons: tuple[Button, ...], what: str, place: str) -> tuple[Button, ...]:
    """
    The buttons after a move: "up" or "down" of the one at `place`, "remove" it, "add" one below it, or with place "" at
    the end. What can't be done leaves them as they are.
    """
    top, _, below = place.partition("-")
    if what == "add" and not place:
        return (*buttons, Button("", "click")) if len(buttons) < BUTTONS_MOST else buttons
    if not top.isdecimal() or int(top) >= len(buttons) or (below and not below.isdecimal()):
        return buttons
    at = int(top)
    if what == "add":
        return _put(buttons, at, _with_one_below(buttons[at]))
    if not below:
        return _shifted(buttons, what, at)
    rest = _shifted(buttons[at].below, what, int(below))
    return _put(buttons, at, replace(buttons[at], below=rest, kind="" if rest else "click"))


def _with_one_below(button: Button) -> Button:
    if len(button.below) >= BELOW_MOST:
        return button
    if button.below or not button.value:
        return Button(button.name, below=(*button.below, Button("", "click")))
    first = replace(button, below=())  # what the button did stays, one level down
    return Button(button.name, below=(first, Button("", "click")))


def _put(buttons: tuple[Button, ...], at: int, button: Button) -> tuple[Button, ...]:
    return (*buttons[:at], button, *buttons[at + 1 :])


def _shifted(row: tuple[Button, ...], what: str, at: int) -> tuple[Button, ...]:
    if at >= len(row):
        return row
    changed = list(row)
    if what == "remove":
        del changed[at]
    other = at - 1 if what == "up" else at + 1
    if what in {"up", "down"} and 0 <= other < len(row):
        changed[at], changed[other] = changed[other], changed[at]
    return tuple(changed)
