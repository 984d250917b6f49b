"""Giving appointments and taking them back, for good or while a colleague is on leave."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from domain.audit import Act
from domain.calendar import CHINA, day_in_china
from domain.errors import Conflict, Invalid, LastAdministrator, NotAllowed, NotFound
from domain.regions import region_path
from domain.staff import Appointment, Permission, StaffMember, StaffRole
from services.context import Services
from storage.mongo import Session, in_transaction
from storage.staff import AccountState, StaffAccount

LONGEST_LEAVE = timedelta(days=366)


async def find(services: Services, staff_id: str, *, by: StaffMember, session: Session | None = None) -> StaffAccount:
    """
    The account of somebody whom she manages.

    Raises NotAllowed, NotFound (also for somebody of another region), StoreAway.
    """
    by.need(Permission.STAFF_MANAGE)
    account = await services.staff.get(staff_id, session=session)
    if not by.may_in(Permission.STAFF_MANAGE, account.region_path):
        raise NotFound
    return account


def need_over(by: StaffMember, account: StaffAccount, now: datetime) -> None:
    """Raises NotAllowed unless she may give each appointment of the account: whoever gets its password gets them."""
    if not all(by.may_appoint(each) for each in lasting(account, now)):
        raise NotAllowed


def lasting(account: StaffAccount, now: datetime) -> tuple[Appointment, ...]:
    """The appointments that count at `now` or will later."""
    return tuple(each for each in account.appointments if each.until is None or each.until > now)


async def place_of(services: Services, code: str) -> str:
    """The path of an open region. Raises Invalid("region", "unknown"), StoreAway."""
    try:
        region = await services.regions.get(code)
    except NotFound:
        raise Invalid("region", "unknown") from None
    if region.closed:
        raise Invalid("region", "unknown")
    return region.path


async def appoint(
    services: Services, staff_id: str, *, by: StaffMember, role: StaffRole, region: str, seq: int
) -> StaffAccount:
    """
    Give her a role for the region with this code; one that she has stays as it is.

    Raises NotAllowed (also for one's own account), NotFound, Invalid("region", "unknown"), Conflict when the account
    has changed since it was at `seq`, StoreAway.
    """
    path = await place_of(services, region)
    given = Appointment(role, path)
    if staff_id == by.id or not by.may_appoint(given):
        raise NotAllowed

    async def write(session: Session) -> StaffAccount:
        account = await find(services, staff_id, by=by, session=session)
        if given in account.appointments:
            return account
        _need_unchanged(account, seq)
        kept = (*lasting(account, services.now()), given)
        return await change(services, account, kept, act=act_of("appointed", account, given), by=by, session=session)

    return await in_transaction(services.db, write)


async def take_back(services: Services, staff_id: str, number: int, *, by: StaffMember, seq: int) -> StaffAccount:
    """
    Take back the appointment that stands at `number` of the account as it was at `seq`. It counts from the next request
    on: what she may is looked up each time.

    Raises NotAllowed (also for one's own account), NotFound, Conflict, LastAdministrator, StoreAway.
    """
    if staff_id == by.id:
        raise NotAllowed

    async def write(session: Session) -> StaffAccount:
        account = await find(services, staff_id, by=by, session=session)
        _need_unchanged(account, seq)
        if not 0 <= number < len(account.appointments):
            raise NotFound
        taken = account.appointments[number]
        if not by.may_appoint(taken):
            raise NotAllowed
        kept = [each for at, each in enumerate(account.appointments) if at != number]
        act = act_of("appointment_taken", account, taken)
        changed = await change(services, account, kept, act=act, by=by, session=session)
        await need_administrator(services, account, session=session)
        return changed

    return await in_transaction(services.db, write)


async def appoint_deputy(
    services: Services, staff_id: str, *, by: StaffMember, login: str, first: date, last: date
) -> StaffAccount:
    """
    While the colleague `staff_id` is away, from the day `first` to the day `last`, the one who signs in as `login` has
    her appointments besides her own: those that last, and no more than `by` may give. Twice is the same as once.

    Raises Invalid("login" or "first" or "last"), NotAllowed, NotFound, Conflict, StoreAway.
    """
    since, until = _span(services.now(), first, last)

    async def write(session: Session) -> StaffAccount:
        away = await find(services, staff_id, by=by, session=session)
        known = await services.staff.by_login(login.strip().lower())
        if known is None or known.state is not AccountState.ACTIVE or known.id == away.id:
            raise Invalid("login", "unknown")
        deputy = await services.staff.get(known.id, session=session)
        if deputy.id == by.id:
            raise NotAllowed
        hers = [each for each in lasting(away, services.now()) if not each.deputy_for]
        if not hers:
            raise Invalid("login", "nothing")
        copies = [replace(each, since=since, until=until, deputy_for=away.id) for each in hers]
        if not all(by.may_appoint(each) for each in copies):
            raise NotAllowed
        others = [each for each in lasting(deputy, services.now()) if each.deputy_for != away.id]
        if [*others, *copies] == list(deputy.appointments):
            return deputy
        days = {"for": away.id, "first": first.isoformat(), "last": last.isoformat()}
        act = Act("deputy_appointed", about=deputy.id, region_path=away.region_path, data=days)
        return await change(services, deputy, [*others, *copies], act=act, by=by, session=session)

    return await in_transaction(services.db, write)


async def end_deputy(services: Services, staff_id: str, deputy_id: str, *, by: StaffMember) -> None:
    """
    The deputy of `staff_id` is one no longer. Twice is the same as once.

    Raises NotAllowed, NotFound, StoreAway.
    """

    async def write(session: Session) -> None:
        away = await find(services, staff_id, by=by, session=session)
        deputy = await services.staff.get(deputy_id, session=session)
        ended = [each for each in deputy.appointments if each.deputy_for == away.id]
        if not all(by.may_appoint(each) for each in ended):
            raise NotAllowed
        if ended:
            kept = [each for each in deputy.appointments if each.deputy_for != away.id]
            act = Act("deputy_ended", about=deputy.id, region_path=away.region_path, data={"for": away.id})
            await change(services, deputy, kept, act=act, by=by, session=session)

    await in_transaction(services.db, write)


async def change(
    services: Services,
    account: StaffAccount,
    appointments: Sequence[Appointment],
    *,
    act: Act,
    by: StaffMember,
    session: Session,
) -> StaffAccount:
    """The account with these appointments, and the act written down. Raises Conflict, StoreAway."""
    now = services.now()
    changes = {"appointments": tuple(appointments)}
    changed = await services.staff.change(account, changes, now=now, session=session)
    await services.audit.add(act, by=by.id, now=now, session=session)
    return changed


async def need_administrator(services: Services, before: StaffAccount, *, session: Session) -> None:
    """
    Asked after a change in its transaction: raises LastAdministrator where the account administered the city before it
    and nobody does now.
    """
    codes = services.facts.city_path.rstrip("/").split("/")
    paths = [region_path(codes[: length + 1]) for length in range(len(codes))]
    held = [each for each in before.appointments if each.role is StaffRole.ADMINISTRATOR and each.region_path in paths]
    if held and await services.staff.administrators(paths, session=session) == 0:
        raise LastAdministrator


def act_of(kind: str, account: StaffAccount, appointment: Appointment) -> Act:
    """What is written down of an appointment."""
    return Act(kind, about=account.id, region_path=appointment.region_path, data={"role": appointment.role})


def _need_unchanged(account: StaffAccount, seq: int) -> None:
    if account.seq != seq:
        raise Conflict


def _span(now: datetime, first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of the first day to the end of the last, as people here count days."""
    today = day_in_china(now)
    if first > today + LONGEST_LEAVE:
        raise Invalid("first", "out_of_range")
    if last < today:
        raise Invalid("last", "out_of_range")
    if last < first or last - first > LONGEST_LEAVE:
        raise Invalid("last", "out_of_range")
    since = datetime.combine(first, time(), CHINA)
    return since, datetime.combine(last + timedelta(days=1), time(), CHINA)
