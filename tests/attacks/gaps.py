"""Addresses with a gap: which kind of thing each names, and how its gap is filled."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from domain.staff import PERMISSIONS, StaffRole
from handlers.access import needed_for
from tests.handlers.walking import GROUP, routes

# Which kind of thing the first gap of an address names; a new address with a gap is named here.
PLACED = {
    "/console/wishes/": "wish",
    "/console/wish-pictures/": "wish_picture",
    "/console/wish-voices/": "wish_voice",
    "/console/parcels/": "parcel",
    "/console/parcels/of/": "carried",
    "/console/points/": "point",
    "/console/stock/": "lot",
    "/console/budgets/": "budget",
    "/console/days/": "day",
    "/console/organisations/": "organisation",
    "/console/batches/": "batch",
    "/console/campaigns/": "campaign",
    "/console/bookings/": "booking",
    "/console/bookings/places/": "booking_place",
    "/console/bookings/hours/": "deputy",
    "/console/volunteers/": "volunteer",
    "/console/questions/": "question",
    "/console/question-pictures/": "question_picture",
    "/console/alerts/": "alert",
    "/console/cases/": "case",
    "/console/staff/": "staff",
    "/console/handovers/": "handover",
    "/console/regions/": "region",
    "/console/account/scenes/": "scene",
    "/console/people/": "person",
    "/console/checks/": "check",
    "/console/blocks/": "block",
    "/api/v1/staff/wishes/": "wish",
    "/api/v1/staff/wish-pictures/": "wish_picture",
    "/api/v1/staff/wish-voices/": "wish_voice",
    "/api/v1/staff/parcels/": "parcel",
    "/api/v1/staff/parcels/of/": "carried",
    "/api/v1/staff/points/": "point",
    "/api/v1/staff/lots/": "lot",
    "/api/v1/staff/budgets/": "budget",
    "/api/v1/staff/days/": "day",
    "/api/v1/staff/organisations/": "organisation",
    "/api/v1/staff/batches/": "batch",
    "/api/v1/staff/campaigns/": "campaign",
    "/api/v1/staff/appointments/": "booking",
    "/api/v1/staff/appointment-places/": "booking_place",
    "/api/v1/staff/appointment-hours/": "deputy",
    "/api/v1/staff/volunteers/": "volunteer",
    "/api/v1/staff/questions/": "question",
    "/api/v1/staff/question-pictures/": "question_picture",
    "/api/v1/staff/alerts/": "alert",
    "/api/v1/staff/cases/": "case",
    "/api/v1/staff/checks/": "check",
    "/api/v1/staff/blocks/": "block",
    "/api/v1/staff/staff/": "staff",
    "/api/v1/staff/regions/": "region",
    "/api/v1/staff/handovers/": "handover",
    "/api/v1/staff/people/": "person",
    "/api/v1/staff/account/scenes/": "scene",
}
OF_ALL = {
    "/console/lessons/": "lesson",
    "/console/knowledge/": "entry",
    "/h5/answers/": "entry",
    "/console/pushes/": "push",
    "/console/account/menu/versions/": "menu",
    "/console/account/keywords/rules/": "rule",
    "/console/account/keywords/versions/": "keywords",
    "/console/media/": "picture",
    "/console/knowledge/picture/": "picture",
    "/console/recordings/": "recording",
    "/api/v1/staff/recordings/": "recording",
    "/api/v1/staff/lessons/": "lesson",
    "/api/v1/staff/knowledge/": "entry",
    "/api/v1/staff/pictures/": "picture",
    "/api/v1/staff/pushes/": "push",
    "/api/v1/staff/account/menu/versions/": "menu",
    "/api/v1/staff/account/keywords/": "rule",
    "/api/v1/staff/account/keywords/versions/": "keywords",
}
# Gaps that name no thing of a place: a file, a help text, the columns of a table, a text of the settings, a reply, a link of one's
# own (test_links.py), a sheet that only she sees who brought it (test_staff_import.py, test_wish_entry.py and, of the API,
# test_staff_sheets.py, tests/services/knowledge/test_sheets.py).
OF_NOTHING = {"/console/assets/", "/console/pictures/", "/console/help/", "/console/columns/", "/console/join/"}
OF_NOTHING |= {"/console/replies/", "/console/settings/texts/", "/api/v1/staff/settings/", "/console/staff/import/"}
OF_NOTHING |= {"/h5/mine/", "/checked/", "/console/wishes/import/"}
OF_NOTHING |= {"/console/knowledge/import/"}
OF_NOTHING |= {"/api/v1/staff/wish-sheets/", "/api/v1/staff/staff-sheets/", "/api/v1/staff/entry-sheets/"}
CHANGES = {"rename", "add", "move", "merge", "close"}  # of a region; the API has an address for each
CHANGES |= {"verify", "approve", "publish", "correct_for", "remind", "forward"}  # of a wish
CHANGES |= {"cover", "pieces", "count", "carry", "correct", "part"}  # of a wish by the county, of a lot
CHANGES |= {"reopen", "receipt", "adult"}  # of a question, of a case
METHODS = ("get", "post", "put", "delete", "patch")
WORDS = re.compile(r"\(([a-z_-]+(?:\|[a-z_-]+)*)\)")


@dataclass(frozen=True)
class Way:
    """An address with a gap, and a method that it takes."""

    pattern: str
    handler: type[Any]
    method: str
    kind: str

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("/api/")

    def allows(self, role: StaffRole) -> bool:
        return needed_for(self.handler, self.method) in PERMISSIONS[role]

    def addresses(self, ids: Iterable[str], deputy: str) -> list[tuple[str, str]]:
        """With each of the ids in its first gap, and the move that it names, if it names one."""
        first, *others = GROUP.findall(self.pattern)
        filled = []
        for one in ids:
            if re.fullmatch(first, one) is None:
                continue
            rest = self.pattern.replace("\\", "").replace(first, one, 1)
            moves = WORDS.search(others[0]) if others else None
            last = self.pattern.rsplit("/", 1)[1]
            named = moves[1].split("|") if moves else [last if self.is_api and last in CHANGES else ""]
            other = deputy if others and re.fullmatch(others[0], deputy) else "1"  # else a number
            filled += [(rest.replace(others[0], move or other, 1) if others else rest, move) for move in named]
        return filled


def gapped() -> list[tuple[str, type[Any]]]:
    ours = [each for each in routes() if each[0].startswith(("/console", "/api/v1/staff"))]
    return [(pattern, handler) for pattern, handler in ours if GROUP.findall(pattern)]


def ways(kinds: dict[str, str]) -> list[Way]:
    found = []
    for pattern, handler in (each for each in gapped() if not each[0].startswith(tuple(OF_NOTHING))):
        prefixes = sorted((each for each in kinds if pattern.startswith(each)), key=len)
        found += [Way(pattern, handler, name, kinds[prefixes[-1]]) for name in methods_of(handler) if prefixes]
    return sorted(found, key=lambda way: way.is_api)  # a browser is signed out while programs alone are calling


def methods_of(handler: type[Any]) -> list[str]:
    """What a handler of ours answers to."""
    ours = [part for part in handler.__mro__ if part.__module__.startswith("handlers.")]
    return [name for name in METHODS if any(name in vars(part) for part in ours)]
