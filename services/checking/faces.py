"""
Finding faces and plates in a picture. What is found is shown to whoever looks; that nothing was found says nothing, since
small, turned and drawn faces are missed: a person looks in any case.
"""

import asyncio
from base64 import b64decode, b64encode
from dataclasses import asdict
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from bson.binary import Binary

from domain.audit import SYSTEM, Act
from domain.checks import SEARCHES_MOST, Box, Check, CheckState, after_search, apart
from domain.errors import Invalid, NotFound
from domain.regions import Scope
from domain.wish_pictures import CHECKED_AS
from services.context import Services
from storage.encryption import family_of
from storage.mongo import Session, in_transaction

if TYPE_CHECKING:
    from cv2 import CascadeClassifier

log = structlog.get_logger()
LOOKED_AT = 1000  # the longer side that is searched: twice that takes four times as long and finds hardly more
SMALLEST = 28
PAUSE = timedelta(minutes=5)  # a search that hasn't ended by then was cut off
AT_ONCE = 3
MOST_RUNS = 6
# The model, what it finds, how many of its windows have to agree; the profile knows left sides only, so it looks twice.
MODELS = (
    ("haarcascade_frontalface_default.xml", "face", 5),
    ("haarcascade_profileface.xml", "face", 5),
    ("haarcascade_russian_plate_number.xml", "plate", 4),
)
_turn = asyncio.Semaphore(1)  # one picture at a time: it takes a core and its memory


@cache
def _models() -> "tuple[tuple[CascadeClassifier, str, int], ...]":
    """Loaded at the first picture, so that a process that never sees one doesn't carry the library."""
    import cv2  # noqa: PLC0415  # 60 MB that only the worker needs

    cv2.setNumThreads(1)
    folder = Path(cv2.__file__).parent / "data"
    return tuple((cv2.CascadeClassifier(str(folder / name)), kind, agreeing) for name, kind, agreeing in MODELS)


def boxes_in(picture: bytes) -> tuple[Box, ...]:
    """
    The faces and plates found in a JPEG, in its own pixels. It takes a core for a moment. Raises Invalid("picture",
    "not_a_picture").
    """
    import cv2  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    try:
        grey = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE) if picture else None
    except cv2.error:
        grey = None
    if grey is None:
        raise Invalid("picture", "not_a_picture")
    scale = min(1.0, LOOKED_AT / max(grey.shape))
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found: list[Box] = []
    for model, kind, agreeing in _models():
        seen = model.detectMultiScale(grey, scaleFactor=1.1, minNeighbors=agreeing, minSize=(SMALLEST, SMALLEST))
        found += [Box(kind, *(round(int(each) / scale) for each in box)) for box in seen]
    turned = cv2.flip(grey, 1)
    model, kind, agreeing = _models()[1]
    for x, y, width, height in model.detectMultiScale(
        turned, scaleFactor=1.1, minNeighbors=agreeing, minSize=(SMALLEST, SMALLEST)
    ):
        left = grey.shape[1] - int(x) - int(width)
        found.append(Box(kind, *(round(each / scale) for each in (left, int(y), int(width), int(height)))))
    return apart(found)


async def find(services: Services, check_id: str, version: int) -> int:
    """
    Search the picture of this version of a check, keep what was found with it, and say how much that is. One that others can
    see is kept from them where something was found that nobody has decided on. Doing it again changes nothing. Raises
    StoreAway.
    """
    begun = await services.checks.begin_search(check_id, version, again_at=services.now() + PAUSE)
    if begun is None:
        return 0
    for _ in range(MOST_RUNS):
        try:
            check, sealed = await services.checks.get(check_id, scope=Scope.system())
        except NotFound:  # withdrawn or erased meanwhile
            return 0
        if check.version != version or check.searched or check.search_failed:
            return 0
        found = await _searched(services, check, sealed) if begun <= SEARCHES_MOST else None
        if await _kept(services, check, sealed, found):
            log.info("searched a picture", found=-1 if found is None else len(found))
            return len(found or ())
    return 0  # others changed it each time: it comes round again


async def find_next(services: Services) -> bool:
    """
    Search one picture whose search is due: handed in before any was searched, or whose search was cut off. Each goes to one
    worker at a time. Whether there was one. Raises StoreAway.
    """
    now = services.now()
    due = await services.checks.next_search(now=now, again_at=now + PAUSE)
    if due is None:
        return False
    await find(services, *due)
    return True


async def find_some(services: Services) -> int:
    """A few of those, so that what was handed in just now never waits for long; how many. Raises StoreAway."""
    for number in range(AT_ONCE):
        if not await find_next(services):
            return number
    return AT_ONCE


async def _searched(services: Services, check: Check, sealed: Binary | None) -> tuple[Box, ...] | None:
    """What is found in the picture; None where it can't be searched, or isn't there any more."""
    try:
        picture = await _picture(services, check, sealed)
        async with _turn:
            return await asyncio.to_thread(boxes_in, picture)
    except NotFound:  # the picture or the family's key is gone
        return None
    except Invalid:
        log.warning("a picture can't be searched")
        return None


async def _picture(services: Services, check: Check, sealed: Binary | None) -> bytes:
    """As others would see it; long after a decision only the wish has it. Raises NotFound."""
    if sealed is not None:
        return b64decode(str((await services.vault.unseal(sealed))["picture"]))
    if check.field != CHECKED_AS:
        raise NotFound
    return b64decode(str((await services.vault.unseal(await services.wish_pictures.sealed(check.about)))["content"]))


async def _kept(services: Services, check: Check, sealed: Binary | None, found: tuple[Box, ...] | None) -> bool:
    """Write down what was found, None that it can't be; False where the check isn't any more as it was searched."""
    changes: dict[str, object] = {"search_failed": True}
    if found is not None:
        changes = {"searched": True, "found": [asdict(each) for each in (*check.found, *found)]}
    why = after_search(check, found or (), failed=found is None)
    if why is not None:
        held = {"state": str(CheckState.HELD), "why": str(why), "decided_by": "", "decided_at": None, "reason": ""}
        changes |= held | await _shown_again(services, check, sealed)
    act = Act("check_held_again", about=check.about, region_path=check.region_path, data={"field": check.field})

    async def write(session: Session) -> bool:
        if await services.checks.change(check, changes, session=session, looked=True) is None:
            return False
        if why is not None:
            await services.audit.add(act, by=SYSTEM, now=services.now(), session=session)
        return True

    return await in_transaction(services.db, write)


async def _shown_again(services: Services, check: Check, sealed: Binary | None) -> dict[str, object]:
    """What staff need to look at it again, where that was dropped long after they had decided."""
    if sealed is not None:
        return {}
    try:
        coded = b64encode(await _picture(services, check, None)).decode()
        return {"sealed": await services.vault.seal(family_of(check.person_id), {"picture": coded})}
    except NotFound:
        return {}
