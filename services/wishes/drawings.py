"""
Pictures of wishes that people bring: a child's drawing as thanks, for the eyes alone of who brought the gift, once it was looked
at, and a donor's picture of what she handed over, for staff.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.checks import CheckState
from domain.consents import CURRENT, FOR_ONE_DONOR, How, Purpose
from domain.errors import Invalid, MoveNotPossible, NotFound
from domain.people import Person
from domain.regions import Scope
from domain.wish_pictures import CHECKED_AS, MOST, TAKEN_IN, PictureKind, WishPicture
from domain.wishes import Wish
from services import links
from services.checking.submitting import state_of, states_of, submit_picture
from services.context import Services
from services.mini.files import content_of as file_of
from services.mini.files import own_file
from services.people.telling import send_to
from services.wishes.own import own_wish, taken, taken_wish
from services.wishes.pictures import Drawn, agreement, content_of, keep, new_picture
from services.wishes.sharing import shared_wish
from storage.mongo import Session
from wording import wish_pictures as say

AGAIN = timedelta(minutes=5)
SEEN_MOST = 50  # wishes of her organisation
LINK_HOLDS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Shown:
    """A drawing that a donor may see, at an address that holds until then."""

    picture: WishPicture
    wish: Wish
    url: str
    until: datetime


async def send_drawing(
    services: Services, wish_id: str, file_id: str, *, by: Person, consent: str, how: How, picture_id: str
) -> WishPicture:
    """
    A drawing from a file of the guardian's own, for whoever brought the gift. With `consent`, the version of the text that
    she has read, she agrees to that. The same file again is the same drawing.

    Raises NotFound for a wish or a file that isn't hers, Invalid("consent", "unknown"), MoveNotPossible before the gift came
    or where nobody is there to see it, Invalid("picture", "too_many"), StoreAway.
    """
    wish = await own_wish(services, by, wish_id)
    drawn = await drawn_before(services, by, file_id)
    return await give_drawing(
        services,
        wish,
        drawn,
        by=by,
        consent=consent,
        how=how,
        key=f"file:{file_id}",
        file=file_id,
        picture_id=picture_id,
    )


async def drawn_before(services: Services, by: Person, file_id: str) -> Drawn:
    """What a file of hers holds. Raises NotFound, also for anybody else's; StoreAway."""
    file = await own_file(services, by, file_id)
    _, content = await file_of(services, file.id)
    return Drawn(content, file.width, file.height)


async def give_drawing(
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
    """The same, of a picture that was drawn anew already; `key` makes a repeat the same drawing."""
    if consent != CURRENT[Purpose.PICTURE]:
        raise Invalid("consent", "unknown")  # she hasn't seen what counts now
    if not may_send(wish):
        raise MoveNotPossible(f"a drawing in {wish.state}")
    under = await agreement(services, wish, how=how, text=consent)
    picture = new_picture(services, wish, PictureKind.DRAWING, key=key, by=by.id, file=file, picture_id=picture_id)
    rows: list[str] = []

    async def hand_in(whole: WishPicture, session: Session) -> None:
        check = await submit_picture(
            services,
            about=whole.id,
            field=CHECKED_AS,
            region_path=wish.region_path,
            person=by,
            picture=drawn.content,
            session=session,
        )
        row, args = f"drawing:{whole.id}", {"picture": whole.id}
        await services.outbox.add(row, "tell_drawing", args, due_at=services.now() + AGAIN, session=session)
        rows[:] = [check.row]

    kept = await keep(services, picture, drawn, scope=Scope.system(), under=under, also=hand_in)
    for row in rows:
        await services.wake(row)
    return kept


def may_send(wish: Wish) -> bool:
    """Whether a drawing can be sent now: the gift has come, and from somebody."""
    return wish.state in TAKEN_IN[PictureKind.DRAWING] and bool(wish.donor_id)


async def to_draw_for(services: Services, by: Person) -> Wish | None:
    """Her newest wish that came from somebody and for which there is room for a drawing. Raises StoreAway."""
    for wish in await services.wishes.of_guardian(by.id):
        if may_send(wish):
            drawings = await services.wish_pictures.of(wish.id, PictureKind.DRAWING)
            if len(drawings) < MOST[PictureKind.DRAWING]:
                return wish
    return None


async def drawings_of(services: Services, wish_id: str, *, by: Person) -> list[tuple[WishPicture, CheckState]]:
    """The drawings of a wish of her own, the oldest first, each with how far its look is. Raises NotFound, StoreAway."""
    wish = await own_wish(services, by, wish_id)
    found = await services.wish_pictures.of(wish.id, PictureKind.DRAWING)
    states = await states_of(services, [each.id for each in found])
    return [(each, states[each.id]) for each in found]


async def bring_proof(services: Services, wish_id: str, file_id: str, *, by: Person, picture_id: str) -> WishPicture:
    """
    A donor's picture of what she handed over, from a file of her own: for staff alone. The same file again is the same.

    Raises NotFound for a wish that isn't hers to bring or a file that isn't hers, MoveNotPossible, Invalid("picture",
    "not_agreed") where the family doesn't agree to pictures, or ("picture", "too_many"), StoreAway.
    """
    wish = await taken_wish(services, by, wish_id)
    drawn = await drawn_before(services, by, file_id)
    if wish.state not in TAKEN_IN[PictureKind.PROOF] or not wish.guardian_id:
        raise MoveNotPossible(f"a proof in {wish.state}")
    under = await agreement(services, wish)
    if under is None:
        raise Invalid("picture", "not_agreed")
    picture = new_picture(
        services, wish, PictureKind.PROOF, key=f"file:{file_id}", by=by.id, file=file_id, picture_id=picture_id
    )
    return await keep(services, picture, drawn, scope=Scope.system(), under=under)


async def shown_to(services: Services, wish: Wish, *, donor: Person) -> list[Shown]:
    """
    The drawings of a wish that its donor may see now, or one who brings it with her, the oldest first. Raises NotFound for
    anybody else, StoreAway.
    """
    if not wish.donor_id or donor.id not in {wish.donor_id, *wish.sharers}:
        raise NotFound
    found = await services.wish_pictures.of(wish.id, PictureKind.DRAWING)
    if donor.id != wish.donor_id:
        found = [each for each in found if await for_several(services, wish, each)]
    states = await states_of(services, [each.id for each in found])
    until = services.now() + LINK_HOLDS
    return [
        Shown(each, wish, address_of(services, each, donor.id, until), until)
        for each in found
        if states[each.id] is CheckState.PASSED
    ]


async def for_several(services: Services, wish: Wish, picture: WishPicture) -> bool:
    """
    Whether the guardian sent a drawing under a text that says that all who bring the gift see it, and that still holds;
    under an earlier one it is for the one who leads. Raises StoreAway.
    """
    if not any(wish.sharers):
        return False
    under = await agreement(services, wish)
    return under is not None and under.consent.text not in FOR_ONE_DONOR and picture.at >= under.consent.given_at


async def brought_wish(services: Services, person: Person, wish_id: str) -> Wish:
    """A wish that she has taken up, or brings together with others. Raises NotFound, also for anybody else's; StoreAway."""
    try:
        return await taken_wish(services, person, wish_id)
    except NotFound:
        return await shared_wish(services, person, wish_id)


async def shown_to_her(services: Services, donor: Person) -> list[Shown]:
    """All drawings that were sent to her and that she may see. Raises StoreAway."""
    hers = await taken(services, donor)
    organised = await services.wishes.of_donor(donor.id, most=SEEN_MOST, for_organisations=True)
    together = await services.sharing.of(donor.id, most=SEEN_MOST)
    return [shown for wish in (*hers, *organised, *together) for shown in await shown_to(services, wish, donor=donor)]


def address_of(services: Services, picture: WishPicture, donor_id: str, until: datetime) -> str:
    """Where this donor can see a drawing until then; it leads nowhere once it isn't hers any more."""
    name = links.name_of(services, _about(picture.id, donor_id), until)
    return f"{services.facts.public_url}/h5/drawings/{picture.id}/{name}.jpg"


def _about(picture_id: str, donor_id: str) -> str:
    return f"drawing:{picture_id}:{donor_id}"


async def opened(services: Services, picture_id: str, name: str) -> bytes:
    """
    The drawing that a link is for, looked up anew each time: whether it is there, has passed, and whose wish it is. Raises
    NotFound, StoreAway.
    """
    picture = await services.wish_pictures.get(picture_id)
    wish = await services.wishes.get(picture.wish_id, scope=Scope.system())
    if picture.kind is not PictureKind.DRAWING or not wish.donor_id:
        raise NotFound
    others = filter(None, wish.sharers) if await for_several(services, wish, picture) else ()
    if not any(links.holds(services, _about(picture.id, each), name) for each in (wish.donor_id, *others)):
        raise NotFound
    if await state_of(services, picture.id) is not CheckState.PASSED:
        raise NotFound
    return await content_of(services, picture)


async def tell_drawing(services: Services, picture_id: str) -> datetime | None:
    """
    Tell the donor, and those who brought it with her where it is for them too, once, of a drawing that has passed; when to look again, or None when that is done or it never will be.
    Raises StoreAway.
    """
    try:
        picture = await services.wish_pictures.get(picture_id)
        wish = await services.wishes.get(picture.wish_id, scope=Scope.system())
    except NotFound:  # withdrawn or erased meanwhile
        return None
    state = await state_of(services, picture.id)
    if state is CheckState.PASSED and wish.donor_id:
        several = await for_several(services, wish, picture)
        told = (say.DRAWING_TO_SEVERAL if several else say.DRAWING_TO_DONOR).format(text=wish.public_text)
        await send_to(services, wish.donor_id, told, key=f"drawing:{picture.id}", now=services.now())
        for each in filter(None, wish.sharers if several else ()):
            await send_to(services, each, told, key=f"drawing:{picture.id}:{each}", now=services.now())
    if state in {CheckState.PASSED, CheckState.REFUSED} or not wish.donor_id:
        return None
    return services.now() + AGAIN


async def checked(services: Services, file_ids: list[str]) -> Mapping[str, CheckState]:
    """How far the look at files is that were handed in for somebody to see; one that only she sees isn't named."""
    made = await services.wish_pictures.of_files(file_ids, PictureKind.DRAWING)
    states = await states_of(services, [each for ids in made.values() for each in ids])
    return {file: states[ids[0]] for file, ids in made.items()}


def fresh_key(*parts: str) -> str:
    """A key of what a picture was made from, where that is too long or not ours to keep."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
