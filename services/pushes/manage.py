"""What staff do with a push: begin it, pause it, let it go on, stop it."""

import re
from collections.abc import Iterable

from domain.errors import Invalid
from domain.ids import new_id
from domain.lessons import LessonState
from domain.pushes import Channel, Push, PushState
from services.context import Services
from services.pushes.audience import TAG
from services.pushes.run import set_running
from storage.pushes import Asked

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
OPENID = re.compile(r"[A-Za-z0-9_-]{1,64}")


async def create(
    services: Services,
    *,
    lesson_slug: str,
    audience: str,
    channel: Channel,
    by: str,
    push_id: str | None = None,
    openids: Iterable[str] | None = None,
) -> Push:
    """
    Push a published lesson to `audience`: "all", "tag:NAME", or "openids" with the openids, of which each counts once.

    The push with the same `push_id` that is there already is answered with as it is, so that a command may be run
    again after a crash; without an id each call is a new push.

    Raises NotFound for a lesson that isn't there, Invalid with field "lesson", "audience", "openids" or "push",
    StoreAway.
    """
    if push_id is not None and _ID.fullmatch(push_id) is None:
        raise Invalid("push")
    lesson = await services.lessons.by_slug(lesson_slug)
    if lesson.state is not LessonState.PUBLISHED:
        raise Invalid("lesson", "not_published")
    if audience not in {"all", "openids"} and not (audience.startswith(TAG) and audience != TAG):
        raise Invalid("audience")
    named = list(dict.fromkeys(openids or ()))
    if (audience == "openids") != bool(named) or any(OPENID.fullmatch(openid) is None for openid in named):
        raise Invalid("openids")
    push = Push(
        id=push_id or new_id(),
        lesson_id=lesson.id,
        lesson_slug=lesson.slug,
        title=lesson.title,
        audience=audience,
        channel=channel,
        state=PushState.BUILDING,
        created_by=by,
        created_at=services.now(),
        audience_size=0,
    )
    build = Asked(f"push:{push.id}:build", "push_build", {"push": push.id})
    made = await services.pushes.create(push, openids=named, asked=[build])
    await services.wake(build.key)
    return made


async def pause(services: Services, push_id: str, *, by: str) -> Push:
    """Hold a running push: what is under way ends, nothing more begins. Raises NotFound, MoveNotPossible."""
    return await services.pushes.move(push_id, "pause", by=by, now=services.now())


async def resume(services: Services, push_id: str, *, by: str) -> Push:
    """Let a paused push go on. Raises NotFound, MoveNotPossible."""
    return await set_running(services, push_id, "resume", by=by)


async def stop(services: Services, push_id: str, *, by: str) -> Push:
    """End a push for good; who got nothing yet stays pending in its ledger. Raises NotFound, MoveNotPossible."""
    now = services.now()
    return await services.pushes.move(push_id, "stop", by=by, now=now, finished_at=now)
