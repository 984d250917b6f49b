"""What the chat would answer to a question, for those who ask it elsewhere: in the mini-program."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import own_words
from bot.meaning import nearest
from domain.keywords import Rule
from domain.people import Identity
from domain.questions import KnowledgeEntry
from services.context import Services
from services.safeguarding.alert import raise_alert


@dataclass(frozen=True, slots=True)
class Reply:
    """
    What is answered: `tier` is "danger" with the card, "rule" for words of staff's own, "answer" and "suggest" with
    entries, best first, "expert" for what is to be handed over, "short" for what asks nothing.
    """

    tier: str
    words: str = ""
    lesson: str = ""
    entries: Sequence[KnowledgeEntry] = ()
    nearest: Sequence[str] = ()


async def reply_to(services: Services, text: str, *, by: Identity | None, key: str) -> Reply:
    """
    The same as in the chat. Danger comes first: its alert is kept before the card is shown, once for each `key`, as hers
    where `by` tells who asks. Never raises for a store that is away.
    """
    card = await danger_first(services, text, by=by, key=key)
    if card:
        return Reply("danger", card)
    rule = services.live_keywords.find(text, services.now())
    if rule is not None and _says_something(services, rule):
        return Reply("rule", rule.reply, rule.lesson)
    tier, entries, ids = nearest(services, text)
    return Reply(tier, entries=entries, nearest=ids)


async def danger_first(services: Services, text: str, *, by: Identity | None, key: str) -> str:
    """The card for somebody in danger, her alert kept before; empty for everything else."""
    hit = await services.screen.check(text)
    if hit is None:
        return ""
    app, openid = (by.app, by.openid) if by else (services.facts.mini_app, "")
    await raise_alert(services, app=app, openid=openid, key=key, hit=hit, text=text, now=services.now())
    return own_words.danger_card(services, str(hit.danger))


def _says_something(services: Services, rule: Rule) -> bool:
    """A picture alone can't be shown here, and a lesson may be gone."""
    if rule.lesson:
        return services.live_lessons.by_slug(rule.lesson) is not None
    return bool(rule.reply)
