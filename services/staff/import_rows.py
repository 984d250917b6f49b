"""What a row of a sheet of colleagues asks for, and what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.errors import Invalid, NotFound
from domain.regions import Region, Scope
from domain.staff import Appointment, Permission, StaffMember, StaffRole
from services.context import Services
from services.staff.accounts import checked_login, checked_name
from wording.staff import ROLES

HERE = ZoneInfo("Asia/Shanghai")
MOST_DEEP, MOST_OF_A_NAME = 5, 20
_PARTS = re.compile(r"[/／>＞]")
_BY_WORDS = {words: StaffRole(name) for name, words in ROLES.items()} | {str(role): role for role in StaffRole}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A colleague to invite."""

    login: str
    name: str
    appointment: Appointment


class Places:
    """
    Regions by what a cell says: a code, or the names from any region down to it. Each is looked up once. Of several that are
    named so, the one in `scope` is meant.
    """

    def __init__(self, services: Services, scope: Scope | None = None) -> None:
        self._services = services
        self._scope = scope
        self._found: dict[str, Region] = {}

    async def find(self, text: str) -> Region:
        """The open region. Raises Invalid("region") with "unknown" or "several"."""
        if text not in self._found:
            found = await self._by_code(text) if text.isascii() and text.isdigit() else await self._by_names(text)
            self._found[text] = found
        return self._found[text]

    async def _by_code(self, code: str) -> Region:
        try:
            region = await self._services.regions.get(code)
        except NotFound:
            raise Invalid("region", "unknown") from None
        if region.closed:
            raise Invalid("region", "unknown")
        return region

    async def _by_names(self, text: str) -> Region:
        names = [each.strip() for each in _PARTS.split(text) if each.strip()]
        if not 0 < len(names) <= MOST_DEEP:
            raise Invalid("region", "unknown")
        found: list[Region] = []
        for scope in (self._scope, Scope.system()):
            if scope is None or found:
                continue
            named = await self._services.regions.named(names[0], scope=scope, most=MOST_OF_A_NAME)
            found = [each for each in named if each.name == names[0] and not each.closed]
        for name in names[1:]:
            below = [each for above in found for each in await self._services.regions.below(above.code)]
            found = [each for each in below if each.name == name]
        if self._scope is not None:
            found = [each for each in found if self._scope.holds(each.path)] or found
        if len(found) != 1:
            raise Invalid("region", "several" if found else "unknown")
        return found[0]


async def wanted(values: Mapping[str, str], *, by: StaffMember, places: Places, now: datetime) -> Wanted:
    """
    What a row asks for. Raises Invalid with the column and a stable word: also "not_yours" for a region in which `by`
    doesn't manage staff, or a role that she may not give there. Raises StoreAway.
    """
    for name in ("name", "login", "role", "region"):
        if not values.get(name):
            raise Invalid(name, "missing")
    name, login = checked_name(values["name"]), checked_login(values["login"].lower())
    role = _BY_WORDS.get(values["role"])
    if role is None:
        raise Invalid("role", "unknown")
    since, until = _day(values, "since"), _day(values, "until")
    if until is not None:
        until += timedelta(days=1)  # the day in the cell is her last
        if until <= now or (since is not None and until <= since):
            raise Invalid("until", "out_of_range")
    path = (await places.find(values["region"])).path
    if not by.may_in(Permission.STAFF_MANAGE, path):
        raise Invalid("region", "not_yours")
    appointment = Appointment(role, path, since, until)
    if not by.may_appoint(appointment):
        raise Invalid("role", "not_yours")
    return Wanted(login, name, appointment)


def _day(values: Mapping[str, str], name: str) -> datetime | None:
    text = values.get(name, "")
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), HERE)
    except ValueError:
        raise Invalid(name, "not_a_day") from None
