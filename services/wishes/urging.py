"""What staff do for a wish that waits, and that moves nothing by itself: remind whose turn it is, put it in front on the wall."""

from datetime import timedelta

from domain.audit import Act
from domain.errors import Conflict, MoveNotPossible
from domain.staff import Permission, StaffMember
from domain.wish_life import HELD, Party
from domain.wishes import Wish, WishState
from services.context import Services
from services.wishes.company import is_company
from services.wishes.moving import TRIES
from services.wishes.telling import tell
from storage.mongo import Session, in_transaction
from storage.wall import place_in_line
from storage.wishes import Change

REMIND, FORWARD = "remind", "forward"
NEEDS = {REMIND: Permission.WISH_HAND, FORWARD: Permission.WISH_APPROVE}
Told = tuple[Party, str, str]  # who, by her id, and of what
APART = timedelta(hours=20)  # nobody is reminded twice a day, however many tap


def urgings(services: Services, wish: Wish, by: StaffMember) -> list[str]:
    """What of this she can do for the wish now."""
    found = []
    if _whom(services, wish) and not _just_reminded(services, wish):
        found.append(REMIND)
    if wish.state is WishState.PUBLISHED and not in_front(wish):
        found.append(FORWARD)
    return [each for each in found if by.may_in(NEEDS[each], wish.region_path)]


def in_front(wish: Wish) -> bool:
    """Whether it stands in front on the wall: it was put there, or somebody gave it back."""
    put = wish.forwarded_at is not None and wish.since is not None and wish.forwarded_at >= wish.since
    return bool(wish.backs) or put


async def urge(services: Services, wish_id: str, name: str, *, by: StaffMember) -> Wish:
    """
    Remind whose turn it is, or put the wish in front of the wall; the wish as it is then. Done just before it is the same as
    done now. Raises NotAllowed, NotFound, MoveNotPossible where there is nobody to remind or it isn't on the wall, Conflict,
    StoreAway.
    """
    needs = NEEDS[name]
    by.need(needs)
    for _ in range(TRIES):
        wish = await services.wishes.get(wish_id, scope=by.scope(needs))
        done = await (_remind(services, wish, by) if name == REMIND else _forward(services, wish, by))
        if done is not None:
            return done
    raise Conflict


async def _remind(services: Services, wish: Wish, by: StaffMember) -> Wish | None:
    told = _whom(services, wish)
    if told is None:
        raise MoveNotPossible("nobody to remind")
    if _just_reminded(services, wish):
        return wish
    now = services.now()

    change = Change(wish.state, "reminded", by.id, now, {"urged_at": now})
    return await _write(services, wish, change, told)


async def _forward(services: Services, wish: Wish, by: StaffMember) -> Wish | None:
    if wish.state is not WishState.PUBLISHED:
        raise MoveNotPossible(str(wish.state))
    if in_front(wish):
        return wish
    now = services.now()
    fields = {"forwarded_at": now, "line": place_in_line(now, wish.code, first=True)}
    return await _write(services, wish, Change(wish.state, "forwarded", by.id, now, fields), None)


async def _write(services: Services, wish: Wish, change: Change, told: Told | None) -> Wish | None:
    """The wish with its event and, where somebody is told, the message to her; None where it has moved on."""

    async def body(session: Session) -> Wish | None:
        moved = await services.wishes.move(wish, change, session=session)
        if moved is None:
            return None
        act = Act("wish_moved", about=wish.id, region_path=wish.region_path, data={"move": change.event})
        await services.audit.add(act, by=change.by, now=change.at, session=session)
        if told is not None:
            party, reader, about = told
            await tell(services, moved, about, party, reader, now=change.at, session=session)
        return moved

    return await in_transaction(services.db, body)


def _just_reminded(services: Services, wish: Wish) -> bool:
    return wish.urged_at is not None and services.now() - wish.urged_at < APART


def _whom(services: Services, wish: Wish) -> Told | None:
    """Who is to act and reads the chat, and what she is told; None where it is a colleague's turn."""
    guardian = Party.GUARDIAN, wish.guardian_id
    if wish.state in {WishState.DELIVERED, WishState.RETURNED}:
        return None if wish.entered_by or not wish.guardian_id else (*guardian, f"reminded_{wish.state}")
    if wish.state is WishState.CLAIMED and is_company(services, wish) and wish.meet_on and wish.agreed_at is None:
        return (*guardian, "arranged")
    if wish.state in HELD and wish.donor_id:
        return Party.DONOR, wish.donor_id, f"reminded_{wish.state}"
    return None
