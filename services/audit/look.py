"""Reading the audit log in the console."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.audit import Act, AuditRow
from domain.staff import Permission, StaffMember
from services.audit.verifying import Verdict, verify
from services.context import Services
from storage.paging import NEWEST, Part


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: by whom (a login, or the id of an account), of which kind, about which id, and which part of them."""

    login: str = ""
    actor: str = ""
    kind: str = ""
    about: str = ""
    part: Part = NEWEST


async def page(services: Services, asked: Asked, *, by: StaffMember, most: int) -> Sequence[AuditRow]:
    """
    Rows of her regions, the newest first unless `part` says otherwise; those of no region for the whole city's staff. None
    for a login that nobody has. Raises NotAllowed, StoreAway.
    """
    by.need(Permission.AUDIT_READ)
    actor = asked.actor
    if asked.login:
        account = await services.staff.by_login(asked.login.lower())
        if account is None:
            return []
        actor = account.id
    return await services.audit.page(
        scope=by.scope(Permission.AUDIT_READ),
        actor=actor,
        about=asked.about,
        kind=asked.kind,
        unplaced=by.may_in(Permission.AUDIT_READ, services.facts.city_path),
        part=asked.part,
        most=most,
    )


async def check(services: Services, *, by: StaffMember) -> Verdict:
    """
    Whether the whole log still holds, looked through now; that it was asked is written down.

    Raises NotAllowed for whoever may not read the whole city's, StoreAway.
    """
    city = services.facts.city_path
    by.need(Permission.AUDIT_READ, city)
    verdict = await verify(services)
    act = Act("audit_verified", region_path=city, data={"broken": len(verdict.broken)})
    await services.audit.add(act, by=by.id, now=services.now())
    return verdict
