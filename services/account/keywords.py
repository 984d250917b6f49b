"""Keyword replies: written rule by rule in the console, released together by a second person."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from domain.errors import Conflict, Invalid, NotFound
from domain.keywords import RULES_MOST, Rule, from_body, overlapping, problems, to_body
from domain.pictures import Picture, PictureState
from domain.staff import StaffMember
from domain.versions import Version
from services.account import pictures as library
from services.account import versions
from services.plain import squeeze
from storage.mongo import Session

if TYPE_CHECKING:
    from services.context import Services

Reserved = Callable[[str], bool]


async def written(services: "Services") -> tuple[Version | None, tuple[Rule, ...]]:
    """The draft, if there is one, and the rules as they would go on: the draft's, else those that count. Raises StoreAway."""
    draft = await services.keywords.draft()
    found = draft or await services.keywords.released()
    return draft, from_body(found.body) if found else ()


async def problems_of(services: "Services", rule: Rule, *, reserved: Reserved) -> dict[str, str]:
    """What keeps the rule from being kept: a stable word a field. Raises StoreAway."""
    known = _to_choose(await pictures_of(services, [rule]))
    return problems(rule, reserved=reserved, lessons=readable(services), pictures=known)


async def pictures_of(services: "Services", rules: Iterable[Rule]) -> dict[str, Picture]:
    """The pictures that these rules answer with, archived ones too. Raises StoreAway."""
    return await services.pictures.among({each.picture for each in rules if each.picture})


def _to_choose(pictures: Mapping[str, Picture]) -> set[str]:
    return {each.id for each in pictures.values() if each.state is PictureState.KEPT}


def readable(services: "Services") -> Mapping[str, str]:
    """The lessons that people can read: slug to title, series by series."""
    live = services.live_lessons
    return {each.slug: each.title for series in live.series() for each in live.of_series(series.slug)}


def meeting(rule: Rule, rules: Collection[Rule]) -> list[Rule]:
    """The other rules that may answer the same message."""
    return overlapping(rule, rules, plain=squeeze)


async def put(services: "Services", rule: Rule, *, seen: int, by: StaffMember, reserved: Reserved) -> Version:
    """
    Keep a rule in the draft: a new one, or another form of the one with its id.

    Raises NotAllowed, Invalid for the first field that can't be taken, Conflict, StoreAway.
    """
    for field, problem in (await problems_of(services, rule, reserved=reserved)).items():
        raise Invalid(field, problem)
    _, rules = await written(services)
    kept = [each for each in rules if each.id != rule.id]
    if len(kept) >= RULES_MOST:
        raise Invalid("words", "too_many")
    return await _save(services, [*kept, rule], seen=seen, by=by)


async def remove(services: "Services", rule_id: str, *, seen: int, by: StaffMember) -> Version:
    """Leave a rule out of the draft; `put_back` undoes it. Raises NotAllowed, NotFound, Conflict, StoreAway."""
    _, rules = await written(services)
    kept = [each for each in rules if each.id != rule_id]
    if len(kept) == len(rules):
        raise NotFound
    return await _save(services, kept, seen=seen, by=by, before=to_body(rules))


async def put_back(services: "Services", *, seen: int, by: StaffMember) -> Version:
    """
    The rule that was left out by the draft's change `seen` stands in it again, where it stood. Raises NotAllowed, Conflict
    where the draft has changed since, StoreAway.
    """
    before = await services.keywords.before(seen)
    if before is None:
        raise Conflict
    return await _save(services, from_body(before), seen=seen, by=by)


async def _save(
    services: "Services",
    rules: Collection[Rule],
    *,
    seen: int,
    by: StaffMember,
    before: Mapping[str, Any] | None = None,
) -> Version:
    body = to_body(rules)
    return await versions.save(
        services, services.keywords, body, seen=seen, by=by, kind="keywords_written", before=before
    )


async def take_up(services: "Services", version_id: str, *, seen: int, by: StaffMember) -> Version:
    """An old set of rules as the new draft. Raises NotAllowed, NotFound, Conflict, StoreAway."""
    return await versions.take_up(services, services.keywords, version_id, seen=seen, by=by, kind="keywords_taken_up")


async def release(services: "Services", version_id: str, *, seen: int, by: StaffMember, reserved: Reserved) -> Version:
    """
    Let the draft's rules answer: here at once, in every process within seconds.

    Raises NotAllowed, NotFound, Conflict, StoreAway, and Invalid where a rule doesn't fit any more.
    """
    asked = from_body((await services.keywords.get(version_id)).body)
    known = _to_choose(await pictures_of(services, asked))

    def check(body: Mapping[str, Any]) -> Mapping[str, str]:
        return _bad(services, from_body(body), reserved, known)

    async def after(version: Version, session: Session) -> None:
        """Processes look for the rules themselves; their pictures go to the platform before somebody asks."""
        for each in {rule.picture for rule in from_body(version.body) if rule.picture}:
            await library.ask_row(services, each, version.id, session=session)

    released = await versions.release(
        services, services.keywords, version_id, seen=seen, by=by, kind="keywords_released", check=check, after=after
    )
    await services.live_keywords.refresh()
    await services.live_pictures.refresh()
    return released


async def bad_rules(services: "Services", rules: Collection[Rule], *, reserved: Reserved) -> dict[str, str]:
    """The ids of rules that are switched on and don't fit any more, each with a stable word for why. Raises StoreAway."""
    return _bad(services, rules, reserved, _to_choose(await pictures_of(services, rules)))


def _bad(services: "Services", rules: Collection[Rule], reserved: Reserved, known: Collection[str]) -> dict[str, str]:
    lessons = readable(services)
    checked = {each.id: problems(each, reserved=reserved, lessons=lessons, pictures=known) for each in rules if each.on}
    return {rule_id: next(iter(found.values())) for rule_id, found in checked.items() if found}
