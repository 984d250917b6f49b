"""The sheet of a batch: what an organisation needs to buy and to hand over, and nothing that leads to a family."""

from domain.parcels import format_code
from handlers.console.sheet import plain_sheet
from handlers.console.table import Value
from services.context import Services
from services.organisations.batches import Row, Sheet
from wording import organisations as words
from wording.wish_life import STATES
from wording.wishes import yuan


def batch_sheet(services: Services, sheet: Sheet) -> bytes:
    """The file: a row each for the wishes that are still the organisation's."""
    kinds = dict(services.facts.wish.kinds)
    return plain_sheet(words.HEADS, [_cells(row, kinds) for row in sheet.held])


def _cells(row: Row, kinds: dict[str, str]) -> list[Value]:
    wish, points = row.wish, row.points
    return [
        wish.code,
        wish.public_text,
        kinds.get(wish.kind, wish.kind),
        yuan(wish.cost_fen),
        words.BETWEEN.join(each.name for each in points) or words.NO_POINT,
        words.BETWEEN.join(each.address for each in points),
        words.BETWEEN.join(each.hours for each in points),
        format_code(row.parcel.code) if row.parcel else "",
        STATES[wish.state],
    ]
