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
from services.cases.letters import is_read_along
from services.context import Services
from wording import questions as words

MOST = 3
# The chance from which on what is found is shown. Below it stood titles beside the matter, also under words of people in
# danger indeed (someone who goes to the river again: 同学约孩子去河里摸鱼), which reads as if nobody had listened.
LEAST = 0.25
SECONDS = 1.0  # the platform waits five, and the alert has taken its part of them
# Categories whose titles say nothing about her. Those of violence, law, divorce, marriage, crisis, safety, puberty (beside sexual
# abuse), of the mother herself and of what the federation helps with are left out: a title such as 保护令怎么申请 would tell him more than the
# card. Written down are the harmless ones, so that a category of staff's own, of which nobody knows, is left out too.
EVERYDAY = frozenset(
    (
        "婴幼儿养育",
        "幼儿园与入学准备",
        "小学阶段",
        "初中与高中",
        "上学与同伴",
        "学习与阅读",
        "生活习惯与养育",
        "情绪与性格",
        "品行与规矩",
        "手机与网络",
        "隔代与留守",
    )
)
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
            if openid and await is_read_along(services, app, openid):
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
    if found.score < LEAST or not entries or not await _is_everyday(services, entries[0]):
        return ()
    return [each for each in entries[:MOST] if await _is_everyday(services, each)]


async def _is_everyday(services: Services, entry: KnowledgeEntry) -> bool:
    """By its category, and by its title, which must not speak of danger itself (孩子说不想活了，怎么办)."""
    return entry.category in EVERYDAY and await services.screen.check_own(entry.question) is None
