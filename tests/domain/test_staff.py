"""Who may do what, and where: the table against the rules that it must keep."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from domain.errors import NotAllowed
from domain.staff import PERMISSIONS, Appointment, Permission, StaffMember, StaffRole

CITY, COUNTY, TOWN, OTHER = "37/3708/", "37/3708/370881/", "37/3708/370881/100/", "37/3708/370811/"
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def member(*appointments: Appointment, name: str = "s1") -> StaffMember:
    return StaffMember(name, "wang", "王芳", appointments, COUNTY)


@pytest.mark.parametrize(("role", "permission"), list(product(StaffRole, Permission)))
def test_a_role_counts_in_its_region_and_below_and_nowhere_else(role: StaffRole, permission: Permission) -> None:
    she = member(Appointment(role, COUNTY))
    allowed = permission in PERMISSIONS[role]
    assert she.may(permission) is allowed
    assert she.may_in(permission, COUNTY) is allowed
    assert she.may_in(permission, TOWN) is allowed
    assert not she.may_in(permission, CITY)
    assert not she.may_in(permission, OTHER)
    if not allowed:
        with pytest.raises(NotAllowed):
            she.need(permission)
    with pytest.raises(NotAllowed):
        she.need(permission, OTHER)


def test_two_appointments_do_not_lend_each_other_their_regions() -> None:
    she = member(Appointment(StaffRole.EXPERT, CITY), Appointment(StaffRole.VILLAGE_OFFICER, TOWN))
    assert she.may_in(Permission.QUESTION_READ, OTHER)
    assert not she.may_in(Permission.WISH_READ, OTHER)
    assert she.scope(Permission.WISH_READ).paths == (TOWN,)


def test_a_scope_names_each_root_once() -> None:
    she = member(Appointment(StaffRole.COUNTY, COUNTY), Appointment(StaffRole.VILLAGE_OFFICER, TOWN))
    assert she.scope(Permission.WISH_READ).paths == (COUNTY,)


def test_somebody_without_appointments_may_nothing_and_sees_nothing() -> None:
    she = member()
    assert not any(she.may(each) for each in Permission)
    assert she.scope(Permission.WISH_READ).paths == ()


@pytest.mark.parametrize("role", StaffRole)
def test_only_who_manages_staff_in_a_region_appoints_there(role: StaffRole) -> None:
    administrator = member(Appointment(StaffRole.ADMINISTRATOR, COUNTY))
    assert administrator.may_appoint(Appointment(role, TOWN))
    assert not administrator.may_appoint(Appointment(role, CITY))
    assert not administrator.may_appoint(Appointment(role, OTHER))
    others = [each for each in StaffRole if each is not StaffRole.ADMINISTRATOR]
    assert not any(member(Appointment(each, CITY)).may_appoint(Appointment(role, TOWN)) for each in others)


def test_an_appointment_counts_from_its_beginning_until_its_end() -> None:
    leave = Appointment(StaffRole.COUNTY, COUNTY, since=NOW, until=NOW + timedelta(days=3), deputy_for="s2")
    assert not leave.holds_at(NOW - timedelta(seconds=1))
    assert leave.holds_at(NOW)
    assert not leave.holds_at(NOW + timedelta(days=3))


def test_nobody_approves_her_own_work() -> None:
    she = member(Appointment(StaffRole.ADMINISTRATOR, CITY))
    she.not_her_own("s2", "")
    with pytest.raises(NotAllowed):
        she.not_her_own("s2", "s1")
