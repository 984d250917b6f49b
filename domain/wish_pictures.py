"""Pictures that belong to a wish: what each kind is for, when it is taken in, and who of the staff brings it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.staff import Permission
from domain.wishes import ENDED, WishState

S = WishState


class PictureKind(StrEnum):
    """What a picture of a wish shows."""

    VISIT = "visit"  # what the village saw at home
    PAPER = "paper"  # a consent that was signed on paper
    PROOF = "proof"  # that the gift was brought
    DRAWING = "drawing"  # a child's thanks
    SENT = "sent"  # what the guardian shows whoever sees to her wish


CHECKED_AS = "drawing"  # the field of the check of one that goes to a donor

BY_STAFF: Mapping[PictureKind, Permission] = {
    PictureKind.VISIT: Permission.WISH_VERIFY,
    PictureKind.PAPER: Permission.WISH_VERIFY,
    PictureKind.PROOF: Permission.WISH_HAND,
}
# A signed paper shows no child; whatever else is kept under the guardian's consent to pictures, and goes with it.
AGREED = frozenset({PictureKind.VISIT, PictureKind.PROOF, PictureKind.DRAWING, PictureKind.SENT})
MOST: Mapping[PictureKind, int] = {
    PictureKind.VISIT: 6,
    PictureKind.PAPER: 3,
    PictureKind.PROOF: 6,
    PictureKind.DRAWING: 3,
    PictureKind.SENT: 5,
}  # of one wish
_GOES_ON = frozenset(WishState) - ENDED  # a picture may follow its form days later, when there is a line again
_SEEN_TO = frozenset((S.SUBMITTED, S.CHECKED, S.VERIFIED, S.APPROVED, S.RETURNED))
_BROUGHT = frozenset((S.CLAIMED, S.PREPARED, S.DELIVERED, S.DISPUTED, S.FAILED, S.CONFIRMED))
TAKEN_IN: Mapping[PictureKind, frozenset[WishState]] = {
    PictureKind.VISIT: _GOES_ON,
    PictureKind.PAPER: _GOES_ON,
    PictureKind.PROOF: _BROUGHT,
    PictureKind.DRAWING: frozenset((S.CONFIRMED, S.CLOSED)),
    PictureKind.SENT: _SEEN_TO,
}
# What staff look at each kind for: the purpose that stands in the audit log.
LOOKED_AT_FOR: Mapping[PictureKind, str] = {
    PictureKind.VISIT: "verifying",
    PictureKind.PAPER: "consent",
    PictureKind.PROOF: "delivery",
    PictureKind.DRAWING: "thanks",
    PictureKind.SENT: "verifying",
}


@dataclass(frozen=True, slots=True)
class WishPicture:
    """
    A picture of a wish, drawn anew as a JPEG; its content lies sealed apart. `person_id` is the wish's guardian, `by` who
    brought it: a member of staff, the guardian or the donor. `key` is made by whoever sends it, so that it sent again is
    the same picture; `file` is the file of a person's own that it was made from; `state` the wish's when it came.
    """

    id: str
    wish_id: str
    person_id: str
    kind: PictureKind
    key: str
    by: str
    state: WishState
    size: int
    width: int
    height: int
    digest: str
    at: datetime
    file: str = ""
