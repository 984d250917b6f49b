"""How many people follow the account: counted by a worker now and then, since it takes a look at each of them."""

from contextlib import suppress

from domain.errors import StoreAway
from services.context import Services
from storage.kept_counts import KeptCounts

FOLLOWERS = "followers"
KEPT_SECONDS = 900  # three times as long as a worker takes to come round
FEW = 1000  # so many are counted at once, and one more is seen


async def count_followers(services: Services) -> int:
    """Count, and keep the number for pages. Raises StoreAway."""
    number = await services.people.count(services.facts.oa_app)
    with suppress(StoreAway):
        kept = KeptCounts(services.redis, services.patience)
        await kept.keep(FOLLOWERS, {FOLLOWERS: number}, seconds=KEPT_SECONDS)
    return number


async def followers(services: Services) -> int:
    """How many there were a few minutes ago; counted now where no worker has, or they are few. Raises StoreAway."""
    with suppress(StoreAway):
        kept = await KeptCounts(services.redis, services.patience).find(FOLLOWERS)
        if kept and kept[FOLLOWERS] >= FEW:
            return kept[FOLLOWERS]
    return await count_followers(services)
