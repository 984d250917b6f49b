"""
How many faces the search finds in photos, and how often it finds one where there is none.

The photos lie in packages and are nobody's to give on, so they aren't here: FACES and NONE say which. `folder` holds what
these packages hold (decision 16 says how to get them). Each face is also cut out and put into a picture of 1600 by 1200 at
other sizes, turned, darkened and half covered. A face counts as found where a box has its nose and about its size.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from domain.checks import Box
from services.checking.faces import LOOKED_AT, boxes_in

Picture = Any  # of OpenCV
Place = tuple[float, float, float]  # of a nose, and how large the face is from its brows to its chin
Change = Callable[[Picture, float, float, float], Picture]
UNIT = 600  # what FACES counts the longer side as
SIZE = (1600, 1200)
PIXELS = (240, 160, 100, 64, 48, 32)
MIDDLE = 120
DEMO, KNOWN = "package/demo", "face_recognition-1.3.0/tests/test_images"
FACES: dict[str, tuple[Place, ...]] = {
    "insightface/data/images/t1.jpg": (
        (48, 160, 58),
        (164, 95, 58),
        (240, 165, 60),
        (376, 190, 62),
        (447, 68, 66),
        (558, 162, 60),
    ),
    f"{DEMO}/sample1.jpg": ((153, 149, 78), (285, 173, 78), (474, 110, 78)),
    f"{DEMO}/sample2.jpg": ((134, 96, 85), (307, 112, 78), (478, 92, 76)),
    f"{DEMO}/sample3.jpg": ((230, 143, 88), (366, 108, 92), (489, 138, 76)),
    f"{DEMO}/sample4.jpg": ((118, 102, 86), (230, 63, 88), (328, 107, 82), (420, 85, 82)),
    f"{DEMO}/sample5.jpg": ((270, 75, 62), (374, 96, 60), (470, 168, 76), (218, 177, 66), (151, 312, 95)),
    f"{DEMO}/sample6.jpg": ((110, 205, 88), (238, 160, 95), (391, 140, 88), (508, 133, 100)),
    "skimage/data/astronaut.png": ((264, 150, 108),),
    f"{KNOWN}/biden.jpg": ((168, 106, 88),),
    f"{KNOWN}/obama3.jpg": ((209, 117, 84),),
    f"{KNOWN}/obama2.jpg": ((145, 222, 185),),
    f"{KNOWN}/obama.jpg": ((256, 144, 158),),
}
_SKIMAGE = "chelsea coffee motorcycle_left coins brick grass gravel text page clock_motion"
_JPG = (
    "aloeL apple board building butterfly fruits leuvenA orange starry_night stuff blox baboon home squirrel_cls aero1 "
    "aero3 licenseplate_motion"
)
_PNG = "box_in_scene cards graf1 graf3 rubberwhale1 smarties"
_DOC = "usr/share/doc/opencv-doc/examples"
NONE = (
    *(f"skimage/data/{name}.png" for name in _SKIMAGE.split()),
    "skimage/data/rocket.jpg",
    *(f"{_DOC}/data/{name}.jpg" for name in _JPG.split()),
    *(f"{_DOC}/data/{name}.png" for name in _PNG.split()),
    f"{_DOC}/alphamat/input_images/plant.jpg",
    *(f"{_DOC}/text/scenetext0{number}.jpg" for number in range(2, 7)),
    *(f"{_DOC}/hfs/data/00{number}.jpg" for number in range(3)),
)


def found_in(picture: Picture) -> list[Box]:
    """The faces that the search finds, in a picture as it is kept."""
    _, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 86])
    return [box for box in boxes_in(coded.tobytes()) if box.kind == "face"]


def _opened(path: Path) -> Picture:
    picture: Picture = cv2.imread(str(path))
    by = SIZE[0] / max(picture.shape[:2])
    return cv2.resize(picture, None, fx=by, fy=by, interpolation=cv2.INTER_AREA if by < 1 else cv2.INTER_CUBIC)


def _around(box: Box, x: float, y: float) -> bool:
    return box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height


def _is(box: Box, x: float, y: float, size: float) -> bool:
    return _around(box, x, y) and size * 0.5 <= box.width <= size * 2.2


def whole(folder: Path) -> tuple[int, int]:
    """How many of the faces are found in the photos as they are, and how many boxes are around none."""
    good = bad = 0
    unit = SIZE[0] / UNIT
    for name, places in FACES.items():
        boxes = found_in(_opened(folder / name))
        good += sum(any(_is(box, x * unit, y * unit, size * unit) for box in boxes) for x, y, size in places)
        bad += sum(not any(_around(box, x * unit, y * unit) for x, y, _ in places) for box in boxes)
    return good, bad


def alone(folder: Path, pixels: int, change: Change | None = None) -> Iterator[bool]:
    """Whether each of the faces is found at this size, once `change` was done to what is around it."""
    for name, places in FACES.items():
        picture: Picture = cv2.imread(str(folder / name))
        unit = max(picture.shape[:2]) / UNIT
        for x, y, size in places:
            by, half = pixels / (size * unit), size * unit * 1.6
            left, upper = (int(max(0, at * unit - half)) for at in (x, y))
            part = picture[upper : int(y * unit + half), left : int(x * unit + half)]
            part = cv2.resize(part, None, fx=by, fy=by, interpolation=cv2.INTER_AREA if by < 1 else cv2.INTER_CUBIC)
            nose = (x * unit - left) * by, (y * unit - upper) * by
            if change:
                part = change(part, *nose, pixels)
            around = cv2.resize(cv2.resize(picture, (24, 18), interpolation=cv2.INTER_AREA), SIZE)
            at_x, at_y = (SIZE[0] - part.shape[1]) // 2, (SIZE[1] - part.shape[0]) // 2
            around[at_y : at_y + part.shape[0], at_x : at_x + part.shape[1]] = part
            yield _found_there(around, at_x + nose[0], at_y + nose[1], pixels)


def _found_there(picture: Picture, x: float, y: float, pixels: float) -> bool:
    """Whether the face is found, as large as the search has it; what is further off is left out, since that takes long."""
    by, far = LOOKED_AT / SIZE[0], pixels * 3 + 120
    left, upper = (int(max(0, at - far) * by) for at in (x, y))
    small = cv2.resize(picture, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
    part = small[upper : int((y + far) * by), left : int((x + far) * by)]
    return any(_is(box, x * by - left, y * by - upper, pixels * by) for box in found_in(part))


def turned(by: float) -> Change:
    """By so many degrees around the nose."""

    def change(part: Picture, x: float, y: float, _pixels: float) -> Picture:
        how = cv2.getRotationMatrix2D((x, y), by, 1)
        return cv2.warpAffine(part, how, (part.shape[1], part.shape[0]), borderMode=cv2.BORDER_REPLICATE)

    return change


def darkened(part: Picture, _x: float, _y: float, _pixels: float) -> Picture:
    """A fifth of the light, with a camera's noise."""
    noise = np.random.default_rng(1).normal(0, 5, part.shape)
    return np.clip(part * 0.2 + noise, 0, 255).astype(np.uint8)


def masked(part: Picture, x: float, y: float, pixels: float) -> Picture:
    """A light mask from the nose down."""
    corners = (int(x - pixels * 0.55), int(y)), (int(x + pixels * 0.55), int(y + pixels * 0.6))
    return cv2.rectangle(part.copy(), *corners, (215, 200, 170), -1)


def halved(part: Picture, x: float, _y: float, _pixels: float) -> Picture:
    """One side behind a wall."""
    return cv2.rectangle(part.copy(), (int(x), 0), (part.shape[1], part.shape[0]), (90, 110, 120), -1)


def main() -> None:
    """Print it, a line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    count = sum(map(len, FACES.values()))
    good, bad = whole(folder)
    print(f"photos as they are: {good} of {count} found, {bad} boxes around none", flush=True)
    wrong = [len(found_in(_opened(folder / name))) for name in NONE]
    print(f"photos of nobody: {sum(wrong)} boxes in {sum(map(bool, wrong))} of {len(wrong)}", flush=True)
    for pixels in PIXELS:
        print(f"{pixels} px: {sum(alone(folder, pixels))} of {count}", flush=True)
    changes = {f"turned by {by}": turned(by) for by in (15, -15, 30, -30, 90)}
    changes |= {"dark": darkened, "a mask": masked, "half covered": halved}
    for what, change in changes.items():
        print(f"{what}: {sum(alone(folder, MIDDLE, change))} of {count}", flush=True)


if __name__ == "__main__":
    main()
