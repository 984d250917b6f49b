"""The certificate of a wish that came true: a code that everybody can check, with nothing of the child on it."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from domain.errors import NotFound
from domain.sharing import givers_of
from domain.wishes import WishState
from services.context import Services

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that looks like another
LENGTH = 10
SHOWN = frozenset((WishState.CONFIRMED, WishState.CLOSED))


@dataclass(frozen=True, slots=True)
class Certificate:
    """
    What the page shows: the wish as it stood on the wall, its kind and price, when the family had it, and
    the organisation that gave it, empty for a person, who isn't named. `givers` is how many people brought it together, 0 for one.
    """

    code: str
    text: str
    kind: str
    cost_fen: int
    confirmed_at: datetime
    giver: str = ""
    givers: int = 0


def draw_code(digits: int = 0) -> str:
    """A new code: so many digits, the first no zero, or letters and digits that nobody guesses."""
    if digits:
        return str(10 ** (digits - 1) + secrets.randbelow(9 * 10 ** (digits - 1)))
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


async def certificate(services: Services, code: str) -> Certificate:
    """What the certificate with this code says. Raises NotFound, StoreAway."""
    wish = await services.wishes.by_certificate(code)
    if wish is None or wish.state not in SHOWN or wish.since is None:
        raise NotFound
    confirmed_at = wish.since if wish.state is WishState.CONFIRMED else wish.changed_at
    names = await services.organisations.names([wish.organisation])
    giver = names.get(wish.organisation, "")
    return Certificate(code, wish.public_text, wish.kind, wish.cost_fen, confirmed_at, giver, givers_of(wish))
