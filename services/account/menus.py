"""The account's menu: written in the console, released by a second person, set at the platform by a task."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog

from domain.audit import SYSTEM
from domain.errors import Conflict, Invalid, PlatformAway
from domain.follower_syncs import OURS_ALONE
from domain.menus import DOMAINS_MOST, Conditional, Menu, at_platform, domains, from_body, problems, to_body
from domain.staff import Permission, StaffMember
from domain.versions import Reach, Version, VersionState
from services.account import versions
from storage.mongo import Session, in_transaction
from wechat.client import Tag
from wechat.errors import Busy, NotGranted, QuotaUsedUp, TokenRefused, Uncertain, WeChatError

if TYPE_CHECKING:
    from services.context import Services

log = structlog.get_logger()
UNBOUND_APP = 45064  # platform: the mini-program isn't bound to the account
GONE_TAG = 45159
REASONS = {
    UNBOUND_APP: "unbound_app",
    GONE_TAG: "gone_tag",
    40007: "gone_number",
    40054: "domain",
    40055: "domain",
    65316: "domains",
}


def problems_of(services: "Services", menu: Menu, *, keys: Collection[str]) -> dict[str, str]:
    """
    What keeps the menu, those for tags included, from the platform. A tag's fields begin with its id and a colon;
    "domains" says that the menus for tags lead to too many.
    """
    found = problems(menu.buttons, keys=keys)
    for each in menu.conditional:
        found |= {f"{each.tag_id}:{field}": word for field, word in problems(each.buttons, keys=keys).items()}
    if len(domains(menu, ours=services.facts.public_url)) > DOMAINS_MOST:
        found["domains"] = "too_many"
    return found


def unused(menu: Menu, tags: Collection[Tag]) -> list[Conditional]:
    """The menus for tags that nobody carries, of those that the platform tells, or that it doesn't know any more."""
    carried = {each.id for each in tags if each.count}
    return [each for each in menu.conditional if each.tag_id not in carried]


async def tags_of(services: "Services", *, by: StaffMember) -> Sequence[Tag]:
    """
    The account's tags as the platform tells them, without those that a push puts on for itself.

    Raises NotAllowed, PlatformAway where it doesn't tell.
    """
    by.need(Permission.ACCOUNT_READ)
    try:
        found = await services.wechat.tags()
    except WeChatError:
        raise PlatformAway from None
    return [each for each in found if not each.name.startswith(OURS_ALONE)]


async def name_of_tag(services: "Services", tag_id: int, *, by: StaffMember) -> str:
    """What a tag is called. Raises NotAllowed, PlatformAway, Invalid("tag", "unknown")."""
    found = next((each.name for each in await tags_of(services, by=by) if each.id == tag_id), "")
    if not found:
        raise Invalid("tag", "unknown")
    return found


async def save(services: "Services", menu: Menu, *, seen: int, by: StaffMember) -> Version:
    """Keep the draft, finished or not. Raises NotAllowed, Conflict, StoreAway."""
    return await versions.save(services, services.menus, to_body(menu), seen=seen, by=by, kind="menu_written")


async def take_up(services: "Services", version_id: str, *, seen: int, by: StaffMember) -> Version:
    """An old menu as the new draft. Raises NotAllowed, NotFound, Conflict, StoreAway."""
    return await versions.take_up(services, services.menus, version_id, seen=seen, by=by, kind="menu_taken_up")


async def release(
    services: "Services", version_id: str, *, seen: int, by: StaffMember, keys: Collection[str]
) -> Version:
    """
    Release the draft and have it set at the platform. Raises NotAllowed, NotFound, Conflict, StoreAway, and Invalid for
    the first field that the platform wouldn't take.
    """

    def check(body: Mapping[str, Any]) -> Mapping[str, str]:
        return problems_of(services, from_body(body), keys=keys)

    async def after(version: Version, session: Session) -> None:
        await _ask_to_set(services, version, session)

    released = await versions.release(
        services, services.menus, version_id, seen=seen, by=by, kind="menu_released", check=check, after=after
    )
    await services.wake(_row_of(released))
    return released


async def set_again(services: "Services", version_id: str, *, by: StaffMember) -> Version:
    """Have the released menu set once more. Raises NotAllowed, NotFound, Conflict where another one counts, StoreAway."""
    by.need(Permission.ACCOUNT_RELEASE)
    version = await services.menus.get(version_id)
    if version.state is not VersionState.RELEASED:
        raise Conflict

    async def write(session: Session) -> Version:
        again = await services.menus.try_again(version, session=session)
        await versions.note(services, "menu_set_again", again, by, session)
        await _ask_to_set(services, again, session)
        return again

    again = await in_transaction(services.db, write)
    await services.wake(_row_of(again))
    return again


def _row_of(version: Version) -> str:
    return f"menu:{version.id}:{version.tries}"


async def _ask_to_set(services: "Services", version: Version, session: Session) -> None:
    await services.outbox.add(
        _row_of(version), "set_menu", {"version": version.id}, due_at=services.now(), session=session
    )


async def set_released(services: "Services", version_id: str) -> datetime | None:
    """
    Set the menu at the platform, unless another one counts by now; when to try again, or None when that is settled.

    Twice is the same as once. Raises StoreAway, and Busy or Uncertain where a later try may go better.
    """
    version = await services.menus.get(version_id)
    if version.state is not VersionState.RELEASED:
        return None
    try:
        await set_menu(services, from_body(version.body))
    except QuotaUsedUp as error:
        return error.until
    except (Busy, Uncertain):
        raise
    except WeChatError as error:
        log.warning("the platform did not take the menu", errcode=error.errcode, rid=error.rid)
        await services.menus.reached(version.id, Reach.REFUSED, reason=_reason(error))
    else:
        await services.menus.reached(version.id, Reach.TAKEN)
    return None


def _reason(error: WeChatError) -> str:
    if isinstance(error, NotGranted | TokenRefused) and error.errcode not in REASONS:
        return "not_granted"
    return REASONS.get(error.errcode, "other")


async def set_menu(services: "Services", menu: Menu) -> None:
    """Replace what is at the platform, the menus for tags included. Raises the platform's errors."""
    url, platform = services.facts.public_url, services.wechat
    await platform.create_menu([at_platform(each, url) for each in menu.buttons])
    before = await platform.get_menu()
    for menu_id in before.conditional if before else ():
        await platform.delete_conditional_menu(menu_id)
    for each in menu.conditional:
        await platform.add_conditional_menu([at_platform(button, url) for button in each.buttons], tag_id=each.tag_id)


async def begin_with(services: "Services", menu: Menu) -> None:
    """The first version, from a file, where there is none yet: it counts. Raises StoreAway."""
    if await services.menus.page(most=1):
        return

    async def write(session: Session) -> None:
        body = to_body(menu)
        await services.menus.begin(body, by=SYSTEM, now=services.now(), slot=VersionState.RELEASED, session=session)

    await in_transaction(services.db, write)


async def push(services: "Services", otherwise: Menu) -> int:
    """
    Set the released menu at once; its number. Where none was ever released it is `otherwise`, and the number 0.

    Raises the platform's errors, StoreAway.
    """
    version = await services.menus.released()
    await set_menu(services, from_body(version.body) if version else otherwise)
    if version is None:
        return 0
    await services.menus.reached(version.id, Reach.TAKEN)
    return version.number
