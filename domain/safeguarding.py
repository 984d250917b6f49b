"""Danger that somebody writes about: its kinds, and what the screen says."""

from dataclasses import dataclass
from enum import StrEnum


class Danger(StrEnum):
    """What kind of danger a message speaks of."""

    SELF_HARM = "self_harm"
    DOMESTIC_VIOLENCE = "domestic_violence"
    SEXUAL_ABUSE = "sexual_abuse"
    CHILD_ABUSE = "child_abuse"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Hit:
    """
    A message speaks of danger, so that the card is shown. `rule` names what recognised it, for whoever looks after the
    rules; `alert`: sure enough to call staff; `said`: the words that spoke for it most.
    """

    danger: Danger
    rule: str
    alert: bool = True
    said: str = ""
