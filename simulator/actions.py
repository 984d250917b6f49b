"""What a person does on her phone, and the pushes that come of it."""

import base64
import binascii
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from simulator.codes import find_code
from simulator.custom import open_window
from simulator.delivery import Outcome, Push, common, deliver
from simulator.errors import ControlError
from simulator.media import format_of, keep_medium
from simulator.menus import find_button, menu_for
from simulator.notices import UNSHOWN
from simulator.samples import SAMPLES
from simulator.state import Account, Follower, Platform
from simulator.subscribe import grant

MOST_DUPLICATES = 20
SCANS = frozenset({"scancode_push", "scancode_waitmsg"})
PICTURES = frozenset({"pic_sysphoto", "pic_photo_or_album", "pic_weixin"})
OPENING = SCANS | {"click"}
CODE_LIFETIME = 300


@dataclass(slots=True)
class Doing:
    """One thing she does: what was sent along is read with `word` and `number`."""

    platform: Platform
    account: Account
    follower: Follower
    given: dict[str, Any]

    def word(self, *names: str, most: int = 4096, default: str = "") -> str:
        """The first of these fields that is there, as text. Raises ControlError."""
        value = next((self.given[name] for name in names if self.given.get(name) is not None), default)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or len(value) > most:
            raise ControlError(f"{names[0]} must be text of at most {most} characters")
        return value

    def number(self, name: str, default: float) -> float:
        """A number. Raises ControlError."""
        value = self.given.get(name, default)
        try:
            return float(value)
        except (TypeError, ValueError) as error:
            raise ControlError(f"{name} must be a number") from error

    def window(self, action: str) -> None:
        open_window(self.platform, self.account, self.follower, action)

    def show(self, kind: str, **fields: Any) -> None:
        """Her own line in the chat."""
        self.platform.say(self.account, self.follower.openid, side="person", kind=kind, **fields)

    async def push(self, kind: str, fields: dict[str, Any]) -> Outcome:
        """Push what she did, as often as she asked for."""
        duplicate = max(0, min(MOST_DUPLICATES, int(self.number("duplicate", 0))))
        openid = self.follower.openid
        push = Push({**common(self.platform, self.account, openid, kind), **fields}, openid)
        return await deliver(self.platform, self.account, push, duplicate=duplicate)

    async def message(self, kind: str, fields: dict[str, Any], *, window: str = "message") -> Outcome:
        self.window(window)
        return await self.push(kind, {**fields, "MsgId": self.platform.new_message_id()})

    async def event(self, event: str, **fields: Any) -> Outcome:
        return await self.push("event", {"Event": event, **fields})


Act = Callable[[Doing], Awaitable[Outcome]]


async def _follow(doing: Doing) -> Outcome:
    if doing.account.is_mini:
        raise ControlError("nobody follows a mini-program")
    if doing.follower.following:
        raise ControlError("she follows already", 409)
    doing.platform.follow(doing.account, doing.follower)
    doing.window("follow")
    return await doing.event("subscribe", EventKey="")


def _code(doing: Doing) -> tuple[str, str]:
    """The ticket and scene of the code she holds her phone to. Raises ControlError when it ran out."""
    ticket, scene = doing.word("ticket"), doing.word("scene", "key", "text")
    found = find_code(doing.platform, doing.account, ticket=ticket, scene=scene)
    if found:
        return found[0], str(found[1]["scene"])
    known = [each["scene"] for each in doing.account.named("tickets").values()]
    if ticket or not scene or scene in known:
        raise ControlError("no such code, or it ran out", 410)
    return "gQ" + secrets.token_urlsafe(60), scene


async def _scan(doing: Doing) -> Outcome:
    """Hold the phone to a code; who doesn't follow yet follows by it."""
    ticket, scene = _code(doing)
    doing.window("scan")
    if doing.follower.following:
        return await doing.event("SCAN", EventKey=scene, Ticket=ticket)
    doing.platform.follow(doing.account, doing.follower, how="ADD_SCENE_QR_CODE", scene=scene)
    doing.window("follow")
    return await doing.event("subscribe", EventKey=f"qrscene_{scene}", Ticket=ticket)


async def _unfollow(doing: Doing) -> Outcome:
    if not doing.follower.following:
        raise ControlError("she doesn't follow", 409)
    doing.platform.unfollow(doing.account, doing.follower)
    return await doing.event("unsubscribe", EventKey="")


async def _text(doing: Doing) -> Outcome:
    content = doing.word("text", "content", most=20_000)
    if not content:
        raise ControlError("text is missing")
    doing.show("text", text=content)
    return await doing.message("text", {"Content": content})


async def _tap(doing: Doing) -> Outcome:
    """A choice that the account offered: her words, with the choice's id."""
    content = doing.word("text", "content", most=20_000)
    if not content:
        raise ControlError("text is missing")
    doing.show("text", text=content)
    fields: dict[str, Any] = {"Content": content}
    if doing.word("id"):
        fields["bizmsgmenuid"] = doing.word("id")
    return await doing.message("text", fields, window="menu" if doing.word("source") == "msgmenu" else "message")


def _bytes(doing: Doing, kind: str) -> bytes:
    """The file she sends: what is given in base64, or a sample. Raises ControlError."""
    given = doing.word("media", most=16_000_000, default="sample")
    if given == "sample":
        return SAMPLES[kind]
    try:
        body = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ControlError("media must be base64") from error
    if kind == "image" and format_of(body) not in {"png", "jpeg", "gif", "bmp"}:
        raise ControlError("media is no picture")
    return body


def _sent(doing: Doing, kind: str) -> dict[str, Any]:
    """Keep her file; the fields of the message about it."""
    medium = keep_medium(doing.platform, doing.account, kind, _bytes(doing, kind))
    doing.show(kind, text="", media_id=medium.media_id, media_url=f"/pictures/{medium.media_id}")
    return {"MediaId": medium.media_id}


async def _image(doing: Doing) -> Outcome:
    fields = _sent(doing, "image")
    address = f"{doing.platform.base_url}/pictures/{fields['MediaId']}"
    return await doing.message("image", {"PicUrl": address, **fields})


async def _voice(doing: Doing) -> Outcome:
    fields = {**_sent(doing, "voice"), "Format": "amr"}
    words = doing.word("recognition")
    return await doing.message("voice", {**fields, "Recognition": words} if words else fields)


async def _video(doing: Doing) -> Outcome:
    thumb = keep_medium(doing.platform, doing.account, "thumb", SAMPLES["image"])
    kind = "shortvideo" if doing.given.get("short") else "video"
    return await doing.message(kind, {**_sent(doing, "video"), "ThumbMediaId": thumb.media_id})


async def _location(doing: Doing) -> Outcome:
    fields = _place(doing)
    doing.show("location", text=fields["Label"], label=fields["Label"])
    return await doing.message("location", fields)


def _place(doing: Doing) -> dict[str, Any]:
    return {
        "Location_X": doing.number("latitude", 35.41),
        "Location_Y": doing.number("longitude", 116.59),
        "Scale": int(doing.number("scale", 16)),
        "Label": doing.word("label"),
    }


async def _position(doing: Doing) -> Outcome:
    """Where she is, told by itself when she opens the chat."""
    fields = {"Latitude": doing.number("latitude", 35.41), "Longitude": doing.number("longitude", 116.59)}
    return await doing.event("LOCATION", **fields, Precision=doing.number("precision", 30.0))


async def _link(doing: Doing) -> Outcome:
    fields = {"Title": doing.word("title"), "Description": doing.word("description"), "Url": doing.word("url")}
    doing.show("link", text=fields["Title"], title=fields["Title"], url=fields["Url"])
    return await doing.message("link", fields)


async def _sticker(doing: Doing) -> Outcome:
    """A sticker never reaches the account: it gets the client's words instead."""
    doing.show("sticker", text="")
    return await doing.message("text", {"Content": UNSHOWN})


async def _view(doing: Doing) -> Outcome:
    return await doing.event(
        "VIEW", EventKey=doing.word("url", "key"), MenuId=doing.word("menuid", default="431000001")
    )


async def _menu(doing: Doing) -> Outcome:
    """A button of the menu, by its key; what follows is told by the button's type."""
    key = doing.word("key", "url")
    if not key:
        raise ControlError("key is missing")
    button = find_button(menu_for(doing.account, doing.follower), key) or {"type": "click"}
    kind = button["type"]
    if kind in OPENING:
        doing.window("menu")
    if kind == "click":
        return await doing.event("CLICK", EventKey=key)
    if kind == "view":
        return await doing.event("VIEW", EventKey=key, MenuId="431000001")
    if kind == "miniprogram":
        return await doing.event("view_miniprogram", EventKey=button["pagepath"], MenuId="431000001")
    if kind in SCANS:
        result = doing.word("scene", "text", default="sample")
        return await doing.event(kind, EventKey=key, ScanCodeInfo={"ScanType": "qrcode", "ScanResult": result})
    if kind in PICTURES:
        pictures = {"Count": 1, "PicList": {"item": [{"PicMd5Sum": secrets.token_hex(16)}]}}
        await doing.event(kind, EventKey=key, SendPicsInfo=pictures)
        return await _image(doing)
    if kind == "location_select":
        await doing.event(kind, EventKey=key, SendLocationInfo={**_place(doing), "Poiname": ""})
        return await _location(doing)
    raise ControlError("such a button tells the account nothing")


async def _enter(doing: Doing) -> Outcome:
    """She opens the mini-program's customer-service chat."""
    if not doing.account.is_mini:
        raise ControlError("only a mini-program's chat is entered")
    doing.window("enter")
    return await doing.event("user_enter_tempsession", SessionFrom=doing.word("session_from", most=1000))


async def _subscribe(doing: Doing) -> Outcome:
    """She answers the question whether she wants messages of a template."""
    template_id = doing.word("template_id", "id")
    if not template_id:
        raise ControlError("template_id is missing")
    accepted = doing.given.get("accept", True) is not False
    if accepted:
        grant(doing.platform, doing.account, doing.follower, template_id, 1)
    answer = {
        "TemplateId": template_id,
        "SubscribeStatusString": "accept" if accepted else "reject",
        "PopupScene": "0" if doing.account.is_mini else "1",
    }
    return await _subscribe_event(doing, "subscribe_msg_popup_event", "SubscribeMsgPopupEvent", answer)


async def _unsubscribe(doing: Doing) -> Outcome:
    """She switches the messages of a template off."""
    template_id = doing.word("template_id", "id")
    grant(doing.platform, doing.account, doing.follower, template_id, 0)
    answer = {"TemplateId": template_id, "SubscribeStatusString": "reject"}
    return await _subscribe_event(doing, "subscribe_msg_change_event", "SubscribeMsgChangeEvent", answer)


async def _subscribe_event(doing: Doing, event: str, wrapper: str, answer: dict[str, str]) -> Outcome:
    """JSON pushes carry a List without its wrapper, one item of it without a list: seen in the field."""
    if doing.account.settings.format == "json":
        return await doing.event(event, List=answer)
    return await doing.event(event, **{wrapper: {"List": answer}})


ACTS: dict[str, Act] = {
    "follow": _follow,
    "follow_scan": _scan,
    "scan": _scan,
    "unfollow": _unfollow,
    "text": _text,
    "tap": _tap,
    "menu": _menu,
    "view": _view,
    "image": _image,
    "voice": _voice,
    "video": _video,
    "location": _location,
    "position": _position,
    "sticker": _sticker,
    "link": _link,
    "enter": _enter,
    "subscribe": _subscribe,
    "subscribe_off": _unsubscribe,
}
ANYONE = frozenset({"follow", "follow_scan", "scan"})


def allow(doing: Doing, action: str) -> None:
    """Raises ControlError when she can't do this now."""
    if action not in ACTS:
        raise ControlError(f"action must be one of {', '.join(ACTS)}")
    if action not in ANYONE and not doing.follower.following and not doing.account.is_mini and action != "unfollow":
        raise ControlError("she doesn't follow", 409)


def phone_code(platform: Platform, account: Account, follower: Follower) -> str:
    """What the button of getPhoneNumber gives her: good once, for five minutes."""
    code = secrets.token_hex(32)
    number = f"138{follower.person % 10**8:08d}"
    document = {"number": number, "expires_at": platform.now() + CODE_LIFETIME}
    platform.keep_document(account, "phone_codes", code, document)
    return code


def login_code(platform: Platform, account: Account, follower: Follower) -> str:
    """What wx.login gives her in the mini-program: good once, for five minutes."""
    code = secrets.token_urlsafe(24)
    document = {
        "openid": follower.openid,
        "session_key": base64.b64encode(secrets.token_bytes(16)).decode(),
        "expires_at": platform.now() + CODE_LIFETIME,
        "used": False,
    }
    platform.keep_document(account, "login_codes", code, document)
    return code
