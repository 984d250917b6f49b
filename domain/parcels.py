"""
Parcels: what is brought for a wish, under a label, from hand to hand; and the points where they are collected.

A label's code has seven random letters and digits and a check, weighted by place modulo 31, so that each single slip and
each swap of neighbours is noticed.
"""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import Invalid, MoveNotPossible
from domain.wish_life import HELD
from domain.wishes import WishState

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that looks like another; 31 of them, a prime
DRAWN = 7
LENGTH = DRAWN + 1
NAME_MOST, ADDRESS_MOST, HOURS_MOST = 30, 80, 60


class Place(StrEnum):
    """Where a parcel is: its label is printed, then handed in, at a collection point, on its way, with the family."""

    LABELLED = "labelled"
    HANDED_IN = "handed_in"
    AT_POINT = "at_point"
    OUT = "out"
    GIVEN = "given"
    RETURNED = "returned"


ONWARD = (Place.LABELLED, Place.HANDED_IN, Place.AT_POINT, Place.OUT, Place.GIVEN)
STEPS = tuple(each for each in Place if each is not Place.LABELLED)
WITH_STAFF = frozenset((Place.HANDED_IN, Place.AT_POINT, Place.OUT))  # staff have it
# While a wish is in one of these its parcel is hers; else whatever lies there is given back.
CARRIED = frozenset(
    (
        WishState.CLAIMED,
        WishState.PREPARED,
        WishState.FAILED,
        WishState.DELIVERED,
        WishState.DISPUTED,
        WishState.CONFIRMED,
        WishState.CLOSED,
    )
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """
    A parcel. `is_open` says that it still belongs to the wish; one whose wish went back in line is to be given back.
    `seq` counts its steps; `point` is the id of the collection point
    where it is, or empty.
    """

    id: str
    code: str
    wish_id: str
    region: str
    region_path: str
    place: Place
    at: datetime
    made_at: datetime
    is_open: bool = True
    point: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """
    One hand-over: where the parcel is since then, from which point it came (`left`), by which member of staff (empty for
    whoever brought it straight to the family). `back` says that it takes back the one before.
    """

    parcel_id: str
    seq: int
    place: Place
    by: str
    at: datetime
    region_path: str
    point: str = ""
    left: str = ""
    back: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A collection point: where it is and when it is open, in words. `closed` ones take nothing in any more."""

    id: str
    name: str
    region: str
    region_path: str
    address: str
    hours: str
    version: int = 0
    closed: bool = False


def check_letter(drawn: str) -> str:
    """The letter that ends a code which begins with these."""
    return LETTERS[sum(place * LETTERS.index(letter) for place, letter in enumerate(drawn, 1)) % len(LETTERS)]


def new_code() -> str:
    """A new label's code."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(DRAWN))
    return drawn + check_letter(drawn)


def format_code(code: str) -> str:
    """A code as people read it: "K7M29QXD" → "K7M2-9QXD"."""
    return f"{code[:4]}-{code[4:]}"


def read_code(text: str) -> str:
    """
    The code that was typed or scanned: small letters, spaces, dashes, full-width forms and the label's whole address are
    allowed. Raises Invalid("code", …): "missing", "length", "letters" for one that no code has, "slip" where the check
    doesn't fit.
    """
    plain = unicodedata.normalize("NFKC", text).strip().rstrip("/").rsplit("/", 1)[-1]
    code = "".join(letter for letter in plain.upper() if not letter.isspace() and letter not in "-—–_·.")
    if not code:
        raise Invalid("code", "missing")
    if len(code) != LENGTH:
        raise Invalid("code", "length")
    if not set(code) <= set(LETTERS):
        raise Invalid("code", "letters")
    if not is_code(code):
        raise Invalid("code", "slip")
    return code


def is_code(code: str) -> bool:
    """Whether a label can bear this code."""
    return len(code) == LENGTH and set(code) <= set(LETTERS) and check_letter(code[:DRAWN]) == code[DRAWN]


def is_loose(parcel: Parcel, state: WishState) -> bool:
    """Whether it belongs to its wish no longer."""
    return not parcel.is_open or state not in CARRIED


def changes(parcel: Parcel, state: WishState, to: Place, point: str = "") -> bool:
    """
    Whether a step is to be made; False where it has been made already. From one point a parcel may go to another. Raises
    MoveNotPossible for a step back, and for one that its wish has no need of.
    """
    if (parcel.place, parcel.point) == (to, point):
        return False
    if to is Place.RETURNED:
        if not is_loose(parcel, state) or parcel.place not in WITH_STAFF:
            raise MoveNotPossible("nothing to give back")
        return True
    if is_loose(parcel, state) or state not in HELD or parcel.place not in ONWARD:
        raise MoveNotPossible(f"parcel of a wish that is {state}")
    if ONWARD.index(to) < ONWARD.index(parcel.place) or (to is parcel.place and to is not Place.AT_POINT):
        raise MoveNotPossible(f"{parcel.place} -> {to}")
    return True


def offered(parcel: Parcel, state: WishState, *, points: bool) -> tuple[Place, ...]:
    """The steps that may be made now, the likeliest first; to a collection point only where there is one."""
    if is_loose(parcel, state):
        return (Place.RETURNED,) if parcel.place in WITH_STAFF else ()
    if state not in HELD or parcel.place not in ONWARD:
        return ()
    after = ONWARD[ONWARD.index(parcel.place) + 1 :]
    return tuple(each for each in after if points or each is not Place.AT_POINT)


def problems(point: Point) -> dict[str, str]:
    """What keeps a collection point from being kept: a stable word a field."""
    found = {}
    for field, most in (("name", NAME_MOST), ("address", ADDRESS_MOST), ("hours", HOURS_MOST)):
        value = getattr(point, field)
        if not value:
            found[field] = "missing"
        elif len(value) > most:
            found[field] = "too_long"
    return found
