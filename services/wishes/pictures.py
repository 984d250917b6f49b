"""
Pictures of wishes: kept in one way whoever brings them, sealed under the guardian's family key, and each look at one by
staff written down with what it was for.
"""

import base64
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from domain.audit import Act
from domain.consents import Consent, How, Purpose
from domain.errors import Invalid, MoveNotPossible, NotAllowed, NotFound
from domain.ids import is_id, new_id
from domain.regions import Scope
from domain.staff import Permission, StaffMember
from domain.wish_pictures import AGREED, BY_STAFF, LOOKED_AT_FOR, MOST, TAKEN_IN, PictureKind, WishPicture
from domain.wishes import Wish
from services.content.pictures import redrawn
from services.context import Services
from services.people.telling import send_to
from services.privacy.consenting import new_consent, standing
from storage.encryption import family_of
from storage.mongo import Duplicate, Session, in_transaction
from wording import wish_pictures as say

SIDE = 1600


@dataclass(frozen=True, slots=True)
class Agreement:
    """The guardian's consent that a picture is kept under; `fresh` where it is written down with the picture."""

    consent: Consent
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture drawn anew, as a JPEG."""

    content: bytes
    width: int
    height: int


Also = Callable[[WishPicture, Session], Awaitable[None]]


async def agreement(services: Services, wish: Wish, *, how: How | None = None, text: str = "") -> Agreement | None:
    """
    The guardian's consent to pictures: the one that holds, with `text` only of that version; else a fresh one where `how`
    says in which way she gives it now; else None. Raises StoreAway.
    """
    found = next(each for each in await standing(services, wish.guardian_id) if each.purpose is Purpose.PICTURE)
    if found.consent is not None and (not text or found.consent.text == text):
        return Agreement(found.consent)
    if how is None:
        return None
    consent = new_consent(wish.guardian_id, Purpose.PICTURE, text=text, how=how, about=wish.id, now=services.now())
    return Agreement(consent, fresh=True)


async def keep(
    services: Services,
    picture: WishPicture,
    drawn: Drawn,
    *,
    scope: Scope,
    under: Agreement | None,
    also: Also | None = None,
) -> WishPicture:
    """
    Write a picture with its event, the consent and what `also` writes, all or nothing; sent again it is the one that is
    there. Raises NotFound where the wish isn't this guardian's any more, Invalid("picture", "too_many"),
    Invalid("agreed", "missing") where the consent was withdrawn meanwhile, StoreAway.
    """
    digest = hashlib.sha256(drawn.content).hexdigest()
    facts = {"size": len(drawn.content), "width": drawn.width, "height": drawn.height, "digest": digest}
    whole = replace(picture, **facts)  # type: ignore[arg-type]
    content = {"content": base64.b64encode(drawn.content).decode()}
    sealed = await services.vault.seal(family_of(picture.person_id), content)
    told = {"kind": str(picture.kind), "picture": picture.id}

    async def write(session: Session) -> None:
        # the event first: two pictures of one wish at once come one after the other, so that both are counted
        await services.wishes.note(
            picture.wish_id,
            "picture_added",
            by=picture.by,
            at=picture.at,
            scope=scope,
            session=session,
            data=told,
            guardian=picture.person_id,
        )
        if await services.wish_pictures.count(picture.wish_id, picture.kind, session=session) >= MOST[picture.kind]:
            raise Invalid("picture", "too_many")
        await services.wish_pictures.insert(whole, sealed=sealed, session=session)
        if under is not None:
            await _rely_on(services, under, by=picture.by, session=session)
        if also is not None:
            await also(whole, session)

    try:
        await in_transaction(services.db, write)
    except Duplicate:
        first = await services.wish_pictures.by_key(picture.wish_id, picture.key)
        if first is None:
            raise NotFound from None  # it was there a moment ago, and has been removed
        return first
    return whole


async def _rely_on(services: Services, under: Agreement, *, by: str, session: Session) -> None:
    """Raises Invalid where the consent holds no longer."""
    now, consent = services.now(), under.consent
    if not under.fresh:
        if not await services.consents.rely_on(consent.id, now=now, session=session):
            raise Invalid("agreed", "missing")
        return
    await services.consents.insert(consent, session=session)
    data = {"purpose": consent.purpose, "text": consent.text, "how": consent.how}
    await services.audit.add(Act("consent_given", about=consent.person_id, data=data), by=by, now=now, session=session)
    if consent.how == How.PAPER:
        key = f"pictures_agreed:{consent.id}"
        await send_to(services, consent.person_id, say.AGREED_ON_PAPER, key=key, now=now, session=session)


async def add(
    services: Services, wish_id: str, kind: str, content: bytes, *, key: str, by: StaffMember, agreed: bool = False
) -> WishPicture:
    """
    A picture that a member of staff brings (PNG, JPEG, WebP, GIF or BMP that doesn't move); `key` is an id of her browser's
    making. `agreed` says that the guardian has signed that pictures are taken, where nothing says so yet.

    Raises NotFound (also for another region's), NotAllowed, MoveNotPossible in a state that takes none of this kind,
    Invalid for "kind", "key", "agreed" and "picture", StoreAway.
    """
    if kind not in set(BY_STAFF):
        raise Invalid("kind", "unknown")
    which = PictureKind(kind)
    by.need(Permission.WISH_READ)
    wish = await services.wishes.get(wish_id, scope=by.scope(Permission.WISH_READ))
    by.need(BY_STAFF[which], wish.region_path)
    if not is_id(key):
        raise Invalid("key")
    earlier = await services.wish_pictures.by_key(wish.id, key)
    if earlier is not None:
        if (earlier.by, earlier.kind) != (by.id, which):
            raise Invalid("key", "used")
        return earlier
    if not wish.guardian_id:
        raise NotFound
    if wish.state not in TAKEN_IN[which]:
        raise MoveNotPossible(f"{which} in {wish.state}")
    under = None
    if which in AGREED:
        under = await agreement(services, wish, how=How.PAPER if agreed else None)
        if under is None:
            raise Invalid("agreed", "missing")
    made, (width, height) = await redrawn(content, side=SIDE)
    picture = new_picture(services, wish, which, key=key, by=by.id)

    async def audited(whole: WishPicture, session: Session) -> None:
        act = Act("wish_picture_added", about=wish.id, region_path=wish.region_path, data={"kind": str(whole.kind)})
        await services.audit.add(act, by=by.id, now=services.now(), session=session)

    scope = by.scope(BY_STAFF[which])
    return await keep(services, picture, Drawn(made, width, height), scope=scope, under=under, also=audited)


def new_picture(
    services: Services, wish: Wish, kind: PictureKind, *, key: str, by: str, file: str = "", picture_id: str = ""
) -> WishPicture:
    """One that is to be kept; `keep` fills in what its content is like."""
    return WishPicture(
        id=picture_id or new_id(),
        wish_id=wish.id,
        person_id=wish.guardian_id,
        kind=kind,
        key=key,
        by=by,
        state=wish.state,
        size=0,
        width=0,
        height=0,
        digest="",
        at=services.now(),
        file=file,
    )


async def content_of(services: Services, picture: WishPicture) -> bytes:
    """The JPEG. Raises NotFound, also once the family was erased; StoreAway."""
    facts = await services.vault.unseal(await services.wish_pictures.sealed(picture.id))
    return base64.b64decode(str(facts["content"]))


async def _of_her_region(
    services: Services, picture_id: str, permission: Permission, by: StaffMember
) -> tuple[WishPicture, Wish]:
    by.need(permission)
    if not is_id(picture_id):
        raise NotFound
    picture = await services.wish_pictures.get(picture_id)
    return picture, await services.wishes.get(picture.wish_id, scope=by.scope(permission))


async def look(services: Services, picture_id: str, *, by: StaffMember) -> bytes:
    """
    A picture. That she looked, and what for, is kept before anything is opened.

    Raises NotAllowed, NotFound (also for another region's, and for one that is gone), StoreAway.
    """
    picture, wish = await _of_her_region(services, picture_id, Permission.WISH_CHILD, by)
    now, scope = services.now(), by.scope(Permission.WISH_CHILD)
    told = {"kind": str(picture.kind), "purpose": LOOKED_AT_FOR[picture.kind]}

    async def note(session: Session) -> None:
        await services.wishes.note(
            wish.id, "picture_read", by=by.id, at=now, scope=scope, session=session, data={"kind": told["kind"]}
        )
        act = Act("wish_picture_read", about=wish.id, region_path=wish.region_path, data=told)
        await services.audit.add(act, by=by.id, now=now, session=session)

    await in_transaction(services.db, note)
    return await content_of(services, picture)


def addable(wish: Wish, by: StaffMember) -> list[PictureKind]:
    """The kinds of pictures that she may bring to a wish as it stands."""
    return [
        kind
        for kind, permission in BY_STAFF.items()
        if wish.guardian_id and wish.state in TAKEN_IN[kind] and by.may_in(permission, wish.region_path)
    ]


async def needs_agreement(services: Services, wish: Wish) -> bool:
    """Whether nothing says yet that the guardian agrees to pictures. Raises StoreAway."""
    return await agreement(services, wish) is None


def removable(picture: WishPicture, wish: Wish, by: StaffMember) -> bool:
    """Whether she may take it away: her own, while the wish hasn't moved on since."""
    return picture.by == by.id and picture.state is wish.state


async def remove(services: Services, picture_id: str, *, by: StaffMember) -> Wish:
    """
    Take one of her own away; that there was one stays in the wish's story. The wish.

    Raises NotFound, NotAllowed for somebody else's, MoveNotPossible where the wish has moved on, StoreAway.
    """
    picture, wish = await _of_her_region(services, picture_id, Permission.WISH_READ, by)
    if picture.by != by.id:
        raise NotAllowed
    if not removable(picture, wish, by):
        raise MoveNotPossible(f"{picture.state} -> {wish.state}")
    now, told = services.now(), {"kind": str(picture.kind), "picture": picture.id}

    async def write(session: Session) -> None:
        if not await services.wish_pictures.drop(picture.id, session=session):
            raise NotFound
        scope = by.scope(Permission.WISH_READ)
        await services.wishes.note(
            wish.id, "picture_removed", by=by.id, at=now, scope=scope, session=session, data=told
        )
        act = Act("wish_picture_removed", about=wish.id, region_path=wish.region_path, data={"kind": told["kind"]})
        await services.audit.add(act, by=by.id, now=now, session=session)

    await in_transaction(services.db, write)
    return wish
