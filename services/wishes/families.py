"""What a guardian does with her own wish: correct, withdraw, confirm, say that it hasn't come."""

from domain.errors import Invalid, NotFound
from domain.people import Person
from domain.plain_text import one_line
from domain.regions import Scope
from domain.wish_life import MOVES, person
from domain.wishes import Wish, WishState
from services.context import Services
from services.wishes.certificates import draw_code
from services.wishes.company import is_company
from services.wishes.gate import hand_in, unfit
from services.wishes.moving import Given, move
from services.wishes.steps import go_on
from services.wishes.submit import check_cost
from services.wishes.written import known_of, words_of


async def by_receipt(services: Services, receipt: str, *, by: Person) -> Wish:
    """Her own wish with this receipt. Raises NotFound for anybody else's, StoreAway."""
    wish = await services.wishes.by_receipt(receipt, scope=Scope.system())
    if wish is None or wish.guardian_id != by.id:
        raise NotFound
    return wish


async def changeable(services: Services, *, by: Person) -> list[Wish]:
    """Her wishes that she can still change, those that were returned to her first. Raises StoreAway."""
    hers = [each for each in await services.wishes.of_guardian(by.id) if each.state in MOVES["correct"].starts]
    return sorted(hers, key=lambda each: each.state is not WishState.RETURNED)


async def correct(
    services: Services, wish_id: str, *, by: Person, text: str, cost_fen: int, seen: int | None = None
) -> Wish:
    """
    Her wish in other words, until somebody has taken it up; it begins its way anew. `seen` is its `turn` as she saw it. Raises
    Invalid for what can't be taken, else as `move`.
    """
    plain = one_line(text)
    fields = await corrected_fields(services, wish_id, plain, cost_fen, scope=Scope.system())
    given = Given(fields=fields, seen=seen)
    corrected = await move(services, wish_id, "correct", by=person(by.id), given=given)
    await hand_in(services, corrected, plain, field="text", by=by)
    return await go_on(services, corrected)


async def corrected_fields(
    services: Services, wish_id: str, text: str, cost_fen: int, *, scope: Scope
) -> dict[str, object]:
    """
    What a correction sets: the wish begins its way anew. What is known of the child is looked up for its words and leaves no
    more than a mask. Raises Invalid for what can't be taken, NotFound, StoreAway.
    """
    if unfit(services, text):
        raise Invalid("text", "unfit")
    wish = await services.wishes.get(wish_id, scope=scope)
    cost_fen = 0 if is_company(services, wish) else cost_fen
    check_cost(services, wish.kind, cost_fen)
    facts = await services.vault.unseal(await services.wishes.sealed(wish_id, scope=scope))
    known, places = known_of(facts), [str(facts["village"])]
    words = await words_of(services, wish.guardian_id, text, known=known, places=places)
    nobody = dict.fromkeys(("corrected_by", "verified_by", "approved_by"), "")
    return {**words.fields, **nobody, "cost_fen": cost_fen, "public_text": "", "why": ""}


async def act(services: Services, wish_id: str, name: str, *, by: Person, seen: int | None = None) -> Wish:
    """
    Another move of hers as the wish's guardian or donor, where `seen` is the wish's `turn` as she saw it. A second tap on
    what is done already changes nothing. Raises as `move`.
    """
    brings: dict[str, dict[str, object]] = {"confirm": {"certificate": draw_code()}, "extend": {"extended": True}}
    given = Given(fields=brings.get(name, {}), seen=seen)
    return await move(services, wish_id, name, by=person(by.id), given=given)
