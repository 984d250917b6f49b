"""What is past its term goes every night, kind by kind, and a report says how much."""

from services.context import Services
from services.privacy.erasing import erase_person
from storage.retention import Retention

KINDS = ("messages", "notes", "questions", "wishes", "alerts", "cases", "deliveries", "consents", "people")


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
        "wishes": await kept.wishes(now),
        "alerts": await kept.alerts(now),
        "cases": await kept.cases(now),
        "deliveries": await kept.deliveries(now),
        "consents": await kept.consents(now),
    }
    gone = await kept.long_gone(now)
    for person_id in gone:
        await erase_person(services, person_id, how="term", now=now)
    counts["people"] = len(gone)
    await kept.report(f"{now:%Y-%m-%d}", counts, now=now)
    return counts
