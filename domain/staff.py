"""Staff: who may do what."""

from dataclasses import dataclass
from enum import StrEnum

from domain.regions import Scope


class Permission(StrEnum):
    """One thing that a member of staff may be allowed to do, within her regions."""

    HOME_READ = "home:read"
    LESSON_READ = "lesson:read"
    LESSON_WRITE = "lesson:write"
    LESSON_PUBLISH = "lesson:publish"
    PUSH_READ = "push:read"
    PUSH_RUN = "push:run"
    WISH_READ = "wish:read"
    QUESTION_READ = "question:read"
    ALERT_READ = "alert:read"
    ALERT_ACKNOWLEDGE = "alert:acknowledge"


class StaffRole(StrEnum):
    """What a member of staff is. Each is held for a region and all below it."""

    VILLAGE_OFFICER = "village_officer"
    TOWNSHIP = "township"
    COUNTY = "county"
    CITY = "city"
    EXPERT = "expert"
    EDITOR = "editor"
    PUBLISHER = "publisher"
    SAFEGUARDING_OFFICER = "safeguarding_officer"
    DATA_OFFICER = "data_officer"
    ADMINISTRATOR = "administrator"


_OFFICER = frozenset({Permission.HOME_READ, Permission.WISH_READ, Permission.LESSON_READ})

PERMISSIONS: dict[StaffRole, frozenset[Permission]] = {
    StaffRole.VILLAGE_OFFICER: _OFFICER,
    StaffRole.TOWNSHIP: _OFFICER,
    StaffRole.COUNTY: _OFFICER | {Permission.QUESTION_READ, Permission.PUSH_READ},
    StaffRole.CITY: _OFFICER | {Permission.QUESTION_READ, Permission.PUSH_READ},
    StaffRole.EXPERT: frozenset({Permission.HOME_READ, Permission.QUESTION_READ, Permission.LESSON_READ}),
    StaffRole.EDITOR: frozenset({Permission.HOME_READ, Permission.LESSON_READ, Permission.LESSON_WRITE}),
    StaffRole.PUBLISHER: frozenset(
        {
            Permission.HOME_READ,
            Permission.LESSON_READ,
            Permission.LESSON_PUBLISH,
            Permission.PUSH_READ,
            Permission.PUSH_RUN,
        }
    ),
    StaffRole.SAFEGUARDING_OFFICER: frozenset(
        {Permission.HOME_READ, Permission.ALERT_READ, Permission.ALERT_ACKNOWLEDGE}
    ),
    StaffRole.DATA_OFFICER: frozenset({Permission.HOME_READ}),
    StaffRole.ADMINISTRATOR: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of staff. `name` is how colleagues see her; `login` what she types to sign in."""

    id: str
    login: str
    name: str
    roles: frozenset[StaffRole]
    region_path: str

    @property
    def scope(self) -> Scope:
        """The regions she works for."""
        return Scope.of(self.region_path) if self.region_path else Scope.nothing()

    def may(self, permission: Permission) -> bool:
        """Whether one of her roles allows `permission`."""
        return any(permission in PERMISSIONS[role] for role in self.roles)
