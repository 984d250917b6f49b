"""A guardian submits a child's wish."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import Invalid, NotFound
from domain.ids import new_id
from domain.people import Person
from domain.receipts import new_receipt
from domain.regions import Region, RegionLevel
from domain.wishes import Wish, WishState, mask_name
from services.context import Services
from services.people.roles import become_guardian
from storage.consents import Consent
from storage.mongo import Duplicate, Session, in_transaction
from storage.wishes import NewWish

CONSENT_PURPOSE = "child_wish"


@dataclass(frozen=True, slots=True)
class WishForm:
    """
    What a guardian fills in. `region` is a village's code; `consent_text` names the version she agreed to and `how` the
    way in which she did.
    """

    child_name: str
    age_band: str
    region: str
    kind: str
    text: str
    cost_fen: int
    consent_text: str = "child_wish.v1"
    how: str = "chat"


async def submit(services: Services, *, by: Person, form: WishForm, key: str, now: datetime) -> Wish:
    """
    Keep a wish with its consent and its first event; the child's name is sealed. The same `key` is the same wish.

    Raises Invalid for a value that can't be taken, StoreAway when it can't be kept.
    """
    kept = await services.wishes.by_key(key)
    if kept is not None:
        return kept
    region = await _village(services, form.region)
    if not 0 < form.cost_fen <= services.facts.wish.most_fen:
        raise Invalid("cost_fen", "out_of_range")
    if form.kind not in dict(services.facts.wish.kinds):
        raise Invalid("kind", "unknown")
    sealed = await services.vault.seal(f"family:{by.id}", {"name": form.child_name, "village": region.name})
    while True:
        wish = _wish(by, form, region, now)
        consent = Consent(
            id=new_id(),
            person_id=by.id,
            purpose=CONSENT_PURPOSE,
            text=form.consent_text,
            how=form.how,
            given_at=now,
            about=wish.id,
        )
        new = NewWish(wish=wish, key=key, sealed=sealed, consent_id=consent.id)

        async def write(session: Session, new: NewWish = new, consent: Consent = consent) -> None:
            await services.wishes.insert(new, session=session)
            await services.consents.insert(consent, session=session)
            await become_guardian(services, by, region, now=now, session=session)

        try:
            await in_transaction(services.db, write)
        except Duplicate as duplicate:
            kept = await services.wishes.by_key(key) if duplicate.field == "key" else None
            if kept is not None:
                return kept
            continue  # the receipt was in use: draw another
        return wish


async def _village(services: Services, code: str) -> Region:
    try:
        region = await services.regions.get(code)
    except NotFound:
        raise Invalid("region", "unknown") from None
    if region.level is not RegionLevel.VILLAGE:
        raise Invalid("region", "not_a_village")
    return region


def _wish(by: Person, form: WishForm, region: Region, now: datetime) -> Wish:
    return Wish(
        id=new_id(),
        receipt=new_receipt(),
        guardian_id=by.id,
        state=WishState.SUBMITTED,
        kind=form.kind,
        text=form.text,
        cost_fen=form.cost_fen,
        child_masked=mask_name(form.child_name),
        age_band=form.age_band,
        region=region.code,
        region_path=region.path,
        submitted_at=now,
        changed_at=now,
    )
