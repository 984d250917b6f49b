"""
What can go wrong with the platform, cut by what the caller does next.

WeChatError
├── Busy             try again after `retry_after` seconds; nothing took effect, or it may be done twice
│   └── NotConnected     the request was never sent
├── TokenRefused     the access token was refused, and so was the new one
├── QuotaUsedUp      stop this call until `until`
├── Unreachable      give up on this person; `reason` says why
├── AlreadySent      it was sent before, under `msg_id`: count it as sent
├── NotGranted       the account may not do this, or is not set up for it: stop, tell staff
├── NotAccepted      the content was refused: no repeat, a person looks at it
├── OurMistake       the request is wrong, or the answer is one we don't know
│   └── MediaGone        the media id is wrong or expired: upload again
└── Uncertain        the request may have taken effect, and nobody can tell

No text of these holds a token, a secret, an openid or a person's words.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, timezone
from types import MappingProxyType
from typing import Final, Literal

Reason = Literal["window", "count", "not_following", "refused", "blocked", "inactive", "unknown"]

SHANGHAI = timezone(timedelta(hours=8))  # the platform counts its days there; China has no summer time
MESSAGE_MOST = 200
BUSY_SECONDS = 2.0
TOO_FAST_SECONDS = 5.0

_RID = re.compile(r"rid:\s*([0-9a-zA-Z-]{1,64})")
_LONG_WORD = re.compile(r"[A-Za-z0-9_-]{20,}")
_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")


class WeChatError(Exception):
    """
    The platform said no, or nothing. `errcode` is the platform's (0 where there was none), `errmsg` its words without
    anything personal, `rid` the number under which the platform finds the request.
    """

    def __init__(self, errcode: int = 0, errmsg: str = "", rid: str = "") -> None:
        self.errcode = errcode
        self.errmsg = errmsg
        self.rid = rid
        super().__init__(" ".join(part for part in (str(errcode or ""), errmsg, rid and f"rid {rid}") if part))


class Busy(WeChatError):
    """Not now: try again after `retry_after` seconds."""

    def __init__(self, errcode: int = 0, errmsg: str = "", rid: str = "", *, retry_after: float = BUSY_SECONDS) -> None:
        super().__init__(errcode, errmsg, rid)
        self.retry_after = retry_after


class NotConnected(Busy):
    """The platform can't be reached; the request was never sent."""


class TokenRefused(WeChatError):
    """The access token was refused."""


class QuotaUsedUp(WeChatError):
    """Not before `until` (aware)."""

    def __init__(self, errcode: int = 0, errmsg: str = "", rid: str = "", *, until: datetime) -> None:
        super().__init__(errcode, errmsg, rid)
        self.until = until


class Unreachable(WeChatError):
    """This person can't be reached this way."""

    def __init__(self, errcode: int = 0, errmsg: str = "", rid: str = "", *, reason: Reason = "unknown") -> None:
        super().__init__(errcode, errmsg, rid)
        self.reason: Reason = reason


class AlreadySent(WeChatError):
    """The same client_msg_id was sent before; `msg_id` is the first one's."""

    def __init__(self, errcode: int = 0, errmsg: str = "", rid: str = "", *, msg_id: str = "") -> None:
        super().__init__(errcode, errmsg, rid)
        self.msg_id = msg_id


class NotGranted(WeChatError):
    """The account may not do this."""


class NotAccepted(WeChatError):
    """The content was refused."""


class OurMistake(WeChatError):
    """The request is wrong."""


class MediaGone(OurMistake):
    """The media id is wrong or expired."""


class Uncertain(WeChatError):
    """
    It may have taken effect. `repeatable` says that the call carries a key of its own, so that it may be made again
    with the same key.
    """

    def __init__(self, errcode: int = 0, errmsg: str = "", rid: str = "", *, repeatable: bool = False) -> None:
        super().__init__(errcode, errmsg, rid)
        self.repeatable = repeatable


TOKEN_CODES: Final = frozenset({40001, 40014, 42001})
LOST_CODES: Final = frozenset({-1})  # "system busy": the platform doesn't say whether it took effect

_UNREACHABLE: Final[Mapping[int, Reason]] = MappingProxyType(
    {
        45015: "window",
        45047: "count",
        43004: "not_following",
        46004: "not_following",
        43101: "refused",
        48002: "refused",
        43019: "blocked",
        50002: "blocked",
        61010: "inactive",
        40003: "unknown",
        43104: "unknown",
        49003: "unknown",
        70000: "unknown",
    }
)
_NOT_GRANTED: Final = frozenset(
    {40013, 40125, 40164, 40243, 43107, 43116, 45064, 48001, 48003, 48004, 50004, 50007, 89503, 89506, 89507}
)
_NOT_ACCEPTED: Final = frozenset({45166, 45168, 53503, 53504, 53505, 87014})
_MEDIA_GONE: Final = frozenset({40007, 46001})


def next_midnight(now: datetime) -> datetime:
    """When the platform's day ends, in aware time."""
    here = now.astimezone(SHANGHAI)
    return (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _next_month(now: datetime) -> datetime:
    here = now.astimezone(SHANGHAI).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (here + timedelta(days=32)).replace(day=1)


def error_for(errcode: int, errmsg: str, *, now: datetime, msg_id: str = "", hide: Iterable[str] = ()) -> WeChatError:
    """
    The error that the platform's `errcode` stands for (platform: global return codes; an unknown one is OurMistake).

    What stands in `hide`, long words and addresses are cut out of `errmsg`.
    """
    found = _RID.search(errmsg)
    words = clean(errmsg[: found.start()] if found else errmsg, hide)
    facts = (errcode, words, found.group(1) if found else "")
    if errcode in _UNREACHABLE:
        return Unreachable(*facts, reason=_UNREACHABLE[errcode])
    if errcode == 45065:
        return AlreadySent(*facts, msg_id=msg_id)
    if errcode in _QUOTA:
        return QuotaUsedUp(*facts, until=_QUOTA[errcode](now))
    if errcode in _BUSY:
        return Busy(*facts, retry_after=_BUSY[errcode](now))
    return next((kind for codes, kind in _KINDS if errcode in codes), OurMistake)(*facts)


def clean(text: str, hide: Iterable[str]) -> str:
    """`text` without what stands in `hide`, without long words and addresses, and not too long."""
    text = text[:1000]
    for word in hide:
        if len(word) >= 4 and word in text:
            text = text.replace(word, "…")
    return _ADDRESS.sub("…", _LONG_WORD.sub("…", text)).strip()[:MESSAGE_MOST]


def _to_next_minute(now: datetime) -> float:
    return 60.0 - now.second


_BUSY: Final[Mapping[int, Callable[[datetime], float]]] = MappingProxyType(
    {
        -1: lambda _now: BUSY_SECONDS,
        43108: lambda _now: BUSY_SECONDS,
        44990: lambda _now: 1.0,
        44991: _to_next_minute,
        45011: _to_next_minute,
        45066: lambda _now: TOO_FAST_SECONDS,
    }
)
_QUOTA: Final[Mapping[int, Callable[[datetime], datetime]]] = MappingProxyType(
    {44993: next_midnight, 45009: next_midnight, 45028: next_midnight, 48006: _next_month}
)
_KINDS: Final[tuple[tuple[frozenset[int], type[WeChatError]], ...]] = (
    (TOKEN_CODES, TokenRefused),
    (_NOT_GRANTED, NotGranted),
    (_NOT_ACCEPTED, NotAccepted),
    (_MEDIA_GONE, MediaGone),
)
