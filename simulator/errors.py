"""What the platform answers when it refuses: an errcode and its words."""

import secrets
import time

MESSAGES = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40004: "invalid media type",
    40005: "invalid file type",
    40007: "invalid media_id",
    40008: "invalid message type",
    40009: "invalid image size",
    40010: "invalid voice size",
    40011: "invalid video size",
    40012: "invalid thumb size",
    40013: "invalid appid",
    40014: "invalid access_token",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40023: "invalid sub button size",
    40024: "invalid sub button type",
    40025: "invalid sub button name size",
    40026: "invalid sub button key size",
    40027: "invalid sub button url size",
    40029: "invalid code",
    40031: "invalid openid list",
    40032: "invalid openid list size",
    40035: "invalid parameter",
    40037: "invalid template_id",
    40053: "invalid action info",
    40054: "invalid sub button url domain",
    40055: "invalid button url domain",
    40059: "invalid msg id",
    40066: "invalid url",
    40125: "invalid appsecret",
    40129: "invalid scene",
    40163: "code been used",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41005: "media data missing",
    41008: "code missing",
    41030: "invalid page",
    42001: "access_token expired",
    43001: "require GET method",
    43002: "require POST method",
    43004: "require subscribe",
    43019: "require remove blacklist",
    43101: "user refuse to accept the msg",
    43104: "this appid does not have permission",
    43108: "the same user is being sent to",
    44002: "empty post data",
    44003: "empty news data",
    44004: "empty content",
    44991: "reach max api minute quota limit",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45003: "title size out of limit",
    45004: "description size out of limit",
    45005: "url size out of limit",
    45008: "article size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45028: "has no masssend quota",
    45047: "out of response count limit",
    45056: "too many tag now, no need to add new",
    45057: "can't modify the tag that has more than 100000 fans",
    45058: "can't modify system tag",
    45059: "too many tags on one user",
    45064: "no permission to use weapp in menu",
    45065: "clientmsgid exist",
    45067: "clientmsgid size out of limit",
    45072: "invalid command",
    45080: "no message between the user and the account in the last 30 seconds",
    45081: "typing already",
    45083: "speed out of range",
    45084: "no speed",
    45110: "author size out of limit",
    45157: "invalid tag name",
    45158: "tag name too long",
    45159: "invalid tag id",
    46003: "menu no exist",
    47001: "data format error",
    47003: "argument invalid!",
    48001: "api unauthorized",
    48006: "forbid to clear quota because of reaching the limit",
    49003: "not match the openid with appid",
    53503: "draft failed the checks",
    61010: "user has no recent access to the mini program",
    65301: "no conditional menu of this id",
    65303: "there is no selfmenu, please create selfmenu first",
    65305: "matchrule empty",
    65316: "too many domains in conditional menus",
    65320: "matchrule is not allowed",
    87014: "risky content",
    87020: "repeated request",
}


class PlatformError(Exception):
    """A refusal. `errcode` is the platform's; `detail` replaces its usual words; `extra` joins the answer."""

    def __init__(self, errcode: int, detail: str = "", **extra: object) -> None:
        super().__init__(errcode)
        self.errcode = errcode
        self.detail = detail
        self.extra = extra

    def answer(self) -> dict[str, object]:
        words = self.detail or MESSAGES.get(self.errcode, "error")
        return {"errcode": self.errcode, "errmsg": f"{words} rid: {new_rid()}", **self.extra}


class ControlError(Exception):
    """A request to the control API that makes no sense; its words go to who asked."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.words = words
        self.status = status


def new_rid() -> str:
    """A request id as the platform puts at the end of every errmsg."""
    return f"{int(time.time()):08x}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
