"""Every page of wishes, and of what is around them."""

from typing import Any

from domain.wishes import Wish
from tests.console import (
    booking_samples,
    campaign_samples,
    entry_samples,
    organisation_samples,
    own_samples,
    parcel_samples,
    stock_samples,
    story_samples,
    wish_samples,
)


def pages(wish: Wish) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each page, by the name of its sample."""
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for part in (
        wish_samples,
        entry_samples,
        parcel_samples,
        organisation_samples,
        own_samples,
        story_samples,
        stock_samples,
    ):
        found |= part.pages(wish)
    return found | campaign_samples.pages() | booking_samples.pages() | parcel_samples.ledger_pages()
