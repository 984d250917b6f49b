"""What a scanned code of the staff's answers with."""

from contextlib import suppress

from bot.answers import read_plain
from bot.cards import fit, tap
from bot.meaning import command_for, opening_for
from bot.turn import Turn
from domain.errors import StoreAway
from domain.scenes import PREFIX, Scene
from services.account.scenes import scanned
from wording import account

OTHERS_BYTES = 1400  # the scene's own words and the welcome stand in the same message


def answers(turn_text: str) -> bool:
    """Whether the chat's own commands or dialogues answer a word."""
    plain = read_plain(turn_text)
    return command_for(plain, "") is not None or opening_for(plain, "") is not None


async def lead(scene: str, turn: Turn, *, follows: bool) -> str:
    """What stands above the welcome, or above the way on; "" for a code that isn't known. The scan is counted."""
    found = None
    with suppress(StoreAway):  # she is greeted all the same
        found = await scanned(
            turn.services,
            scene.removeprefix(PREFIX),
            app=turn.app,
            openid=turn.openid,
            event=turn.unique,
            follows=follows,
            now=turn.now,
        )
    return _words(found, turn) if found else ""


def _words(scene: Scene, turn: Turn) -> str:
    parts = [scene.words or account.SCANNED.format(name=scene.name)]
    lesson = turn.services.live_lessons.by_slug(scene.lesson) if scene.lesson else None
    rule = turn.services.live_keywords.find(scene.keyword, turn.now) if scene.keyword else None
    if lesson is not None:
        parts.append(tap(lesson.title, f"l:{lesson.slug}"))
    elif rule is not None and rule.reply and not answers(scene.keyword):
        parts.append(fit(rule.reply, keep_free=OTHERS_BYTES))
    elif scene.keyword:
        parts.append(tap(scene.keyword))
    return "\n".join(parts)
