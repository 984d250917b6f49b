"""Asking the platform about what waits, and what follows from its findings, whenever and however often they come."""

from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from bson.binary import Binary

from domain.checks import RESULT_WITHIN, Check, CheckKind, CheckState, Why, after_finding, pieces, rank
from domain.errors import NotFound
from domain.people import Identity
from domain.regions import Scope
from services.checking.links import address_of
from services.checking.telling import tell
from services.context import Services
from storage.mongo import Session, in_transaction
from wechat.client import CheckScene, MiniProgram
from wechat.errors import Busy, NotAccepted, NotGranted, QuotaUsedUp, TokenRefused, Uncertain, Unreachable, WeChatError

log = structlog.get_logger()
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=10)
MOST_RUNS = 6
SCENE = CheckScene.FORUM


async def ask(services: Services, check_id: str, version: int) -> datetime | None:
    """
    Ask the platform about this version of a check; when to ask again, or None when nothing is left to ask. Whatever
    the platform does, nothing passes but by its word, and staff get what it has no word for in time. Raises StoreAway.
    """
    try:
        check, sealed = await services.checks.get(check_id, scope=Scope.system())
    except NotFound:
        return None
    if check.version != version or check.state is not CheckState.WAITING:
        return None
    content = await _content(services, sealed)
    if content is None:
        await settle(services, check, CheckState.REFUSED, Why.STAFF, {"reason": "erased"})
        return None
    if services.now() >= check.staff_at:
        await settle(services, check, CheckState.HELD, Why.AWAY)
        return None
    return await _ask(services, check, content)


async def _content(services: Services, sealed: Binary | None) -> Mapping[str, object] | None:
    """What is to be checked; None where the family's key has been destroyed."""
    if sealed is None:
        return None
    try:
        return await services.vault.unseal(sealed)
    except NotFound:
        return None


async def _ask(services: Services, check: Check, content: Mapping[str, object]) -> datetime | None:
    identity = await _user(services, check.person_id)
    if services.mini is None or identity is None:
        await settle(services, check, CheckState.HELD, Why.NO_PLATFORM)
        return None
    try:
        if check.kind is CheckKind.PICTURE:
            return await _picture(services, services.mini, check, identity.openid)
        await _text(services, services.mini, check, identity.openid, str(content["text"]))
    except NotAccepted as refused:
        await found(services, check.id, check.version, "risky", refused.errcode)
    except Unreachable as error:
        why = Why.INACTIVE if error.reason == "inactive" else Why.NO_PLATFORM
        await settle(services, check, CheckState.HELD, why)
    except NotGranted as error:
        log.error("the platform doesn't let the mini-program check content", errcode=error.errcode)
        await settle(services, check, CheckState.HELD, Why.NO_PLATFORM)
    except (Busy, Uncertain, TokenRefused, QuotaUsedUp) as error:
        await services.checks.tried(check)
        return _again(services, check, error)
    except WeChatError as error:
        log.error("the platform can't check this", kind=str(check.kind), errcode=error.errcode)
        await settle(services, check, CheckState.HELD, Why.AWAY)
    return None


async def _user(services: Services, person_id: str) -> Identity | None:
    """Her account with the mini-program; None where she has none, or is gone."""
    try:
        return (await services.people.get(person_id)).identity(services.facts.mini_app)
    except NotFound:
        return None


async def _text(services: Services, mini: MiniProgram, check: Check, openid: str, text: str) -> None:
    """The worst of its pieces counts, and only where the platform has a word for each."""
    worst, label = "pass", 0
    for piece in pieces(text):
        verdict = await mini.check_text(openid, piece, scene=SCENE)
        if label == 0 or rank(verdict.suggest) > rank(worst):
            worst, label = verdict.suggest, verdict.label
    await found(services, check.id, check.version, worst, label)


async def _picture(services: Services, mini: MiniProgram, check: Check, openid: str) -> datetime | None:
    """
    The result comes by an event. Where it came before we knew what it is about, it is taken now; where it doesn't come,
    the platform is asked anew.
    """
    trace = await mini.check_picture(openid, address_of(services, check), scene=SCENE)
    await services.checks.tried(check, trace_id=trace)
    told = await services.checks.result(trace)
    if told is not None:
        await found(services, check.id, check.version, *told)
        return None
    return min(services.now() + RESULT_WITHIN, check.staff_at)


def _again(services: Services, check: Check, error: WeChatError) -> datetime:
    now = services.now()
    at: datetime = now + min(FIRST_PAUSE * 2 ** min(check.tries, 10), LONGEST_PAUSE)
    if isinstance(error, QuotaUsedUp):
        at = max(at, error.until)
    elif isinstance(error, Busy):
        at = max(at, now + timedelta(seconds=error.retry_after))
    return min(at, max(check.staff_at, now + FIRST_PAUSE))


async def picture_checked(services: Services, trace_id: str, *, suggest: str, label: int, errcode: int) -> None:
    """
    The platform tells of a picture. It is kept first, so that one which comes before the id of its asking is known is
    taken by the asking; of several the worst counts, in whichever order they come. Raises StoreAway.
    """
    if not trace_id:
        return
    if errcode or suggest not in {"pass", "review", "risky"}:
        suggest, label = "review", errcode or -1
    await services.checks.keep_result(trace_id, rank=rank(suggest), suggest=suggest, label=label, now=services.now())
    check = await services.checks.by_trace(trace_id)
    told = await services.checks.result(trace_id)
    if check is not None and told is not None:
        await found(services, check.id, check.version, *told)


async def found(services: Services, check_id: str, version: int, suggest: str, label: int) -> None:
    """Take a finding of the platform about this version: what isn't worse than before changes nothing."""
    for _ in range(MOST_RUNS):
        check, _sealed = await services.checks.get(check_id, scope=Scope.system())
        if check.version != version or rank(suggest) <= rank(check.suggest):
            return
        to = after_finding(check, suggest)
        state, why = to or (check.state, Why(check.why) if check.why else "")
        if to and label < 0:
            why = Why.UNREADABLE
        if await settle(services, check, state, why, {"suggest": suggest, "label": label}):
            return
    log.error("a finding was not taken: others changed the check each time")


async def settle(
    services: Services, seen: Check, state: CheckState, why: str, more: Mapping[str, object] | None = None
) -> bool:
    """Move a check to where a finding, or the lack of one, leads; False when it has changed since it was seen."""
    now = services.now()
    changes: dict[str, object] = {"state": str(state), "why": str(why), **(more or {})}
    if state is not seen.state:
        changes |= {"decided_at": now, "decided_by": ""}
    if state is CheckState.REFUSED and "reason" not in changes:
        changes["reason"] = "platform"

    async def write(session: Session) -> bool:
        changed = await services.checks.change(seen, changes, session=session)
        if changed is None:
            return False
        if state is CheckState.REFUSED and seen.state is not state and changed.reason != "erased":
            await tell(services, changed.person_id, "refused", changed.reason, mark=changed.row, session=session)
        return True

    done = await in_transaction(services.db, write)
    if done and state is not seen.state:
        log.info("checked", state=str(state), why=str(why), kind=str(seen.kind))
    return done


async def hold_overdue(services: Services) -> int:
    """Put before staff what has waited for the platform too long, whatever became of its asking; how many."""
    held = 0
    for check in await services.checks.overdue(services.now() - LONGEST_PAUSE):
        held += await settle(services, check, CheckState.HELD, Why.AWAY)
    return held


async def picture_of(services: Services, check_id: str, *, version: int) -> bytes:
    """The picture of a check, for the platform. Raises NotFound, also when it is about another one by now."""
    check, sealed = await services.checks.get(check_id, scope=Scope.system())
    content = await _content(services, sealed)
    if check.kind is not CheckKind.PICTURE or check.version != version or content is None:
        raise NotFound
    return b64decode(str(content["picture"]))
