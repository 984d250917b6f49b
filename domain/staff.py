"""
Staff: who may do what, and where.

An appointment is a role for a region and all below it. What a member may do follows from her appointments alone, and
one table says which role allows what: docs/permissions.md is printed from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import NotAllowed
from domain.regions import Scope


class Permission(StrEnum):
    """One thing that a member of staff may be allowed to do, within her regions."""

    HOME_READ = "home:read"
    LESSON_READ = "lesson:read"
    LESSON_WRITE = "lesson:write"
    LESSON_PUBLISH = "lesson:publish"
    KNOWLEDGE_READ = "knowledge:read"
    KNOWLEDGE_WRITE = "knowledge:write"
    KNOWLEDGE_RELEASE = "knowledge:release"
    PUSH_READ = "push:read"
    PUSH_RUN = "push:run"
    PUSH_RELEASE = "push:release"
    WISH_READ = "wish:read"
    WISH_CHILD = "wish:child"
    WISH_CHECK = "wish:check"
    WISH_VERIFY = "wish:verify"
    WISH_APPROVE = "wish:approve"
    WISH_HAND = "wish:hand"
    WISH_ENTER = "wish:enter"
    QUESTION_READ = "question:read"
    QUESTION_ANSWER = "question:answer"
    QUESTION_PERSON = "question:person"
    BOOKING_READ = "booking:read"
    BOOKING_OPEN = "booking:open"
    BOOKING_DESK = "booking:desk"
    ALERT_READ = "alert:read"
    ALERT_ACKNOWLEDGE = "alert:acknowledge"
    PERSON_READ = "person:read"
    PERSON_CHANGE = "person:change"
    PERSON_BLOCK = "person:block"
    CHECK_READ = "check:read"
    CHECK_DECIDE = "check:decide"
    PERSON_IMPORT = "person:import"
    REGION_READ = "region:read"
    REGION_CHANGE = "region:change"
    STAFF_READ = "staff:read"
    STAFF_MANAGE = "staff:manage"
    AUDIT_READ = "audit:read"
    ACCOUNT_READ = "account:read"
    ACCOUNT_CHANGE = "account:change"
    ACCOUNT_RELEASE = "account:release"
    SETTINGS_READ = "settings:read"
    SETTINGS_CHANGE = "settings:change"
    STATUS_READ = "status:read"
    SELF = "self:manage"


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


_EVERYBODY = frozenset({Permission.HOME_READ, Permission.SELF, Permission.REGION_READ, Permission.STATUS_READ})
_OFFICER = _EVERYBODY | {
    Permission.WISH_READ,
    Permission.WISH_CHILD,
    Permission.LESSON_READ,
}
_VISITS = {Permission.WISH_VERIFY, Permission.WISH_HAND, Permission.WISH_ENTER}
_DECIDES = {Permission.WISH_CHECK, Permission.WISH_APPROVE, Permission.WISH_HAND}
_CHECKS = frozenset({Permission.CHECK_READ, Permission.CHECK_DECIDE})
_DESK = (
    _OFFICER
    | _DECIDES
    | _CHECKS
    | {
        Permission.QUESTION_READ,
        Permission.PUSH_READ,
        Permission.STAFF_READ,
        Permission.PERSON_READ,
        Permission.PERSON_CHANGE,
        Permission.PERSON_BLOCK,
    }
)

_ANSWERS = frozenset({Permission.QUESTION_ANSWER, Permission.QUESTION_PERSON})
_MEETS = frozenset({Permission.BOOKING_READ, Permission.BOOKING_OPEN})
_BOOKS = frozenset({Permission.BOOKING_READ, Permission.BOOKING_DESK})
_ENTRIES = frozenset({Permission.KNOWLEDGE_READ, Permission.KNOWLEDGE_WRITE, Permission.KNOWLEDGE_RELEASE})

PERMISSIONS: dict[StaffRole, frozenset[Permission]] = {
    StaffRole.VILLAGE_OFFICER: _OFFICER | _VISITS,
    StaffRole.TOWNSHIP: _OFFICER | _VISITS | _CHECKS | {Permission.WISH_CHECK, Permission.STAFF_READ},
    StaffRole.COUNTY: _DESK | _ANSWERS | _BOOKS | {Permission.KNOWLEDGE_READ, Permission.WISH_ENTER},
    StaffRole.CITY: _DESK
    | _ANSWERS
    | _BOOKS
    | {
        Permission.KNOWLEDGE_READ,
        Permission.PERSON_IMPORT,
        Permission.SETTINGS_READ,
        Permission.ACCOUNT_READ,
    },
    StaffRole.EXPERT: _EVERYBODY | _ANSWERS | _ENTRIES | _MEETS | {Permission.QUESTION_READ, Permission.LESSON_READ},
    StaffRole.EDITOR: _EVERYBODY
    | _ENTRIES
    | {Permission.LESSON_READ, Permission.LESSON_WRITE, Permission.ACCOUNT_READ, Permission.ACCOUNT_CHANGE},
    StaffRole.PUBLISHER: _EVERYBODY
    | {
        Permission.LESSON_READ,
        Permission.LESSON_PUBLISH,
        Permission.KNOWLEDGE_READ,
        Permission.KNOWLEDGE_RELEASE,
        Permission.PUSH_READ,
        Permission.PUSH_RUN,
        Permission.PUSH_RELEASE,
        Permission.ACCOUNT_READ,
        Permission.ACCOUNT_RELEASE,
    },
    StaffRole.SAFEGUARDING_OFFICER: _EVERYBODY | {Permission.ALERT_READ, Permission.ALERT_ACKNOWLEDGE},
    StaffRole.DATA_OFFICER: _EVERYBODY | {Permission.AUDIT_READ, Permission.STAFF_READ, Permission.SETTINGS_READ},
    StaffRole.ADMINISTRATOR: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Appointment:
    """
    A role for the region with this path and all below it. `until` ends it; `deputy_for` is the id of the colleague
    whose work she does while that one is away, or empty.
    """

    role: StaffRole
    region_path: str
    since: datetime | None = None
    until: datetime | None = None
    deputy_for: str = ""

    def holds_at(self, moment: datetime) -> bool:
        """Whether it counts at `moment`."""
        return (self.since is None or self.since <= moment) and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class StaffMember:
    """
    A member of staff as she stands now: `appointments` are those that count today. `name` is how colleagues see her;
    `login` what she types to sign in; `region_path` where her account belongs. `only` narrows what she may do to these
    permissions, as a token of hers does.
    """

    id: str
    login: str
    name: str
    appointments: tuple[Appointment, ...]
    region_path: str
    only: frozenset[Permission] | None = None

    @property
    def roles(self) -> frozenset[StaffRole]:
        """What she is, wherever."""
        return frozenset(each.role for each in self.appointments)

    def may(self, permission: Permission) -> bool:
        """Whether one of her appointments allows `permission`, in whichever region."""
        return any(self._allows(each, permission) for each in self.appointments)

    def _allows(self, appointment: Appointment, permission: Permission) -> bool:
        return permission in PERMISSIONS[appointment.role] and (self.only is None or permission in self.only)

    def scope(self, permission: Permission) -> Scope:
        """The regions in which she may do what `permission` names: none where she may not at all."""
        paths = {each.region_path for each in self.appointments if self._allows(each, permission)}
        return Scope.of(*_roots(paths))

    def may_in(self, permission: Permission, region_path: str) -> bool:
        """Whether she may do it in the region with this path."""
        return self.scope(permission).holds(region_path)

    def need(self, permission: Permission, region_path: str | None = None) -> None:
        """Raises NotAllowed where she may not; with `region_path`, where she may not there."""
        if not (self.may(permission) if region_path is None else self.may_in(permission, region_path)):
            raise NotAllowed

    def may_appoint(self, appointment: Appointment) -> bool:
        """
        Whether she may give somebody this appointment: she manages staff there, and has herself in that region all
        that the role allows, so that nobody hands out what she doesn't hold.
        """
        needed = PERMISSIONS[appointment.role] | {Permission.STAFF_MANAGE}
        return all(self.may_in(each, appointment.region_path) for each in needed)

    def not_her_own(self, *authors: str) -> None:
        """Raises NotAllowed where she is one of those whose work this is: nobody approves her own."""
        if self.id in authors:
            raise NotAllowed


def _roots(paths: Iterable[str]) -> list[str]:
    """The paths without those that lie below another one."""
    roots: list[str] = []
    for path in sorted(paths):
        if not roots or not path.startswith(roots[-1]):
            roots.append(path)
    return roots
