"""Putting a reply together: lists with numbers and taps, within what one message may hold."""

from collections.abc import Sequence

from bot.session import Option
from wechat.messages import choice

TEXT_MOST_BYTES = 2000  # the platform's passive text holds 2048


def tap(text: str, command: str = "") -> str:
    """Words that can be tapped; the tap sends them."""
    return choice(text, command or text)


def numbered(options: Sequence[Option]) -> str:
    """A list, one a line, each with its number and tappable."""
    return "\n".join(f"{number}. {tap(option.label, option.command)}" for number, option in enumerate(options, 1))


def fit(text: str, *, keep_free: int = 0) -> str:
    """The text, cut at a line's end where it and `keep_free` more bytes are longer than one message may be."""
    most = TEXT_MOST_BYTES - keep_free
    if len(text.encode()) <= most:
        return text
    cut = text.encode()[:most].decode(errors="ignore")
    line_end = cut.rfind("\n")
    return cut[:line_end] if line_end > 0 and "<a " in text else cut
