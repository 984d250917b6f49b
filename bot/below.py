"""
What stands below the card where nobody was called: she may only have asked about her child, in words that read like danger,
and then what the search finds for it is there as well.

Who may read along decides what is shown. The message looks the same to him whatever she wrote: titles of everyday matters of
children and nothing else, in one message with the card, which one long press deletes. Nothing of hers is kept for it: a tap
names an entry by its id, no number stands for one, and the session stays as it was.
"""

import asyncio
from collections.abc import Sequence

import structlog

from bot.cards import TEXT_MOST_BYTES, tap
from domain.questions import KnowledgeEntry
from domain.safeguarding import Hit
from services.cases.letters import needs_care
from services.context import Services
from wording import questions as words

MOST = 3
# The chance from which on what is found is shown. Below it stood titles beside the matter, also under words of people in
# danger indeed (someone who goes to the river again: 同学约孩子去河里摸鱼), which reads as if nobody had listened.
LEAST = 0.25
SECONDS = 1.0  # the platform waits five, and the alert has taken its part of them
log = structlog.get_logger(__name__)


async def found_below(services: Services, text: str, hit: Hit, *, app: str, openid: str) -> Sequence[KnowledgeEntry]:
    """
    The entries for below the card, best first: none where staff were called, for somebody known to need care with what she
    gets (`openid` is empty where nobody knows who asks), or where the search has nothing. Never raises, and isn't waited for
    long: the card must be shown.
    """
    if hit.alert:
        return ()
    try:
        async with asyncio.timeout(SECONDS):
            if openid and await needs_care(services, app, openid):
                return ()
            return await _everyday(services, text)
    except Exception as error:  # noqa: BLE001 whatever it is, the card must be shown
        log.warning("the card stands alone", error=type(error).__name__)
        return ()


def with_entries(card: str, entries: Sequence[KnowledgeEntry]) -> str:
    """The card whole, and below it as many of the entries as fit into the message."""
    lines = [tap(each.question, f"q:{each.id}") for each in entries]
    while lines:
        whole = "\n".join((f"{card}\n\n{words.BELOW_CARD}", *lines))
        if len(whole.encode()) <= TEXT_MOST_BYTES:
            return whole
        lines.pop()
    return card


async def _everyday(services: Services, text: str) -> Sequence[KnowledgeEntry]:
    """Where what comes first is about something graver she asks about that: titles of something else would make light of it."""
    found = await services.answers.find_again(text)
    entries = [each for each in map(services.answers.entry, found.ids) if each is not None]
    if found.score < LEAST or not entries or not _is_everyday(services, entries[0]):
        return ()
    return [each for each in entries[:MOST] if _is_everyday(services, each)]


def _is_everyday(services: Services, entry: KnowledgeEntry) -> bool:
    """
    By its category, and by its title, which must not speak of danger itself (孩子说不想活了，怎么办). Looked at once: the second
    look is for people's own words.
    """
    return entry.category in words.EVERYDAY and services.screen.screen.check(entry.question) is None
