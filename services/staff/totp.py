"""One-time codes of RFC 6238 (SHA-1, 30 seconds, six digits), and the codes that stand in for a lost phone."""

import asyncio
import hashlib
import hmac
import re
import secrets
from datetime import datetime

import pyotp

from services.staff.passwords import READABLE

STEP_SECONDS = 30
DIGITS = 6
WINDOW = 1  # steps before and after: a phone's clock is a little off, and typing takes a while
RECOVERY_CODES = 10
RECOVERY_HALF = 5
_SIX = re.compile(rf"\d{{{DIGITS}}}")


def new_secret() -> str:
    """A secret of 160 bits in Base32, as apps take it."""
    return pyotp.random_base32()


def address_of(secret: str, *, login: str, issuer: str) -> str:
    """What the QR code holds that an app scans."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS).provisioning_uri(name=login, issuer_name=issuer)


def step_at(moment: datetime) -> int:
    """The number of the 30 seconds that `moment` lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_of(secret: str, step: int, *, digits: int = DIGITS) -> str:
    """The code of a step."""
    return pyotp.TOTP(secret, digits=digits, interval=STEP_SECONDS).generate_otp(step)


def step_of(secret: str, code: str, *, now: datetime) -> int | None:
    """Which step the code belongs to, among now and the ones beside it; None for any other code."""
    plain = "".join(code.split())
    if _SIX.fullmatch(plain) is None:
        return None
    plain = f"{int(plain):0{DIGITS}d}"  # digits of a Chinese keyboard too
    current = step_at(now)
    matching = [
        step
        for step in range(current - WINDOW, current + WINDOW + 1)
        if hmac.compare_digest(code_of(secret, step), plain)
    ]
    return matching[0] if matching else None


def new_recovery_codes() -> list[str]:
    """Ten codes of ten letters and digits, in two halves."""
    return [_letters() + "-" + _letters() for _ in range(RECOVERY_CODES)]


def _letters() -> str:
    return "".join(secrets.choice(READABLE) for _ in range(RECOVERY_HALF))


async def hash_recovery(staff_id: str, code: str) -> str:
    """The hash under which an account's recovery code is kept, however it is spaced; empty for what can't be one."""
    plain = re.sub(r"[\s-]", "", code).lower()
    if len(plain) != 2 * RECOVERY_HALF or not plain.isascii():
        return ""
    return await asyncio.to_thread(_hash, staff_id, plain)


def _hash(staff_id: str, plain: str) -> str:
    return hashlib.scrypt(plain.encode(), salt=staff_id.encode(), n=2**13, r=8, p=1, dklen=32).hex()
