"""
Learning how sentence vectors are turned so that texts which ask for the same lie near each other.

Neighbourhood components analysis (Goldberger et al., 2004) with a softmax over what is told about each matter besides; few steps
from the vectors as they are, so that it carries over to matters that it hasn't seen.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.vectors import FAINT

STEPS, RATE, PART = 60, 0.0003, 512  # steps of Adam; texts that each step looks at
SHARP = 20.0  # how quickly a neighbour counts for less the farther it is
KEEPS, KEEPS_SQUARE = 0.9, 0.99  # Adam's
SEED = 0
Vectors = NDArray[np.float32]
Labels = NDArray[np.intp]


def turned(asked: Vectors, matters: Labels, told: Vectors, told_matters: Labels) -> Vectors:
    """
    A square of directions, as rows: `np.vecdot(directions, vector)` is a vector turned. `asked`: vectors of length one of what is
    asked, of `matters`; `told`: of what is told about some of these matters, one each, `told_matters`.
    """
    chosen = np.random.default_rng(SEED)
    wide = asked.shape[1]
    turn = np.eye(wide, dtype=np.float32)
    mean, square = np.zeros_like(turn), np.zeros_like(turn)
    place_of = np.full(int(matters.max()) + 1, -1, dtype=np.intp)
    place_of[told_matters] = np.arange(len(told))
    for step in range(1, STEPS + 1):
        part = chosen.integers(0, len(asked), min(PART, len(asked)))
        slope = _slope(turn, asked, matters, part) + _slope_to(turn, asked[part], told, place_of[matters[part]])
        mean = KEEPS * mean + (1 - KEEPS) * slope
        square = KEEPS_SQUARE * square + (1 - KEEPS_SQUARE) * slope * slope
        steady = np.sqrt(square / (1 - KEEPS_SQUARE**step)) + FAINT
        turn = (turn - RATE * mean / (1 - KEEPS**step) / steady).astype(np.float32)
    return np.ascontiguousarray(turn.T)


def _slope(turn: Vectors, asked: Vectors, matters: Labels, part: Labels) -> Vectors:
    """Of how unlikely it is that the neighbours of a part are of the same matters."""
    seen, length = _seen(turn, asked)
    here = np.arange(len(part))
    near = np.float32(SHARP) * seen[part] @ seen.T
    near[here, part] = -np.inf
    chance = _shares(near)
    same = matters[part][:, None] == matters[None, :]
    same[here, part] = False
    wanted = chance * same
    off = (chance - wanted / np.maximum(wanted.sum(axis=1, keepdims=True), FAINT)) * np.float32(SHARP / len(part))
    return _back(asked[part], seen[part], length[part], off @ seen) + _back(asked, seen, length, off.T @ seen[part])


def _slope_to(turn: Vectors, asked: Vectors, told: Vectors, right: Labels) -> Vectors:
    """Of how unlikely it is that what is told about the matter is the nearest; where nothing is told of it, of nothing."""
    known = right >= 0
    if not known.any():
        return np.zeros_like(turn)
    (seen, length), (others, wide) = _seen(turn, asked[known]), _seen(turn, told)
    off = _shares(np.float32(SHARP) * seen @ others.T)
    off[np.arange(len(off)), right[known]] -= 1
    off *= np.float32(SHARP / len(asked))
    return _back(asked[known], seen, length, off @ others) + _back(told, others, wide, off.T @ seen)


def _seen(turn: Vectors, vectors: Vectors) -> tuple[Vectors, Vectors]:
    """Vectors turned, of length one, and how long they were."""
    long = vectors @ turn
    length = np.maximum(np.linalg.norm(long, axis=1, keepdims=True), np.float32(FAINT))
    return long / length, length


def _back(vectors: Vectors, seen: Vectors, length: Vectors, slope: Vectors) -> Vectors:
    """The slope by the turn, of that by the turned vectors of length one."""
    along = (slope * seen).sum(axis=1, keepdims=True)
    back: Vectors = vectors.T @ ((slope - seen * along) / length)
    return back


def _shares(near: NDArray[np.floating[Any]]) -> Vectors:
    close = np.exp(near - near.max(axis=1, keepdims=True))
    shares: Vectors = close / close.sum(axis=1, keepdims=True)
    return shares
