"""Numbers that are shown to others only from so many on: a smaller one could be somebody."""

from collections.abc import Sequence

FEWEST = 5
HIDDEN = -1


def apart(more: int, fewer: int) -> bool:
    """Whether both numbers can be shown of which the second is part of the first: what lies between them is nobody or many."""
    return HIDDEN in {more, fewer} or more - fewer == 0 or more - fewer >= FEWEST


def hidden_stages(counts: Sequence[int], keep: int) -> list[int]:
    """
    Numbers of which each is part of the one before, with HIDDEN for those that are too small, and for one of each two between
    which few lie: the difference would tell of them. The first stays where it can, then the one at `keep`, then the others.
    """
    shown = [HIDDEN] * len(counts)
    for at in dict.fromkeys((0, keep % len(counts), *range(len(counts)))):
        many = hidden(counts[at])
        if all(apart(max(many, other), min(many, other)) for other in shown if other != HIDDEN):
            shown[at] = many
    return shown


def hidden(many: int) -> int:
    """The number, or HIDDEN where it is too small to be shown; nobody is nobody."""
    return many if many == 0 or many >= FEWEST else HIDDEN
