"""How probable it is that the nearest entry is the right one: a logistic regression over a few signs."""

import math
from dataclasses import dataclass


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


def probability(signs: Signs) -> float:
    """The probability that the nearest entry is the right one, 0 to 1."""
    sum_ = BIAS + sum(weight * each for weight, each in zip(WEIGHTS, features(signs), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, sum_))))
