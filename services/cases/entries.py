"""What staff note in a case: contacts, notes, referrals with the least data, the report that the law asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.case_dues import RECEIPT_WITHIN, REPORT, come, waiting
from domain.cases import Case, CaseState
from domain.errors import Conflict, Invalid, MoveNotPossible
from domain.ids import new_id
from domain.staff import Permission, StaffMember
from services.cases.access import need_near
from services.cases.guide import guide
from services.cases.steps import Change, step
from services.context import Services
from storage.case_entries import CaseEntry
from storage.mongo import Session

CONTACTS = ("reached", "no_answer", "silent", "abusive", "somebody_else")
WAYS = ("phone", "visit", "account", "colleague")
REPORTED_TO = ("police", "civil_affairs", "education")
TEXT_MOST = 2000
FIELD_MOST = 200
RECEIPT_MOST: Mapping[str, int] = {"number": 60, "taker": 60, "text": 500}
ANSWERED = frozenset({"referral", "report"})  # what has a receipt


async def add_note(services: Services, case_id: str, entry_id: str, text: str, *, by: StaffMember) -> Case:
    """A note for colleagues. Raises Invalid("text"), NotAllowed, NotFound, MoveNotPossible, StoreAway."""
    facts = {"text": _text(text, "text", needed=True)}
    return await _add(services, case_id, CaseEntry(entry_id, "", "note", "", by.id, services.now(), facts), by=by)


async def add_contact(
    services: Services, case_id: str, entry_id: str, *, outcome: str, way: str, text: str, by: StaffMember
) -> Case:
    """
    Somebody tried to speak to her: also where nobody answered, she was silent, or somebody swore. Who was reached is in
    contact from then on. Raises Invalid of "outcome", "way" or "text", and as `add_note`.
    """
    if outcome not in CONTACTS:
        raise Invalid("outcome")
    if way not in WAYS:
        raise Invalid("way")
    facts = {"text": _text(text, "text"), "way": way}
    entry = CaseEntry(entry_id, "", "contact", outcome, by.id, services.now(), facts)

    def change(case: Case) -> Case:
        reached = outcome == "reached" and case.state is CaseState.ACKNOWLEDGED
        return replace(case, state=CaseState.IN_CONTACT) if reached else case

    return await _add(services, case_id, entry, by=by, change=change, data={"outcome": outcome})


async def refer(
    services: Services, case_id: str, entry_id: str, *, partner: str, given: Mapping[str, str], by: StaffMember
) -> Case:
    """
    Hand the case on to a partner with what was chosen for it, field by field, and no more than this partner may have.
    An answer is due within the partner's days. Raises Invalid of "partner" or a field's name, and as `add_note`.
    """
    known = guide().partners.get(partner)
    if known is None:
        raise Invalid("partner")
    for name in given:
        if name not in known.fields:
            raise Invalid(name, "not_for_partner")
    facts = {name: _text(value, name, most=FIELD_MOST, needed=True) for name, value in given.items()}
    if not facts:
        raise Invalid("given", "missing")
    now = services.now()
    due = now + timedelta(days=known.days)
    entry = CaseEntry(entry_id, "", "referral", partner, by.id, now, facts, due_at=due)

    def change(case: Case) -> Case:
        return replace(case, dues=waiting(case.dues, entry_id, due))

    return await _add(
        services, case_id, entry, by=by, change=change, data={"partner": partner, "fields": sorted(facts)}
    )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says, all of it if wanted: its number, who took the matter on, and a few words."""

    number: str = ""
    taker: str = ""
    text: str = ""


async def receipt(
    services: Services, case_id: str, entry_id: str, said: Receipt, *, corrects: str = "", by: StaffMember
) -> Case:
    """
    Whom it was referred or reported to has answered. What was noted of it is put right with `corrects`, the id of the
    receipt that she has read (or of what it answers, where nothing was noted of it); both stay among the entries.

    Raises Conflict where nothing is waited for, or somebody else put it right meanwhile, Invalid of "number", "taker" or
    "text", and as `add_note`.
    """
    facts = {name: _text(getattr(said, name), name, most=most) for name, most in RECEIPT_MOST.items()}
    await _need(services, case_id, by)
    now = services.now()
    made = CaseEntry(
        new_id(), "", "receipt", entry_id, by.id, now, {name: each for name, each in facts.items() if each}
    )

    async def write(case: Case, session: Session) -> None:
        answered = await services.case_entries.one(entry_id, case_id=case.id)
        if answered is None or answered.kind not in ANSWERED:
            raise Conflict
        if corrects:
            last = await services.case_entries.receipt_of(entry_id, case_id=case.id)
            if answered.done_at is None or corrects != (last or answered).id:
                raise Conflict
        else:
            await services.case_entries.settle(entry_id, case_id=case.id, kind=answered.kind, now=now, session=session)
        if corrects or made.facts:
            await services.case_entries.add(replace(made, case_id=case.id), session=session)

    def change(case: Case) -> Case:
        return _counted(replace(case, dues=come(case.dues, entry_id)))

    kind, scope = "case_receipt_corrected" if corrects else "case_receipt", by.scope(Permission.ALERT_READ)
    return await step(services, case_id, kind, change, scope=scope, by=by.id, write=write)


async def report(services: Services, case_id: str, entry_id: str, *, to: str, number: str, by: StaffMember) -> Case:
    """
    What the law asks for minors was reported (《未成年人保护法》第十一条): without proof, without the guardian's consent.
    `number` is the receipt's, or empty: then the receipt is waited for. Raises Invalid("to"), and as `add_note`.
    """
    if to not in REPORTED_TO:
        raise Invalid("to")
    now = services.now()
    facts = {"number": _text(number, "number", most=60)}

    due = None if facts["number"] else now + RECEIPT_WITHIN

    def change(case: Case) -> Case:
        dues = come(case.dues, REPORT)
        dues = waiting(dues, entry_id, due) if due else dues
        return replace(case, minor=True, ask_minor=False, reported_at=case.reported_at or now, dues=dues)

    entry = CaseEntry(entry_id, "", "report", to, by.id, now, facts, due_at=due, done_at=None if due else now)
    return await _add(services, case_id, entry, by=by, change=change, data={"to": to})


async def _add(
    services: Services,
    case_id: str,
    entry: CaseEntry,
    *,
    by: StaffMember,
    change: Change = lambda case: case,
    data: Mapping[str, object] | None = None,
) -> Case:
    """Keep the entry and what it changes; the same entry twice is one."""
    case = await _need(services, case_id, by)

    async def write(after: Case, session: Session) -> None:
        await services.case_entries.add(replace(entry, case_id=after.id), session=session)

    try:
        return await step(
            services,
            case_id,
            f"case_{entry.kind}",
            lambda before: _counted(change(before)),
            scope=by.scope(Permission.ALERT_READ),
            by=by.id,
            data=data,
            write=write,
        )
    except Conflict:
        if any(each.id == entry.id for each in await services.case_entries.of(case_id)):
            return case
        raise


async def _need(services: Services, case_id: str, by: StaffMember) -> Case:
    by.need(Permission.ALERT_ACKNOWLEDGE)
    case = await need_near(services, case_id, by=by)
    if not case.is_open:
        raise MoveNotPossible
    return case


def _counted(case: Case) -> Case:
    return replace(case, seq=case.seq + 1)


def _text(value: str, field: str, *, most: int = TEXT_MOST, needed: bool = False) -> str:
    text = value.strip()
    if len(text) > most:
        raise Invalid(field, "too_long")
    if needed and not text:
        raise Invalid(field, "missing")
    return text


def due_by(entry: CaseEntry, now: datetime) -> bool:
    """Whether an answer that is waited for is late."""
    return entry.kind in ANSWERED and entry.done_at is None and entry.due_at is not None and entry.due_at <= now
