"""
What can go wrong, cut by what the caller does next.

XinqiaoError
├── Invalid          400  the words or values given can't be taken; say what to change
├── NotSignedIn      401  nobody is signed in
├── NotAllowed       403  not hers to do or see
│   └── ReasonNeeded
├── NotFound         404  there is no such thing, or not in her region
├── Conflict         409  somebody else was first, or the thing is past that
│   ├── WishTaken
│   ├── SameChild
│   ├── LooksAlike
│   ├── ClaimsFull
│   ├── SharesFull
│   ├── NoPlaceLeft
│   ├── TimeTaken
│   ├── BookedAlready
│   ├── StaffBook
│   ├── MoveNotPossible
│   └── LastAdministrator
├── TooMany          429  too often; try again later
├── StoreAway        503  MongoDB or Redis doesn't answer
└── PlatformAway     503  WeChat doesn't answer, or not for this account

Each has a stable `code` for programs; the sentence for people stands in wording/.
"""

from typing import ClassVar


class XinqiaoError(Exception):
    """
    Anything that the product itself says no to. Where what can't be taken tells of danger, `danger` is the card that says whom
    to call: it is shown before anything else.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    danger: str = ""


class Invalid(XinqiaoError):
    """Something given can't be taken. `field` names it, `problem` is a stable word for what is wrong."""

    code = "invalid"
    status = 400

    def __init__(self, field: str = "", problem: str = "invalid") -> None:
        super().__init__(f"{field}: {problem}" if field else problem)
        self.field = field
        self.problem = problem


class NotSignedIn(XinqiaoError):
    """Nobody is signed in."""

    code = "not_signed_in"
    status = 401


class NotAllowed(XinqiaoError):
    """She may not do or see this."""

    code = "not_allowed"
    status = 403


class ReasonNeeded(NotAllowed):
    """She may see it once she has said why, which is kept."""

    code = "reason_needed"


class NotFound(XinqiaoError):
    """There is no such thing, or none that she may see."""

    code = "not_found"
    status = 404


class Conflict(XinqiaoError):
    """Somebody else was first."""

    code = "conflict"
    status = 409


class WishTaken(Conflict):
    """Another donor has taken up this wish."""

    code = "wish_taken"


class SameChild(Conflict):
    """The child has a wish already: `limit` says "open" for one that goes on, "year" for the year's number."""

    code = "same_child"

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


class LooksAlike(Conflict):
    """Other wishes look like this one: `found` names them, and who has looked at them says so and goes on."""

    code = "looks_alike"

    def __init__(self, found: tuple[str, ...]) -> None:
        super().__init__(" ".join(found))
        self.found = found


class ClaimsFull(Conflict):
    """She has taken up as many wishes as one may before the first is handed over."""

    code = "claims_full"


class PhoneFirst(ClaimsFull):
    """She has taken up as many wishes as somebody may whose phone number we don't know."""

    code = "phone_first"


class SharesFull(Conflict):
    """She brings as many wishes together with others as one may before the first is handed over."""

    code = "shares_full"


class NoPlaceLeft(Conflict):
    """As many people as may share a wish do already."""

    code = "no_place_left"


class TimeTaken(Conflict):
    """The time is somebody else's, or can't be booked any more."""

    code = "time_taken"


class BookedAlready(Conflict):
    """She has an open booking of this service."""

    code = "booked_already"


class StaffBook(Conflict):
    """She didn't come several times: staff book for her."""

    code = "staff_book"


class MoveNotPossible(Conflict):
    """The thing is in a state that this move doesn't start from."""

    code = "move_not_possible"


class LastAdministrator(Conflict):
    """Without her nobody would administer the city."""

    code = "last_administrator"


class TooMany(XinqiaoError):
    """Too often. `retry_after` is in seconds."""

    code = "too_many"
    status = 429

    def __init__(self, retry_after: int = 60) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class StoreAway(XinqiaoError):
    """MongoDB or Redis doesn't answer. `store` names which: "mongodb" or "redis"."""

    code = "store_away"
    status = 503

    def __init__(self, store: str) -> None:
        super().__init__(f"{store} does not answer")
        self.store = store


class PlatformAway(XinqiaoError):
    """WeChat doesn't answer, or not for this account; what was asked for may be tried again later."""

    code = "platform_away"
    status = 503
