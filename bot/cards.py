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


def fit(text: str) -> str:
    """The text, cut at a line's end where it is longer than one message may be."""
    if len(text.encode()) <= TEXT_MOST_BYTES:
        return text
    cut = text.encode()[:TEXT_MOST_BYTES].decode(errors="ignore")
    line_end = cut.rfind("\n")
    return cut[:line_end] if line_end > 0 and "<a " in text else cut
