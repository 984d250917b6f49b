"""What a message means by its words alone: the look-ups that a turn makes, in one place for all who ask."""

import re

from bot import commands, dialogue, moving_over, signing_in, wish_taps
from bot.dialogue import Dialogue
from bot.dialogues import DIALOGUES
from domain.questions import KnowledgeEntry
from services.context import Services
from services.questions.parts import Part, looked_up, parts_of
from services.questions.small_talk import small_talk
from wording import chat, checking, dialogues

COMMANDS = commands.all_words()
PREFIXES = {command.prefix: command for command in commands.COMMANDS if command.prefix}
OPENINGS = dialogue.all_words(DIALOGUES)
BY_NAME = {each.name: each for each in DIALOGUES}
CANCEL = frozenset(("取消", "退出", "算了", "不填了", "结束"))
BACK = frozenset(("上一步", "返回", "上一个", "后退"))
GO_ON = frozenset(("继续", "接着填", "下一步"))
ANEW = frozenset((dialogues.ANEW, "从头填", "重填", "重新开始"))
NOTHING_TO = (
    (CANCEL, chat.NOTHING_TO_CANCEL),
    (BACK, chat.NOTHING_TO_GO_BACK),
    (GO_ON | ANEW, chat.NOTHING_TO_GO_ON),
)
_MEANT = re.compile(r"[一-鿿]")
_APPEAL = re.compile(rf"{checking.APPEAL_WORD}[\s：:，,]+(.+)", re.DOTALL)
LEAST_MEANT = 4  # fewer Chinese characters that match nothing aren't a question to hand to an expert


def nothing_to(plain: str) -> str:
    """What is said to a way through a dialogue where there is none; empty for any other word."""
    return next((words for meant, words in NOTHING_TO if plain in meant), "")


def opening_for(plain: str, tapped: str) -> Dialogue | None:
    """The dialogue that a tap's id or a word opens."""
    return OPENINGS.get(tapped) or OPENINGS.get(plain)


def command_for(plain: str, tapped: str) -> tuple[commands.Command, str] | None:
    """The command that a tap's id or a word opens, and the rest of a tap's id."""
    by_prefix = PREFIXES.get(tapped[:2])
    if by_prefix:
        return by_prefix, tapped[2:]
    found = COMMANDS.get(tapped) or COMMANDS.get(plain)
    if found is not None:
        return found, ""
    appeal = _APPEAL.fullmatch(plain)
    if appeal:
        return commands.APPEAL, appeal[1]
    wished = wish_taps.typed(plain)
    if wished:
        return commands.WISH_TYPED, wished
    moved = moving_over.typed(plain)
    if moved:
        return commands.MOVE_TYPED, moved
    typed = signing_in.typed_code(plain)
    return (commands.SIGN_IN_TYPED, typed) if typed else None


async def nearest(services: Services, text: str) -> tuple[str, list[KnowledgeEntry], tuple[str, ...]]:
    """
    What the knowledge base has for a question: "answer" or "suggest" with the entries, "expert", or "short" for what is
    small talk or too short to hand to one; and the ids of the nearest.
    """
    found = await services.answers.find_again(text)
    entries = [each for each in map(services.answers.entry, found.ids) if each is not None]
    if found.tier in {"answer", "suggest"} and entries:
        return found.tier, entries, found.ids
    asks_nothing = small_talk(text) is not None or len(_MEANT.findall(text)) < LEAST_MEANT
    return "short" if asks_nothing else "expert", [], found.ids


async def questions_of(services: Services, text: str) -> tuple[Part, ...]:
    """The questions of a message that asks several; none where it asks one thing."""
    parts = parts_of(text, services.answers.find)
    return looked_up(parts, await services.answers.find_each([each.text for each in parts]))
