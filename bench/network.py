"""Learning a network of one hidden layer: which texts are of danger, by their numbers."""

import numpy as np
from numpy.typing import NDArray

from services.safeguarding.gist import Network, seen_from

CELLS, SEEDS = 512, (0, 1)  # cells of each of the networks whose middle is taken
ROUNDS, PART, RATE = 20, 256, 0.004  # times that all texts are gone through; texts of a step of Adam; its first width
OUT = 0.5  # the share of cells that are left out of each step, so that none relies on another
WIDE = 8.0  # how much larger weights begin than is usual: the vectors' numbers are small
KEEPS, KEEPS_SQUARE, FAINT = 0.9, 0.999, 1e-8  # Adam's
Vectors = NDArray[np.float32]


def learned(vectors: Vectors, danger: NDArray[np.bool_]) -> Network:
    """A network for texts, of each of which there are as many numbers, and some are of danger. The same every time on the same machine."""
    middle = vectors.mean(axis=0)
    seen = seen_from(middle, vectors)
    made = [_one(seen, danger.astype(np.float32), seed) for seed in SEEDS]
    inwards = np.vstack([inwards.T for inwards, _, _ in made])
    outwards = np.concatenate([outwards for _, _, outwards in made]).astype(np.float32) / np.float32(len(made))
    return Network(middle, np.ascontiguousarray(inwards), np.concatenate([bias for _, bias, _ in made]), outwards)


def scores(network: Network, vectors: Vectors) -> Vectors:
    """The network's score of each."""
    cells = seen_from(network.middle, vectors) @ network.inwards.T + network.bias
    score: Vectors = np.maximum(cells, 0) @ network.outwards
    return score


def _one(seen: Vectors, danger: Vectors, seed: int) -> tuple[Vectors, Vectors, Vectors]:
    """Weights inwards, the cells' start, weights outwards. What is said of danger before anything is read is left to the settings."""
    chosen, wide = np.random.default_rng(seed), seen.shape[1]
    weights = [
        chosen.normal(0, WIDE * np.sqrt(2 / wide), (wide, CELLS)).astype(np.float32),
        np.zeros(CELLS, dtype=np.float32),
        chosen.normal(0, np.sqrt(1 / CELLS), CELLS).astype(np.float32),
        np.zeros(1, dtype=np.float32),
    ]
    mean, square = ([np.zeros_like(each) for each in weights] for _ in range(2))
    steps = ROUNDS * -(-len(seen) // PART)
    parts = (
        part for _ in range(ROUNDS) for part in np.split(chosen.permutation(len(seen)), range(PART, len(seen), PART))
    )
    for step, part in enumerate(parts, 1):
        kept = (chosen.random((len(part), CELLS)) > OUT).astype(np.float32) / np.float32(1 - OUT)
        rate = RATE * (1 - step / steps)
        for place, slope in enumerate(_slopes(weights, seen[part], danger[part], kept)):
            mean[place] = KEEPS * mean[place] + (1 - KEEPS) * slope
            square[place] = KEEPS_SQUARE * square[place] + (1 - KEEPS_SQUARE) * slope * slope
            steady = np.sqrt(square[place] / (1 - KEEPS_SQUARE**step)) + FAINT
            weights[place] = (weights[place] - rate * mean[place] / (1 - KEEPS**step) / steady).astype(np.float32)
    return weights[0], weights[1], weights[2]


def _slopes(weights: list[Vectors], seen: Vectors, danger: Vectors, kept: Vectors) -> tuple[Vectors, ...]:
    """Of how wrong the network is about these, by each of its weights."""
    inwards, bias, outwards, start = weights
    cells = seen @ inwards + bias
    lit = np.maximum(cells, 0) * kept
    off = (1 / (1 + np.exp(-(lit @ outwards + start))) - danger) / np.float32(len(seen))
    back = off[:, None] * outwards * kept * (cells > 0)
    return seen.T @ back, back.sum(axis=0), lit.T @ off, off.sum(keepdims=True)
