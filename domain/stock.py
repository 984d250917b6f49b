"""
What lies in store at a county's collection points for wishes that nobody takes up, and the county's money for them.

A lot (一批物资) is some pieces of one thing under one label. What comes in and goes out is a movement each, and nothing about a
movement is ever changed; a mistake is put right by another one that names it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.wish_life import Move
from domain.wishes import Wish, WishState

WHAT_MOST, PIECES_MOST, VALUE_MOST_FEN = 30, 10_000, 10**7
TOTAL_MOST_FEN = 10**11
FIRST_YEAR, LAST_YEAR = 2020, 2099


class From(StrEnum):
    """From whom a lot came."""

    BOUGHT = "bought"
    ORGANISATION = "organisation"
    ABOVE = "above"
    PEOPLE = "people"


class Booked(StrEnum):
    """
    What a movement of a lot was; `COVERED` and `BACK` are part of a wish's own move, `PARTED` and `PART` the two halves of
    a lot that was divided, and `CORRECTED` puts another movement right.
    """

    RECEIVED = "received"
    IN = "in"
    OUT = "out"
    COUNTED = "counted"
    CARRIED = "carried"
    PARTED = "parted"
    PART = "part"
    CORRECTED = "corrected"
    COVERED = "covered"
    BACK = "back"


WHY = {
    Booked.IN: ("bought", "given", "found"),
    Booked.OUT: ("handed_out", "broken", "expired", "missing"),
    Booked.COUNTED: ("counted", "mistyped"),
    Booked.PARTED: ("nearer", "room", "closing", "sorted"),
    Booked.CARRIED: ("nearer", "room", "closing"),
    Booked.CORRECTED: ("twice", "miswritten", "elsewhere"),
}  # what staff may say that it was for; the rest of the movements say it themselves
CORRECTABLE = frozenset(
    (Booked.RECEIVED, Booked.IN, Booked.OUT)
)  # what was written down by hand; others have their own way back


class Source(StrEnum):
    """From where the county gives what nobody else does."""

    STOCK = "stock"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Lot:
    """
    A lot: `many` pieces lie at `point` now, each worth about `value_fen`; it is for wishes of this `kind`. `seq` counts its
    movements.
    """

    id: str
    code: str
    what: str
    kind: str
    value_fen: int
    source: From
    point: str
    received_on: date
    many: int
    region: str = ""
    region_path: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class LotMove:
    """
    A movement: by how much (`change`), how many were there then (`left`), at which point, by whom, and why. `wish` is the
    one that was covered, `rights` the movement that this one puts right, `pair` the other half of a division, in the lot
    `pair_lot`. `id` is drawn by who asks for it, so that asking twice is one movement.
    """

    id: str
    lot_id: str
    kind: Booked
    change: int
    by: str
    at: datetime
    point: str
    why: str = ""
    wish: str = ""
    left: int = 0
    seq: int = 0
    rights: str = ""
    pair: str = ""
    pair_lot: str = ""
    region_path: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """
    What a county may spend on wishes in a year, and what wishes that it covered have taken of it. A demo's `sample` says so
    until staff put down another total.
    """

    id: str
    county: str
    region_path: str
    year: int
    total_fen: int
    spent_fen: int = 0
    version: int = 0
    sample: bool = False

    @property
    def left_fen(self) -> int:
        """What is left."""
        return self.total_fen - self.spent_fen


@dataclass(frozen=True, slots=True)
class BudgetMove:
    """Something that happened to a budget: put down as `total_fen`, or `change_fen` of it taken (> 0) or given back by a wish."""

    id: str
    budget_id: str
    change_fen: int
    total_fen: int
    spent_fen: int
    by: str
    at: datetime
    wish: str = ""


def problems(lot: Lot, kinds: tuple[str, ...], today: date) -> dict[str, str]:
    """What keeps a lot from being received: a stable word a field."""
    found = {}
    if not lot.what:
        found["what"] = "missing"
    elif len(lot.what) > WHAT_MOST:
        found["what"] = "too_long"
    if lot.kind not in kinds:
        found["kind"] = "missing"
    if not 1 <= lot.value_fen <= VALUE_MOST_FEN:
        found["value"] = "invalid"
    if not 1 <= lot.many <= PIECES_MOST:
        found["many"] = "invalid"
    if lot.received_on > today:
        found["received_on"] = "later"
    return found


def correctable(moves: Sequence[LotMove]) -> list[LotMove]:
    """
    Those of a lot's movements, given the newest first, that may still be put right: written by hand, not put right before,
    and not followed by a count, which has the last word on what was before it.
    """
    righted, found = {each.rights for each in moves}, []
    for each in moves:
        if each.kind is Booked.COUNTED:
            break
        if each.kind in CORRECTABLE and each.id not in righted:
            found.append(each)
    return found


def gives_back(wish: Wish, move: Move) -> bool:
    """
    Whether by this move what the county took for the wish comes back: it was still in the county's hands (the wish was
    ready), and doesn't go to the family. What was noted as handed over never comes back by itself.
    """
    return wish.cover_held and wish.state is WishState.PREPARED and move.leads_to not in STAYS


STAYS = frozenset((WishState.PREPARED, WishState.DELIVERED))
