"""The kinds of answer that a dialogue's step takes: each reads what was typed, or says what to change."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from bot.cards import numbered
from bot.numbers import read_age, read_choice, read_money
from bot.session import Option
from domain.plain_text import one_line, plain_name
from domain.wish_entry import NAME_LEAST, NAME_MOST, name_problem
from wording import dialogues as say

if TYPE_CHECKING:
    from bot.turn import Turn

Answers = Mapping[str, Any]
_MARKS = " \t\r\n\u3000。.!！,，~～“”\"'‘’【】[]「」（）()"


@dataclass(frozen=True, slots=True)
class Refused:
    """What was typed can't be taken; `words` say what to change."""

    words: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The dialogue ends here and keeps nothing; `words` say so."""

    words: str


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer, as JSON can hold it."""

    value: Any


class Kind(Protocol):
    """A kind of answer."""

    async def read(self, text: str, turn: "Turn", answers: Answers) -> Taken | Refused | Stop:
        """What was typed, read."""
        ...

    async def options(self, turn: "Turn", answers: Answers) -> Sequence[Option]:
        """What can be tapped; none for free text."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """Free text of `least` to `most` characters, white space at its ends aside."""

    least: int
    most: int

    async def read(self, text: str, turn: "Turn", answers: Answers) -> Taken | Refused | Stop:
        """The text."""
        del turn, answers
        return _of_length(one_line(text), self.least, self.most)

    async def options(self, turn: "Turn", answers: Answers) -> Sequence[Option]:
        """None."""
        del turn, answers
        return ()


class Name:
    """Somebody's name, as it is kept."""

    async def read(self, text: str, turn: "Turn", answers: Answers) -> Taken | Refused | Stop:
        """The name."""
        del turn, answers
        name = plain_name(text)
        if name_problem(name) == "invalid":
            return Refused(say.NO_NAME)
        return _of_length(name, NAME_LEAST, NAME_MOST)

    async def options(self, turn: "Turn", answers: Answers) -> Sequence[Option]:
        """None."""
        del turn, answers
        return ()


def _of_length(plain: str, least: int, most: int) -> Taken | Refused:
    if len(plain) < least:
        return Refused(say.TOO_SHORT.format(least=least))
    if len(plain) > most:
        return Refused(say.TOO_LONG.format(most=most))
    return Taken(plain)


@dataclass(frozen=True, slots=True)
class Choice:
    """
    One of several, by number, words or tap. `among` gives (value, label) pairs; where they depend on earlier answers
    it is asked each time. The answer is the pair.
    """

    among: Callable[["Turn", Answers], Awaitable[Sequence[tuple[str, str]]]]

    async def read(self, text: str, turn: "Turn", answers: Answers) -> Taken | Refused | Stop:
        """The pair that was chosen."""
        pairs = await self.among(turn, answers)
        number = read_choice(text)
        if number is not None and number <= len(pairs):
            return Taken(list(pairs[number - 1]))
        plain = text.strip()
        same = [pair for pair in pairs if plain in (pair[1], pair[0])]
        near = same or [pair for pair in pairs if len(plain) >= 2 and (plain in pair[1] or pair[1] in plain)]
        if len(near) == 1:
            return Taken(list(near[0]))
        return Refused(say.NOT_A_CHOICE)

    async def options(self, turn: "Turn", answers: Answers) -> Sequence[Option]:
        """All of them."""
        return [Option(label, label) for _, label in await self.among(turn, answers)]


@dataclass(frozen=True, slots=True)
class Money:
    """A price in fen, up to what `most_fen` says of what it is for."""

    most_fen: Callable[["Turn", Answers], Awaitable[int]]

    async def read(self, text: str, turn: "Turn", answers: Answers) -> Taken | Refused | Stop:
        """The price."""
        fen = read_money(text)
        if fen is None:
            return Refused(say.NOT_MONEY)
        if fen <= 0:
            return Refused(say.NO_PRICE)
        most = await self.most_fen(turn, answers)
        if fen > most:
            return Refused(say.TOO_DEAR.format(most=most // 100))
        return Taken(fen)

    async def options(self, turn: "Turn", answers: Answers) -> Sequence[Option]:
        """None."""
        del turn, answers
        return ()


@dataclass(frozen=True, slots=True)
class Age:
    """A child's age in whole years: "8", "8岁", "八岁", "八岁半"."""

    most: int = 17

    async def read(self, text: str, turn: "Turn", answers: Answers) -> Taken | Refused | Stop:
        """The age."""
        del turn, answers
        years = read_age(text)
        if years is None:
            return Refused(say.NOT_AN_AGE)
        return Taken(years) if years <= self.most else Refused(say.TOO_OLD)

    async def options(self, turn: "Turn", answers: Answers) -> Sequence[Option]:
        """None."""
        del turn, answers
        return ()


_YES = frozenset(
    (
        "1",
        "是",
        "是的",
        "同意",
        "我同意",
        "好",
        "好的",
        "行",
        "对",
        "对的",
        "可以",
        "愿意",
        "提交",
        "嗯",
        "ok",
        "yes",
        "中",
    )
)
_NO = frozenset(
    ("2", "否", "不", "不同意", "我不同意", "不好", "不行", "不对", "不可以", "不愿意", "不提交", "no", "不用")
)


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes to go on; a no ends the dialogue and keeps nothing. `refused` is what is said then."""

    refused: str
    yes: str = say.YES
    no: str = say.NO

    async def read(self, text: str, turn: "Turn", answers: Answers) -> Taken | Refused | Stop:
        """True, or the end."""
        del turn, answers
        plain = read_plain(text)
        number = read_choice(plain)
        if plain in _YES or plain == self.yes or number == 1:
            return Taken(value=True)
        if plain in _NO or plain == self.no or number == 2:
            return Stop(self.refused)
        return Refused(say.NOT_YES_NO)

    async def options(self, turn: "Turn", answers: Answers) -> Sequence[Option]:
        """Yes and no."""
        del turn, answers
        return (Option(self.yes, self.yes), Option(self.no, self.no))


def read_plain(text: str) -> str:
    """What was typed, as words are looked up: without white space and marks at its ends, in lower case."""
    return text.strip(_MARKS).lower()


def prompt_with(options: Sequence[Option], prompt: str) -> str:
    """A prompt with its choices under it."""
    return f"{prompt}\n{numbered(options)}" if options else prompt
