"""Pictures for a wish that a guardian sent in the chat: fetched from the platform, which keeps them for three days."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.consents import How
from domain.errors import Invalid, MoveNotPossible, NotFound
from domain.people import Person
from services.content.fetching import NotFetched, fetched, opened_copy
from services.content.pictures import redrawn
from services.context import Services
from services.people.telling import send_to
from services.wishes.drawings import fresh_key, give_drawing
from services.wishes.own import own_wish
from services.wishes.pictures import SIDE, Drawn
from services.wishes.sent_pictures import give_picture
from wording import wish_pictures as say

LOOKS_AGAIN = timedelta(minutes=2)  # whether the wish of a dialogue under way has been submitted


@dataclass(frozen=True, slots=True)
class _Told:
    """What she is told of it: nothing where `taken` is empty."""

    taken: str
    lost: str
    past: str
    problems: Mapping[str, str]


_DRAWING = _Told(say.DRAWING_TAKEN, say.DRAWING_LOST, say.DRAWING_PAST, say.DRAWING_PROBLEMS)
_SENT = _Told("", say.SENT_LOST, say.SENT_PAST, say.SENT_PROBLEMS)


async def take_drawing(
    services: Services, wish_id: str, sealed: bytes, *, consent: str, until: datetime, row: str
) -> datetime | None:
    """
    Fetch the picture and keep it as a drawing for the wish's donor; when to try again, or None when that is done. `sealed` is
    as bot/drawing.py leaves it. She is told where it can't be taken. Raises StoreAway.
    """

    async def keep(by: Person, drawn: Drawn, key: str) -> None:
        wish = await own_wish(services, by, wish_id)
        await give_drawing(services, wish, drawn, by=by, consent=consent, how=How.CHAT, key=key)

    return await _take(services, sealed, keep, _DRAWING, until=until, row=row)


async def take_sent(
    services: Services, wish_id: str, dialogue: str, sealed: bytes, *, consent: str, until: datetime, row: str
) -> datetime | None:
    """
    The same for a picture that goes to whoever sees to a wish: the one with this id, or the one that this `dialogue` makes.
    That may not have been submitted: the picture waits `until` then, and is let go with a dialogue that never ends in a wish.
    """
    if dialogue:
        made = await services.wishes.by_key(dialogue)
        if made is None:
            now = services.now()
            return now + LOOKS_AGAIN if now < until else None
        wish_id = made.id

    async def keep(by: Person, drawn: Drawn, key: str) -> None:
        hers = await own_wish(services, by, wish_id)
        await give_picture(services, hers, drawn, by=by, consent=consent, how=How.CHAT, key=key)

    return await _take(services, sealed, keep, _SENT, until=until, row=row)


async def _take(
    services: Services,
    sealed: bytes,
    keep: Callable[[Person, Drawn, str], Awaitable[None]],
    told: _Told,
    *,
    until: datetime,
    row: str,
) -> datetime | None:
    copy = opened_copy(services, sealed)
    if copy is None:
        return None
    person_id, media_id = copy
    try:
        by = await services.people.get(person_id)
        made, (width, height) = await redrawn(await fetched(services, media_id, until=until), side=SIDE)
        await keep(by, Drawn(made, width, height), f"chat:{fresh_key(media_id)}")
    except NotFound:  # erased meanwhile
        return None
    except NotFetched as error:
        if error.again_at is not None:
            return error.again_at
        words = told.lost
    except MoveNotPossible:
        words = told.past
    except Invalid as problem:
        words = told.problems.get(problem.problem, told.lost)
    else:
        words = told.taken
    if words:
        await send_to(services, person_id, words, key=row, now=services.now())
    return None
