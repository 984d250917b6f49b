"""What a family says to whoever brought the gift: looked at first, then told to her and those who brought it with her, once."""

from datetime import datetime, timedelta

from bson.binary import Binary

from domain.checks import CheckState
from domain.errors import Invalid, NotFound
from domain.people import Person
from domain.plain_text import one_line
from domain.regions import Scope
from domain.wish_life import person
from domain.wishes import Wish, WishState
from services.context import Services
from services.people.telling import send_to
from services.wishes.gate import concerns, hand_in
from services.wishes.moving import Given, move
from wording import wish_life as say

FIELD = "thanks"
LEAST, MOST = 2, 100
AGAIN = timedelta(minutes=5)
GIVEN_UP = timedelta(minutes=10)  # a row whose words were never kept


async def to_thank_for(services: Services, by: Person) -> Wish | None:
    """Her newest wish that came and for which she hasn't said thanks. Raises StoreAway."""
    hers = await services.wishes.of_guardian(by.id)
    return next((each for each in hers if each.state is WishState.CONFIRMED and not each.thanked), None)


async def thank(services: Services, wish_id: str, words: str, *, by: Person) -> Wish:
    """
    Keep her words, sealed; a worker has them looked at and told. Raises Invalid("thanks", …) for words that are too short
    or long or lead to the child, else as `move`.
    """
    text = one_line(words)
    if not LEAST <= len(text) <= MOST:
        raise Invalid(FIELD, "length")
    facts = await services.vault.unseal(await services.wishes.sealed(wish_id, scope=Scope.system()))
    if concerns(text, (str(facts["name"]), str(facts["village"]))):
        raise Invalid(FIELD, "identifying")
    now, row = services.now(), f"thanks:{wish_id}"
    # the row first: it finds the words in the wish's story, so that nothing is lost in between
    await services.outbox.add(row, "tell_thanks", {"wish": wish_id, "until": now + GIVEN_UP}, due_at=now + AGAIN / 60)
    given = Given(fields={"thanked": True}, sealed={"words": text})
    return await move(services, wish_id, "thank", by=person(by.id), given=given)


async def tell_thanks(services: Services, wish_id: str, *, until: datetime) -> datetime | None:
    """
    Have kept words looked at and, once they are passed, told to those who brought it; when to look again, or None when that is done.
    Words that are refused reach nobody: the family hears of it with the decision. Raises StoreAway.
    """
    now = services.now()
    try:
        wish = await services.wishes.get(wish_id, scope=Scope.system())
        story = await services.events.of(wish.id, scope=Scope.system())
        sealed = next((each.data["sealed"] for each in story if "sealed" in each.data and each.kind == "thanked"), None)
        if sealed is None:
            return now + AGAIN / 5 if now < until else None
        words = str((await services.vault.unseal(Binary(sealed, 6)))["words"])
        guardian = await services.people.get(wish.guardian_id)
    except NotFound:  # she was erased meanwhile
        return None
    if not wish.donor_id:  # from the county's stock
        return None
    await hand_in(services, wish, words, field=FIELD, by=guardian)
    state = next(each.state for each in (await services.checks.of([wish.id]))[wish.id] if each.field == FIELD)
    if state is CheckState.PASSED:
        told = say.THANKS_TO_DONOR.format(text=wish.public_text, words=words)
        await send_to(services, wish.donor_id, told, key=f"thanks:{wish.id}", now=now)
        for each in filter(None, wish.sharers):
            await send_to(services, each, told, key=f"thanks:{wish.id}:{each}", now=now)
    return None if state in {CheckState.PASSED, CheckState.REFUSED} else now + AGAIN
