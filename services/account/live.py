"""Released keyword replies and their pictures in memory: they are given while MongoDB is away, too."""

from datetime import datetime

from domain.keywords import Rule, found, from_body
from domain.pictures import MARGIN, Picture
from services.plain import squeeze
from storage.pictures import PictureStore
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


class LivePictures:
    """The pictures that released rules answer with, as they were at the last `refresh`."""

    def __init__(self, store: PictureStore, keywords: LiveKeywords) -> None:
        self._store = store
        self._keywords = keywords
        self._pictures: dict[str, Picture] = {}

    async def refresh(self) -> None:
        """Read them again. Raises StoreAway."""
        self._pictures = await self._store.among({each.picture for each in self._keywords.rules if each.picture})

    def media_id(self, picture_id: str, now: datetime) -> str:
        """What the platform calls its copy, or nothing where it has none that lasts."""
        found = self._pictures.get(picture_id)
        return found.media_id if found and found.held_at(now + MARGIN) else ""


def rule_for(rules: tuple[Rule, ...], text: str, now: datetime) -> Rule | None:
    """The one of `rules` that answers `text` at the aware time `now`, or None."""
    return found(rules, text, now.astimezone(SHANGHAI), plain=squeeze)
