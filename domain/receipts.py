"""
Receipt numbers: what a person reads out on the telephone.

Ten random digits and a check digit by Damm's method, which catches every single wrong digit and every swap of
neighbours, so that a number misheard is noticed and never somebody else's.
"""

import secrets

DIGITS = 10
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def check_digit(digits: str) -> str:
    """Damm's check digit of a string of ASCII digits."""
    row = "0"
    for digit in digits:
        row = _DAMM[int(row)][int(digit)]
    return row


def new_receipt() -> str:
    """A new receipt number: 11 digits, the last one the check."""
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    return digits + check_digit(digits)


def format_receipt(receipt: str) -> str:
    """A receipt as people read it: "30572214683" → "3057 2214 68-3"."""
    return f"{receipt[:4]} {receipt[4:8]} {receipt[8:10]}-{receipt[10:]}"


def read_receipt(text: str) -> str | None:
    """The receipt that was typed, spaces, dashes and full-width digits allowed; None when it is none."""
    digits = "".join(str(int(letter)) for letter in text if letter.isdecimal())
    rest = "".join(letter for letter in text if not letter.isdecimal())
    if len(digits) != DIGITS + 1 or rest.strip(" -—－　\t") or check_digit(digits) != "0":
        return None
    return digits
