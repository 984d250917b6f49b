"""The staff of a demo: one of each role, all with the same password, and labelled as samples."""

from collections.abc import Mapping
from typing import Final

from domain.regions import RegionLevel
from domain.staff import StaffRole
from services.context import Services
from services.staff.accounts import add, reset
from services.staff.passwords import matches, new_password
from wording.staff import ROLES, SAMPLE_NAME

DEMO_LOGIN = "demo"
SAMPLES: Final[Mapping[str, tuple[StaffRole, RegionLevel]]] = {
    DEMO_LOGIN: (StaffRole.ADMINISTRATOR, RegionLevel.CITY),
    "village": (StaffRole.VILLAGE_OFFICER, RegionLevel.VILLAGE),
    "township": (StaffRole.TOWNSHIP, RegionLevel.TOWNSHIP),
    "county": (StaffRole.COUNTY, RegionLevel.COUNTY),
    "city": (StaffRole.CITY, RegionLevel.CITY),
    "expert": (StaffRole.EXPERT, RegionLevel.CITY),
    "editor": (StaffRole.EDITOR, RegionLevel.CITY),
    "publisher": (StaffRole.PUBLISHER, RegionLevel.CITY),
    "guard": (StaffRole.SAFEGUARDING_OFFICER, RegionLevel.CITY),
    "data": (StaffRole.DATA_OFFICER, RegionLevel.CITY),
}
_DOWN = (RegionLevel.CITY, RegionLevel.COUNTY, RegionLevel.TOWNSHIP, RegionLevel.VILLAGE)


async def ensure_demo(services: Services, *, password: str | None = None) -> tuple[list[str], str]:
    """
    The logins of the sample staff, the administrator's first, and the password of all of them, who are made at the
    first call. A later call with the same password changes nothing; without one, or with another, they get a new one.

    Raises Invalid with field "password", StoreAway.
    """
    known = await services.staff.by_login(DEMO_LOGIN)
    stays = known is not None and password is not None and await matches(password, known.password_hash)
    password = new_password() if password is None else password
    places = await _places(services)
    for login, (role, level) in SAMPLES.items():
        if await services.staff.by_login(login) is None:
            name = SAMPLE_NAME.format(role=ROLES[role])
            await add(
                services, login=login, name=name, roles=[role], region=places[level], password=password, sample=True
            )
        elif not stays:
            await reset(services, login=login, password=password)
    return list(SAMPLES), password


async def _places(services: Services) -> dict[RegionLevel, str]:
    """The code of the city, and of the first place of each level below it; where there is none, of the one above."""
    code = services.facts.city_path.rstrip("/").rsplit("/", 1)[-1]
    places = {}
    for level in _DOWN:
        places[level] = code
        below = await services.regions.below(code)
        code = below[0].code if below else code
    return places
