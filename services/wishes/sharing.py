"""
一起圆梦: who leads asks others to come, they come and go, and are told how it ends.

Who was first is decided in the wish's own document: whatever changes it, a move or another's coming, is one write after the
other. No money passes through us, and nobody learns who the others are.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from domain.company import OUT
from domain.errors import Conflict, MoveNotPossible, NoPlaceLeft, NotAllowed, NotFound, SharesFull, StoreAway
from domain.people import Person, PersonRole
from domain.regions import Scope
from domain.sharing import FREES, may_be_shared, places_left
from domain.wish_life import HELD, Party, person
from domain.wishes import Wish, WishState
from services.checking.blocked import is_blocked
from services.context import Services
from services.people.telling import send_to
from services.wishes.certificates import draw_code
from storage.mongo import Duplicate, Session, in_transaction
from storage.wishes import Change
from wording import sharing as say

INVITE_SIGNS = 8
ROUNDS = 4


async def led_by(services: Services, by: Person, wish_id: str) -> Wish:
    """One that she has taken up in her own name. Raises NotFound, also for anybody else's; StoreAway."""
    wish = await services.wishes.get(wish_id, scope=Scope.system())
    if wish.organisation or person(by.id).party(wish) is not Party.DONOR:
        raise NotFound
    return wish


async def open_to_others(services: Services, wish_id: str, *, by: Person) -> Wish:
    """
    Let others come to a wish that she leads: it has a code then, the same one however often she asks. Raises NotFound for
    anybody else's, MoveNotPossible for one that nobody may share (any more), StoreAway.
    """
    await led_by(services, by, wish_id)
    while True:
        code = draw_code(INVITE_SIGNS)
        try:
            return await _change(services, wish_id, "sharing_opened", by, partial(_opening, services, code))
        except Duplicate:
            continue  # another wish has the code


def _opening(services: Services, code: str, wish: Wish) -> dict[str, Any] | None:
    if not may_be_shared(wish, services.facts.wish.sharing):
        raise MoveNotPossible
    return None if wish.invite else {"invite": code}


async def close_to_others(services: Services, wish_id: str, *, by: Person) -> Wish:
    """Nobody else comes by her code; who has come stays. A second time changes nothing. Raises NotFound, StoreAway."""
    await led_by(services, by, wish_id)

    def closing(wish: Wish) -> dict[str, Any] | None:
        return {"invite": None} if wish.invite and not wish.is_company else None

    return await _change(services, wish_id, "sharing_ended", by, closing)


async def invited(services: Services, invite: str) -> Wish:
    """The wish to which this code invites now. Raises NotFound for any other code, StoreAway."""
    wish = await services.wishes.by_invite(invite)
    if wish is None or not may_be_shared(wish, services.facts.wish.sharing):
        raise NotFound
    return wish


async def join(services: Services, invite: str, *, by: Person) -> Wish:
    """
    我也出一份: she brings the wish together with who leads and the others; twice is once. Raises NotFound for a code that
    invites to nothing (any more), NotAllowed for the guardian, who leads, and whoever may not, NoPlaceLeft, SharesFull,
    StoreAway. All accounts with one phone number are one person.
    """
    wish, alike = await invited(services, invite), await services.sharing.alike(by.id)
    if by.id in wish.sharers:
        return wish
    for each in alike:
        if await is_blocked(services, each):
            raise NotAllowed
    joined = await _change(
        services, wish.id, "shared", by, lambda found: _joining(services, found, invite, alike), alike=alike
    )
    await services.people.add_role(by.id, PersonRole.DONOR)
    return joined


def _joining(services: Services, wish: Wish, invite: str, alike: Sequence[str]) -> dict[str, Any] | None:
    rules = services.facts.wish.sharing
    if wish.invite != invite or not may_be_shared(wish, rules):
        raise NotFound
    if alike[0] in wish.sharers:
        return None
    if {wish.guardian_id, wish.donor_id, *wish.sharers}.intersection(alike):
        raise NotAllowed
    if not places_left(wish, rules):
        raise NoPlaceLeft
    return {"sharers": [*wish.sharers, alike[0]]}


async def leave(services: Services, wish_id: str, *, by: Person) -> Wish:
    """
    She can't bring her part; the others go on. Raises NotFound where she doesn't share it, MoveNotPossible once it was
    delivered, StoreAway.
    """
    await shared_wish(services, by, wish_id)

    def leaving(wish: Wish) -> dict[str, Any] | None:
        if by.id not in wish.sharers:
            return None
        if wish.state not in HELD:
            raise MoveNotPossible
        return {"sharers": [each for each in wish.sharers if each != by.id]}

    return await _change(services, wish_id, "unshared", by, leaving)


async def shared(services: Services, by: Person, *, most: int = 50) -> Sequence[Wish]:
    """The wishes that she brings or brought together with others, the newest first. Raises StoreAway."""
    return await services.sharing.of(by.id, most=most)


async def shared_wish(services: Services, by: Person, wish_id: str) -> Wish:
    """One of them. Raises NotFound, also for anybody else's; StoreAway."""
    wish = await services.wishes.get(wish_id, scope=Scope.system())
    if by.id not in wish.sharers:
        raise NotFound
    return wish


async def _change(
    services: Services,
    wish_id: str,
    event: str,
    by: Person,
    fields_of: Callable[[Wish], dict[str, Any] | None],
    *,
    alike: Sequence[str] = (),
) -> Wish:
    """What `fields_of` sets, or the wish as it is where that is None; `alike` are those who come as one person."""
    now = services.now()

    async def body(session: Session) -> Wish:
        wish = await services.sharing.one(wish_id, session=session)
        fields = fields_of(wish)
        if fields is None:
            return wish
        if alike:
            await _may_come(services, alike, session=session)
        changed = await services.wishes.move(wish, Change(wish.state, event, by.id, now, fields), session=session)
        if changed is None:  # no transaction writes to what another has changed since it began
            raise Conflict
        if "sharers" in fields:
            came = len(changed.sharers) > len(wish.sharers)
            told = say.came_or_left(wish.public_text, len(changed.sharers), came=came)
            key = f"wish:{wish.id}:{changed.seq}:lead"
            await send_to(services, wish.donor_id, told, key=key, now=now, session=session)
        return changed

    for _ in range(ROUNDS):
        try:
            return await in_transaction(services.db, body)
        except StoreAway:  # really, or others held the wish each time: then there are fewer places now
            fields_of(await services.wishes.get(wish_id, scope=Scope.system()))
    return await in_transaction(services.db, body)


async def _may_come(services: Services, alike: Sequence[str], *, session: Session) -> None:
    """Raises NotAllowed for somebody who may not meet children at the moment, SharesFull for too many at a time."""
    await services.sharing.rely_on(alike, session=session)
    standings = await services.volunteers.of_persons(alike, session=session)
    if any(each.state in OUT for each in standings.values()):
        raise NotAllowed
    most = services.facts.wish.sharing.open_most
    if await services.sharing.count_open(alike, session=session) >= most:
        raise SharesFull


def freed(wish: Wish, to: WishState) -> dict[str, Any]:
    """What a move that leads there sets of those who share: nobody does any more, or nobody else may come."""
    if wish.is_company or to in HELD:
        return {}
    return {"invite": None, "sharers": []} if to in FREES else {"invite": None}


async def tell_sharers(
    services: Services, before: Wish, now_is: Wish, event: str, *, now: datetime, session: Session
) -> None:
    """Have each who shared the wish before it moved told what that means to her. Raises StoreAway."""
    template = say.TOLD.get(event)
    if template is None:
        return
    url = f"{services.facts.public_url}/h5/certificates/{now_is.certificate}"
    for number, reader in enumerate(before.sharers):
        told, key = template.format(text=before.public_text, url=url), f"wish:{before.id}:{now_is.seq}:sharer:{number}"
        if reader:
            await send_to(services, reader, told, key=key, now=now, session=session)
