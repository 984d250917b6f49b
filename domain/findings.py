"""What tells who somebody is, found in a text."""

from dataclasses import dataclass
from enum import StrEnum


class Personal(StrEnum):
    """What a piece of text may tell of a person."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ACCOUNT = "account"
    CONTACT = "contact"
    SCHOOL = "school"
    VILLAGE = "village"
    ADDRESS = "address"
    PLATE = "plate"
    BIRTH_DATE = "birth_date"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """`text[start:end]` of the text that was looked at tells `kind`."""

    start: int
    end: int
    kind: Personal
