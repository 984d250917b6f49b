"""A wish that an officer enters for a family without a phone, as it lies on a signed sheet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.calendar import read_day
from domain.consents import Relation
from domain.errors import Invalid
from domain.plain_text import one_line, plain_name
from domain.wishes import AGE_BANDS

NAME_LEAST, NAME_MOST = 2, 20
TEXT_LEAST, TEXT_MOST = 2, 60
BOX_MOST = 40
SIGNED_DAYS_MOST = 365  # an older sheet tells of what a family wanted then
PHONE = re.compile(r"1\d{10}|0\d{2,3}\d{7,8}")
BANDS = tuple(band for _, band in AGE_BANDS)
FIELDS = (
    *("child_name", "age_band", "region", "guardian", "relation", "phone"),
    *("kind", "text", "yuan", "signed", "box", "text_version"),
)
_YUAN = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,2})?)")
_BETWEEN = re.compile(r"[\s()（）+-]")


@dataclass(frozen=True, slots=True)
class WishEntry:
    """What is on the sheet. `region` is a village's code; `phone` may be empty; `text_version` is what was signed."""

    child_name: str
    age_band: str
    region: str
    guardian: str
    relation: Relation
    phone: str
    kind: str
    text: str
    cost_fen: int
    signed: date
    box: str
    text_version: str


def plain_phone(text: str) -> str:
    """A number without what stands between its digits, empty where there is none. Raises Invalid("phone")."""
    digits = _BETWEEN.sub("", text)
    digits = digits.removeprefix("86") if len(digits) == len("8613800000000") else digits
    if digits and not (digits.isascii() and PHONE.fullmatch(digits)):
        raise Invalid("phone")
    return digits


def name_problem(name: str) -> str:
    """What is wrong with a name in the form in which it is kept: "missing", "length", "invalid" with a digit in it; or empty."""
    if not name:
        return "missing"
    if not NAME_LEAST <= len(name) <= NAME_MOST:
        return "length"
    return "invalid" if any(map(str.isdecimal, name)) else ""


def check_entry(entry: WishEntry, *, today: date) -> None:
    """Raises Invalid for the first value that can't be taken, whatever the rules for wishes are."""
    for field, text in (("child_name", entry.child_name), ("guardian", entry.guardian)):
        if problem := name_problem(text):
            raise Invalid(field, problem)
    if entry.age_band not in BANDS:
        raise Invalid("age_band", "missing")
    if not TEXT_LEAST <= len(entry.text) <= TEXT_MOST:
        raise Invalid("text", "missing" if not entry.text else "length")
    if not 0 <= (today - entry.signed).days <= SIGNED_DAYS_MOST:
        raise Invalid("signed", "out_of_range")
    if not 0 < len(entry.box) <= BOX_MOST:
        raise Invalid("box", "missing" if not entry.box else "length")


def read_entry(values: Mapping[str, str]) -> WishEntry:
    """An entry from what was typed, all of it words. Raises Invalid for the first value that can't be read."""
    given = {name: one_line(values.get(name, "")) for name in FIELDS}
    if given["relation"] not in set(Relation):
        raise Invalid("relation", "missing" if not given["relation"] else "unknown")
    signed = read_day(given["signed"].replace("/", "-"))
    if signed is None:
        raise Invalid("signed", "missing" if not given["signed"] else "not_a_day")
    return WishEntry(
        child_name=plain_name(given["child_name"]),
        age_band=given["age_band"],
        region=given["region"],
        guardian=plain_name(given["guardian"]),
        relation=Relation(given["relation"]),
        phone=plain_phone(given["phone"]),
        kind=given["kind"],
        text=given["text"],
        cost_fen=read_yuan(given["yuan"]),
        signed=signed,
        box=given["box"],
        text_version=given["text_version"],
    )


def read_yuan(text: str) -> int:
    """A price in fen. Raises Invalid("cost_fen")."""
    found = _YUAN.fullmatch(text.removesuffix("元").strip())
    if not found:
        raise Invalid("cost_fen", "missing")
    whole, _, part = found[1].partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") if part else 0)
