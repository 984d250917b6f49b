"""
What giving and withdrawing a consent does, by purpose: the one place that a part which keeps something under a consent plugs
into.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.audit import SYSTEM, Act
from domain.consents import Purpose
from domain.receipts import format_receipt, new_receipt
from domain.wish_pictures import AGREED
from services.context import Services
from services.people.telling import send_to
from services.wishes.gate import STORY
from storage.erasing import Erasing, Held
from storage.mongo import Session
from wording.privacy import NOT_NEEDED, WISHES_GONE
from wording.wish_pictures import PICTURES_GONE
from wording.wish_stories import STORIES_GONE


class Carry(Protocol):
    """Carries a withdrawal through: what was given under the consent by `until` isn't used any more. Repeats do no harm."""

    async def __call__(self, services: Services, ids: Sequence[str], *, until: datetime, session: Session) -> None:
        """`ids` are all that were ever the person's."""


async def empty_wishes(services: Services, ids: Sequence[str], *, until: datetime, session: Session) -> None:
    """
    Wishes under way stop, and of each nothing stays but what counts: no name, no words, no village's sealed part. Who brings
    one hears that it isn't needed any more; she gets a receipt of how many they were.
    """
    erasing = Erasing(services.db, services.vault)
    held = await erasing.givers_of(ids, until=until, session=session)
    count = await erasing.empty_wishes(ids, until=until, now=services.now(), session=session)
    await tell_givers(services, held, session=session)
    if count:
        await _receipt(services, "wishes_emptied", WISHES_GONE, ids[0], count, until=until, session=session)


async def tell_givers(services: Services, held: Sequence[Held], *, session: Session) -> None:
    """That what they bring isn't needed any more, without a word of the wish. Raises StoreAway."""
    for wish in held:
        told = NOT_NEEDED.format(code=wish.code)
        for number, giver in enumerate(wish.givers):
            key = f"not-needed:{wish.wish}:{number}"
            await send_to(services, giver, told, key=key, now=services.now(), session=session)


async def begin_pushes(services: Services, person_id: str, *, now: datetime) -> None:
    """As after 订阅."""
    await services.people.want_pushes(person_id, True, now=now)


async def stop_pushes(services: Services, ids: Sequence[str], *, until: datetime, session: Session) -> None:
    """As after 退订."""
    del session
    for each in ids:
        await services.people.want_pushes(each, False, now=until)


async def destroy_pictures(services: Services, ids: Sequence[str], *, until: datetime, session: Session) -> None:
    """
    Pictures and drawings go for good, for donors, staff and the checks as well; a signed paper stays as proof. She gets a
    receipt of how many they were, which the audit log has too.
    """
    which = {"person": {"$in": [*ids]}, "kind": {"$in": sorted(map(str, AGREED))}, "at": {"$lte": until}}
    await services.api_answers.forget(persons=ids, session=session)  # one that is on its way too
    count = await Erasing(services.db, services.vault).drop_pictures(which, session=session)
    if count:
        await _receipt(services, "wish_pictures_destroyed", PICTURES_GONE, ids[0], count, until=until, session=session)


async def end_stories(services: Services, ids: Sequence[str], *, until: datetime, session: Session) -> None:
    """
    Stories of their wishes are told no longer, and the words are gone, where they were looked at as well; she gets a receipt of
    how many they were.
    """
    ended = await services.wish_stories.end_of(ids, session=session)
    if ended:
        await services.checks.drop(ended, STORY, session=session)
        await _receipt(services, "wish_stories_ended", STORIES_GONE, ids[0], len(ended), until=until, session=session)


async def _receipt(
    services: Services, kind: str, words: str, person_id: str, count: int, *, until: datetime, session: Session
) -> None:
    """What is gone, and a number to ask after it by: for her, and in the audit log."""
    now, receipt = services.now(), new_receipt()
    act = Act(kind, about=person_id, data={"count": count, "receipt": receipt})
    await services.audit.add(act, by=SYSTEM, now=now, session=session)
    told = words.format(count=count, receipt=format_receipt(receipt))
    key = f"{kind}:{person_id}:{until.isoformat()}"
    await send_to(services, person_id, told, key=key, now=now, session=session)


CARRIED: Mapping[Purpose, Carry] = {
    Purpose.WISH: empty_wishes,
    Purpose.PICTURE: destroy_pictures,
    Purpose.STORY: end_stories,
    Purpose.PUSH: stop_pushes,
}
BEGUN = {Purpose.PUSH: begin_pushes}  # by the others something is allowed; it begins when she asks for it
