"""Writing what content/ holds into the database, without touching what staff have changed since."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import orjson

from domain.ids import new_id
from domain.lessons import Lesson, LessonState
from services.account import menus
from services.content.models import Content
from services.context import Services
from services.lessons.checks import LessonFields
from storage.events import Event
from storage.mongo import Session, in_transaction
from storage.seeds import SeedStore

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Seeded:
    """How much there is, and how much of it was written now."""

    regions: int
    lessons: int
    entries: int
    written: int

    def __str__(self) -> str:
        return (
            f"{self.regions} regions, {self.lessons} lessons, {self.entries} knowledge entries; {self.written} written"
        )


async def seed(services: Services, content: Content, *, sample: bool) -> Seeded:
    """
    Regions, series, lessons and knowledge entries; a second time changes nothing. With `sample` new lessons are
    published at once, otherwise they are drafts. What is the same as at the last seed is left alone, so that what
    staff changed stays. Raises StoreAway.
    """
    seeds = SeedStore(services.db)
    before = await seeds.all()
    after = _digests(content)
    changed = {name for name, digest in after.items() if before.get(name) != digest}
    if "regions" in changed:
        await services.regions.put(content.regions)
    if "series" in changed:
        for each in content.series:
            await services.lessons.put_series(each)
    slugs = await services.lessons.slugs()
    for fields in content.lessons:
        if f"lesson:{fields.slug}" in changed and fields.slug not in slugs:
            await _insert(services, fields, published=sample)
    now = services.now()
    entries = {each: fields for each, fields in content.entries.items() if f"entry:{each}" in changed}
    await services.knowledge.deliver(entries, now=now)
    await menus.begin_with(services, content.menu.to_domain())
    await seeds.keep({name: after[name] for name in changed})
    return Seeded(
        regions=len(content.regions),
        lessons=len(content.lessons),
        entries=len(content.entries),
        written=len(changed),
    )


async def push_menu(services: Services, content: Content) -> int:
    """
    Set the official account's menu at the platform: the released one, whose number is given back, or without one that of
    the content, and 0. Raises the platform's errors, StoreAway.
    """
    return await menus.push(services, content.menu.to_domain())


async def _insert(services: Services, fields: LessonFields, *, published: bool) -> None:
    now = services.now()
    state = LessonState.PUBLISHED if published else LessonState.DRAFT
    lesson = Lesson(
        id=new_id(),
        slug=fields.slug,
        title=fields.title,
        series=fields.series,
        order=fields.order,
        digest=fields.digest,
        body=fields.body,
        minutes=fields.minutes,
        quiz=fields.quiz,
        sources=fields.sources,
        to_fill=fields.to_fill,
        state=state,
        version=1,
        published_at=now if published else None,
        changed_at=now,
    )

    async def insert(session: Session) -> None:
        await services.lessons.insert(lesson, session=session)
        event = Event(about=lesson.id, seq=1, kind="seeded", actor=SYSTEM, at=now)
        await services.events.add(event, session=session)

    await in_transaction(services.db, insert)


def _digests(content: Content) -> dict[str, str]:
    """What there is to seed, by name, and the digest of what it says."""
    found = {"regions": _digest(content.regions), "series": _digest(content.series)}
    found |= {f"lesson:{each.slug}": _digest([each]) for each in content.lessons}
    return found | {f"entry:{each}": _digest([fields]) for each, fields in content.entries.items()}


def _digest(items: Iterable[object]) -> str:
    plain = [asdict(each) for each in items]  # type: ignore[call-overload] # all of them are dataclasses
    return hashlib.sha256(orjson.dumps(plain)).hexdigest()
