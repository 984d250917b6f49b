"""What staff do with a push: begin it, pause it, let it go on, stop it."""

import re
from collections.abc import Iterable

from domain.audit import Act
from domain.errors import Invalid
from domain.ids import new_id
from domain.lessons import LessonState
from domain.pushes import Channel, Push, PushState
from domain.staff import Permission, StaffMember
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
    waits: bool = False,
) -> Push:
    """
    Push a published lesson to `audience`: "all", "tag:NAME", or "openids" with the openids, of which each counts once.

    The push with the same `push_id` that is there already is answered with as it is, so that a command may be run
    again after a crash; without an id each call is a new push. One that `waits` does nothing until it is released.

    Raises NotFound for a lesson that isn't there, Invalid with field "lesson", "audience", "openids" or "push",
    StoreAway.
    """
    if push_id is not None and _ID.fullmatch(push_id) is None:
        raise Invalid("push")
    if push_id is not None and not await services.events.is_free(push_id, kind="pushes"):
        raise Invalid("push", "taken")
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
        state=PushState.WAITING if waits else PushState.BUILDING,
        created_by=by,
        created_at=services.now(),
        audience_size=0,
    )
    build = building_of(push.id)
    made = await services.pushes.create(
        push, openids=named, asked=[] if waits else [build], act=act_of(services, push.id, "push_made")
    )
    if not waits:
        await services.wake(build.key)
    return made


def building_of(push_id: str) -> Asked:
    """The work that a push begins with: its list."""
    return Asked(f"push:{push_id}:build", "push_build", {"push": push_id})


def act_of(services: Services, push_id: str, kind: str) -> Act:
    """What the audit log says of something done with a push."""
    return Act(kind, about=push_id, region_path=services.facts.city_path)


async def pause(services: Services, push_id: str, *, by: StaffMember) -> Push:
    """
    Hold a running push: what is under way ends, nothing more begins.

    Raises NotAllowed, NotFound, MoveNotPossible, StoreAway.
    """
    by.need(Permission.PUSH_RUN)
    act = act_of(services, push_id, "push_paused")
    return await services.pushes.move(push_id, "pause", by=by.id, now=services.now(), act=act)


async def resume(services: Services, push_id: str, *, by: StaffMember) -> Push:
    """Let a paused push go on. Raises NotAllowed, NotFound, MoveNotPossible."""
    by.need(Permission.PUSH_RUN)
    return await set_running(services, push_id, "resume", by=by.id, act=act_of(services, push_id, "push_resumed"))


async def stop(services: Services, push_id: str, *, by: StaffMember) -> Push:
    """
    End a push for good; who got nothing yet stays pending in its ledger. Raises NotAllowed, NotFound,
    MoveNotPossible.
    """
    by.need(Permission.PUSH_RUN)
    now = services.now()
    act = act_of(services, push_id, "push_stopped")
    return await services.pushes.move(push_id, "stop", by=by.id, now=now, act=act, finished_at=now)
