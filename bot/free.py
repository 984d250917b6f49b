"""A question in one's own words: answered, offered what comes near, or handed to an expert; also several in one message."""

from collections.abc import Sequence
from dataclasses import replace

from bot import commands
from bot import entries as told_of
from bot.cards import TEXT_MOST_BYTES, fit, numbered, tap
from bot.meaning import nearest, questions_of
from bot.session import Option
from bot.turn import Outcome, Turn
from domain.questions import KnowledgeEntry
from services.questions.follow_up import Asked, both, follow, is_follow_up, ways_of
from services.questions.parts import Part
from services.questions.search import Tier
from services.questions.small_talk import small_talk
from services.settings.current import said
from wechat.messages import TextReply
from wording import chat
from wording import questions as words

EACH = 2  # entries that are offered for each of several questions
NONE = Option(words.NONE_OF_THESE, "x:")


async def asked(text: str, turn: Turn) -> Outcome:
    """The outcome for a message that is neither a command nor a way through a dialogue. Raises StoreAway."""
    before = turn.session.before
    if before is not None and is_follow_up(text, turn.services.answers.find):
        return await _on(before, text, turn)
    several = await questions_of(turn.services, text)
    outcome = _several(several, text, turn) if several else None
    return outcome or await _one(text, turn)


async def _one(text: str, turn: Turn) -> Outcome:
    tier, entries, ids = await nearest(turn.services, text)
    if tier == "answer":
        return _answered(entries[0], text, turn)
    if not turn.remembers:
        return Outcome(TextReply(chat.LOST_THREAD), turn.session)
    if tier == "suggest":
        return _offered(words.SUGGEST, _options(entries), text, turn)
    if tier == "short":
        return Outcome(TextReply(said(turn.services, small_talk(text) or "not_understood")), turn.session)
    answer = await commands.to_expert(turn, text, ids)
    return Outcome(answer.reply, replace(turn.session, before=None), lasting=answer.lasting)


async def _on(before: Asked, text: str, turn: Turn) -> Outcome:
    """What fits what was asked on; where nothing does, an expert, who is told both."""
    found = follow(before, text, await turn.services.answers.find_each(ways_of(before, text)))
    asked = both(before, text)
    entries = _entries(turn, found.ids)
    if found.tier is Tier.EXPERT or not entries:
        return _offered(words.NOTHING_ON, (Option(words.BOTH_TO_TEACHER, "x:"),), asked, turn)
    if found.tier is Tier.ANSWER and entries[0].id == found.ids[0]:
        return _answered(entries[0], asked, turn)
    outcome = _offered(words.SUGGEST_ON, _options(entries), asked, turn)
    return replace(outcome, session=outcome.session.answered(Asked(asked, before.entry_id), turn.now_ms))


def _several(parts: Sequence[Part], text: str, turn: Turn) -> Outcome | None:
    """
    Each question with its answer where one message holds them; else the first answer, and the others to be tapped. None
    where an entry is gone, or what is offered couldn't be remembered.
    """
    near = [_entries(turn, part.found.ids) for part in parts]
    if not all(near):
        return None
    sure = [part.found.tier is Tier.ANSWER for part in parts]
    lead = words.SEVERAL.format(many=words.COUNTED[len(parts)])
    whole = _whole(lead, [each[0] for each in near], turn) if all(sure) else ""
    if whole:
        session = turn.session.answered(Asked(parts[-1].text.strip(), near[-1][0].id), turn.now_ms)
        return Outcome(TextReply(whole), session)
    if not turn.remembers:
        return None
    first = sure.index(True) if any(sure) else None
    rest = [
        entry
        for place, each in enumerate(near)
        if place != first
        for entry in each[: 1 if sure[place] else EACH]
        if first is None or entry.id != near[first][0].id
    ]
    options = _options(list(dict.fromkeys(rest)))
    if first is None:
        return _offered(f"{lead}\n{words.SUGGEST}", options, text, turn)
    below = f"{words.OTHERS}\n{numbered(options)}"
    above = fit(f"{lead}\n\n{_titled(near[first][0], turn)}", keep_free=len(below.encode()) + 2)
    session = turn.session.offer(options, turn.now_ms, asked=text)
    before = Asked(parts[first].text.strip(), near[first][0].id)
    return Outcome(TextReply(f"{above}\n\n{below}"), session.answered(before, turn.now_ms))


def _whole(lead: str, entries: Sequence[KnowledgeEntry], turn: Turn) -> str:
    """All answers in one message, without the ways to their pages where these have no room; empty where it doesn't hold them."""
    foot = words.ASK_TEACHER.format(human=tap("人工"))
    for answers in ([_titled(each, turn) for each in entries], [_under(each, each.answer) for each in entries]):
        whole = "\n\n".join((lead, *answers, foot))
        if len(whole.encode()) <= TEXT_MOST_BYTES:
            return whole
    return ""


def _titled(entry: KnowledgeEntry, turn: Turn) -> str:
    """An answer under its question, with the way to the whole where there is more."""
    return _under(entry, told_of.short(turn, entry))


def _under(entry: KnowledgeEntry, answer: str) -> str:
    return f"{words.TITLED.format(question=entry.question)}\n{answer}"


def _entries(turn: Turn, ids: Sequence[str]) -> list[KnowledgeEntry]:
    return [each for each in map(turn.services.answers.entry, ids) if each is not None]


def _options(entries: Sequence[KnowledgeEntry]) -> tuple[Option, ...]:
    return (*(Option(each.question, f"q:{each.id}") for each in entries), NONE)


def _answered(entry: KnowledgeEntry, text: str, turn: Turn) -> Outcome:
    return Outcome(told_of.answer(turn, entry), turn.session.answered(Asked(text, entry.id), turn.now_ms))


def _offered(lead: str, options: tuple[Option, ...], text: str, turn: Turn) -> Outcome:
    session = turn.session.offer(options, turn.now_ms, asked=text).answered(Asked(text), turn.now_ms)
    return Outcome(TextReply(f"{lead}\n{numbered(options)}"), session)
