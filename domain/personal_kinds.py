"""What is said of a personal field: whose it is, on which ground it is held, how, how long, and what erasing does to it."""

from dataclasses import dataclass
from enum import StrEnum

from domain.consents import Purpose
from domain.staff import Permission


class Whose(StrEnum):
    """Whom a field tells something about."""

    CHILD = "a child"
    GUARDIAN = "a guardian"
    DONOR = "a donor"
    PERSON = "whoever writes to the account"
    STAFF = "staff"


class Ground(StrEnum):
    """The lawful ground, by the article of the Personal Information Protection Law (and what else asks for it)."""

    CONSENT_OF_GUARDIAN = "arts. 13(1), 29, 31: a guardian's separate consent"
    CONSENT = "art. 13(1): consent, by following or asking"
    DUTY = "art. 13(3): a legal duty (Law on the Protection of Minors art. 11; Law on Women's Rights art. 73)"
    LIMIT = "art. 13(3): a legal duty (Regulations on Minors Online art. 29: limiting who spreads what is forbidden)"
    PROOF = "art. 13(3): proof of consents and of who read what (art. 14; Regulations on Minors Online arts. 36, 37)"
    WORK = "art. 13(2): work for the institution"


class Held(StrEnum):
    """How a field lies in the database."""

    FAMILY = "sealed under the family's data key"
    MASTER = "sealed under the master key"
    OWN = "sealed under a data key of its own"
    DIGEST = "as a keyed digest"
    MASKED = "masked when it is written"
    BAND = "made coarse when it is written"
    PUBLIC = "in clear: meant to be shown once it was looked over"
    ID = "an id that names nobody by itself"
    CLEAR = "in clear: needed to answer or to decide who may see"


class Since(StrEnum):
    """From when on the term runs."""

    WRITTEN = "it was written"
    OVER = "the matter is over"
    LEFT = "she was last here by any door, once nothing of hers goes on"
    WITHDRAWN = "it was withdrawn"
    ENDED = "the account was closed"


class Fate(StrEnum):
    """What erasing its owner does to it."""

    GONE = "deleted"
    EMPTIED = "taken out of a row that stays for the counts"
    UNNAMED = "stays; it leads to nobody any more"
    UNTIL_ITS_END = "stays, without her id, until the block ends; then the whole row is deleted"
    NOT_HERS = "stays: not hers"


@dataclass(frozen=True, slots=True)
class Field:
    """
    A personal field. `field` is its path in the documents of `collection`; `needs` the consent without which it isn't
    written; `seen_by` the permission that shows it, None where no page does; `days` its term, None without one of its own.
    """

    collection: str
    field: str
    what: str
    whose: Whose
    purpose: str
    ground: Ground
    held: Held
    needs: Purpose | None
    seen_by: Permission | None
    days: int | None
    since: Since
    fate: Fate

    @property
    def path(self) -> str:
        """As it is named in one word."""
        return f"{self.collection}.{self.field}"


YEAR = 365
CHAT_DAYS, NOTE_DAYS, QUESTION_DAYS, LEFT_DAYS = 180, 30, YEAR, YEAR
SIGNED_IN_DAYS = 31
BOOKING_DAYS, WAIT_DAYS = YEAR, 90
BLOCK_DAYS = 90  # the longest block
WISH_DAYS, ALERT_DAYS, PROOF_DAYS, DELIVERY_DAYS = 2 * YEAR, 3 * YEAR, 3 * YEAR, YEAR
