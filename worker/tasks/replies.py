"""Answers that came too late for the passive reply, and what a person's leaving leaves to do."""

from datetime import timedelta

import structlog

from bot import replies
from bot.keeping import finish, leave_note
from domain.errors import StoreAway
from services.context import Services
from services.people.follow import forget_chat
from services.people.spared import is_neutral
from storage.outbox import Work
from wechat.client import WeChatClient
from wechat.errors import Busy, Uncertain, WeChatError
from wechat.messages import ImageReply, NewsReply, Reply, TextReply, choice, parse
from wording import people
from worker.later import Later
from worker.tasks.pictures import follow_up

log = structlog.get_logger()
RETRY = timedelta(seconds=5)


async def finish_turn(services: Services, work: Work) -> None:
    """Finish a turn that was late and whose process may have died: args {"app", "sealed": the message's body}."""
    body = services.seal.open(work.args["sealed"])
    if body is not None:
        await finish(services, parse(body), app=work.args["app"], now=services.now())


async def late_reply(services: Services, work: Work) -> None:
    """
    Send a reply as a customer-service message: args {"app", "sealed": openid and reply}. Where she can't be reached any
    more it leads the next reply to her.
    """
    opened = services.seal.open(work.args["sealed"])
    if opened is None:
        return
    openid, _, stored = opened.partition(b"\n")
    reply = replies.from_bytes(stored)
    app = work.args["app"]
    client = services.wechat if app == services.facts.oa_app else services.mini
    if client is None:
        return
    picture = await services.pictures.by_media_id(reply.media_id) if isinstance(reply, ImageReply) else None
    if picture is not None:
        await follow_up(services, work, openid=openid.decode(), picture_id=picture.id, media_id=picture.media_id)
        return
    await send_or_keep(services, work, client, openid=openid.decode(), reply=reply)


async def tell_person(services: Services, work: Work) -> None:
    """
    Tell a person something by a customer-service message: args {"app", "sealed": openid and words}. Where she can't be
    reached it leads the next reply to her. Whoever wrote in danger of late is told only that there is something, since her
    phone may be looked at by others; the words are kept until she asks for them.
    """
    opened = services.seal.open(work.args["sealed"])
    client = services.wechat if work.args["app"] == services.facts.oa_app else services.mini
    if opened is None or client is None:
        return
    app = work.args["app"]
    openid, _, text = opened.decode().partition("\n")
    if await is_neutral(services, app, openid):
        await services.notes.leave(
            f"kept:{work.key}", app=app, openid=openid, text=text, now=services.now(), on_ask=True
        )
        text = people.NEUTRAL.format(see=choice(people.SEE_TOLD, people.SEE_TOLD))
    await send_or_keep(services, work, client, openid=openid, reply=TextReply(text))


async def send_or_keep(services: Services, work: Work, client: WeChatClient, *, openid: str, reply: Reply) -> None:
    """
    Send it once. Where the platform says that it can't be, or a worker has died while sending it, so that nobody knows, it is
    kept for her next visit. Raises Later, StoreAway.
    """
    if await services.outbox.acting(work, now=services.now()):
        log.warning("message unconfirmed, kept for her next visit")
        await leave_note(services, app=work.args["app"], openid=openid, key=work.key, reply=reply)
        return
    try:
        await _send(client, openid, reply)
    except Busy as busy:
        await services.outbox.not_acted(work)
        raise Later(services.now() + max(RETRY, timedelta(seconds=busy.retry_after)), progress=False) from busy
    except StoreAway:  # no token could be read: nothing was asked of the platform
        await services.outbox.not_acted(work)
        raise
    except Uncertain:
        log.warning("message unconfirmed")  # it may have arrived: a second one would confuse more than it helps
    except WeChatError as error:
        log.info("message kept for her next visit", errcode=error.errcode)
        await leave_note(services, app=work.args["app"], openid=openid, key=work.key, reply=reply)


async def _send(client: WeChatClient, openid: str, reply: Reply) -> None:
    if isinstance(reply, TextReply):
        await client.send_text(openid, reply.text)
    elif isinstance(reply, NewsReply):
        await client.send_text(openid, f"{reply.title}\n{reply.url}")
    elif isinstance(reply, ImageReply):
        await client.send_image(openid, reply.media_id)


async def forget(services: Services, work: Work) -> None:
    """Delete what a person who left had still in the inbox: args {"app", "openid"}."""
    await forget_chat(services, app=work.args["app"], openid=work.args["openid"])
