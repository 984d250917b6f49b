"""A push that a member of staff makes goes out once a second one has looked at it."""

from domain.errors import Conflict, Invalid, MoveNotPossible
from domain.lessons import LessonState
from domain.pushes import Channel, Push
from domain.staff import Permission, StaffMember
from services.context import Services
from services.pushes.manage import act_of, building_of, create

REASON_MOST = 200


async def ask(
    services: Services, *, lesson_slug: str, audience: str, channel: Channel, by: StaffMember, push_id: str
) -> Push:
    """
    Make a push: it waits to be released where two people are asked for, and begins at once where they aren't. The same
    `push_id` again is the same push.

    Raises NotAllowed, NotFound, Invalid as `create`, StoreAway.
    """
    by.need(Permission.PUSH_RUN)
    return await create(
        services,
        lesson_slug=lesson_slug,
        audience=audience,
        channel=channel,
        by=by.id,
        push_id=push_id,
        waits=services.facts.two_people,
    )


async def release(services: Services, push_id: str, *, by: StaffMember, lesson_version: int) -> Push:
    """
    Let a push go out that somebody else has made, with the lesson as she saw it.

    Raises NotAllowed (also for her own), NotFound, MoveNotPossible when it doesn't wait any more or its lesson was
    taken back, Conflict when the lesson was changed since she looked, StoreAway.
    """
    push = await _others(services, push_id, by)
    lesson = await services.lessons.get(push.lesson_id)
    if lesson.state is not LessonState.PUBLISHED:
        raise MoveNotPossible
    if lesson.version != lesson_version:
        raise Conflict
    build = building_of(push_id)
    moved = await services.pushes.move(
        push_id,
        "release",
        by=by.id,
        now=services.now(),
        asked=[build],
        act=act_of(services, push_id, "push_released"),
        released_by=by.id,
    )
    await services.wake(build.key)
    return moved


async def send_back(services: Services, push_id: str, *, by: StaffMember, reason: str) -> Push:
    """
    Don't let it go out, and say why to who made it; nothing was sent.

    Raises NotAllowed, NotFound, Invalid("reason", …), MoveNotPossible, StoreAway.
    """
    await _others(services, push_id, by)
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid("reason", "missing")
    if len(reason) > REASON_MOST:
        raise Invalid("reason", "too_long")
    now = services.now()
    act = act_of(services, push_id, "push_sent_back")
    return await services.pushes.move(
        push_id, "send_back", by=by.id, now=now, act=act, sent_back=reason, finished_at=now
    )


async def to_release(services: Services, *, by: StaffMember, most: int = 20) -> list[Push]:
    """What waits for her to release, the oldest first. Raises NotAllowed, StoreAway."""
    by.need(Permission.PUSH_RELEASE)
    waiting = await services.pushes.waiting(most=most)
    return [push for push in waiting if may_release(services, push, by)]


def may_release(services: Services, push: Push, by: StaffMember) -> bool:
    """Whether it is hers to release, or to send back."""
    return by.may(Permission.PUSH_RELEASE) and not (services.facts.two_people and push.created_by == by.id)


async def _others(services: Services, push_id: str, by: StaffMember) -> Push:
    by.need(Permission.PUSH_RELEASE)
    push = await services.pushes.get(push_id)
    if services.facts.two_people:
        by.not_her_own(push.created_by)
    return push
