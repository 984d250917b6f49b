"""What may stand on the wall: words that lead to nobody, and that the platform or a person has looked at."""

import unicodedata
from collections.abc import Collection, Iterable

from domain.checks import Check, CheckState, Why
from domain.people import Person
from domain.wish_text import unfit as asks_for
from domain.wishes import Wish
from services.checking.names import is_han
from services.checking.privacy import identifying
from services.checking.submitting import submit_text
from services.checking.together import plainly
from services.context import Services
from services.plain import squeeze
from services.questions.terms import spelling
from storage.mongo import Session, in_transaction

TEXT, PUBLIC, STORY = "text", "public_text", "story"
KNOWN_LEAST = 2  # characters: one alone stands in many words
SPELT_LEAST = 5  # letters of pinyin
# The platform has no word on what somebody hands in whom it doesn't know: then the officer's look is the one that counts.
NOBODY_ELSE = frozenset({Why.NO_PLATFORM, Why.INACTIVE})


def concerns(text: str, known: Iterable[str] = (), places: Collection[str] = ()) -> tuple[str, ...]:
    """
    What in `text` would lead to the child, as stable words: kinds of domain.findings.Personal, and "known" for one of the
    child's own names and places. `places` are names of villages and townships around it.
    """
    plain = unicodedata.normalize("NFKC", text)
    found = [str(each.kind) for each in identifying(plain, places)]
    if known_in(text, known):
        found.append("known")
    return tuple(dict.fromkeys(found))


def unfit(services: Services, text: str) -> str:
    """What a text asks for that nobody grants, as a stable word, however it is written; empty where it may be asked for."""
    return asks_for(plainly(text), services.facts.wish.forbidden)


def known_in(text: str, known: Iterable[str]) -> list[tuple[int, int]]:
    """Where one of `known` stands in `text`, from and to, whatever stands between its letters, in characters or in pinyin."""
    letters = [(at, letter) for at, each in enumerate(text) for letter in squeeze(each)]
    plain, found = "".join(letter for _, letter in letters), []
    words = {word for each in known if len(word := squeeze(each)) >= KNOWN_LEAST}
    spelt = {"".join(map(spelling, word)) for word in words if all(map(is_han, word))}
    for word in words | {each for each in spelt if len(each) >= SPELT_LEAST}:
        at = plain.find(word)
        while at >= 0:
            found.append((letters[at][0], letters[at + len(word) - 1][0] + 1))
            at = plain.find(word, at + 1)
    return found


async def hand_in(services: Services, wish: Wish, text: str, *, field: str, by: Person) -> None:
    """Have words of a wish looked at; the same words again are the same check. Raises Invalid, StoreAway."""

    async def write(session: Session) -> str:
        about = {"about": wish.id, "field": field, "region_path": wish.region_path}
        check = await submit_text(services, text=text, person=by, session=session, **about)
        return check.row

    await services.wake(await in_transaction(services.db, write))


async def may_pass(services: Services, wish: Wish) -> bool:
    """
    Have an approved wish's words looked at, and count the look of the officer who approved it for what nobody else can
    look at; what our own words or the platform doubt stays with those who decide such things. A repeat changes nothing.
    Whether they may be shown then. Raises StoreAway.
    """
    await hand_in(services, wish, wish.public_text, field=PUBLIC, by=await services.people.get(wish.guardian_id))
    await count_look(services, wish, by=wish.approved_by)
    return await is_passed(services, wish)


async def count_look(services: Services, wish: Wish, *, by: str) -> None:
    """Let the look of the member of staff `by` at a wish's words count where nobody else can look. Raises StoreAway."""
    looked = {"state": str(CheckState.PASSED), "why": str(Why.STAFF), "decided_at": services.now()}
    for check in await _checks(services, wish):
        if counts_ours(check):

            async def write(session: Session, check: Check = check) -> None:
                await services.checks.change(check, looked | {"decided_by": by}, session=session)

            await in_transaction(services.db, write)


def counts_ours(check: Check) -> bool:
    """Whether nobody else can look at what was handed in, so that a colleague's look counts."""
    return check.state is CheckState.HELD and check.why in NOBODY_ELSE and not check.words


async def is_passed(services: Services, wish: Wish) -> bool:
    """Whether the words that everybody is to read may be shown. Raises StoreAway."""
    return await state_of(services, wish, PUBLIC) is CheckState.PASSED


async def state_of(services: Services, wish: Wish, field: str) -> CheckState:
    """How far the look at a field of a wish is; waiting where it wasn't handed in. Raises StoreAway."""
    found = (each.state for each in await _checks(services, wish) if each.field == field)
    return next(found, CheckState.WAITING)


async def refusals(services: Services, wishes: Iterable[Wish]) -> dict[str, Check]:
    """
    The check that refused a wish's words, by the wish's id; also where she has appealed since, whatever came of it. Nothing for
    the others. Raises StoreAway.
    """
    found = await services.checks.of([each.id for each in wishes])
    return {
        wish_id: check
        for wish_id, checks in found.items()
        for check in checks
        if check.field in {TEXT, PUBLIC} and (check.state is CheckState.REFUSED or check.appealed)
    }


async def _checks(services: Services, wish: Wish) -> list[Check]:
    return list((await services.checks.of([wish.id])).get(wish.id, ()))
