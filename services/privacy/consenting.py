"""Consents: given one purpose at a time, and withdrawn as easily."""

from dataclasses import dataclass
from datetime import datetime

from domain.audit import Act
from domain.consents import CURRENT, Consent, How, Purpose
from domain.errors import Invalid
from domain.ids import new_id
from services.context import Services
from services.privacy.carrying import BEGUN, CARRIED
from storage.erasing import Erasing
from storage.mongo import Session, in_transaction
from storage.withdrawals import Withdrawal, WithdrawalStore


@dataclass(frozen=True, slots=True)
class Standing:
    """How she stands to one purpose: the newest consent that holds, or None; and whether she ever withdrew one."""

    purpose: Purpose
    consent: Consent | None
    withdrawn_at: datetime | None


async def standing(services: Services, person_id: str) -> list[Standing]:
    """How she stands to each purpose. Raises StoreAway."""
    ids, _ = await Erasing(services.db, services.vault).ids_of(person_id)
    given = await services.consents.of_all(ids)
    found = []
    for purpose in Purpose:
        hers = [each for each in given if each.purpose == purpose]
        ended = [each.withdrawn_at for each in hers if each.withdrawn_at]
        found.append(
            Standing(purpose, next((each for each in hers if each.holds), None), max(ended) if ended else None)
        )
    return found


async def holds(services: Services, person_id: str, purpose: Purpose) -> bool:
    """Whether she agrees to the text that is shown now; where not, she is asked when it is needed. Raises StoreAway."""
    found = next(each for each in await standing(services, person_id) if each.purpose is purpose)
    return found.consent is not None and found.consent.text == CURRENT[purpose]


def new_consent(
    person_id: str, purpose: Purpose, *, text: str = "", how: str, about: str = "", now: datetime
) -> Consent:
    """
    A consent to be written in the transaction of what it is for. Without `text` to the version that is shown now. Raises
    Invalid for the text of another purpose.
    """
    text = text or CURRENT[purpose]
    if text.partition(".")[0] != purpose:
        raise Invalid("text", "unknown")
    return Consent(id=new_id(), person_id=person_id, purpose=purpose, text=text, how=how, given_at=now, about=about)


async def give(
    services: Services, person_id: str, purpose: Purpose, *, text: str = "", how: How, about: str = "", now: datetime
) -> Consent:
    """
    She agrees, and what it is given for begins; once is enough, and the same again gives the one that holds. Raises Invalid,
    StoreAway.
    """
    consent = new_consent(person_id, purpose, text=text, how=how, about=about, now=now)
    if purpose in BEGUN:
        await BEGUN[purpose](services, person_id, now=now)
    for each in await services.consents.of(person_id):
        if each.holds and (each.purpose, each.text, each.about) == (purpose, consent.text, about):
            return each

    async def write(session: Session) -> None:
        await services.consents.insert(consent, session=session)
        act = Act(
            "consent_given", about=person_id, data={"purpose": str(purpose), "text": consent.text, "how": str(how)}
        )
        await services.audit.add(act, by=person_id, now=now, session=session)

    await in_transaction(services.db, write)
    return consent


async def withdraw(services: Services, person_id: str, purpose: Purpose, *, how: How, now: datetime) -> bool:
    """
    She agrees no longer, and it is carried through in the same transaction; False where nothing held. What was done under
    it before stays rightful (Personal Information Protection Law art. 15). Raises StoreAway.
    """
    ids, _ = await Erasing(services.db, services.vault).ids_of(person_id)

    async def write(session: Session) -> bool:
        many = await services.consents.withdraw(ids, purpose, how=how, now=now, session=session)
        await CARRIED[purpose](services, ids, until=now, session=session)
        if not many:
            return False
        done = Withdrawal(person_id, purpose, now, how)
        await WithdrawalStore(services.db).note(done, session=session)
        act = Act("consent_withdrawn", about=person_id, data={"purpose": str(purpose), "how": str(how)})
        await services.audit.add(act, by=person_id, now=now, session=session)
        return True

    return await in_transaction(services.db, write)
