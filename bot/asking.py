"""What the chat would answer to a question, for those who ask it elsewhere: in the mini-program."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import own_words
from bot.below import found_below
from bot.meaning import nearest, questions_of
from domain.keywords import Rule
from domain.people import Identity
from domain.questions import KnowledgeEntry
from domain.safeguarding import Hit
from services.context import Services
from services.questions.follow_up import Asked, both, follow, is_follow_up, ways_of
from services.questions.remembered import before, remember
from services.questions.search import Tier
from services.questions.small_talk import small_talk
from services.safeguarding.alert import raise_alert
from services.settings.current import said


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several questions of a message: its words, "answer" or "suggest", and its entries, best first."""

    text: str
    tier: str
    entries: Sequence[KnowledgeEntry]


@dataclass(frozen=True, slots=True)
class Reply:
    """
    What is answered: `tier` is "danger" with the card and, where nobody was called, entries for below it, "rule" for words of
    staff's own, "answer" and "suggest" with entries, best first, "expert" for what is to be handed over, "short" for what asks
    nothing, with words for small talk. `parts` are its questions where there are several; `asked` is what an expert is to read, with the question before where `asked_on`.
    """

    tier: str
    words: str = ""
    lesson: str = ""
    entries: Sequence[KnowledgeEntry] = ()
    nearest: Sequence[str] = ()
    parts: Sequence[OneOf] = ()
    asked: str = ""
    asked_on: bool = False


async def reply_to(
    services: Services,
    text: str,
    *,
    by: Identity | None,
    key: str,
    remembered: Identity | None = None,
    unsure: bool = False,
) -> Reply:
    """
    The same as in the chat. Danger comes first: its alert is kept before the card is shown, once for each `key`, as hers
    where `by` tells who asks; it is remembered nowhere, and where it is `unsure` who asks the card stands alone. The last question of
    `remembered` is what may be asked on. Never raises for a store that is away.
    """
    hit = await _hit(services, text, by=by, key=key)
    if hit is not None:
        app, openid = _account(services, by)
        below = () if unsure else await found_below(services, text, hit, app=app, openid=openid)
        return Reply("danger", own_words.danger_card(services, str(hit.danger)), entries=below)
    rule = services.live_keywords.find(text, services.now())
    if rule is not None and _says_something(services, rule):
        return Reply("rule", rule.reply, rule.lesson)
    earlier = await before(services, remembered, text)
    on = earlier if earlier and is_follow_up(text, services.answers.find) else None
    reply = await _on(services, on, text) if on else await _anew(services, text)
    if remembered is not None and reply.tier in {"answer", "suggest", "expert"}:
        given = reply.entries[0].id if reply.tier == "answer" else on.entry_id if on else ""
        await remember(services, remembered, text, Asked(reply.asked, given), earlier)
    return reply


async def _anew(services: Services, text: str) -> Reply:
    tier, entries, ids = await nearest(services, text)
    found = [(each, _entries(services, each.found.ids)) for each in await questions_of(services, text)]
    parts = [OneOf(each.text.strip(), each.found.tier, near) for each, near in found if near]
    several = tuple(parts) if len(parts) == len(found) else ()
    talk = small_talk(text) if tier == "short" else None
    words = said(services, talk) if talk else ""
    return Reply(tier, words, entries=entries, nearest=ids, parts=several, asked=text)


async def _on(services: Services, earlier: Asked, text: str) -> Reply:
    """What fits what was asked on; an expert where nothing does."""
    found = follow(earlier, text, await services.answers.find_each(ways_of(earlier, text)))
    entries = _entries(services, found.ids)
    asked = both(earlier, text)
    if found.tier is Tier.EXPERT or not entries:
        return Reply("expert", nearest=found.ids, asked=asked, asked_on=True)
    sure = found.tier is Tier.ANSWER and entries[0].id == found.ids[0]
    tier = "answer" if sure else "suggest"
    return Reply(tier, entries=entries, nearest=found.ids, asked=asked, asked_on=True)


def _entries(services: Services, ids: Sequence[str]) -> list[KnowledgeEntry]:
    return [each for each in map(services.answers.entry, ids) if each is not None]


async def danger_first(services: Services, text: str, *, by: Identity | None, key: str) -> str:
    """The card for somebody in danger, her alert kept before; empty for everything else."""
    hit = await _hit(services, text, by=by, key=key)
    return own_words.danger_card(services, str(hit.danger)) if hit else ""


async def _hit(services: Services, text: str, *, by: Identity | None, key: str) -> Hit | None:
    hit = await services.screen.check(text)
    if hit is not None:
        app, openid = _account(services, by)
        await raise_alert(services, app=app, openid=openid, key=key, hit=hit, text=text, now=services.now())
    return hit


def _account(services: Services, by: Identity | None) -> tuple[str, str]:
    return (by.app, by.openid) if by else (services.facts.mini_app, "")


def _says_something(services: Services, rule: Rule) -> bool:
    """A picture alone can't be shown here, and a lesson may be gone."""
    if rule.lesson:
        return services.live_lessons.by_slug(rule.lesson) is not None
    return bool(rule.reply)
