"""
Where a page stands: the way to it from the first page, and the help that tells of it.

Both follow from its address, so that a new page has them for nothing. A page that stands below a single thing (a wish, a
colleague) names that one in its template, in the block `above`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wording import console, ways

Section = tuple[str, str, str]
Step = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """
    A part of a section: the pages at `address` and below. `above` names the part in which it stands itself, empty where
    that is the section. Where nothing opens at `address` itself, `opens` is False and it is no step. Its words are in wording/ways.py, its help in console/templates/help under its name, if there.
    """

    name: str
    section: str
    address: str
    above: str = ""
    opens: bool = True


PLACES: tuple[Place, ...] = (
    Place("messages", "alerts", "/console/alerts"),
    Place("duty", "questions", "/console/questions/duty"),
    Place("bookings", "questions", "/console/bookings"),
    Place("parcels", "wishes", "/console/parcels"),
    Place("points", "wishes", "/console/points"),
    Place("stock", "wishes", "/console/stock"),
    Place("budgets", "wishes", "/console/budgets"),
    Place("days", "wishes", "/console/days"),
    Place("stories", "wishes", "/console/stories"),
    Place("organisations", "wishes", "/console/organisations"),
    Place("gift_batches", "wishes", "/console/batches", above="organisations", opens=False),
    Place("campaigns", "wishes", "/console/campaigns"),
    Place("volunteers", "wishes", "/console/volunteers"),
    Place("forgotten", "wishes", "/console/wishes/forgotten"),
    Place("figures", "wishes", "/console/wishes/figures"),
    Place("ledger", "wishes", "/console/wishes/ledger"),
    Place("entry", "wishes", "/console/wishes/new"),
    Place("wish_sheet", "wishes", "/console/wishes/import", above="entry"),
    Place("checks", "wishes", "/console/checks"),
    Place("blocks", "wishes", "/console/blocks", above="checks"),
    Place("entry_sheet", "knowledge", "/console/knowledge/import"),
    Place("proposals", "knowledge", "/console/knowledge/proposals"),
    Place("recordings", "knowledge", "/console/recordings"),
    Place("replies", "knowledge", "/console/replies"),
    Place("followers", "people", "/console/people/followers"),
    Place("keywords", "account", "/console/account/keywords"),
    Place("scenes", "account", "/console/account/scenes"),
    Place("media", "account", "/console/media"),
    Place("hotlines", "settings", "/console/settings/hotlines"),
    Place("quiet", "settings", "/console/settings/quiet"),
    Place("texts", "settings", "/console/settings/texts"),
    Place("calendar", "settings", "/console/settings/calendar"),
    Place("sheet", "staff", "/console/staff/import"),
    Place("privacy", "audit", "/console/audit/privacy"),
    Place("me", "me", "/console/me"),
    Place("more", "more", "/console/more"),
    Place("look", "look", "/console/look"),
    Place("search", "search", "/console/search"),
    Place("components", "components", "/console/components"),
)
NAMED = {each.name: each for each in PLACES}
FIRST = "/console/"


def place_of(path: str) -> Place | None:
    """The part in which the page at `path` stands; None for one that stands in its section alone."""
    found = [each for each in PLACES if path == each.address or path.startswith(f"{each.address}/")]
    return max(found, key=lambda each: len(each.address), default=None)


def way_to(path: str, section: str, sections: Sequence[Section]) -> list[Step]:
    """
    The steps above the page at `path`, each with its address: empty on the pages of the rail itself. `sections` are
    those that she may open; one that she may not open is no step.
    """
    own = next((each for each in sections if each[0] == section), None)
    if path == FIRST or (own and own[1] == path):
        return []
    steps: list[Step] = []
    place = place_of(path)
    while place:
        if place.opens and place.address != path and (not own or place.address != own[1]):
            steps.insert(0, (ways.PARTS[place.name], place.address))
        place = NAMED.get(place.above)
    if own and section != "home":
        steps.insert(0, (own[2], own[1]))
    return [(console.NAV["home"], FIRST), *steps]


def guide_to(path: str, section: str, guides: Sequence[str] | frozenset[str]) -> str:
    """The help of the page at `path`: its part's, or else its section's; empty where neither has one."""
    place = place_of(path)
    names = (place.name if place else "", section)
    return next((each for each in names if each in guides), "")
