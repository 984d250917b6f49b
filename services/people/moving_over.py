"""
A person has a new WeChat account: what was hers under the old one goes on under the new.

It takes a proof: a member of staff who has seen her gives her a code to type, or her phone number, which WeChat vouches for, is
the one that was known before, together with the receipt of a wish. The old account is told, and signed out.
"""

import secrets
from datetime import datetime, timedelta

from domain.audit import Act
from domain.errors import NotFound
from domain.people import Person
from domain.regions import Scope
from domain.staff import Permission, StaffMember
from services.context import Services
from services.people.joining import LATE_WRITES
from services.people.telling import send_to_account
from storage.data_links import DataLinkStore
from storage.joining import JoiningStore
from storage.mongo import Session, in_transaction
from wording import people as words

CODE_LASTS = timedelta(minutes=30)
DIGITS = 8


async def make_code(services: Services, wish_id: str, *, by: StaffMember) -> tuple[str, datetime]:
    """
    A code with which the guardian of a wish takes all that is hers over to the account that she types it into, and until when;
    good once. It is kept that it was given. Raises NotAllowed, NotFound, StoreAway.
    """
    by.need(Permission.WISH_CHILD)
    scope, now = by.scope(Permission.WISH_CHILD), services.now()
    wish = await services.wishes.get(wish_id, scope=scope)
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))

    async def note(session: Session) -> None:
        path = await services.wishes.note(wish_id, "code_given", by=by.id, at=now, scope=scope, session=session)
        act = Act("account_code_given", about=wish_id, region_path=path)
        await services.audit.add(act, by=by.id, now=now, session=session)

    await in_transaction(services.db, note)
    until = now + CODE_LASTS
    await DataLinkStore(services.db).put(_digest(services, code), person_id=wish.guardian_id, expires_at=until)
    return code, until


async def by_code(services: Services, code: str, *, by: Person) -> None:
    """Take over what the code stands for. Raises NotFound for one that is used, too old, made up or her own; StoreAway."""
    old = await DataLinkStore(services.db).use(_digest(services, code), now=services.now())
    if not old or old == by.id:
        raise NotFound
    await _take_over(services, old, by, how="staff")


async def by_phone(services: Services, receipt: str, *, by: Person) -> None:
    """
    Take over what belongs to the guardian of the wish with this receipt, whose number is hers. Raises NotFound for any
    other, also where either number isn't known; StoreAway.
    """
    wish = await services.wishes.by_receipt(receipt, scope=Scope.system())
    if wish is None or wish.guardian_id == by.id or not await services.phones.same(wish.guardian_id, by.id):
        raise NotFound
    await _take_over(services, wish.guardian_id, by, how="phone")


async def _take_over(services: Services, old_id: str, new: Person, *, how: str) -> None:
    now = services.now()
    old = await services.people.get(old_id)
    await JoiningStore(services.db).take_over(old.id, new.id, how=how, late=now + LATE_WRITES, now=now)
    account = old.identity(services.facts.oa_app) or old.identity(services.facts.mini_app)
    if account is not None:
        await send_to_account(services, account, words.MOVED_AWAY, key=f"moved:{old.id}", now=now)


def _digest(services: Services, code: str) -> str:
    return services.seal.digest(f"account:{code}")
