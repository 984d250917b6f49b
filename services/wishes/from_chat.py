"""A drawing that a guardian sent in the chat: fetched from the platform, which keeps it for three days."""

from datetime import datetime

from domain.consents import How
from domain.errors import Invalid, MoveNotPossible, NotFound
from services.content.fetching import NotFetched, fetched
from services.content.pictures import redrawn
from services.context import Services
from services.people.telling import send_to
from services.wishes.drawings import fresh_key, give_drawing
from services.wishes.own import own_wish
from services.wishes.pictures import SIDE, Drawn
from wording import wish_pictures as say


async def take_drawing(
    services: Services, wish_id: str, sealed: bytes, *, consent: str, until: datetime, row: str
) -> datetime | None:
    """
    Fetch the picture and keep it as a drawing for the wish's donor; when to try again, or None when that is done. `sealed` is
    as bot/drawing.py leaves it. She is told where it can't be taken. Raises StoreAway.
    """
    plain = services.seal.open(sealed)
    if plain is None:
        return None
    person_id, _, media_id = plain.decode().partition("\n")
    try:
        by = await services.people.get(person_id)
        wish = await own_wish(services, by, wish_id)
        made, (width, height) = await redrawn(await fetched(services, media_id, until=until), side=SIDE)
        key = f"chat:{fresh_key(media_id)}"
        await give_drawing(services, wish, Drawn(made, width, height), by=by, consent=consent, how=How.CHAT, key=key)
    except NotFound:  # erased meanwhile
        return None
    except NotFetched as error:
        if error.again_at is not None:
            return error.again_at
        words = say.DRAWING_LOST
    except MoveNotPossible:
        words = say.DRAWING_PAST
    except Invalid as problem:
        words = say.DRAWING_PROBLEMS.get(problem.problem, say.DRAWING_LOST)
    else:
        words = say.DRAWING_TAKEN
    await send_to(services, person_id, words, key=row, now=services.now())
    return None
