"""
爱心年卡: what one donor has made come true in a year, on a card of her own. Nothing of a child stands on it, nothing of her,
and nobody beside her: it is thanks, not a ranking.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.calendar import day_in_china
from domain.errors import NotFound
from domain.people import Person
from domain.wishes import Wish
from services.context import Services
from services.marks import read_mark, seal_mark
from services.wishes.own import came_true

MARK = "card"


@dataclass(frozen=True, slots=True)
class YearCard:
    """
    A year in which wishes of hers reached their families: how many, and of which kinds, the most first; `shared` of them she
    brought together with others.
    """

    year: int
    wishes: int
    kinds: tuple[tuple[str, int], ...]
    is_over: bool
    shared: int = 0


async def cards(services: Services, person: Person) -> Sequence[YearCard]:
    """One for each year in which there was any, the newest first. Raises StoreAway."""
    return by_year(services, await came_true(services, by=person))


def by_year(services: Services, wishes: Iterable[Wish]) -> Sequence[YearCard]:
    """The same of wishes that came true."""
    found: dict[int, Counter[str]] = {}
    shared: Counter[int] = Counter()
    for wish in wishes:
        year = day_in_china(wish.since or wish.changed_at).year
        found.setdefault(year, Counter())[wish.kind] += 1
        shared[year] += bool(wish.sharers)
    this_year = day_in_china(services.now()).year
    return [
        YearCard(year, kinds.total(), tuple(kinds.most_common()), is_over=year < this_year, shared=shared[year])
        for year, kinds in sorted(found.items(), reverse=True)
    ]


def address_of(services: Services, person: Person, year: int) -> str:
    """Where her card of a year is seen, by whomever she gives it to; the address tells nobody who she is."""
    return f"{services.facts.public_url}/h5/cards/{seal_mark(services, MARK, person.id, str(year))}"


def kinds_in_words(services: Services, card: YearCard) -> tuple[tuple[str, int], ...]:
    """The kinds as people know them, with how many of each."""
    known = dict(services.facts.wish.kinds)
    return tuple((known.get(kind, kind), count) for kind, count in card.kinds)


async def opened(services: Services, token: str) -> YearCard:
    """The card at such an address as it is now. Raises NotFound, also once she was erased; StoreAway."""
    parts = read_mark(services, token)
    if len(parts) != 3 or parts[0] != MARK:  # one of our other links
        raise NotFound
    _, person_id, year = parts
    person = await services.people.get(person_id)
    for card in await cards(services, person):
        if card.year == int(year):
            return card
    raise NotFound
