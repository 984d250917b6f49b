"""A database for measuring: what `seed` writes, and a knowledge base of the size asked for."""

import base64
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from domain.questions import KnowledgeEntry
from services.questions.rows import Frame, key_of
from storage.knowledge import KnowledgeStore
from storage.mongo import open_mongo

FIELD_KEY = base64.b64encode(bytes(range(96))).decode()
WORDS = (
    "上学路上",
    "晚上",
    "周末",
    "假期",
    "饭桌上",
    "做作业时",
    "睡觉前",
    "跟同学",
    "在奶奶家",
    "刚开学",
    "考试前",
    "下雨天",
)


async def grow(environment: Mapping[str, str], *, entries: int) -> int:
    """Add variations of the seeded entries until there are `entries`; how many there are."""
    async with open_mongo(environment["XINQIAO_MONGO_URL"], environment["XINQIAO_MONGO_DATABASE"]) as db:
        knowledge = KnowledgeStore(db)
        seeded = await knowledge.published()
        now = datetime.now(UTC)
        varied = ((words, entry) for words in itertools.cycle(WORDS) for entry in seeded)
        more = []
        for number, (words, entry) in zip(range(len(seeded), entries), varied, strict=False):
            variants = tuple(f"{words}{each}" for each in entry.variants)
            more.append(replace(entry, id=f"bench-{number}", question=f"{words}{entry.question}", variants=variants))
        await knowledge.put(more, now=now)
        await knowledge.keep_vectors(_vectors(more, {each.answer: each for each in seeded}))
        return max(entries, len(seeded))


def _vectors(more: Iterable[KnowledgeEntry], seeded: Mapping[str, KnowledgeEntry]) -> dict[str, bytes]:
    """As after the minutes in which they are made once: what a variation says is all but what its entry does."""
    frame = Frame.load()
    rows = ((each, frame.shipped.get(key_of(seeded[each.answer]))) for each in more)
    return {each.id: frame.kept(key_of(each), row) for each, row in rows if row is not None}
