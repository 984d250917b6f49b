"""Staff look at the people behind the account; that she looked at one of them is written down first."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from domain.audit import Act, AuditRow
from domain.people import Follower, Standing
from domain.questions import Question
from domain.regions import Scope
from domain.staff import Permission, StaffMember
from domain.wishes import Wish
from services.context import Services
from services.people.joining import ids_of
from services.pushes.allowed import allowed
from storage.alerts import Alert
from storage.consents import Consent
from storage.events import Event
from storage.paging import NEWEST, Part

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Told:
    """
    A person with what she has going on. What the one who looks may not see is empty. `changes` tell what she, or staff,
    changed of her; `notices` is how many notices she still allows.
    """

    person: Follower
    wishes: Sequence[Wish]
    questions: Sequence[Question]
    alerts: Sequence[Alert]
    consents: Sequence[Consent]
    readings: Sequence[AuditRow]
    changes: Sequence[Event] = ()
    notices: int = 0


async def page(
    services: Services, *, by: StaffMember, standing: Standing | None = None, part: Part = NEWEST, most: int = 50
) -> list[Follower]:
    """
    People of her regions, who was seen last first unless `part` says otherwise; for the whole city's staff also those
    whose region nobody knows. Raises NotAllowed, StoreAway.
    """
    scope, unplaced = _where(services, by, Permission.PERSON_READ)
    return await services.people.page(
        services.facts.oa_app, scope=scope, unplaced=unplaced, standing=standing, part=part, most=most
    )


async def look(services: Services, person_id: str, *, by: StaffMember) -> Told:
    """
    One person, and what she has going on as far as it is for `by` to see. That she was looked at is kept before
    anything is shown. Raises NotAllowed, NotFound (also for somebody of another region), StoreAway.
    """
    scope, unplaced = _where(services, by, Permission.PERSON_READ)
    person = await services.people.seen(person_id, services.facts.oa_app, scope=scope, unplaced=unplaced)
    act = Act("person_read", about=person.id, region_path=person.region_path)
    await services.audit.add(act, by=by.id, now=services.now())
    wishes, questions, alerts, consents, readings = await asyncio.gather(
        _wishes(services, person.id, by),
        _questions(services, person.id, by),
        _alerts(services, person.id, by),
        services.consents.of(person.id),
        _readings(services, person.id, scope=scope, unplaced=unplaced),
    )
    changes = await _changes(services, person.id, scope)
    accounts = (await services.people.get(person.id)).identities
    notices = sum(each.left for each in await allowed(services, accounts))
    return Told(person, wishes, questions, alerts, consents[:SHOWN], readings, changes, notices)


async def _changes(services: Services, person_id: str, scope: Scope) -> list[Event]:
    """What was changed of her while she was of the scope, or of no known region; also before her record joined another."""
    ids = await ids_of(services, person_id)
    found = [event for each in ids for event in await services.events.of(each, scope=Scope.system())]
    return [each for each in found if scope.holds(each.region_path) or not each.region_path][-SHOWN:]


async def _readings(services: Services, person_id: str, *, scope: Scope, unplaced: bool) -> list[AuditRow]:
    """Who has looked at her, the newest first; also before her record joined another, under the id of that day."""
    rows = [
        row
        for each in await ids_of(services, person_id)
        for row in await services.audit.page(scope=scope, unplaced=unplaced, about=each, most=SHOWN)
    ]
    return sorted(rows, key=lambda each: each.id, reverse=True)[:SHOWN]


async def visible(services: Services, person_id: str, *, by: StaffMember) -> Follower | None:
    """The person where `by` may look at her, else None; a way to her, not a look. Raises StoreAway."""
    if not by.may(Permission.PERSON_READ):
        return None
    scope, unplaced = _where(services, by, Permission.PERSON_READ)
    return await services.people.find_seen(person_id, services.facts.oa_app, scope=scope, unplaced=unplaced)


async def _wishes(services: Services, person_id: str, by: StaffMember) -> list[Wish]:
    scope = by.scope(Permission.WISH_READ)
    rows = await services.wishes.of_guardian(person_id, most=SHOWN) if scope.paths else []
    return [each for each in rows if scope.holds(each.region_path)]


async def _questions(services: Services, person_id: str, by: StaffMember) -> list[Question]:
    if not by.may(Permission.QUESTION_READ):
        return []
    scope, unplaced = _where(services, by, Permission.QUESTION_READ)
    rows = await services.questions.of_asker(person_id, most=SHOWN)
    named = [each for each in rows if not each.unnamed]
    return [each for each in named if scope.holds(each.region_path) or (unplaced and not each.region_path)]


async def _alerts(services: Services, person_id: str, by: StaffMember) -> list[Alert]:
    scope = by.scope(Permission.ALERT_READ)
    if not scope.paths:
        return []
    identity = (await services.people.get(person_id)).identity(services.facts.oa_app)
    rows = await services.alerts.of_account(services.facts.oa_app, identity.openid, most=SHOWN) if identity else []
    return [each for each in rows if scope.holds(each.region_path) or not each.region_path]


def _where(services: Services, by: StaffMember, permission: Permission) -> tuple[Scope, bool]:
    """Her regions, and whether rows of no region are hers too. Raises NotAllowed."""
    by.need(permission)
    return by.scope(permission), by.may_in(permission, services.facts.city_path)
