"""Codes to scan: made and changed by staff for their regions, drawn by the platform's leave, counted."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from domain.audit import Act
from domain.errors import Conflict, Invalid, NotFound
from domain.regions import Scope
from domain.scenes import Scene, problems
from domain.staff import Permission, StaffMember
from services.account.codes import draw
from services.account.keywords import readable
from services.context import Services
from storage.mongo import Session, in_transaction
from wechat.errors import SHANGHAI, NotGranted, QuotaUsedUp, WeChatError

log = structlog.get_logger()
USED_UP = 40053  # platform: among others, the hundred thousand permanent codes are all there
WRITTEN = ("kind", "name", "words", "lesson", "keyword")
Answers = Callable[[str], bool]


def problems_of(services: Services, scene: Scene, *, answers: Answers) -> dict[str, str]:
    """What keeps it from being kept: a stable word a field."""
    return problems(scene, lessons=readable(services), answers=answers)


async def get(services: Services, scene_id: str, *, by: StaffMember) -> Scene:
    """One of her regions'. Raises NotAllowed, NotFound, StoreAway."""
    by.need(Permission.ACCOUNT_READ)
    return await services.scenes.get(scene_id, scope=by.scope(Permission.ACCOUNT_READ))


async def write(services: Services, scene: Scene, *, by: StaffMember, answers: Answers) -> Scene:
    """
    Keep a code: a new one (version 0) under its id, or a change of words to the one that was seen. Its place stays, as
    it may hang there. What is there already changes nothing.

    Raises NotAllowed, NotFound, Invalid for the first field that can't be taken, Conflict, StoreAway.
    """
    by.need(Permission.ACCOUNT_CHANGE)
    for field, problem in problems_of(services, scene, answers=answers).items():
        raise Invalid(field, problem)
    try:
        existing = await services.scenes.get(scene.id, scope=by.scope(Permission.ACCOUNT_CHANGE))
    except NotFound:
        if scene.version:
            raise
        return await _insert(services, scene, by)
    wanted = {name: getattr(scene, name) for name in WRITTEN}
    if all(getattr(existing, name) == value for name, value in wanted.items()):
        return existing
    if scene.version != existing.version:
        raise Conflict

    async def change(session: Session) -> Scene:
        changed = await services.scenes.change(existing, wanted, session=session)
        await _note(services, "scene_changed", changed, by, session)
        return changed

    return await in_transaction(services.db, change)


async def undo(services: Services, scene_id: str, *, version: int, by: StaffMember) -> Scene:
    """
    What a code said before the change that made `version`. Raises NotAllowed, NotFound, Conflict where it has changed since
    or is new, StoreAway.
    """
    by.need(Permission.ACCOUNT_CHANGE)
    existing = await services.scenes.get(scene_id, scope=by.scope(Permission.ACCOUNT_CHANGE))
    before = await services.scenes.before(scene_id, version)
    if before is None or existing.version != version:
        raise Conflict

    async def change(session: Session) -> Scene:
        changed = await services.scenes.change(existing, before, session=session)
        await _note(services, "scene_changed", changed, by, session)
        return changed

    return await in_transaction(services.db, change)


async def _insert(services: Services, scene: Scene, by: StaffMember) -> Scene:
    try:
        region = await services.regions.get(scene.region)
    except NotFound:
        raise Invalid("region", "unknown") from None
    by.need(Permission.ACCOUNT_CHANGE, region.path)
    made = Scene(
        id=scene.id,
        region=region.code,
        region_path=region.path,
        made_by=by.id,
        made_at=services.now(),
        **{name: getattr(scene, name) for name in WRITTEN},
    )

    async def insert(session: Session) -> None:
        await services.scenes.insert(made, session=session)
        await _note(services, "scene_made", made, by, session)

    await in_transaction(services.db, insert)
    return made


async def _note(services: Services, kind: str, scene: Scene, by: StaffMember, session: Session) -> None:
    act = Act(kind, about=scene.id, region_path=scene.region_path, data={"kind": scene.kind})
    await services.audit.add(act, by=by.id, now=services.now(), session=session)


async def make_code(services: Services, scene_id: str, *, by: StaffMember) -> Scene:
    """
    Have the platform make the code. Where it has been made nothing happens; where it can't be the scene says why.

    Raises NotAllowed, NotFound, StoreAway.
    """
    scene = await get(services, scene_id, by=by)
    by.need(Permission.ACCOUNT_CHANGE, scene.region_path)
    if scene.url or services.facts.oa_kind != "service":
        return scene
    try:
        code = await services.wechat.create_permanent_qr(scene.key)
    except WeChatError as error:
        log.warning("the platform made no code", errcode=error.errcode, rid=error.rid)
        await services.scenes.keep_reason(scene.id, _reason(error))
    else:
        await services.scenes.keep_url(scene.id, code.url)
    return await get(services, scene_id, by=by)


def _reason(error: WeChatError) -> str:
    if error.errcode == USED_UP:
        return "used_up"
    if isinstance(error, NotGranted):
        return "not_granted"
    return "quota" if isinstance(error, QuotaUsedUp) else "away"


def address_of(services: Services, scene: Scene) -> str:
    """
    What its picture draws: the platform's code, or on an account without such codes the page of its lesson; "" without
    either.
    """
    if scene.url:
        return scene.url
    if services.facts.oa_kind != "service" and scene.lesson:
        return f"{services.facts.public_url}/h5/lessons/{scene.lesson}"
    return ""


async def picture_of(services: Services, scene: Scene) -> bytes:
    """A PNG of the code with its name underneath. Raises NotFound where there is nothing to draw."""
    address = address_of(services, scene)
    if not address:
        raise NotFound
    return await asyncio.to_thread(draw, address, scene.name)


async def scanned(
    services: Services, scene_id: str, *, app: str, openid: str, event: str, follows: bool, now: datetime
) -> Scene | None:
    """
    Somebody has scanned a code: counted once for each `event`; she belongs to its region if she had none. None for a code
    that isn't there. Raises StoreAway.
    """
    try:
        scene = await services.scenes.get(scene_id, scope=Scope.system())
    except NotFound:
        return None
    day = f"{now.astimezone(SHANGHAI):%Y-%m-%d}"
    if await services.scenes.count(scene.id, event=event, day=day, follows=follows, now=now):
        person = await services.people.ensure(app, openid, now=now)
        await services.people.settle(person.id, region=scene.region, region_path=scene.region_path)
    return scene
