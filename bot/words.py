"""Which menu keys and words the chat answers, for the console: what may be chosen there, and what is taken."""

from collections.abc import Mapping

from bot import commands
from bot.answers import read_plain
from bot.dialogues import DIALOGUES
from bot.meaning import BACK, CANCEL, COMMANDS, GO_ON, OPENINGS
from bot.numbers import read_choice

MENU = "menu:"


def menu_keys() -> Mapping[str, str]:
    """Every key that a button of the menu may carry, with the word that does the same."""
    opened = [each.opens_on for each in DIALOGUES] + [each.opens_on for each in commands.COMMANDS]
    return {key: words[0] for words in opened for key in words if key.startswith(MENU)}


def is_reserved(word: str) -> bool:
    """Whether the chat answers `word` itself: a command, a dialogue, a way through one, a number of a list."""
    plain = read_plain(word)
    taken = (COMMANDS, OPENINGS, CANCEL, BACK, GO_ON)
    return any(plain in words for words in taken) or read_choice(plain) is not None or plain.startswith(MENU)
