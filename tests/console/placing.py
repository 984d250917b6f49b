"""Where each sample stands: its section, its address, and the way to it."""

from typing import Any

from handlers.console.page import GUIDES, SECTIONS, sections_for
from handlers.console.ways import NAMED, guide_to, way_to

ADDRESSES = {name: address for name, address, _ in SECTIONS}
OF_FOLDERS = {
    "cases": "alerts",
    "parcels": "wishes",
    "stock": "wishes",
    "bookings": "questions",
    "checks": "wishes",
    "media": "account",
    "replies": "knowledge",
}
OPENS = {  # the pages that the rail opens
    "home.html": "home",
    "cases/list.html": "alerts",
    "questions/list.html": "questions",
    "wishes/list.html": "wishes",
    "lessons/list.html": "lessons",
    "knowledge/list.html": "knowledge",
    "pushes/list.html": "pushes",
    "people/list.html": "people",
    "account/menu.html": "account",
    "settings/hotlines.html": "settings",
    "staff/list.html": "staff",
    "regions/list.html": "regions",
    "audit/list.html": "audit",
    "status/page.html": "status",
}
PARTS = {
    "alerts/list.html": "messages",
    "checks/list.html": "checks",
    "parcels/list.html": "parcels",
    "stock/lots.html": "stock",
    "stock/budgets.html": "budgets",
    "media/list.html": "media",
    "settings/calendar.html": "calendar",
    "settings/quiet.html": "quiet",
    "settings/texts.html": "texts",
    "me/page.html": "me",
    "replies/list.html": "replies",
}


def placed(template: str, section: str, staff: Any) -> dict[str, Any]:
    """What the shell is told of a page with this template; `section` where the sample says which."""
    if template in OPENS:
        section, path = OPENS[template], ADDRESSES[OPENS[template]]
    elif template.startswith("help/"):
        path = f"/console/help/{section}"
        section = NAMED[section].section if section in NAMED else section
    else:
        folder = template.split("/", maxsplit=1)[0].removesuffix(".html")
        section = section or OF_FOLDERS.get(folder, folder)
        named = NAMED.get(PARTS.get(template, section))
        below = f"{ADDRESSES.get(section, '/console')}/x"
        path = named.address if named and (template in PARTS or section not in ADDRESSES) else below
    sections = sections_for(staff)
    return {
        "section": section,
        "path": path,
        "sections": sections,
        "way_here": way_to(path, section, sections),
        "help_page": guide_to(path, section, GUIDES),
    }
