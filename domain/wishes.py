"""A micro-wish as it stands; how it moves on stands in domain/wish_life.py."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WishState(StrEnum):
    """How far a wish has come."""

    SUBMITTED = "submitted"
    CHECKED = "checked"
    VERIFIED = "verified"
    APPROVED = "approved"
    PUBLISHED = "published"
    CLAIMED = "claimed"
    PREPARED = "prepared"
    DELIVERED = "delivered"
    DISPUTED = "disputed"
    FAILED = "failed"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


SHOWN = frozenset(
    (
        WishState.PUBLISHED,
        WishState.CLAIMED,
        WishState.PREPARED,
        WishState.DELIVERED,
        WishState.DISPUTED,
        WishState.FAILED,
        WishState.CONFIRMED,
        WishState.CLOSED,
    )
)  # on the wall, and past it
ENDED = frozenset((WishState.CLOSED, WishState.REFUSED, WishState.WITHDRAWN, WishState.EXPIRED, WishState.CANCELLED))


COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Wish:
    """
    A wish as lists show it. The child's name and what else is personal lies sealed in the document; `child_masked` is
    the form that may be shown (王*明).

    `seq` counts its events and `turn` its moves; `desk` says whose turn it is, since `since` and until `due_at` (both None
    where it has ended). `public_text` is what everybody may read, `code` what one types to take the wish up. The fields
    that end in `_by` hold the id of the member of staff who did that; `covered_by` that of who gave it from what the county
    has, in place of a donor: `cover_from` says whether from its stock or its budget, `cover_of` from which, `cover_fen` how
    much that is worth, and while `cover_held` it is taken for this wish. `organisation` is the one for which its donor took
    it up, in which `batch`. `why` is the reason of the last move that needed one, `concerns` what the look at the text
    found, `hardship` what the village found, each a word of content/forms/wish.yaml. `text` has MASK for what in it would lead to the child; then `written` is all
    of it, sealed.

    A wish of `nature` "company" asks for time: `second_id` is the other adult, who came by the code `invite`; `meet_on` and
    `meet_at` the day and the kind of place, to which the guardian agreed (`agreed_at`) and of which the second said that it
    took place (`attested_at`); `met` are all who ever had it.

    A dear wish may be brought by several (domain/sharing.py): `sharers` are those who came by the code `invite` and bring it
    together with its donor; an id is empty where she was erased after it was delivered.

    `backs` counts how often it came back to the wall; `stalls` are why it waits too long (domain/forgotten.py), each with the
    moment from which on. `urged_at` is when staff last reminded whose turn it is, `forwarded_at` when they put it in front.
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
    seq: int = 1
    turn: int = 1
    desk: str = ""
    since: datetime | None = None
    due_at: datetime | None = None
    reminded: bool = False
    child_key: str = ""
    public_text: str = ""
    code: str = ""
    published_at: datetime | None = None
    donor_id: str = ""
    organisation: str = ""
    batch: str = ""
    extended: bool = False
    covered_by: str = ""
    cover_from: str = ""
    cover_of: str = ""
    cover_fen: int = 0
    cover_held: bool = False
    entered_by: str = ""
    corrected_by: str = ""
    verified_by: str = ""
    approved_by: str = ""
    delivered_by: str = ""
    hardship: str = ""
    concerns: tuple[str, ...] = ()
    why: str = ""
    certificate: str = ""
    thanked: bool = False
    written: bytes = b""
    nature: str = ""
    invite: str = ""
    second_id: str = ""
    meet_on: str = ""
    meet_at: str = ""
    agreed_at: datetime | None = None
    attested_at: datetime | None = None
    met: tuple[str, ...] = ()
    sharers: tuple[str, ...] = ()
    backs: int = 0
    stalls: tuple[tuple[str, datetime], ...] = ()
    urged_at: datetime | None = None
    forwarded_at: datetime | None = None

    @property
    def is_company(self) -> bool:
        """Whether it asks for time and company; those of the kind `company` always did, also before there were natures."""
        return COMPANY in {self.nature, self.kind}

    @property
    def is_open(self) -> bool:
        """Whether it still goes on."""
        return self.state not in ENDED


MASK = "＊＊＊"  # in the place of what would lead to the child


@dataclass(frozen=True, slots=True)
class Child:
    """
    What is personal in a wish: sealed in storage, read only for a reason that is logged. `guardian` and `phone` are known of
    families for whom an officer entered it; `written` is the wish as it was written, where lists show it masked.
    """

    name: str
    village: str
    notes: str = ""
    guardian: str = ""
    phone: str = ""
    written: str = ""


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
