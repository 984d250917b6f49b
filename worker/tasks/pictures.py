"""The platform's copies of the library's pictures, and pictures that follow a reply."""

from datetime import timedelta

import structlog

from bot.keeping import leave_note, send_later
from domain.errors import NotFound
from services.account import pictures
from services.account.pictures import NotUploaded
from services.context import Services
from storage.outbox import Work
from wechat.errors import Busy, Uncertain, WeChatError
from wechat.messages import TextReply
from wording import chat
from worker.later import Later

log = structlog.get_logger()
RETRY = timedelta(seconds=5)
TRIES_MOST = 5  # after that she is told; a picture that comes an hour later would puzzle her
WAITED_MOST = timedelta(minutes=2)


async def upload(services: Services, work: Work) -> None:
    """See to the platform's copy of a picture: args {"picture"}."""
    try:
        await pictures.upload(services, work.args["picture"])
    except NotUploaded as error:
        if error.again_at is not None:
            raise Later(error.again_at, progress=error.reason != "away") from error


async def renew(services: Services, work: Work) -> None:
    """Ask for new copies of those in use that will soon be gone: no args."""
    del work
    await pictures.ask_renewals(services)


async def late_picture(services: Services, work: Work) -> None:
    """
    Send a picture as a customer-service message: args {"app", "sealed": openid and the picture's id}. Where it can't be had
    she is told so; where she can't be reached that leads the next reply to her.
    """
    opened = services.seal.open(work.args["sealed"])
    if opened is None:
        return
    openid, _, picture_id = opened.decode().partition("\n")
    await follow_up(services, work, openid=openid, picture_id=picture_id)


async def follow_up(services: Services, work: Work, *, openid: str, picture_id: str, media_id: str = "") -> None:
    """Send it for this row, or say that it can't be had. Raises Later, StoreAway."""
    now, app = services.now(), work.args["app"]
    try:
        await pictures.send(services, openid, picture_id, media_id)
    except NotUploaded as error:
        if error.again_at is not None and error.again_at - now <= WAITED_MOST and work.tries <= TRIES_MOST:
            raise Later(error.again_at, progress=error.reason == "under_way") from error
        told = TextReply(chat.PICTURE_NOT_NOW)
        await send_later(services, app=app, openid=openid, key=work.key, reply=told, now=now)
    except NotFound:
        log.error("a rule names a picture that is not there")
    except Busy as busy:
        raise Later(now + max(RETRY, timedelta(seconds=busy.retry_after)), progress=False) from busy
    except Uncertain:
        log.warning("late picture unconfirmed")  # it may have arrived
    except WeChatError as error:
        log.info("late picture not sent", errcode=error.errcode)
        await leave_note(services, app=app, openid=openid, key=work.key, reply=TextReply(chat.PICTURE_MISSED))
