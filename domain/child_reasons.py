"""Why a child is shown in full to somebody of the staff."""

from enum import StrEnum


class ChildReason(StrEnum):
    """What she needs the name and the village for; she says one each time, and the family sees it."""

    VERIFY = "verify"
    VISIT = "visit"
    DELIVER = "deliver"
    CALL = "call"
    CORRECT = "correct"
