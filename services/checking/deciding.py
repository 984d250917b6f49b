"""Staff decide what the platform had no clear word for. Reading what somebody wrote is written down."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime

from domain.audit import Act
from domain.checks import PASSED_THOUGH, PASSED_UNSEARCHED, Check, CheckKind, CheckState, Search, Why
from domain.errors import Conflict, Invalid, NotFound
from domain.findings import Finding
from domain.staff import Permission, StaffMember
from services.checking.own_words import Hit, hits
from services.checking.privacy import identifying
from services.checking.telling import tell
from services.content.pictures import size_of
from services.context import Services
from storage.mongo import Session, in_transaction
from storage.paging import OLDEST, Part

REASONS = ("advertising", "insult", "sexual", "cash", "personal", "forbidden", "other")


@dataclass(frozen=True, slots=True)
class Looked:
    """A check with what it is about: the text with what was found in it, or the picture. Both are empty once it is gone."""

    check: Check
    text: str = ""
    picture: bytes = b""
    size: tuple[int, int] = (0, 0)
    words: tuple[Hit, ...] = ()
    personal: tuple[Finding, ...] = ()


async def held(
    services: Services,
    *,
    by: StaffMember,
    state: CheckState = CheckState.HELD,
    why: Why | None = None,
    part: Part = OLDEST,
    most: int = 50,
) -> list[Check]:
    """
    What waits for staff in her region, the oldest first; or what has another state, and of it only what is there for one
    reason. Raises NotAllowed, StoreAway.
    """
    by.need(Permission.CHECK_READ)
    scope = by.scope(Permission.CHECK_READ)
    return await services.checks.page(scope=scope, state=state, why=why, part=part, most=most)


async def look(services: Services, check_id: str, *, by: StaffMember) -> Looked:
    """
    The check with what it is about. That she looked is kept before anything is opened.

    Raises NotAllowed, NotFound (also for one of another region), StoreAway.
    """
    by.need(Permission.CHECK_READ)
    check, sealed = await services.checks.get(check_id, scope=by.scope(Permission.CHECK_READ))

    async def note(session: Session) -> None:
        act = Act("check_read", about=check.id, region_path=check.region_path)
        await services.audit.add(act, by=by.id, now=services.now(), session=session)

    await in_transaction(services.db, note)
    if sealed is None:
        return Looked(check)
    try:
        content = await services.vault.unseal(sealed)
    except NotFound:
        return Looked(check)
    if check.kind is CheckKind.PICTURE:
        picture = b64decode(str(content["picture"]))
        return Looked(check, picture=picture, size=size_of(picture))
    text = str(content["text"])
    return Looked(check, text, words=tuple(hits(text)), personal=tuple(identifying(text)))


async def picture(services: Services, check_id: str, *, by: StaffMember) -> bytes:
    """The picture of a check whose page she has opened. Raises NotAllowed, NotFound, StoreAway."""
    by.need(Permission.CHECK_READ)
    check, sealed = await services.checks.get(check_id, scope=by.scope(Permission.CHECK_READ))
    if check.kind is not CheckKind.PICTURE or sealed is None:
        raise NotFound
    return b64decode(str((await services.vault.unseal(sealed))["picture"]))


async def decide(
    services: Services, check_id: str, *, by: StaffMember, passes: bool, reason: str = "", version: int
) -> Check:
    """
    She passes or refuses it, as it stood when she looked (`version`, its `Check.stand`); a refusal has a reason, which is
    told to the person. A picture passes once it was searched for faces and plates; one that can't be, or hasn't been for too
    long, only with one of PASSED_UNSEARCHED, and one with a face or a plate that isn't covered only with one of
    PASSED_THOUGH. What was refused by one member of staff and appealed against is decided by another.

    Raises NotAllowed, NotFound, Invalid("reason", "unknown", "searching", "unsearched" or "exposed"), Conflict when it is
    another text by now or was decided, StoreAway.
    """
    by.need(Permission.CHECK_DECIDE)
    if not passes and reason not in REASONS:
        raise Invalid("reason", "unknown")
    check, _sealed = await services.checks.get(check_id, scope=by.scope(Permission.CHECK_DECIDE))
    if check.stand != version or not check.open:
        raise Conflict
    if check.why == Why.APPEAL:
        by.not_her_own(check.decided_by)
    now, state = services.now(), CheckState.PASSED if passes else CheckState.REFUSED
    needed = _reasons_to_pass(check, now) if passes else REASONS
    if needed and reason not in needed:
        raise Invalid("reason", "exposed" if check.exposed else "unsearched")
    changes = {
        "state": str(state),
        "why": str(Why.STAFF),
        "decided_by": by.id,
        "decided_at": now,
        "reason": reason if needed else "",
    }

    async def write(session: Session) -> Check:
        changed = await services.checks.change(check, changes, session=session, looked=True)
        if changed is None:
            raise Conflict
        kind = "check_passed" if passes else "check_refused"
        data = {"field": check.field, "reason": changed.reason}
        act = Act(kind, about=check.about, region_path=check.region_path, data=data)
        await services.audit.add(act, by=by.id, now=now, session=session)
        if not passes:
            mark = f"{changed.row}:{now.isoformat()}"
            await tell(services, check.person_id, "refused", reason, mark=mark, session=session)
        return changed

    return await in_transaction(services.db, write)


def _reasons_to_pass(check: Check, now: datetime) -> tuple[str, ...]:
    """One of these has to be given; none where it passes as it is. Raises Invalid while it is being searched."""
    search = check.search_at(now)
    if search is Search.RUNNING:
        raise Invalid("reason", "searching")
    if check.exposed:
        return PASSED_THOUGH
    return () if search is Search.DONE else PASSED_UNSEARCHED
