"""Saving what staff set: it counts at once, and each save stays to be gone back to."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import hotlines, replies
from domain.audit import Act
from domain.calendar import calendar_problems, quiet_problems
from domain.errors import Conflict, Invalid
from domain.settings import SavedSetting, SettingPart
from domain.staff import Permission, StaffMember
from services.context import Services
from services.settings import texts
from storage.mongo import Session, in_transaction

CHECKS: Mapping[SettingPart, Callable[[Mapping[str, Any]], dict[str, str]]] = {
    SettingPart.HOTLINES: hotlines.problems,
    SettingPart.QUIET: quiet_problems,
    SettingPart.TEXTS: texts.problems,
    SettingPart.CALENDAR: calendar_problems,
    SettingPart.REPLIES: replies.problems,
}


def may_change(services: Services, by: StaffMember) -> bool:
    """Whether she may save settings: they are the whole city's."""
    return by.may_in(Permission.SETTINGS_CHANGE, services.facts.city_path)


def _need(services: Services, part: SettingPart, by: StaffMember) -> None:
    """Raises NotAllowed. Replies are kept by those who write the knowledge base, which is everybody's too."""
    if part is SettingPart.REPLIES:
        by.need(Permission.KNOWLEDGE_WRITE)
    else:
        by.need(Permission.SETTINGS_CHANGE, services.facts.city_path)


def problems_of(services: Services, part: SettingPart, body: Mapping[str, Any]) -> dict[str, str]:
    """What keeps a part from being saved: a stable word a field."""
    if part is SettingPart.QUIET and services.facts.quiet_fixed:
        return {"on": "by_operator"}
    return CHECKS[part](body)


async def save(
    services: Services, part: SettingPart, body: Mapping[str, Any], *, seen: int, by: StaffMember
) -> SavedSetting:
    """
    Let a part count from now on: here at once, in every process within seconds. `seen` is the number of the version that
    she had before her. What counts already changes nothing.

    Raises NotAllowed, Invalid for the first field that can't be taken, Conflict where somebody was first, StoreAway.
    """
    return await _save(services, part, body, seen=seen, by=by, restored=None)


async def save_text(services: Services, name: str, text: str | None, *, seen: int, by: StaffMember) -> SavedSetting:
    """
    Let one of the texts count from now on, None for what was delivered. Other texts that were saved since the version
    `seen` stay as they are by now.

    Raises as `save`, Conflict only where somebody else has changed this text, and NotFound where `seen` never was.
    """
    before = await services.setting_store.get(SettingPart.TEXTS, seen)
    newest = await services.setting_store.newest(SettingPart.TEXTS)
    if texts.own(before.body, name) != texts.own(newest.body, name):
        raise Conflict
    body = texts.with_text(newest.body, name, text)
    return await save(services, SettingPart.TEXTS, body, seen=newest.number, by=by)


async def restore(services: Services, part: SettingPart, number: int, *, seen: int, by: StaffMember) -> SavedSetting:
    """
    Go back to the version of this number, 0 for what was delivered.

    Raises NotAllowed, NotFound, Invalid, Conflict where somebody was first, StoreAway.
    """
    _need(services, part, by)
    old = await services.setting_store.get(part, number)
    return await _save(services, part, old.body, seen=seen, by=by, restored=number)


async def undo(services: Services, part: SettingPart, *, number: int, back_to: int, by: StaffMember) -> SavedSetting:
    """
    Take back the save with this number, if nothing was saved since. Raises as `restore`, and Conflict for a save that is
    somebody else's.
    """
    mine = await services.setting_store.get(part, number)
    if mine.by != by.id:
        raise Conflict
    return await restore(services, part, back_to, seen=number, by=by)


async def _save(
    services: Services,
    part: SettingPart,
    body: Mapping[str, Any],
    *,
    seen: int,
    by: StaffMember,
    restored: int | None,
) -> SavedSetting:
    _need(services, part, by)
    for field, problem in problems_of(services, part, body).items():
        raise Invalid(field, problem)
    newest = await services.setting_store.newest(part)
    if newest.body == body:
        return newest

    async def write(session: Session) -> SavedSetting:
        now = services.now()
        saved = await services.setting_store.add(
            part, body, seen=seen, by=by.id, now=now, restored=restored, session=session
        )
        kind = "setting_saved" if restored is None else "setting_restored"
        data = {"number": saved.number} | ({} if restored is None else {"restored": restored})
        act = Act(kind, about=f"setting:{part}", region_path=services.facts.city_path, data=data)
        await services.audit.add(act, by=by.id, now=now, session=session)
        return saved

    saved = await in_transaction(services.db, write)
    await services.settings.refresh()
    return saved
