"""Erasing a person: her family's data key is destroyed, and what names her goes."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from domain.audit import Act
from domain.calendar import day_in_china
from domain.errors import NotFound, StoreAway
from domain.people import Person
from domain.receipts import new_receipt
from services.checking.blocked import block_of
from services.context import Services
from services.people.accounts import digests_of
from services.privacy.carrying import tell_givers
from storage.encryption import Erasure, family_of
from storage.erasing import OPEN_ALERT, Account, Erasing, Traces
from storage.mongo import Session, in_transaction
from wording import privacy as words

LATE_WRITES = timedelta(minutes=2)  # the inbox may still hold what she wrote last
STEPS = (LATE_WRITES, OPEN_ALERT + LATE_WRITES)


@dataclass(frozen=True, slots=True)
class Erased:
    """That a person was erased: when, and the number by which she can ask after it."""

    at: datetime
    receipt: str


async def consequences(services: Services, person_id: str) -> Traces:
    """What erasing her takes away, to be told before. Raises StoreAway."""
    erasing = Erasing(services.db, services.vault)
    return await erasing.traces(*await erasing.ids_of(person_id))


async def told_before(services: Services, person: Person) -> tuple[str, str]:
    """
    What is told to a person before she is erased, and a mark of what was told: another one once something has changed.

    Raises StoreAway.
    """
    found = await consequences(services, person.id)
    block = await block_of(services, person)
    told = words.ERASE_WHAT.format(
        wishes=found.wishes,
        questions=found.questions,
        open=words.ERASE_OPEN.format(count=found.open_wishes) if found.open_wishes else "",
        blocked=words.ERASE_BLOCKED.format(until=day_in_china(block.until)) if block else "",
        danger=words.ERASE_DANGER if found.open_alerts else "",
    )
    return told, hashlib.sha256(told.encode()).hexdigest()[:16]


async def erase_person(
    services: Services, person_id: str, *, how: str, now: datetime, in_turn: bool = False, unseen_since: str = ""
) -> Erased:
    """
    Erase her and her family: whatever lies sealed under its data key can't be read again, in a backup that is restored
    later too. `how` tells who asked ("chat", "page", "api", "console", "platform"); `in_turn` that a turn of hers is under way,
    which ends her session itself; `unseen_since` a day since which she mustn't have been here.

    A repeat changes nothing and has the first one's receipt. Once it is done, what was on its way at that moment and what
    an open alert still needed goes by tasks. Raises NotFound for somebody who isn't there, or has been here since; StoreAway.
    """
    known = await services.vault.erasure_of(family_of(person_id))
    erasing = Erasing(services.db, services.vault)
    ids, accounts = await erasing.ids_of(person_id)
    if not accounts:
        return _told(known)
    receipt = known.receipt if known else new_receipt()
    digests = await digests_of(services, accounts)

    async def write(session: Session) -> None:
        if unseen_since and not await erasing.unseen_since(person_id, unseen_since, session=session):
            raise NotFound
        held = await erasing.givers_of(ids, session=session)
        for each in ids:
            await services.vault.erase(family_of(each), now=now, receipt=receipt, accounts=digests, session=session)
        if not await erasing.wipe(ids, accounts, now=now, digests=digests, session=session):
            raise NotFound  # another call was first, and has told its receipt
        await tell_givers(services, held, session=session)
        act = Act("person_erased", about=person_id, data={"how": how, "receipt": receipt})
        await services.audit.add(act, by=person_id, now=now, session=session)
        await erase_rest_later(services, person_id, ids, accounts, at=now, session=session)

    await erasing.forget_talk(accounts)
    try:
        await in_transaction(services.db, write)
    except NotFound:
        return _told(await services.vault.erasure_of(family_of(person_id)))
    if not in_turn:
        with suppress(StoreAway):  # what lies sealed there ends within two days, or with the next task
            await _forget_sessions(services, accounts)
    return Erased(known.at if known else now, receipt)


async def erase_rest_later(
    services: Services,
    person_id: str,
    ids: Sequence[str],
    accounts: Sequence[Account],
    *,
    at: datetime,
    session: Session,
) -> None:
    """Have what a person who was erased at `at` left behind looked for again: what was on its way, what waited for help."""
    sealed = services.seal.close(orjson.dumps([ids, accounts]))
    for number, after in enumerate(STEPS):
        key, args = f"erase:{person_id}:{number}", {"sealed": sealed}
        await services.outbox.add(key, "erase_rest", args, due_at=at + after, session=session)


def _told(erasure: Erasure | None) -> Erased:
    if erasure is None:
        raise NotFound
    return Erased(erasure.at, erasure.receipt)


async def _forget_sessions(services: Services, accounts: Sequence[Account]) -> None:
    for app, openid in accounts:
        await services.turns.forget(app, openid)


async def erase_rest(services: Services, sealed: bytes) -> None:
    """
    Erase once more, by ids and accounts, what arrived while a person was erased: `sealed` is as `erase_person` leaves it.
    Somebody new behind the same account keeps what is hers. Raises StoreAway.
    """
    plain = services.seal.open(sealed)
    if plain is None:
        return
    ids, named = orjson.loads(plain)
    erasing, now = Erasing(services.db, services.vault), services.now()
    gone: list[Account] = [(app, openid) for app, openid in named if await services.people.find(app, openid) is None]
    await erasing.forget_talk(gone)
    digests = await digests_of(services, [(app, openid) for app, openid in named])

    async def write(session: Session) -> None:
        for each in ids:
            await services.vault.erase(family_of(each), now=now, session=session)
        await erasing.wipe(ids, gone, now=now, digests=digests, session=session)

    await in_transaction(services.db, write)
    await _forget_sessions(services, gone)
