"""One search over what staff look for, each kind by her rights to it. People are not found by their names."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.errors import Invalid
from domain.keywords import Rule
from domain.knowledge import Entry
from domain.lessons import Lesson
from domain.people import Follower
from domain.pictures import Picture
from domain.pushes import Push
from domain.questions import Question
from domain.receipts import read_receipt
from domain.regions import Region
from domain.scenes import Scene
from domain.staff import Permission, StaffMember
from domain.wishes import Wish
from services.account import keywords
from services.context import Services
from services.people.look import visible
from storage.paging import Part
from storage.staff import StaffAccount

MOST = 5
ALONE_MOST = 50  # where one kind is asked for
LONGEST = 40
GROUPS = ("lessons", "knowledge", "wishes", "pushes", "keywords", "pictures", "scenes", "staff", "regions")
_BY_TITLE = Part(rising=True, by="title")


@dataclass(frozen=True, slots=True)
class Found:
    """
    What was found, the first of each kind; a kind that she may not see is empty. `more` names those of which there are
    more; `wish`, `question` and `person` are found by a whole receipt.
    """

    lessons: Sequence[Lesson] = ()
    wish: Wish | None = None
    question: Question | None = None
    person: Follower | None = None
    staff: Sequence[StaffAccount] = ()
    regions: Sequence[Region] = ()
    knowledge: Sequence[Entry] = ()
    wishes: Sequence[Wish] = ()
    pushes: Sequence[Push] = ()
    keywords: Sequence[Rule] = ()
    pictures: Sequence[Picture] = ()
    scenes: Sequence[Scene] = ()
    more: frozenset[str] = field(default_factory=frozenset)

    @property
    def anything(self) -> bool:
        """Whether there is something to show."""
        return any((self.wish, self.question, self.person, *(getattr(self, each) for each in GROUPS)))


async def search(services: Services, words: str, *, by: StaffMember, only: str = "") -> Found:
    """
    By words: lessons, entries, wishes on the wall or of a kind, pushes, keyword rules and codes; by how they begin: pictures,
    colleagues and regions; five of each, or more of the kind `only`. By its whole receipt a wish or a question and the
    person whose it is.

    Raises Invalid("q", "too_long"), Invalid("only", "unknown"), StoreAway.
    """
    words = words.strip()
    if len(words) > LONGEST:
        raise Invalid("q", "too_long")
    if only and only not in GROUPS:
        raise Invalid("only", "unknown")
    if not words:
        return Found()
    receipt = read_receipt(words)
    if receipt is not None:
        return await _received(services, receipt, by)
    ways = {name: ask for name, ask in _ways(services, words, by).items() if only in {"", name}}
    most = ALONE_MOST if only else MOST
    rows = await asyncio.gather(*(ask(most + 1) for ask in ways.values()))
    found = dict(zip(ways, rows, strict=True))
    groups: dict[str, Any] = {name: each[:most] for name, each in found.items()}
    return Found(**groups, more=frozenset(name for name, each in found.items() if len(each) > most))


def _ways(services: Services, words: str, by: StaffMember) -> dict[str, Callable[[int], Awaitable[Sequence[Any]]]]:
    """How the kinds that she may see are looked through, each for at most so many."""
    p, scope = Permission, by.scope
    ways: dict[str, tuple[Permission, Callable[[int], Awaitable[Sequence[Any]]]]] = {
        "lessons": (p.LESSON_READ, lambda most: services.lessons.titled(words, most=most)),
        "knowledge": (p.KNOWLEDGE_READ, lambda most: services.knowledge.worded(words, most=most)),
        "wishes": (p.WISH_READ, lambda most: _wishes(services, words, by, most)),
        "pushes": (p.PUSH_READ, lambda most: services.pushes.titled(words, most=most)),
        "keywords": (p.ACCOUNT_READ, lambda most: _rules(services, words, most)),
        "pictures": (p.ACCOUNT_READ, lambda most: services.pictures.page(begins=words, part=_BY_TITLE, most=most)),
        "scenes": (
            p.ACCOUNT_READ,
            lambda most: services.scenes.page(scope=scope(p.ACCOUNT_READ), named=words, most=most),
        ),
        "staff": (p.STAFF_READ, lambda most: services.staff.called(words, scope=scope(p.STAFF_READ), most=most)),
        "regions": (p.REGION_READ, lambda most: services.regions.named(words, scope=scope(p.REGION_READ), most=most)),
    }
    return {name: ask for name, (needed, ask) in ways.items() if by.may(needed)}


async def _wishes(services: Services, words: str, by: StaffMember, most: int) -> list[Wish]:
    """Those whose words stood on the wall, and those of a kind that is called so; of the newest of her regions."""
    kinds = [code for code, name in services.facts.wish.kinds if words in name]
    return await services.wishes.worded(words, kinds=kinds, scope=by.scope(Permission.WISH_READ), most=most)


async def _rules(services: Services, words: str, most: int) -> list[Rule]:
    """Rules, those of the draft where there is one, with a word that holds these."""
    _, rules = await keywords.written(services)
    looked = words.casefold()
    return [each for each in rules if any(looked in word.casefold() for word in each.words)][:most]


async def _received(services: Services, receipt: str, by: StaffMember) -> Found:
    """What has this receipt, and whose it is, but for a question without a name. Raises StoreAway."""
    unplaced = by.may_in(Permission.QUESTION_READ, services.facts.city_path)
    asked = by.scope(Permission.QUESTION_READ)
    wish, question = await asyncio.gather(
        services.wishes.by_receipt(receipt, scope=by.scope(Permission.WISH_READ)),
        services.questions.by_receipt(receipt, scope=asked, unplaced=unplaced),
    )
    asker = question.asker_id if question and not question.unnamed else ""
    whose = wish.guardian_id if wish else asker
    person = await visible(services, whose, by=by) if whose else None
    return Found(wish=wish, question=question, person=person)
