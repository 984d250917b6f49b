"""An organisation of a place, somebody who acts for it, and a batch with a wish in hand."""

from typing import Any

from domain.ids import new_id
from domain.organisations import Batch, Contact, Organisation
from domain.staff import Appointment, StaffMember, StaffRole
from domain.wishes import Wish
from services.context import Services
from services.organisations import applying
from storage.mongo import Session, in_transaction
from tests.services.organisations.companies import CODES

CITY = "370000/370800/"


async def giving(services: Services, like: Wish, name: str, login: str) -> dict[str, str]:
    """The id of each."""
    boss = StaffMember("boss", "boss", "王芳", (Appointment(StaffRole.ADMINISTRATOR, CITY),), CITY)
    code = CODES[await services.db["organisations"].count_documents({})]
    form = Organisation(new_id(), name, code, like.region_path.split("/")[2], "")
    one = await applying.enter(services, form, Contact(name, "13812341234"), by=boss)
    member = await services.people.ensure(services.facts.oa_app, f"o-acts-{login}", now=services.now())

    async def join(session: Session) -> None:
        await services.organisations.join(one.id, member.id, now=services.now(), session=session)

    await in_transaction(services.db, join)
    batch = await services.gift_batches.begin(Batch(new_id(), one.id, one.region_path, member.id, services.now()))
    wish = new_id()
    document = await services.db["wishes"].find_one({"_id": like.id}) or {}
    held = {"state": "claimed", "desk": "donor", "donor_id": member.id, "organisation": one.id, "batch": batch.id}
    once = {"key": f"{login}.given", "receipt": new_id(), "child_open": None, "text": name, "public_text": name}
    await services.db["wishes"].insert_one({**document, "_id": wish, **once, **held, "extended": False})
    await services.gift_batches.settle(batch.id, "000000", wish=wish)
    await services.gift_batches.finish(batch.id)
    return {"organisation": one.id, "batch": batch.id, "member": member.id}


def organisation_form(ids: dict[str, str]) -> dict[str, Any]:
    """What forms of an organisation hold besides what all forms do."""
    wanted = {"id": new_id(), "many": "1", "kind": "", "county": "", "price": "", "codes": []}
    called = {"contact": "换掉", "phone": "13812341235", "person": ids["member"]}
    return {"state": "refused", "why": "other", **wanted, **called}
