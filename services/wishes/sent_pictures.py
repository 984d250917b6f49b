"""Pictures that a guardian shows whoever sees to her wish, such as where the child sleeps, or a shoe that has become too small."""

from collections.abc import Sequence

from domain.consents import CURRENT, How, Purpose
from domain.errors import Invalid, MoveNotPossible
from domain.people import Person
from domain.regions import Scope
from domain.wish_pictures import TAKEN_IN, PictureKind, WishPicture
from domain.wishes import Wish
from services.context import Services
from services.wishes.drawings import drawn_before
from services.wishes.own import own_wish
from services.wishes.pictures import Drawn, agreement, keep, new_picture

LOOKED_THROUGH = 5  # of her newest wishes


async def send_picture(
    services: Services, wish_id: str, file_id: str, *, by: Person, consent: str, how: How, picture_id: str
) -> WishPicture:
    """
    A picture from a file of the guardian's own, for staff alone. With `consent`, the version of the text that she has read,
    she agrees to that. The same file again is the same picture.

    Raises NotFound for a wish or a file that isn't hers, Invalid("consent", "unknown"), MoveNotPossible once it is on the wall,
    Invalid("picture", "too_many"), StoreAway.
    """
    wish, drawn = await own_wish(services, by, wish_id), await drawn_before(services, by, file_id)
    key = f"file:{file_id}"
    return await give_picture(
        services, wish, drawn, by=by, consent=consent, how=how, key=key, file=file_id, picture_id=picture_id
    )


async def give_picture(
    services: Services,
    wish: Wish,
    drawn: Drawn,
    *,
    by: Person,
    consent: str,
    how: How,
    key: str,
    file: str = "",
    picture_id: str = "",
) -> WishPicture:
    """The same, of a picture that was drawn anew already; `key` makes a repeat the same picture."""
    if consent != CURRENT[Purpose.PICTURE]:
        raise Invalid("consent", "unknown")  # she hasn't seen what counts now
    if not is_seen_to(wish):
        raise MoveNotPossible(f"a picture in {wish.state}")
    under = await agreement(services, wish, how=how, text=consent)
    picture = new_picture(services, wish, PictureKind.SENT, key=key, by=by.id, file=file, picture_id=picture_id)
    return await keep(services, picture, drawn, scope=Scope.system(), under=under)


def is_seen_to(wish: Wish) -> bool:
    """Whether staff still see to it, so that a picture from home helps."""
    return wish.state in TAKEN_IN[PictureKind.SENT]


async def to_show_for(services: Services, by: Person) -> Wish | None:
    """Her newest wish that staff still see to. Raises StoreAway."""
    found = await services.wishes.of_guardian(by.id, most=LOOKED_THROUGH)
    return next((each for each in found if is_seen_to(each)), None)


async def pictures_of(services: Services, wish_id: str, *, by: Person) -> Sequence[WishPicture]:
    """What she has shown for a wish of her own, the oldest first. Raises NotFound, StoreAway."""
    wish = await own_wish(services, by, wish_id)
    return await services.wish_pictures.of(wish.id, PictureKind.SENT)
