"""What keyword rules answer, and what the chat would do with a message: for staff who try it out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.answers import read_plain
from bot.meaning import command_for, nearest, nothing_to, opening_for
from domain.keywords import Rule
from services.context import Services
from services.questions.small_talk import small_talk
from wording import chat

FindRule = Callable[[str, datetime], Rule | None]


@dataclass(frozen=True, slots=True)
class Meant:
    """
    What the chat takes a message for: "danger", "sticker", "way", "dialogue", "command", "keyword", "answer", "suggest",
    "small_talk", "short" or "expert"; and what that says of it (a kind of danger, a word, a question).
    """

    stage: str
    said: str = ""
    rule: Rule | None = None
    near: tuple[str, ...] = ()


async def meant(services: Services, text: str, *, now: datetime, find_rule: FindRule) -> Meant:
    """
    What the chat would do with `text` from somebody who is in no dialogue, by the same look-ups as the turn and in the
    same order; nothing is kept, and nobody is alerted. `find_rule` looks a rule up, among the live ones or others.
    """
    text = text.strip()
    hit = await services.screen.check(text)
    if hit is not None:
        return Meant("danger", str(hit.danger))
    if text in chat.STICKER_TEXTS:
        return Meant("sticker")
    known = _known(read_plain(text))
    if known is not None:
        return known
    rule = find_rule(text, now)
    if rule is not None:
        return Meant("keyword", rule.name, rule)
    tier, entries, _ = await nearest(services, text)
    if tier == "short" and small_talk(text):
        return Meant("small_talk")
    return Meant(tier, entries[0].question if entries else "", near=tuple(each.question for each in entries))


def _known(plain: str) -> Meant | None:
    """The words that the chat answers whoever says them."""
    if nothing_to(plain):
        return Meant("way", plain)
    dialogue = opening_for(plain, "")
    if dialogue is not None:
        return Meant("dialogue", dialogue.title)
    command = command_for(plain, "")
    return Meant("command", command[0].opens_on[0]) if command else None
