"""After a restore: what was erased or withdrawn since the backup is erased and withdrawn again."""

from domain.consents import Purpose
from services.context import Services
from services.privacy.carrying import CARRIED
from services.privacy.erasing import STEPS, erase_rest_later
from storage.encryption import Erasure, family_of
from storage.erasing import Erasing
from storage.mongo import Session, in_transaction
from storage.withdrawals import Withdrawal, WithdrawalStore


async def replay(services: Services) -> int:
    """Do it again on a database that was restored; how many families were erased. Raises StoreAway."""
    families = await services.vault.erasures()
    for erasure in families:
        await _erase(services, erasure)
    for withdrawal in await WithdrawalStore(services.db).all():
        await _withdraw(services, withdrawal)
    return len(families)


async def _erase(services: Services, done: Erasure) -> None:
    """As it was done; a case that was open then is kept for as long as it would have been."""
    erasing, now = Erasing(services.db, services.vault), services.now()
    person_id = done.family.removeprefix(family_of(""))
    ids, accounts = await erasing.ids_of(person_id)
    await erasing.forget_talk(accounts)

    async def write(session: Session) -> None:
        for each in ids:
            await services.vault.erase(family_of(each), now=now, session=session)
        await erasing.wipe(ids, accounts, now=now, digests=done.accounts, session=session)
        if now < done.at + STEPS[-1]:
            await erase_rest_later(services, person_id, ids, accounts, at=done.at, session=session)

    await in_transaction(services.db, write)


async def _withdraw(services: Services, done: Withdrawal) -> None:
    ids, _ = await Erasing(services.db, services.vault).ids_of(done.person_id)

    async def write(session: Session) -> None:
        at = done.at
        many = await services.consents.withdraw(ids, done.purpose, how=done.how, now=at, session=session)
        if many:
            await CARRIED[Purpose(done.purpose)](services, ids, until=at, session=session)

    await in_transaction(services.db, write)
