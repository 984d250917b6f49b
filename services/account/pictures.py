"""The media library: pictures that staff keep, where they are used, and the platform's copies of them."""

import asyncio
import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from domain.errors import Invalid, NotFound
from domain.ids import new_id
from domain.keywords import from_body
from domain.pictures import AHEAD, HELD, MARGIN, Picture, PictureState, problems
from domain.staff import Permission, StaffMember
from services import libraries
from services.content.pictures import redrawn
from storage.mongo import Session, in_transaction
from storage.pictures import Claim
from wechat.errors import Busy, MediaGone, NotGranted, QuotaUsedUp, TokenRefused, Uncertain, WeChatError
from wording.media import BY_ENTRY, BY_RULE

if TYPE_CHECKING:
    from services.context import Services  # which holds the live pictures of this package

log = structlog.get_logger()
SIDE, SMALL = 1600, 240
LEASE = timedelta(seconds=60)
PATIENCE_SECONDS = 50.0  # ends before the lease: nobody else begins while one still uploads
SOON = timedelta(seconds=2)
LATER = timedelta(minutes=1)


class NotUploaded(Exception):
    """
    The platform has no copy. `reason` is a stable word, "under_way" where somebody else uploads; `again_at` is when
    another try may go better, None when a person has to look.
    """

    def __init__(self, reason: str, again_at: datetime | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again_at = again_at


async def add(
    services: "Services", *, by: StaffMember, content: bytes, title: str, alt: str, picture_id: str = ""
) -> Picture:
    """
    Keep a picture (PNG, JPEG, WebP, GIF or BMP that doesn't move), drawn anew. One that is there already is that one,
    unchanged, archived or not; `picture_id` is the id of a new one.

    Raises NotAllowed, Invalid, StoreAway.
    """
    by.need(Permission.ACCOUNT_CHANGE)
    for field, problem in problems(title, alt).items():
        raise Invalid(field, problem)
    made, size = await redrawn(content, side=SIDE)
    digest = hashlib.sha256(made).hexdigest()
    existing = await services.pictures.by_digest(digest)
    if existing is not None:
        return existing
    small, _ = await redrawn(made, side=SMALL)
    await services.pictures.put_file(digest, made, small)  # before a row names it
    picture = Picture(
        id=picture_id or new_id(),
        title=title,
        alt=alt,
        digest=digest,
        size=len(made),
        width=size[0],
        height=size[1],
        added_by=by.id,
        added_at=services.now(),
    )
    return await libraries.keep_new(services, services.pictures, picture, "picture_added", by=by)


async def rename(
    services: "Services", picture_id: str, *, by: StaffMember, title: str, alt: str, version: int
) -> Picture:
    """Other words for it. Raises NotAllowed, NotFound, Invalid, Conflict when it isn't as she saw it, StoreAway."""
    by.need(Permission.ACCOUNT_CHANGE)
    for field, problem in problems(title, alt).items():
        raise Invalid(field, problem)
    picture = await services.pictures.get(picture_id)
    if (picture.title, picture.alt) == (title, alt):
        return picture
    words = {"title": title, "alt": alt}
    return await libraries.change(
        services, services.pictures, picture_id, words, "picture_renamed", by=by, version=version
    )


async def archive(services: "Services", picture_id: str, *, by: StaffMember, version: int) -> Picture:
    """
    Put it away: it can't be chosen any more. Raises NotAllowed, NotFound, Invalid("picture", "in_use") while rules
    or entries show it, Conflict, StoreAway.
    """
    by.need(Permission.ACCOUNT_CHANGE)
    await services.pictures.get(picture_id)
    if (await uses(services)).get(picture_id):
        raise Invalid("picture", "in_use")
    away = {"state": PictureState.ARCHIVED}
    return await libraries.change(
        services, services.pictures, picture_id, away, "picture_archived", by=by, version=version
    )


async def restore(services: "Services", picture_id: str, *, by: StaffMember, version: int) -> Picture:
    """Take it out again. Raises NotAllowed, NotFound, Conflict, StoreAway."""
    by.need(Permission.ACCOUNT_CHANGE)
    await services.pictures.get(picture_id)
    out = {"state": PictureState.KEPT}
    return await libraries.change(
        services, services.pictures, picture_id, out, "picture_restored", by=by, version=version
    )


async def uses(services: "Services") -> dict[str, list[str]]:
    """What shows each picture: keyword rules by their names, entries by their questions, drafts too. Raises StoreAway."""
    found: dict[str, list[str]] = {}
    for picture, question in await services.knowledge.having("picture"):
        found.setdefault(picture, []).append(BY_ENTRY.format(name=question))
    for version in (await services.keywords.released(), await services.keywords.draft()):
        for rule in from_body(version.body) if version else ():
            names = found.setdefault(rule.picture, []) if rule.picture else []
            if (name := BY_RULE.format(name=rule.name)) not in names:
                names.append(name)
    return found


async def ask_upload(services: "Services", picture_id: str, *, by: StaffMember) -> Picture:
    """Have it uploaded now. Raises NotAllowed, NotFound, StoreAway."""
    by.need(Permission.ACCOUNT_CHANGE)
    picture = await services.pictures.get(picture_id)
    if picture.waits or picture.held_at(services.now() + AHEAD):
        return picture

    async def write(session: Session) -> Picture:
        asked = await services.pictures.ask(picture_id, session=session)
        await ask_row(services, picture_id, str(asked.asks), session=session)
        await libraries.note(services, "picture_sent", asked, by, session)
        return asked

    asked = await in_transaction(services.db, write)
    await services.wake(_row_of(picture_id, str(asked.asks)))
    return asked


def _row_of(picture_id: str, mark: str) -> str:
    return f"picture:{picture_id}:{mark}"


async def ask_row(services: "Services", picture_id: str, mark: str, *, session: Session | None = None) -> None:
    """Have a task upload it, once for each `mark`. Raises StoreAway."""
    await services.outbox.add(
        _row_of(picture_id, mark), "upload_picture", {"picture": picture_id}, due_at=services.now(), session=session
    )


async def ask_renewals(services: "Services") -> None:
    """Have those uploaded that released rules answer with and that will soon be gone. Raises StoreAway."""
    version, now = await services.keywords.released(), services.now()
    used = {rule.picture for rule in from_body(version.body) if rule.picture} if version else set()
    for picture in (await services.pictures.among(used)).values():
        if not picture.held_at(now + AHEAD):
            await ask_row(services, picture.id, f"{now:%Y-%m-%d}")


async def upload(services: "Services", picture_id: str) -> None:
    """See to a copy that lasts a while. Raises NotUploaded, NotFound, StoreAway."""
    await media_id_for(services, picture_id, lasting=AHEAD)
    await services.pictures.rest(picture_id)


async def media_id_for(services: "Services", picture_id: str, *, gone: str = "", lasting: timedelta = MARGIN) -> str:
    """
    What the platform calls its copy, uploaded now where there is none that lasts so long, or where the platform doesn't
    know the one called `gone` any more. One process uploads at a time.

    Raises NotUploaded, NotFound, StoreAway.
    """
    picture, now = await services.pictures.get(picture_id), services.now()
    if picture.held_at(now + lasting) and picture.media_id != gone:
        return picture.media_id
    if picture.again_at is not None and picture.again_at > now:
        raise NotUploaded(picture.reason, picture.again_at)
    claim = await services.pictures.claim(picture_id, gone=gone, before=now + lasting, now=now, until=now + LEASE)
    if claim is not None:
        return await _upload(services, claim)
    picture = await services.pictures.get(picture_id)
    if picture.held_at(now + lasting) and picture.media_id != gone:
        return picture.media_id
    raise NotUploaded("under_way", now + SOON)


async def _upload(services: "Services", claim: Claim) -> str:
    picture, began = claim.picture, services.now()
    try:
        content = await services.pictures.file(picture.digest)
        async with asyncio.timeout(PATIENCE_SECONDS):
            made = await services.wechat.upload_media(
                "image", content, filename=f"{picture.id}.jpg", content_type="image/jpeg"
            )
    except (WeChatError, TimeoutError, NotFound) as error:
        reason, again_at = _why(error, services.now())
        log.warning("picture not uploaded", reason=reason, errcode=getattr(error, "errcode", 0))
        await services.pictures.failed(claim, reason=reason, again_at=again_at)
        raise NotUploaded(reason, again_at) from error
    await services.pictures.reached(claim, media_id=made.media_id, expires_at=began + HELD)
    return made.media_id


def _why(error: Exception, now: datetime) -> tuple[str, datetime | None]:
    """Why the platform has no copy, and when to try again."""
    match error:
        case QuotaUsedUp(until=until):
            return "quota", until
        case NotGranted() | TokenRefused():
            return "not_granted", None
        case Busy(retry_after=seconds):
            return "away", now + timedelta(seconds=max(seconds, SOON.total_seconds()))
        case TimeoutError() | Uncertain():
            return "away", now + LATER
        case NotFound():
            return "lost", None
    return "refused", None


async def send(services: "Services", openid: str, picture_id: str, media_id: str = "") -> None:
    """
    Send a picture as a customer-service message; where the platform doesn't know its copy any more, upload it anew and
    send that, once. `media_id` is the copy that was to be sent, if one was.

    Raises NotUploaded, NotFound, StoreAway, the platform's errors.
    """
    media_id = media_id or await media_id_for(services, picture_id)
    try:
        await services.wechat.send_image(openid, media_id)
    except MediaGone:
        await services.wechat.send_image(openid, await media_id_for(services, picture_id, gone=media_id))
