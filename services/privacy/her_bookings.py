"""Of a person's own data, her hours with counsellors; what a counsellor keeps for herself isn't hers to read."""

from collections.abc import Sequence

from domain.receipts import format_receipt
from domain.regions import Scope
from services.bookings.booking import opened, places_of
from services.context import Services
from services.privacy.her_parts import MOST, Rows
from wording import bookings as words


async def bookings(services: Services, ids: Sequence[str]) -> Rows:
    """What she booked and said to it, and for what she waits."""
    rows: Rows = []
    names = services.facts.booking.names
    for person in ids:
        found = await services.bookings.of_person(person, most=MOST)
        waits = await services.booking_waits.of_person(person)
        places = await places_of(services, [each.place for each in found] + [each.place for each in waits])
        for each in found:
            _, sealed = await services.bookings.get(each.id, scope=Scope.system())
            said = await opened(services, sealed.get("said"))
            rows.append(
                {
                    "receipt": format_receipt(each.receipt),
                    "service": names.get(each.service, each.service),
                    "at": words.when(each.at),
                    "place": places[each.place].name if each.place in places else "",
                    "state": words.TO_HER[each.state],
                    **{name: value for name, value in said.items() if value},
                }
            )
        rows += [
            {
                "service": names.get(each.service, each.service),
                "place": places[each.place].name if each.place in places else "",
                "state": words.IN_LINE,
            }
            for each in waits
        ]
    return rows
