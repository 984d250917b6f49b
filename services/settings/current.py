"""What counts now: what the operator set, else what staff set, else what was delivered."""

from domain.calendar import Calendar, QuietHours
from domain.hotlines import Hotlines
from domain.texts import filled
from services.context import Services
from services.settings.texts import SLOTS


def quiet_hours(services: Services) -> QuietHours:
    """When nothing is pushed."""
    facts = services.facts
    return facts.quiet_hours if facts.quiet_fixed else services.settings.chosen.quiet or facts.quiet_hours


def calendar(services: Services) -> Calendar:
    """When the office works."""
    return services.settings.chosen.calendar or services.facts.calendar


def hotlines(services: Services) -> Hotlines:
    """The federation's own lines."""
    return services.settings.chosen.hotlines


def text(services: Services, name: str) -> str:
    """One of the texts as it is written, with its gaps."""
    return services.settings.chosen.texts.get(name, SLOTS[name].delivered)


def said(services: Services, name: str, **values: object) -> str:
    """One of the texts with its gaps filled."""
    return filled(text(services, name), values)
