"""What the platform tells of somebody that is noted and not answered."""

from contextlib import suppress

from bot.session import Session
from bot.turn import Outcome, Turn
from domain.errors import StoreAway
from services.checking.asking import picture_checked
from services.people.follow import erase, leave
from services.people.revoking import taken_back as take_back
from services.pushes import answered
from services.pushes import mass_finished as finish_mass
from wechat import messages as wx
from wechat.messages import Inbound, NoReply


async def unsubscribed(message: Inbound, turn: Turn) -> Outcome:
    """She has left."""
    del message
    with suppress(StoreAway):  # as with following
        await leave(turn.services, app=turn.app, openid=turn.openid, key=turn.key, now=turn.now)
    return Outcome(NoReply(), Session())


async def closed(message: Inbound, turn: Turn) -> Outcome:
    """She has closed her account at the platform: what is hers goes."""
    await erase(turn.services, app=turn.app, openid=turn.openid, key=message.key, now=turn.now)
    return Outcome(NoReply(), Session())


async def taken_back(message: wx.AuthorizationRevoked | wx.UserInfoModified, turn: Turn) -> Outcome:
    """She takes back what she had let the platform show us."""
    await take_back(
        turn.services,
        app=turn.app,
        openid=turn.openid,
        unionid=message.unionid,
        info=message.info,
        key=turn.unique,
        now=turn.now,
    )
    return Outcome(NoReply(), turn.session)


async def mass_finished(message: wx.MassFinished, turn: Turn) -> Outcome:
    """How a mass message ended."""
    with suppress(StoreAway):  # a lost closing event is asked for later
        await finish_mass(
            turn.services,
            msg_id=message.msg_id,
            status=message.status,
            total=message.total,
            filtered=message.filtered,
            sent=message.sent,
            errors=message.errors,
        )
    return Outcome(NoReply(), turn.session)


async def media_checked(message: wx.MediaChecked, turn: Turn) -> Outcome:
    """What the platform thinks of a picture."""
    await picture_checked(
        turn.services,
        message.trace_id,
        suggest=message.suggest,
        label=message.label,
        errcode=message.errcode,
    )
    return Outcome(NoReply(), turn.session)


async def about_notices(message: wx.SubscriptionPopup | wx.SubscriptionChanged, turn: Turn) -> Outcome:
    """Which notices she allows and which not."""
    with suppress(StoreAway):  # the platform tells it once; she is asked again some day
        for answer in message.answers:
            await answered(
                turn.services,
                app=turn.app,
                openid=turn.openid,
                template=answer.template_id,
                accepted=answer.accepted,
                key=turn.unique,
            )
    return Outcome(NoReply(), turn.session)


async def quiet(message: Inbound, turn: Turn) -> Outcome:
    """Nothing to be done."""
    del message
    return Outcome(NoReply(), turn.session)
