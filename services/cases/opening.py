"""From alerts to a case: the first opens one, each later one of the same person raises it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import structlog

from domain.audit import SYSTEM
from domain.cases import ANSWER_WITHIN, REOPENS_WITHIN, Case, CaseState, first_level, raised, with_report_due
from domain.errors import NotFound
from domain.ids import new_id
from domain.people import Person
from domain.regions import Scope
from domain.safeguarding import Danger
from services.cases.calling import ask_to_call, first_with_officers, officers_of
from services.cases.minors import ASKS_FOR_MINORS, speaks_of_minor
from services.cases.steps import note
from services.context import Services
from storage.alerts import Alert
from storage.encryption import family_of, key_of_case
from storage.mongo import Session, in_transaction

log = structlog.get_logger()


async def file_alerts(services: Services, *, app: str, openid: str) -> Case | None:
    """
    Put what an account wrote in danger into its person's case; None where all is filed already. Asked twice, also at
    once and in two processes, it is one case and one step. Raises StoreAway, Conflict where others were faster.
    """
    person = await services.people.ensure(app, openid, now=services.now())
    keys: list[str] = []

    async def body(session: Session) -> Case | None:
        keys.clear()
        alerts = await services.alerts.unfiled(app, openid, session=session)
        if not alerts:
            return None
        known = await services.cases.of_person(person.id, session=session)
        if known is not None and _goes_on(services, known):
            case = await _raise(services, known, person, alerts, session)
        else:
            case = await _open(services, person, alerts, session)
        ids = [each.id for each in alerts]
        await services.alerts.file(ids, case.id, region_path=case.region_path, session=session)
        keys.extend(await ask_to_call(services, case, session=session))
        return case

    case = await in_transaction(services.db, body)
    for key in keys:
        await services.wake(key)
    if case is not None and not await officers_of(services, case.region_path, case.called):
        log.error("nobody is appointed for people in danger", level=case.called.value)
    return case


def _goes_on(services: Services, case: Case) -> bool:
    """Whether a new message belongs to this case: it is open, or was closed not long ago."""
    if case.is_open:
        return True
    return case.state is CaseState.CLOSED and services.now() < case.last_at + REOPENS_WITHIN


async def _open(services: Services, person: Person, alerts: Sequence[Alert], session: Session) -> Case:
    """The case has a data key of its own, and she has one from now on: destroying them erases her in old backups too."""
    first, now = alerts[0], services.now()
    dangers = [Danger(each.danger) for each in alerts]
    minor = Danger.CHILD_ABUSE in dangers
    gravest = max(dangers, key=first_level)
    region = person.region_path or services.facts.city_path  # of no known region: the city's at once
    case = Case(
        id=new_id(),
        person_id=person.id,
        app=first.app,
        openid=first.openid,
        danger=gravest,
        region_path=region,
        opened_at=now,
        last_at=alerts[-1].at,
        level=first_level(gravest),
        messages=len(alerts),
        minor=minor,
        ask_minor=not minor and await _speak_of_minor(services, alerts),
        answer_by=now + ANSWER_WITHIN,
        called=await first_with_officers(services, region),
    )
    await services.vault.key_for(key_of_case(case.id))
    with suppress(NotFound):  # erased at this moment: a task of hers finds the case
        await services.vault.key_for(family_of(person.id))
    case = with_report_due(case, now)
    await services.cases.insert(case, session=session)
    await note(services, case, "case_opened", by=SYSTEM, session=session, data=_facts(case))
    return case


async def _raise(services: Services, case: Case, person: Person, alerts: Sequence[Alert], session: Session) -> Case:
    now, after = services.now(), case
    gravest = max((Danger(each.danger) for each in alerts), key=first_level)
    asks = await _speak_of_minor(services, alerts)
    after = raised(case, gravest, at=alerts[-1].at, now=now, messages=len(alerts), speaks_of_minor=asks)
    if case.region_path == services.facts.city_path and person.region_path:
        after = replace(after, region_path=person.region_path)  # by now it is known where she lives
    if case.answer_by is None or case.region_path != after.region_path:
        after = replace(after, called=await first_with_officers(services, after.region_path))
    await services.cases.save(case, after, session=session)
    kind = "case_raised" if case.is_open else "case_reopened_by_her"
    if case.state is CaseState.CLOSING:
        kind = "case_raised_in_closing"
    await note(services, after, kind, by=SYSTEM, session=session, data=_facts(after))
    return after


async def _speak_of_minor(services: Services, alerts: Sequence[Alert]) -> bool:
    """Whether one of them may be about a minor whom the law protects by a report; what they say is opened for it."""
    for each in alerts:
        if Danger(each.danger) in ASKS_FOR_MINORS:
            with suppress(NotFound):  # erased at this moment
                read = await services.alerts.get(each.id, scope=Scope.system())
                if speaks_of_minor(" ".join((read.text, *read.matched[1:]))):
                    return True
    return False


def _facts(case: Case) -> dict[str, object]:
    return {"danger": case.danger.value, "level": case.level, "called": case.called.value}
