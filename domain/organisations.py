"""Organisations and companies that take up wishes: who they are, how far staff have looked at them, and their batches."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

NAME_MOST, CONTACT_MOST = 60, 20
MEMBERS_MOST = 20
BATCH_MOST = 100
INVITED_FOR = timedelta(days=7)
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
_PHONE = re.compile(r"\+?[0-9][0-9-]{6,18}")


class OrganisationState(StrEnum):
    """How far staff have looked: to be looked at, may claim, may not (any more)."""

    APPLIED = "applied"
    APPROVED = "approved"
    REFUSED = "refused"


class Why(StrEnum):
    """Why staff refuse one."""

    CODE = "code"
    CONTACT = "contact"
    PURPOSE = "purpose"
    OTHER = "other"


class Missed(StrEnum):
    """Why a wish of a batch wasn't taken up."""

    TAKEN = "taken"
    UNKNOWN = "unknown"
    OWN = "own"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation; `code` is its unified social credit code, `why` the reason where it was refused."""

    id: str
    name: str
    code: str
    region: str
    region_path: str
    state: OrganisationState = OrganisationState.APPLIED
    why: str = ""
    version: int = 1
    made_at: datetime | None = None

    @property
    def may_claim(self) -> bool:
        """Whether its members may take up wishes for it."""
        return self.state is OrganisationState.APPROVED


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom one calls there; sealed in storage. `person` is her id where she applied herself."""

    name: str
    phone: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """
    Wishes that an organisation takes up at once: `codes` are settled one by one, each in `taken` (wish ids) or in `missed`
    with its reason. `facet` and `many` say what was asked for where no codes were named. `by` is the member who acts.
    """

    id: str
    organisation: str
    region_path: str
    by: str
    made_at: datetime
    codes: tuple[str, ...] = ()
    facet: str = ""
    many: int = 0
    rounds: int = 1
    taken: tuple[str, ...] = ()
    missed: tuple[tuple[str, Missed], ...] = ()
    staff: str = ""
    done: bool = False


def credit_code(text: str) -> str:
    """A unified social credit code as it is kept. Raises ValueError where its check digit doesn't hold."""
    code = "".join(text.split()).upper()
    if len(code) != 18 or any(each not in _SIGNS for each in code):
        raise ValueError(text)
    total = sum(_SIGNS.index(each) * pow(3, place, 31) for place, each in enumerate(code[:17]))
    if _SIGNS[(31 - total % 31) % 31] != code[17]:
        raise ValueError(text)
    return code


def problems(one: Organisation, contact: Contact) -> dict[str, str]:
    """What keeps them from being kept: a stable word a field."""
    found = {}
    for field, value, most in (("name", one.name, NAME_MOST), ("contact", contact.name, CONTACT_MOST)):
        if not value or len(value) > most:
            found[field] = "too_long" if value else "missing"
    try:
        credit_code(one.code)
    except ValueError:
        found["code"] = "invalid" if one.code else "missing"
    if not _PHONE.fullmatch(contact.phone):
        found["phone"] = "invalid" if contact.phone else "missing"
    return found
