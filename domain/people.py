"""A person, whoever of her accounts is writing."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.calendar import QuietHours

# The app of somebody who has no account anywhere: what she agreed to lies on paper, and nobody writes to her.
PAPER = "paper"


class PersonRole(StrEnum):
    """What a person can be; several at once."""

    GUARDIAN = "guardian"
    DONOR = "donor"
    VOLUNTEER = "volunteer"
    EXPERT = "expert"
    LEAD_DANCER = "lead_dancer"


class Standing(StrEnum):
    """How a person stands to the account, as staff look for her: "left" also means that she never followed."""

    FOLLOWING = "following"
    LEFT = "left"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Identity:
    """An account of a person with one app. `unionid` is empty where the platform gives none."""

    app: str
    openid: str
    unionid: str = ""
    following: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """
    A person. `region_path` is empty until she says where she lives.

    `seen_on` is the day (YYYY-MM-DD) on which she was last here, by whichever door; empty where nobody knows.

    `pushes` says whether she wants anything pushed, `muted` names the topics of which she doesn't want to be told, `quiet`
    the hours of her own in which nothing is pushed to her.
    """

    id: str
    identities: tuple[Identity, ...]
    region_path: str = ""
    roles: frozenset[PersonRole] = field(default_factory=frozenset)
    pushes: bool = True
    created_at: datetime | None = None
    muted: frozenset[str] = field(default_factory=frozenset)
    quiet: QuietHours | None = None
    seen_on: str = ""

    def identity(self, app: str) -> Identity | None:
        """Her account with `app`, or None."""
        return next((identity for identity in self.identities if identity.app == app), None)


@dataclass(frozen=True, slots=True)
class RoleGiven:
    """Who said that a person is this, and when: a member of staff's id, or her own where it follows from what she did."""

    role: PersonRole
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Follower:
    """
    A person as staff see her: no account of hers is named. `since` is when she was first seen, `followed_at` when she
    last began to follow, `heard_at` when she last wrote; each is None where nobody knows.
    """

    id: str
    region_path: str
    following: bool
    pushes: bool
    roles: frozenset[PersonRole]
    tags: tuple[str, ...]
    since: datetime | None
    followed_at: datetime | None
    heard_at: datetime | None
    given: tuple[RoleGiven, ...] = ()
    muted: tuple[str, ...] = ()
    quiet: QuietHours | None = None
