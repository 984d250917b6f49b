"""报告担心的事: a word that something about a meeting isn't right, and what happens at once."""

from domain.audit import Act
from domain.company import REPORTED_IN
from domain.errors import Invalid, MoveNotPossible, NotFound, StoreAway
from domain.ids import new_id
from domain.people import Identity, Person
from domain.receipts import format_receipt
from domain.regions import Scope
from domain.safeguarding import Danger, Hit
from domain.staff import Permission, StaffMember
from domain.wishes import Wish
from services.context import Services
from services.safeguarding.alert import raise_alert
from services.wishes.company import adults_of, is_company
from services.wishes.volunteers import suspend
from wording import company as say

TEXT_LEAST, TEXT_MOST = 2, 500


async def report(services: Services, wish_id: str, text: str, *, by: Person, key: str = "") -> None:
    """
    The guardian or one of the two adults is worried: an alert for those who look after people in danger, and the other
    adults meet no child until staff have decided. They never learn who said what. Raises NotFound for somebody whose
    matter it isn't, Invalid, MoveNotPossible before anybody had it in hand, StoreAway.
    """
    wish = await services.wishes.get(wish_id, scope=Scope.system())
    if by.id not in {wish.guardian_id, wish.donor_id, wish.second_id, *wish.met}:
        raise NotFound
    account = by.identity(services.facts.oa_app) or by.identity(services.facts.mini_app)
    await _report(services, wish, text, account, by=by.id, key=key)


async def report_by_staff(services: Services, wish_id: str, text: str, *, by: StaffMember, key: str = "") -> None:
    """An officer is worried; the family is whom those who look after people in danger turn to. Raises as `report`."""
    by.need(Permission.WISH_READ)
    wish = await services.wishes.get(wish_id, scope=by.scope(Permission.WISH_READ))
    guardian = await services.people.get(wish.guardian_id)
    account = guardian.identity(services.facts.oa_app) or guardian.identity(services.facts.mini_app)
    await _report(services, wish, text, account, by=by.id, key=key, member=by)


async def _report(
    services: Services,
    wish: Wish,
    text: str,
    account: Identity | None,
    *,
    by: str,
    key: str,
    member: StaffMember | None = None,
) -> None:
    plain = text.strip()
    if not TEXT_LEAST <= len(plain) <= TEXT_MOST:
        raise Invalid("text", "missing" if not plain else "length")
    if not is_company(services, wish) or wish.state not in REPORTED_IN or not wish.met:
        raise MoveNotPossible("nobody had it in hand")
    if account is None:
        raise NotFound
    key = f"worry:{wish.id}:{by}:{key or new_id()}"
    kept = await raise_alert(
        services,
        app=account.app,
        openid=account.openid,
        key=key,
        hit=Hit(Danger.CHILD_ABUSE, "worry"),
        text=say.ALERT.format(receipt=format_receipt(wish.receipt), text=plain),
        now=services.now(),
    )
    await suspend(services, [each for each in adults_of(wish) if each != by])
    if not kept:
        raise StoreAway("mongodb")
    if member is not None:
        await _note(services, wish, member, key)


async def _note(services: Services, wish: Wish, member: StaffMember, key: str) -> None:
    """That she did, under the alert's own id: once, however often it is sent."""
    try:
        row_id = await services.alerts.id_of(key)
    except NotFound:  # it lies in Redis still, and whoever reports it tries again
        raise StoreAway("mongodb") from None
    act = Act("worry_reported", about=wish.id, region_path=wish.region_path)
    await services.audit.add_once(act, row_id=row_id, by=member.id, now=services.now())
