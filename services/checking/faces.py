"""
Finding faces and plates in a picture. What is found is shown to whoever looks; that nothing was found says nothing, since
small, turned and drawn faces are missed: a person looks in any case.
"""

import asyncio
from base64 import b64decode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from domain.checks import Box, CheckKind, apart
from domain.errors import NotFound
from domain.regions import Scope
from services.context import Services

if TYPE_CHECKING:
    from cv2 import CascadeClassifier

log = structlog.get_logger()
LOOKED_AT = 1000  # the longer side that is searched: twice that takes four times as long and finds hardly more
SMALLEST = 28
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
    """The faces and plates found in a JPEG, in its own pixels; none in what is no picture. It takes a core for a moment."""
    import cv2  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    grey = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE) if picture else None
    if grey is None:
        return ()
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
    Search the picture of this version of a check, keep what was found with it, and say how much that is. Doing it again
    changes nothing. Raises StoreAway.
    """
    try:
        check, sealed = await services.checks.get(check_id, scope=Scope.system())
        if check.version != version or check.searched or check.kind is not CheckKind.PICTURE or sealed is None:
            return 0
        picture = b64decode(str((await services.vault.unseal(sealed))["picture"]))
    except NotFound:  # the check or the family's key is gone
        return 0
    async with _turn:
        found = await asyncio.to_thread(boxes_in, picture)
    await services.checks.searched(check, found)
    log.info("searched a picture", found=len(found))
    return len(found)
