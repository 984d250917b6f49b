"""How probable it is that the nearest entry is the right one: a logistic regression over a few signs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Signs:
    """
    What the nearest entry's score is judged by.

    `margin`: how far the second is behind; `covered`, `answered`: how much of what was asked its wording, its answer
    holds; `topic`: how alike the matters are, 0 to 1; `own`: how near
    it is to a single matter, 1 for an entry that is one of them itself; `asked`: how much the question says at all; `missed`: how
    much of the matters that it names the entry is silent on.
    """

    score: float
    margin: float
    covered: float
    answered: float
    topic: float
    own: float
    asked: float
    missed: float


def features(signs: Signs) -> tuple[float, ...]:
    """The signs as the regression takes them."""
    return (
        math.log1p(signs.score),
        math.log1p(signs.margin),
        signs.margin / (signs.score + 1.0),
        signs.covered,
        signs.answered,
        signs.topic,
        signs.own,
        signs.topic * signs.own,
        math.log1p(signs.asked),
        signs.missed,
    )


BIAS = -6.09
WEIGHTS = (-0.52, 0.14, 2.49, 2.02, 3.41, 3.03, -2.07, -1.19, 1.53, -2.25)


AGAIN_BIAS = -8.61
AGAIN_WEIGHTS = (1.03, 0.03, 3.03, -1.28, 1.56, 3.22, -0.09, -1.32, 0.27, -0.55, 0.32, -0.01, -0.37, 0.38)


def probability(signs: Signs) -> float:
    """The probability that the nearest entry is the right one, 0 to 1."""
    return _chance(BIAS, WEIGHTS, features(signs))


@dataclass(frozen=True, slots=True)
class Said:
    """
    What sentence vectors say of the nearest entry: how near the question is to it, how far the next is behind, how far both are
    about the same matters, and how far the question is one that people ask here.
    """

    near: float
    lead: float
    about: float
    inside: float


def features_again(signs: Signs, said: Said) -> tuple[float, ...]:
    """The signs with those of sentence vectors."""
    score = max(0.0, signs.score)
    by_text = features(replace(signs, score=score, margin=max(0.0, signs.margin)))
    return (*by_text, said.near, said.lead, said.about, said.inside)


def probability_again(signs: Signs, said: Said) -> float:
    """The same for what was found with sentence vectors."""
    return _chance(AGAIN_BIAS, AGAIN_WEIGHTS, features_again(signs, said))


def _chance(bias: float, weights: Sequence[float], found: Sequence[float]) -> float:
    sum_ = bias + sum(weight * each for weight, each in zip(weights, found, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, sum_))))
