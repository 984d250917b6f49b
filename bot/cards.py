"""Putting a reply together: lists with numbers and taps, within what one message may hold."""

from collections.abc import Sequence

from bot.session import Option
from wechat.messages import choice
from wording import dialogues

TEXT_MOST_BYTES = 2000  # the platform's passive text holds 2048
LIST_MOST_BYTES = 1600  # leaves room for what stands above and below a list


def tap(text: str, command: str = "") -> str:
    """Words that can be tapped; the tap sends them."""
    return choice(text, command or text)


def numbered(options: Sequence[Option]) -> str:
    """
    A list, one a line, each with its number and tappable. A long one is only numbered, since taps take ten times the
    room; of a very long one the beginning is shown, and that the words can be typed.
    """
    tappable = _lines([f"{tap(option.label, option.command)}{option.beside}" for option in options])
    if _size(tappable) <= LIST_MOST_BYTES:
        return "\n".join(tappable)
    plain = _lines([f"{option.label}{option.beside}" for option in options])
    while _size(plain) > LIST_MOST_BYTES:
        plain = [*plain[:-2], dialogues.MORE_BY_NAME]
    return "\n".join(plain)


def _lines(labels: Sequence[str]) -> list[str]:
    return [f"{number}. {label}" for number, label in enumerate(labels, 1)]


def _size(lines: Sequence[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def fit(text: str, *, keep_free: int = 0) -> str:
    """The text, cut at a line's end where it and `keep_free` more bytes are longer than one message may be."""
    most = TEXT_MOST_BYTES - keep_free
    if len(text.encode()) <= most:
        return text
    cut = text.encode()[:most].decode(errors="ignore")
    line_end = cut.rfind("\n")
    return cut[:line_end] if line_end > 0 and "<a " in text else cut
