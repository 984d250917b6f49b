"""
Before others may see a text or a picture it is handed in here, in the transaction that keeps it. It is shown once
`passed` says so, and not before.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.checks import STAFF_AFTER, TEXT_LIMIT, Check, CheckKind, CheckState, Why
from domain.errors import Invalid
from domain.ids import new_id
from domain.people import Person
from services.checking.blocked import block_of
from services.checking.own_words import hits
from services.context import Services
from storage.encryption import family_of
from storage.mongo import Session

# The state of a thing is that of its worst check.
_WORST = (CheckState.REFUSED, CheckState.HELD, CheckState.WAITING, CheckState.PASSED)


async def submit_text(
    services: Services, *, about: str, field: str, region_path: str, person: Person, text: str, session: Session
) -> Check:
    """
    Have the `field` of the thing `about` checked, for the region with this path. The same text again is the same check;
    a changed one is checked anew. After the commit `services.wake(check.row)` spares a moment's wait.

    Raises Invalid for an empty or far too long text, StoreAway.
    """
    if not 0 < len(text.strip()) <= TEXT_LIMIT:
        raise Invalid(field, "length")
    words = tuple(dict.fromkeys(hit.kind for hit in hits(text)))
    digest = services.seal.digest(f"text:{text}")
    check = await _new(services, about, field, CheckKind.TEXT, digest=digest, person=person, region_path=region_path)
    return await _submit(services, check, words, {"text": text}, session)


async def submit_picture(
    services: Services, *, about: str, field: str, region_path: str, person: Person, picture: bytes, session: Session
) -> Check:
    """Have a picture checked, a JPEG that was drawn anew (services.content.pictures.redrawn). As submit_text."""
    digest = services.seal.digest(f"picture:{hashlib.sha256(picture).hexdigest()}")
    check = await _new(services, about, field, CheckKind.PICTURE, digest=digest, person=person, region_path=region_path)
    return await _submit(services, check, (), {"picture": b64encode(picture).decode()}, session)


async def _new(
    services: Services, about: str, field: str, kind: CheckKind, *, digest: str, person: Person, region_path: str
) -> Check:
    now = services.now()
    state, why = await _beginning(services, person)
    return Check(
        id=new_id(),
        about=about,
        field=field,
        kind=kind,
        digest=digest,
        person_id=person.id,
        region_path=region_path,
        state=state,
        why=why,
        asked_at=now,
        staff_at=now + STAFF_AFTER,
    )


async def _beginning(services: Services, person: Person) -> tuple[CheckState, str]:
    """Whom the platform can't be asked about is for staff from the beginning; so is what a blocked person hands in."""
    if await block_of(services, person):
        return CheckState.HELD, Why.BLOCKED
    if services.mini is None or person.identity(services.facts.mini_app) is None:
        return CheckState.HELD, Why.NO_PLATFORM
    return CheckState.WAITING, ""


async def _submit(
    services: Services, check: Check, words: tuple[str, ...], content: Mapping[str, object], session: Session
) -> Check:
    sealed = await services.vault.seal(family_of(check.person_id), content)
    kept = await services.checks.submit(replace(check, words=words), sealed=sealed, session=session)
    if kept.state is CheckState.WAITING:
        args = {"check": kept.id, "version": kept.version}
        await services.outbox.add(kept.row, "check_content", args, due_at=services.now(), session=session)
    if kept.kind is CheckKind.PICTURE and not kept.searched:
        args = {"check": kept.id, "version": kept.version}
        await services.outbox.add(f"faces:{kept.row}", "find_faces", args, due_at=services.now(), session=session)
    return kept


async def passed(services: Services, about: str) -> bool:
    """Whether everything of the thing `about` that was handed in may be shown; not where nothing was. Raises StoreAway."""
    return await state_of(services, about) is CheckState.PASSED


async def state_of(services: Services, about: str) -> CheckState:
    """How far the thing is: the worst of its checks; waiting where there is none yet. Raises StoreAway."""
    return (await states_of(services, [about]))[about]


async def states_of(services: Services, about: Iterable[str]) -> dict[str, CheckState]:
    """The same for many at once, by thing."""
    found = await services.checks.of(list(about))
    return {thing: _worst(checks) for thing, checks in found.items()}


def _worst(checks: Iterable[Check]) -> CheckState:
    states = {check.state for check in checks}
    return next((state for state in _WORST if state in states), CheckState.WAITING)
