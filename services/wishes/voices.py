"""
Voice messages about wishes: fetched from the platform, which keeps them for three days, made to be played, sealed under the
guardian's family key, and each listening by staff written down.
"""

import base64
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from bson.binary import Binary

from domain.audit import Act
from domain.errors import Invalid, NotFound
from domain.ids import is_id
from domain.people import Person
from domain.regions import Scope
from domain.staff import Permission, StaffMember
from domain.wish_voices import HEARD_FOR, UNCLAIMED_FOR, WishVoice
from domain.wishes import Wish, WishState
from services.content.fetching import NotFetched, fetched, opened_copy
from services.content.voice import Playable, playable
from services.context import Services
from services.people.telling import send_to
from storage.encryption import family_of
from storage.mongo import Duplicate, Session, in_transaction
from wording import wish_voices as say

OPEN_MOST = 30
SETTLED_AT_ONCE = 200
READ = "voice_read"


async def open_wishes(services: Services, person_id: str) -> Sequence[Wish]:
    """Those of her wishes on which something is still to be done, the newest first. Raises StoreAway."""
    found = await services.wishes.of_guardian(person_id, most=OPEN_MOST)
    return [each for each in found if each.is_open and each.state is not WishState.CONFIRMED]


async def take_voice(
    services: Services, voice_id: str, wish_key: str, sealed: bytes, *, at: datetime, until: datetime, row: str
) -> datetime | None:
    """
    Fetch a voice message and keep it for the wish of this key; when to try again, or None when that is done. `sealed` is as
    bot/voices.py leaves it. She is told where it can't be taken or opened. Raises StoreAway.
    """
    copy = opened_copy(services, sealed)
    if copy is None:
        return None
    person_id, media_id = copy
    try:
        person = await services.people.get(person_id)
        kept = await services.wish_voices.find(voice_id)
        if kept is None:
            kept = await _fetch(services, voice_id, wish_key, media_id, person=person, at=at, until=until)
    except NotFound:  # erased meanwhile, or the wish isn't hers any more
        return None
    except NotFetched as error:
        if error.again_at is not None:
            return error.again_at
        words = say.LOST
    except Invalid:
        words = say.TOO_MANY
    else:
        if kept.plays:
            return None
        words = say.NOT_OPENED
    await send_to(services, person_id, words, key=row, now=services.now())
    return None


async def _fetch(
    services: Services, voice_id: str, wish_key: str, media_id: str, *, person: Person, at: datetime, until: datetime
) -> WishVoice:
    """Raises NotFetched, NotFound, Invalid("voice", "too_many")."""
    content = await fetched(services, media_id, until=until)
    sound: Playable | None
    try:
        sound = await playable(content)
    except Invalid:  # that she has sent one the officer is to know all the same
        sound = None
    size, seconds = (len(sound.content), sound.seconds) if sound else (0, 0)
    voice = WishVoice(voice_id, wish_key, person.id, at, seconds, size)
    await keep(services, voice, sound.content if sound else b"")
    return voice


async def keep(services: Services, voice: WishVoice, content: bytes) -> None:
    """
    Write it down, with an event where the wish is there by now; once, however often it is tried. Raises NotFound where the wish
    isn't this guardian's, Invalid("voice", "too_many"), StoreAway.
    """
    sealed: Binary | None = None
    if content:
        sealed = await services.vault.seal(family_of(voice.person_id), {"content": base64.b64encode(content).decode()})
    now = services.now()

    async def write(session: Session, slot: int) -> None:
        wish = await services.wishes.by_key(voice.wish_key)
        if wish is not None:
            await services.wishes.note(
                wish.id,
                "voice_added",
                by=voice.person_id,
                at=now,
                scope=Scope.system(),
                session=session,
                guardian=voice.person_id,
            )
        await services.wish_voices.insert(voice, slot, sealed, until=now + UNCLAIMED_FOR, session=session)

    while (slot := await services.wish_voices.free_slot(voice.wish_key)) is not None:
        try:
            await in_transaction(services.db, partial(write, slot=slot))
        except Duplicate:  # kept by another try, or another took the place
            if await services.wish_voices.find(voice.id) is None:
                continue
        return
    raise Invalid("voice", "too_many")


async def content_of(services: Services, voice_id: str) -> bytes:
    """The MP3. Raises NotFound, also once the family was erased; StoreAway."""
    facts = await services.vault.unseal(await services.wish_voices.sealed(voice_id))
    return base64.b64decode(str(facts["content"]))


async def listen(services: Services, voice_id: str, *, by: StaffMember) -> bytes:
    """
    The MP3. That she listened is kept before anything is opened, once for all the parts that a player asks for.

    Raises NotAllowed, NotFound (also for another region's, and for one that is gone or can't be opened), StoreAway.
    """
    by.need(Permission.WISH_CHILD)
    voice = await services.wish_voices.find(voice_id) if is_id(voice_id) else None
    of = await services.wishes.by_key(voice.wish_key) if voice else None
    if voice is None or of is None or not voice.plays:
        raise NotFound
    now, scope = services.now(), by.scope(Permission.WISH_CHILD)
    wish = await services.wishes.get(of.id, scope=scope)
    data = {"voice": voice.id}
    heard = await services.events.by_since(wish.id, READ, by=by.id, since=now - HEARD_FOR)
    if any(each.data.get("voice") == voice.id for each in heard):
        return await content_of(services, voice.id)

    async def note(session: Session) -> None:
        await services.wishes.note(wish.id, READ, by=by.id, at=now, scope=scope, session=session, data=data)
        act = Act("wish_voice_read", about=wish.id, region_path=wish.region_path, data={"purpose": "verifying"})
        await services.audit.add(act, by=by.id, now=now, session=session)

    await in_transaction(services.db, note)
    return await content_of(services, voice.id)


async def settle(services: Services) -> None:
    """Let go of what came in a dialogue that never became a wish. Raises StoreAway."""
    await services.wish_voices.settle(services.now(), most=SETTLED_AT_ONCE)
