"""
Running a turn so that a repeat of its message, in whichever process, has one effect and gets the same reply.

A pure turn (its session stays as it was) ends with its reply; a repeat computes it again. Any other ends with one script
that replaces the session if nobody has meanwhile and keeps the reply for a repeat; who comes second runs again on the
session as it is by then, or finds the reply of the run that was first.
"""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from bot import replies
from bot.cards import fit
from bot.session import EMPTY, Session, from_bytes, to_bytes
from bot.stages import decide, screened
from bot.turn import Outcome, Turn
from domain.errors import StoreAway
from services.cases.letters import chosen_word
from services.context import Services
from storage.messages import Logged
from storage.turns import Begun, MarkerState
from wechat import messages as wx
from wechat.messages import Inbound, NoReply, Reply, TextReply
from wording import chat

MOST_A_MINUTE = 60
TOLD_TOO_FAST = 5  # messages past the limit that are told so; after that silence
MOST_RUNS = 4
POLL_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.8)
STALE_MS = 6_000  # a first run older than this has ended, or its process has
FINISH_AFTER = timedelta(seconds=15)
ACTIONS = {wx.Subscribe: "follow", wx.Scan: "scan", wx.Click: "click"}
MESSAGES = (
    wx.TextMessage,
    wx.ImageMessage,
    wx.VoiceMessage,
    wx.VideoMessage,
    wx.LocationMessage,
    wx.LinkMessage,
)


async def take(services: Services, message: Inbound, *, app: str) -> Reply:
    """
    The reply to a message that has been verified and parsed. Never raises for anything a person can send.

    `app` is the account's id. Repeats are known by (app, message.key).
    """
    reply = await _taken(services, message, app)
    if isinstance(reply, TextReply):
        return TextReply(fit(reply.text))
    return reply


async def _taken(services: Services, message: Inbound, app: str) -> Reply:
    now = services.now()
    now_ms = int(now.timestamp() * 1000)
    inbox = services.seal.close(logged(message, app=app, now_ms=now_ms).to_bytes())
    turn = Turn(services=services, app=app, openid=message.openid, key=message.key, now=now)
    try:
        begun = await services.turns.begin(app, message.openid, message.key, inbox=inbox, now_ms=now_ms)
    except StoreAway:
        turn.remembers = False
        return await _decided(message, turn)
    if begun.repeat is not None:
        return await _repeat(message, turn, begun)
    if begun.rate > MOST_A_MINUTE:
        return await screened(message, turn) or _too_fast(begun.rate)
    return await _run(message, turn, begun.version, from_bytes(begun.session, services.seal, now_ms))


def logged(message: Inbound, *, app: str, now_ms: int) -> Logged:
    """The message as the log keeps it, and which window for customer-service messages it opens."""
    action = ACTIONS.get(type(message), "message" if isinstance(message, MESSAGES) else "")
    text = message.text if isinstance(message, wx.TextMessage) and not chosen_word(message.text) else ""
    kind = type(message).__name__.lower()
    if not isinstance(message, MESSAGES):
        kind = f"event:{kind}"
    return Logged(app=app, openid=message.openid, key=message.key, kind=kind, action=action, text=text, at_ms=now_ms)


def _too_fast(rate: int) -> Reply:
    return TextReply(chat.TOO_FAST) if rate <= MOST_A_MINUTE + TOLD_TOO_FAST else NoReply()


async def _decided(message: Inbound, turn: Turn) -> Reply:
    try:
        return (await decide(message, turn)).reply
    except StoreAway:
        return TextReply(chat.TRY_LATER)


async def _run(message: Inbound, turn: Turn, version: int, session: Session) -> Reply:
    """Decide, and keep what was decided; again on a newer session where another turn was faster."""
    services = turn.services
    lead: list[str] = []
    for _ in range(MOST_RUNS):
        try:
            lead = lead or await _waiting(turn, session)
            outcome = await decide(message, replace(turn, session=session))
        except StoreAway:
            return TextReply(chat.TRY_LATER)
        outcome = _led(lead, outcome)
        if not outcome.lasting and outcome.session == session:
            return outcome.reply
        try:
            kept = await services.turns.commit(
                turn.app,
                turn.openid,
                turn.key,
                version=version,
                session=to_bytes(outcome.session, services.seal),
                reply=replies.closed(outcome.reply, services.seal),
                now_ms=turn.now_ms,
                brief=outcome.session.brief,
            )
            if kept is not None:
                return outcome.reply
            marker = await services.turns.marker(turn.app, turn.openid, turn.key)
            if marker is not None and marker.state is MarkerState.DONE:
                return replies.opened(marker.reply, services.seal)
            version, stored = await services.turns.session(turn.app, turn.openid)
        except StoreAway:
            return outcome.reply if outcome.lasting else TextReply(chat.LOST_THREAD)
        session = from_bytes(stored, services.seal, turn.now_ms)
    return TextReply(chat.TRY_LATER)


async def _waiting(turn: Turn, session: Session) -> list[str]:
    """Answers that couldn't be sent when they were ready."""
    return await turn.services.notes.take(turn.app, turn.openid) if session.notes else []


def _led(lead: list[str], outcome: Outcome) -> Outcome:
    if not outcome.session.notes:
        return outcome
    session = replace(outcome.session, notes=False)
    if not lead:
        return replace(outcome, session=session)
    words = chat.LATE_LEAD + "\n".join(dict.fromkeys(lead))
    reply = outcome.reply
    if isinstance(reply, TextReply):
        words = f"{words}\n\n{reply.text}"
    elif isinstance(reply, wx.NewsReply):
        words = f"{words}\n\n{reply.title}\n{reply.url}"
    return Outcome(TextReply(words), session, lasting=True)


async def _repeat(message: Inbound, turn: Turn, begun: Begun) -> Reply:
    """
    A message that was seen before. Where its first run is under way or was pure, it runs again beside it: only one of
    them can replace the session, and what is kept in MongoDB carries the message's or the dialogue's key.
    """
    marker = begun.repeat
    if marker is None or marker.state is MarkerState.LATE:
        return NoReply()
    if marker.state is MarkerState.DONE:
        return replies.opened(marker.reply, turn.services.seal)
    if begun.version <= marker.since_ms:
        return await _run(message, turn, begun.version, from_bytes(begun.session, turn.services.seal, turn.now_ms))
    if turn.now_ms - marker.since_ms < STALE_MS:
        stored = await _first_reply(turn)
        if stored is not None:
            return stored
    # The session has moved on since: what this message meant then must not become an answer to what is asked now.
    try:
        outcome = await decide(message, replace(turn, session=EMPTY))
    except StoreAway:
        return NoReply()
    return outcome.reply if outcome.session.running is None else NoReply()


async def _first_reply(turn: Turn) -> Reply | None:
    """The reply of the first run, waited for a little; None when it keeps none."""
    for pause in POLL_SECONDS:
        await asyncio.sleep(pause)
        try:
            marker = await turn.services.turns.marker(turn.app, turn.openid, turn.key)
        except StoreAway:
            return None
        if marker is None or marker.state is MarkerState.LATE:
            return NoReply()
        if marker.state is MarkerState.DONE:
            return replies.opened(marker.reply, turn.services.seal)
    return None


async def note_late(services: Services, message: Inbound, *, app: str, body: bytes, now: datetime) -> None:
    """
    The empty reply is about to be given. A task finishes the turn should this process not live to do so. `body` is the
    opened message. Raises nothing: what can't be noted is left to this process.
    """
    args = {"app": app, "sealed": services.seal.close(body)}
    try:
        await services.outbox.add(f"finish:{app}:{message.key}", "finish_turn", args, due_at=now + FINISH_AFTER)
        await services.turns.mark_late(app, message.openid, message.key, now_ms=int(now.timestamp() * 1000))
    except StoreAway:
        return


async def send_later(services: Services, *, app: str, openid: str, key: str, reply: Reply, now: datetime) -> bool:
    """
    Have a reply sent as a customer-service message, once for each message: who asks first wins. False for the second.

    Raises StoreAway.
    """
    stored = replies.to_bytes(reply)
    if not stored:
        return False
    row = f"late:{app}:{key}"
    args = {"app": app, "sealed": services.seal.close(openid.encode() + b"\n" + stored)}
    asked = await services.outbox.add(row, "late_reply", args, due_at=now)
    await services.wake(row)
    return asked


async def finish(services: Services, message: Inbound, *, app: str, now: datetime) -> None:
    """
    Finish a turn whose process has died after the empty reply: its kept reply, or the turn once more, is sent later.

    Raises StoreAway.
    """
    if await services.outbox.state(f"late:{app}:{message.key}") != "none":
        return
    marker = await services.turns.marker(app, message.openid, message.key)
    if marker is not None and marker.state is MarkerState.DONE:
        reply = replies.opened(marker.reply, services.seal)
    else:
        turn = Turn(services=services, app=app, openid=message.openid, key=message.key, now=now)
        version, stored = await services.turns.session(app, message.openid)
        reply = await _run(message, turn, version, from_bytes(stored, services.seal, turn.now_ms))
    await send_later(services, app=app, openid=message.openid, key=message.key, reply=reply, now=now)


async def leave_note(services: Services, *, app: str, openid: str, key: str, reply: Reply) -> None:
    """Let a reply that can't be sent lead the next one to her. Raises StoreAway."""
    now = services.now()
    text = reply.text if isinstance(reply, TextReply) else ""
    if isinstance(reply, wx.NewsReply):
        text = f"{reply.title}\n{reply.url}"
    elif isinstance(reply, wx.ImageReply):
        text = chat.PICTURE_MISSED
    await services.notes.leave(key, app=app, openid=openid, text=text, now=now)
    now_ms = int(now.timestamp() * 1000)
    for _ in range(MOST_RUNS):
        version, stored = await services.turns.session(app, openid)
        session = replace(from_bytes(stored, services.seal, now_ms), notes=True)
        kept = await services.turns.commit(
            app, openid, key, version=version, session=to_bytes(session, services.seal), reply=b"", now_ms=now_ms
        )
        if kept is not None:
            return
