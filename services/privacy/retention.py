"""What is past its term goes every night, kind by kind, and a report says how much."""

from contextlib import suppress

from domain.errors import NotFound
from services.context import Services
from services.privacy.erasing import erase_person
from storage.retention import Retention, gone_before

KINDS = ("messages", "notes", "questions", "bookings", "wishes", "alerts", "cases", "deliveries", "consents", "people")


async def clean(services: Services) -> dict[str, int]:
    """
    Take out what is past its term by the table of personal data, and add it to the day's report; how much of each kind.

    A second run takes what the first left. Raises StoreAway.
    """
    now, kept = services.now(), Retention(services.db, services.vault)
    counts = {
        "messages": await kept.messages(now),
        "notes": await kept.notes(now),
        "questions": await kept.questions(now),
        "bookings": await kept.bookings(now),
        "wishes": await kept.wishes(now),
        "alerts": await kept.alerts(now),
        "cases": await kept.cases(now),
        "deliveries": await kept.deliveries(now),
        "consents": await kept.consents(now),
    }
    counts["people"] = 0
    for person_id in await kept.long_gone(now):
        with suppress(NotFound):  # she has come back meanwhile
            await erase_person(services, person_id, how="term", now=now, unseen_since=gone_before(now))
            counts["people"] += 1
    await kept.report(f"{now:%Y-%m-%d}", counts, now=now)
    return counts
