"""Accounts as keyed digests: by these a thing is known again that may not name anybody."""

from collections.abc import Iterable

from services.context import Services


async def digests_of(services: Services, accounts: Iterable[tuple[str, str]]) -> list[str]:
    """One for each (app, openid), in their order. Raises StoreAway."""
    return [await services.vault.digest("account", f"{app}:{openid}") for app, openid in accounts]
