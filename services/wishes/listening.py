"""What staff write about a wish is read for danger, as what people write themselves is: the child's officers are called."""

from domain.errors import NotFound
from domain.people import PAPER
from domain.receipts import format_receipt
from domain.staff import StaffMember
from domain.wishes import Wish
from services.context import Services
from services.safeguarding.alert import raise_alert
from wording.safeguarding import STAFF_WROTE


async def listen(services: Services, wish: Wish, text: str, *, by: StaffMember, mark: str) -> None:
    """
    Raise an alert, as the family's, where words of hers tell of danger; once for each `mark` of a wish. A family that was erased
    has none. Raises StoreAway.
    """
    hit = await services.screen.check(text)
    if hit is None:
        return
    try:
        family = await services.people.get(wish.guardian_id)
    except NotFound:
        return
    facts = services.facts
    account = family.identity(facts.oa_app) or family.identity(facts.mini_app) or family.identity(PAPER)
    if account is not None:
        await raise_alert(
            services,
            app=account.app,
            openid=account.openid,
            key=f"staff:{wish.id}:{by.id}:{mark}",
            hit=hit,
            text=STAFF_WROTE.format(receipt=format_receipt(wish.receipt), text=text),
            now=services.now(),
        )
