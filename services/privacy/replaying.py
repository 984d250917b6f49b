"""After a restore: what was erased or withdrawn since the backup is erased and withdrawn again."""

from collections.abc import Sequence

from domain.consents import Purpose
from services.context import Services
from services.privacy.carrying import CARRIED
from storage.encryption import family_of
from storage.erasing import Account, Erasing
from storage.mongo import Session, in_transaction
from storage.withdrawals import Withdrawal, WithdrawalStore


async def replay(services: Services) -> int:
    """Do it again on a database that was restored; how many families were erased. Raises StoreAway."""
    erasing, families = Erasing(services.db), await services.vault.erasures()
    for erasure in families:
        ids, accounts = await erasing.ids_of(erasure.family.removeprefix(family_of("")))
        await erasing.forget_talk(accounts)

        async def erase(
            session: Session,
            ids: list[str] = ids,
            accounts: list[Account] = accounts,
            digests: Sequence[str] = erasure.accounts,
        ) -> None:
            for each in ids:
                await services.vault.erase(family_of(each), now=services.now(), session=session)
            await erasing.wipe(ids, accounts, now=services.now(), digests=digests, session=session)

        await in_transaction(services.db, erase)
    for withdrawal in await WithdrawalStore(services.db).all():
        await _withdraw(services, withdrawal)
    return len(families)


async def _withdraw(services: Services, done: Withdrawal) -> None:
    ids, _ = await Erasing(services.db).ids_of(done.person_id)

    async def write(session: Session) -> None:
        at = done.at
        many = await services.consents.withdraw(ids, done.purpose, how=done.how, now=at, session=session)
        if many:
            await CARRIED[Purpose(done.purpose)](services, ids, until=at, session=session)

    await in_transaction(services.db, write)
