"""Messages that ask nothing: thanks, a greeting, 嗯 or 好的, a face, a few dots. They are answered and not searched for."""

from enum import StrEnum

from services.plain import fold
from services.questions.follow_up_words import follow_up_words


class Talk(StrEnum):
    """What somebody says who asks nothing; each is the name of the text that answers it."""

    THANKS = "thanks"
    GREETING = "greeting"
    HEARD = "heard"


def small_talk(text: str) -> Talk | None:
    """
    What kind of small talk a message is that holds nothing else; None for every other one: one that says that an answer was
    of no use, a question mark alone, nothing at all.
    """
    plain, words = fold(text).strip(), follow_up_words()
    if not plain or words.no_help.search(plain) or words.on.search(plain) or _says(words.talk.sub(" ", plain)):
        return None
    if words.thanks.search(plain):
        return Talk.THANKS
    if words.greeting.search(plain):
        return Talk.GREETING
    return None if "?" in plain and not _says(plain) else Talk.HEARD


def _says(text: str) -> bool:
    """Whether there is a letter in it, of whatever language."""
    return any(map(str.isalnum, text))
