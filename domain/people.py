"""A person, whoever of her accounts is writing."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class PersonRole(StrEnum):
    """What a person can be; several at once."""

    GUARDIAN = "guardian"
    DONOR = "donor"
    VOLUNTEER = "volunteer"
    EXPERT = "expert"
    LEAD_DANCER = "lead_dancer"


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

    `pushes` says whether she wants lessons pushed. `heard_at` is when she last wrote to the account, and with it the
    window in which the account may write to her.
    """

    id: str
    identities: tuple[Identity, ...]
    region_path: str = ""
    roles: frozenset[PersonRole] = field(default_factory=frozenset)
    pushes: bool = True
    created_at: datetime | None = None

    def identity(self, app: str) -> Identity | None:
        """Her account with `app`, or None."""
        return next((identity for identity in self.identities if identity.app == app), None)
