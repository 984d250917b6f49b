"""
Signing in without a password: a browser shows a code, and whoever scans it in WeChat confirms with a tap.

The browser also shows a number of two digits; the chat offers three, and only the tap on the right one confirms. So
nobody confirms for a browser that she doesn't see before her.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LIFETIME = timedelta(minutes=2)


class CodeFor(StrEnum):
    """What a code leads to; with a colon behind it, how its scene begins."""

    SIGN_IN = "signin"
    BIND = "bind"


class CodeState(StrEnum):
    """How far a code is. Each state is left once, and only forwards."""

    WAITING = "waiting"
    SCANNED = "scanned"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    USED = "used"


@dataclass(frozen=True, slots=True)
class SignInCode:
    """
    A code on a browser's screen. `device` is the digest of what the browser proves itself with, `device_kind` what it
    calls itself; `number` is shown beside the code and is one of `choices`. `url` is what the QR code holds, `typed`
    the digits to send instead; one of both is empty. `staff_id` is whose account it is about: known from the start where
    an account is bound, else from the scan on. `person` has scanned it.
    """

    id: str
    purpose: CodeFor
    state: CodeState
    device: str
    device_kind: str
    number: str
    choices: tuple[str, ...]
    expires_at: datetime
    url: str = ""
    typed: str = ""
    staff_id: str = ""
    person: str = ""
