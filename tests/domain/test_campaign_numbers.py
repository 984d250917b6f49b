"""Whatever numbers of campaigns everybody reads together, nobody works a small one out of them by taking one from another."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.campaign_numbers import beside, for_everybody
from domain.campaigns import STAGES, Campaign, CampaignState, Progress
from domain.ids import new_id
from domain.small_numbers import FEWEST, HIDDEN

CITY = "370000/370800/"
COUNTIES = ("370881", "370883", "370811")
KINDS = ("study", "books")
FIRST = date(2026, 11, 1)
DAYS = 4
NAMES = tuple(STAGES)
Cell = tuple[str, int, str, int]  # where, on which day, of which kind, how far: a wish is in one of them
EVERY: list[Cell] = list(product(COUNTIES, range(DAYS), KINDS, range(len(NAMES))))


def made(region: str, first: int, last: int, kinds: tuple[str, ...], *, number: int = 0, closed: int = 0) -> Campaign:
    path = CITY if region == "370800" else f"{CITY}{region}/"
    days = (FIRST + timedelta(days=first), FIRST + timedelta(days=last))
    one = Campaign(f"{number:02}{new_id()}", "活动", "活动", *days, region, path, kinds=kinds, state=CampaignState.OPEN)
    at = datetime(2026, 10, 31, 16, tzinfo=UTC) + timedelta(days=closed)
    return replace(one, closed_at=at, state=CampaignState.CLOSED) if closed else one


def cells(campaign: Campaign, stage: int) -> frozenset[Cell]:
    """Every wish that could be counted there."""
    begins, ends = campaign.span
    found = set()
    for county, day, kind, far in EVERY:
        noon = datetime(2026, 11, 1, 4, tzinfo=UTC) + timedelta(days=day)
        here = campaign.region in {county, "370800"} and begins <= noon < ends
        if here and far >= stage and kind in (campaign.kinds or KINDS):
            found.add((county, day, kind, far))
    return frozenset(found)


def counted(campaigns: Sequence[Campaign], wishes: dict[Cell, int]) -> dict[str, tuple[Campaign, Progress]]:
    found = {}
    for each in campaigns:
        counts = {name: sum(wishes.get(cell, 0) for cell in cells(each, at)) for at, name in enumerate(NAMES)}
        found[each.id] = (each, Progress(counts, counts["done"] * 5000))
    return found


def told(campaigns: Sequence[Campaign], wishes: dict[Cell, int]) -> list[tuple[frozenset[Cell], int]]:
    """All that everybody reads: of which wishes, and how many; what is hidden is left out, what is said is true."""
    found, true = for_everybody(counted(campaigns, wishes), frozenset(KINDS)), counted(campaigns, wishes)
    for each in campaigns:
        shown, progress = found[each.id], true[each.id][1]
        assert all(shown.counts[name] in {HIDDEN, progress.counts[name]} for name in NAMES)
        assert shown.fen == (HIDDEN if shown.counts["done"] == HIDDEN else progress.fen)
    return [
        (cells(each, at), found[each.id].counts[name])
        for each in campaigns
        for at, name in enumerate(NAMES)
        if found[each.id].counts[name] != HIDDEN
    ]


REGIONS = st.sampled_from(["370800", *COUNTIES])
CAMPAIGNS = st.lists(
    st.builds(
        lambda region, days, kinds, closed: made(region, min(days), max(days), kinds, closed=closed),
        REGIONS,
        st.tuples(st.integers(0, DAYS - 1), st.integers(0, DAYS - 1)),
        st.sampled_from([(), ("study",), ("books",), KINDS]),
        st.integers(0, DAYS),
    ),
    min_size=1,
    max_size=6,
)
WISHES = st.dictionaries(st.sampled_from(EVERY), st.integers(1, 9), max_size=20)


@settings(max_examples=400)
@given(campaigns=CAMPAIGNS, wishes=WISHES)
def test_no_small_number_is_said_and_none_is_left_when_one_is_taken_from_another(
    campaigns: list[Campaign], wishes: dict[Cell, int]
) -> None:
    """Nor when one of each county is taken from the city's."""
    said = told(campaigns, wishes)
    assert all(many == 0 or many >= FEWEST for _, many in said)
    for (whole, more), (part, fewer) in product(said, repeat=2):
        if part <= whole:
            assert more - fewer == 0 or more - fewer >= FEWEST, (more, fewer)
    by_county = {county: [each for each in said if {cell[0] for cell in each[0]} == {county}] for county in COUNTIES}
    for many in (2, 3):
        for chosen in combinations(COUNTIES, many):
            for parts in product(*(by_county[county] for county in chosen)):
                taken = frozenset[Cell]().union(*(each for each, _ in parts))
                for whole, more in said:
                    if taken <= whole:
                        left = more - sum(number for _, number in parts)
                        assert left == 0 or left >= FEWEST, (more, parts)


def test_of_one_campaign_neither_a_number_nor_a_difference_is_small_and_what_is_far_apart_is_shown() -> None:
    for numbers, seen in (
        ([30, 20, 12, 6], [30, 20, 12, 6]),
        ([30, 22, 12, 10], [30, 22, HIDDEN, 10]),
        ([30, 30, 28, 28], [30, 30, HIDDEN, HIDDEN]),
        ([4, 0, 0, 0], [HIDDEN, 0, 0, 0]),
    ):
        one = made("370881", 0, 1, ())
        progress = Progress(dict(zip(NAMES, numbers, strict=True)), 1)
        shown = for_everybody({one.id: (one, progress)}, frozenset(KINDS))[one.id]
        assert [*shown.counts.values()] == seen


def test_the_city_s_number_is_hidden_where_it_would_tell_of_a_county_without_one_and_a_new_one_takes_nothing_away() -> (
    None
):
    small: Cell = ("370811", 0, "study", 0)
    wishes: dict[Cell, int] = {("370881", 0, "study", 0): 9, ("370883", 0, "study", 0): 8, small: 3}
    counties = [made(region, 0, 3, (), number=at) for at, region in enumerate(COUNTIES[:2])]
    city = made("370800", 0, 3, (), number=5)
    found = for_everybody(counted([city, *counties], wishes), frozenset(KINDS))
    assert [found[each.id].counts["shown"] for each in [*counties, city]] == [9, 8, HIDDEN]
    more = for_everybody(counted([city, *counties], wishes | {small: 6}), frozenset(KINDS))
    assert more[city.id].counts["shown"] == 23


def test_only_what_says_something_of_a_campaign_is_counted_with_it() -> None:
    city, county, later = made("370800", 0, 1, ()), made("370881", 0, 0, ()), made("370881", 2, 3, ())
    other = made("370883", 0, 1, ("study",))
    found = beside(county, [city, county, later, other], frozenset(KINDS))
    assert {each.id for each in found} == {county.id, city.id, other.id}
