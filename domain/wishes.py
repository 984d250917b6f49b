"""A micro-wish and the moves between its states."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import MoveNotPossible


class WishState(StrEnum):
    """How far a wish has come."""

    SUBMITTED = "submitted"
    VERIFIED = "verified"
    CLAIMED = "claimed"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"


MOVES: dict[tuple[WishState, str], WishState] = {
    (WishState.SUBMITTED, "verify"): WishState.VERIFIED,
    (WishState.SUBMITTED, "decline"): WishState.DECLINED,
    (WishState.SUBMITTED, "withdraw"): WishState.WITHDRAWN,
    (WishState.VERIFIED, "claim"): WishState.CLAIMED,
    (WishState.VERIFIED, "withdraw"): WishState.WITHDRAWN,
    (WishState.CLAIMED, "release"): WishState.VERIFIED,
    (WishState.CLAIMED, "deliver"): WishState.DELIVERED,
    (WishState.DELIVERED, "confirm"): WishState.CONFIRMED,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """
    A wish as lists show it. The child's name and what else is personal lies sealed in the document; `child_masked` is
    the form that may be shown (王*明).
    """

    id: str
    receipt: str
    guardian_id: str
    state: WishState
    kind: str
    text: str
    cost_fen: int
    child_masked: str
    age_band: str
    region: str
    region_path: str
    submitted_at: datetime
    changed_at: datetime

    def after(self, move: str) -> WishState:
        """The state that `move` leads to. Raises MoveNotPossible where the table has no such move."""
        try:
            return MOVES[self.state, move]
        except KeyError:
            raise MoveNotPossible(f"{self.state} → {move}") from None


@dataclass(frozen=True, slots=True)
class Child:
    """What is personal in a wish: sealed in storage, read only for a reason that is logged."""

    name: str
    village: str


AGE_BANDS = ((5, "0-5"), (8, "6-8"), (11, "9-11"), (14, "12-14"), (17, "15-17"))


def age_band(years: int) -> str:
    """The band an age in whole years falls into: lists show no more than this. Raises ValueError past 17."""
    for most, band in AGE_BANDS:
        if 0 <= years <= most:
            return band
    raise ValueError(years)


def mask_name(name: str) -> str:
    """A name as lists show it: 王小明 → 王*明, 王明 → 王*, 欧阳小明 → 欧**明."""
    if len(name) <= 1:
        return "*"
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"
