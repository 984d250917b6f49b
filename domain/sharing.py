"""
一起圆梦: several bring a dear wish together. Who took it up leads, and passes a code on to people whom she knows; they settle
among themselves who buys what, and no money passes through us. A place in it is no claim: the wish is its donor's.
"""

from dataclasses import dataclass

from domain.wish_life import HELD
from domain.wishes import Wish, WishState


@dataclass(frozen=True, slots=True)
class SharingRules:
    """Wishes above `above_fen` may be shared, by `sharers_most` beside who leads; a person shares `open_most` at a time."""

    above_fen: int = 200_00
    sharers_most: int = 4
    open_most: int = 3


FREES = frozenset((WishState.PUBLISHED, WishState.FAILED, WishState.CANCELLED))  # nobody brings it any more


def may_be_shared(wish: Wish, rules: SharingRules) -> bool:
    """Whether others may come to it now: it is a dear thing, in the hands of one person, and not delivered yet."""
    held = wish.state in HELD and bool(wish.donor_id) and not wish.organisation
    return held and not wish.is_company and wish.cost_fen > rules.above_fen


def places_left(wish: Wish, rules: SharingRules) -> int:
    """How many more may come."""
    return max(rules.sharers_most - len(wish.sharers), 0)


def givers_of(wish: Wish) -> int:
    """How many people bring it together, who leads included; 0 where nobody shares it."""
    return len(wish.sharers) + 1 if wish.sharers else 0
