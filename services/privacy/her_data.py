"""A person's own data: on a page, and as a file, opened by a link of hers that works once."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.audit import Act
from domain.errors import NotFound
from domain.files import OwnFile
from domain.wish_pictures import WishPicture
from domain.wish_voices import WishVoice
from services.context import Services
from services.privacy import her_bookings, her_parts
from services.privacy.her_parts import Rows
from storage.data_links import DataLinkStore
from storage.erasing import Erasing
from storage.threads import Message
from wording import privacy as words

LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class HerData:
    """
    All that is held of her, by part, each row as (name, value); made for her alone. `pictures` are
    hers, her wishes' and her questions'; `voices` what she said of her wishes.
    """

    made_at: datetime
    parts: dict[str, Rows]
    pictures: Sequence[OwnFile | WishPicture | Message] = ()
    voices: Sequence[WishVoice] = ()

    def told(self) -> list[tuple[str, list[list[tuple[str, str]]]]]:
        """The same for reading: each part's name with its rows of (name, what it says); what says nothing is left out."""
        return [
            (part, [[(name, said) for name, value in row.items() if (said := _said(value))] for row in rows])
            for part, rows in self.parts.items()
        ]


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return words.YES if value else words.NO
    if isinstance(value, Mapping):
        value = list(value.values())
    return "，".join(map(str, value)) if isinstance(value, list) else str(value)


async def make_link(services: Services, person_id: str, *, now: datetime) -> str:
    """The address of a page that opens her data, once, within ten minutes. Raises StoreAway."""
    token = secrets.token_urlsafe(24)
    await DataLinkStore(services.db).put(_digest(token), person_id=person_id, expires_at=now + LASTS)
    return f"{services.facts.public_url}/h5/mine/{token}"


async def works(services: Services, token: str) -> bool:
    """Whether the link can still be used; looking uses nothing up. Raises StoreAway."""
    return await DataLinkStore(services.db).look(_digest(token), now=services.now())


async def open_link(services: Services, token: str) -> HerData:
    """Her data; the link is used up. That it was opened is kept first. Raises NotFound, StoreAway."""
    now = services.now()
    person_id = await DataLinkStore(services.db).use(_digest(token), now=now)
    if not person_id:
        raise NotFound
    return await read_own(services, person_id)


async def read_own(services: Services, person_id: str) -> HerData:
    """Her data for herself; that it was read is kept first. Raises NotFound, StoreAway."""
    await services.audit.add(Act("own_data_read", about=person_id), by=person_id, now=services.now())
    return await gather(services, person_id)


async def gather(services: Services, person_id: str) -> HerData:
    """
    All that is held of a person. What she wrote in danger is left out: whoever holds her phone may be whom she fears.

    Raises NotFound, StoreAway.
    """
    person = await services.people.get(person_id)
    ids, accounts = await Erasing(services.db, services.vault).ids_of(person.id)
    wishes, wish_ids = await her_parts.wishes(services, ids)
    questions, question_ids = await her_parts.questions(services, ids)
    files, of_wishes = await her_parts.own_pictures(services, ids, wish_ids)
    said = await her_parts.said_pictures(services, question_ids)
    voices = await services.wish_voices.of_people(ids)
    parts = {
        "account": [await her_parts.account(services, person)],
        "consents": await her_parts.consents(services, person.id),
        "wishes": wishes,
        "questions": questions,
        "bookings": await her_bookings.bookings(services, ids),
        "pictures": her_parts.pictures(files, of_wishes, said),
        "voices": her_parts.voices(voices),
        "taken": await her_parts.taken(services, ids),
        "messages": await her_parts.messages(services, accounts),
        "sent": await her_parts.sent(services, ids, accounts),
        "notices": await her_parts.notices(services, accounts),
        "helped": await her_parts.helped(services, accounts),
        "blocks": await her_parts.blocks(services, ids),
        "readings": await her_parts.readings(services, [*ids, *wish_ids, *question_ids]),
    }
    return HerData(services.now(), parts, (*files, *of_wishes, *said), voices)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
