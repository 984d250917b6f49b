"""Released keyword replies in memory: they are given while MongoDB is away, too."""

from datetime import datetime

from domain.keywords import Rule, found, from_body
from services.plain import squeeze
from storage.versions import VersionStore
from wechat.errors import SHANGHAI


class LiveKeywords:
    """The rules that count, as they were at the last `refresh`."""

    def __init__(self, store: VersionStore) -> None:
        self._store = store
        self._rules: tuple[Rule, ...] = ()

    async def refresh(self) -> None:
        """Read them again. Raises StoreAway."""
        version = await self._store.released()
        self._rules = from_body(version.body) if version else ()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All of them."""
        return self._rules

    def find(self, text: str, now: datetime) -> Rule | None:
        """The rule that answers `text` now, or None."""
        return rule_for(self._rules, text, now) if self._rules else None


def rule_for(rules: tuple[Rule, ...], text: str, now: datetime) -> Rule | None:
    """The one of `rules` that answers `text` at the aware time `now`, or None."""
    return found(rules, text, now.astimezone(SHANGHAI), plain=squeeze)
