"""
Which numbers of campaigns everybody may read together: none is small, and none gives a small one away by being taken from
another, of the same campaign, of one that lies within it, or of the city's less the counties'.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from domain.campaigns import STAGES, Campaign, Progress
from domain.small_numbers import FEWEST, HIDDEN, hidden

ORDER = tuple(dict.fromkeys((0, len(STAGES) - 1, *range(len(STAGES)))))  # the first, the last, then those between
_SMALL = (1 << (FEWEST - 1)) - 1


@dataclass(frozen=True, slots=True)
class _Number:
    campaign: Campaign
    stage: int
    many: int


def holds(whole: Campaign, part: Campaign, kinds: frozenset[str]) -> bool:
    """Whether each wish of the one is, by what they say of themselves, one of the other; `kinds` are all that there are."""
    return (
        part.region_path.startswith(whole.region_path)
        and whole.span[0] <= part.span[0]
        and part.span[1] <= whole.span[1]
        and (frozenset(part.kinds) or kinds) <= (frozenset(whole.kinds) or kinds)
    )


def beside(one: Campaign, all_of_them: Iterable[Campaign], kinds: frozenset[str]) -> list[Campaign]:
    """Those whose numbers say something of each other's and, through others, of this one's; itself among them."""
    found, others, asked = [one], [each for each in all_of_them if each.id != one.id], [one]
    while asked:
        here = asked.pop()
        near = [each for each in others if holds(here, each, kinds) or holds(each, here, kinds)]
        others = [each for each in others if each not in near]
        found, asked = [*found, *near], [*asked, *near]
    return found


def for_everybody(counted: Mapping[str, tuple[Campaign, Progress]], kinds: frozenset[str]) -> dict[str, Progress]:
    """
    The numbers of campaigns that lie beside each other, by id, with HIDDEN for each that can't be shown with those shown
    before it, and for the money of those that came true where their number is. The oldest campaign comes first, so that a
    new one takes nothing from what is shown already.
    """
    stages, told = tuple(STAGES), list[_Number]()
    campaigns = [campaign for campaign, _ in counted.values()]
    inside = {(part.id, whole.id) for part in campaigns for whole in campaigns if holds(whole, part, kinds)}
    for _, (campaign, progress) in sorted(counted.items()):
        for at in ORDER:
            number = _Number(campaign, at, hidden(progress.counts[stages[at]]))
            if number.many != HIDDEN and _gives_nothing_away(number, told, inside):
                told.append(number)
    by_place = {(each.campaign.id, stages[each.stage]): each.many for each in told}
    found = {}
    for key, (_, progress) in counted.items():
        counts = {stage: by_place.get((key, stage), HIDDEN) for stage in stages}
        found[key] = Progress(counts, HIDDEN if counts["done"] == HIDDEN else progress.fen)
    return found


def _gives_nothing_away(new: _Number, told: Sequence[_Number], inside: AbstractSet[tuple[str, str]]) -> bool:
    together = [*told, new]
    wholes = [new, *(each for each in told if _within(new, each, inside))]
    return not any(_leaves_few(whole, [each for each in together if _within(each, whole, inside)]) for whole in wholes)


def _within(part: _Number, whole: _Number, inside: AbstractSet[tuple[str, str]]) -> bool:
    return part is not whole and part.stage >= whole.stage and (part.campaign.id, whole.campaign.id) in inside


def _leaves_few(whole: _Number, parts: Sequence[_Number]) -> bool:
    """
    Whether few are left of the whole when one part is taken from it, or one part of each of several places below it. The
    sums that can be taken are the bits of a number.
    """
    if whole.many < FEWEST:
        return False
    places: defaultdict[str, set[int]] = defaultdict(set)
    for each in parts:
        places[each.campaign.region_path].add(each.many)
    alone, sums = places.pop(whole.campaign.region_path, set()), 1
    for numbers in places.values():
        taken = sums
        for many in numbers:
            taken |= sums << many
        sums = taken
    for many in alone:
        sums |= 1 << many
    return bool(sums >> (whole.many - FEWEST + 1) & _SMALL)
