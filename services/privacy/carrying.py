"""What withdrawing a consent does, by purpose: the one place that a part which keeps something under a consent plugs into."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.consents import Purpose
from services.context import Services
from storage.erasing import Erasing
from storage.mongo import Session


class Carry(Protocol):
    """Carries a withdrawal through: what was given under the consent by `until` isn't used any more. Repeats do no harm."""

    async def __call__(self, services: Services, ids: Sequence[str], *, until: datetime, session: Session) -> None:
        """`ids` are all that were ever the person's."""


async def empty_wishes(services: Services, ids: Sequence[str], *, until: datetime, session: Session) -> None:
    """Wishes under way stop, and of each nothing stays but what counts: no name, no words, no village's sealed part."""
    await Erasing(services.db).empty_wishes(ids, until=until, now=services.now(), session=session)


async def stop_pushes(services: Services, ids: Sequence[str], *, until: datetime, session: Session) -> None:
    """As after 退订."""
    del session
    for each in ids:
        await services.people.want_pushes(each, False, now=until)


async def nothing_kept(services: Services, ids: Sequence[str], *, until: datetime, session: Session) -> None:
    """Nothing is kept under this consent yet."""
    del services, ids, until, session


CARRIED: Mapping[Purpose, Carry] = {
    Purpose.WISH: empty_wishes,
    Purpose.PICTURE: nothing_kept,
    Purpose.STORY: nothing_kept,
    Purpose.PUSH: stop_pushes,
}
