"""
Names of people in a text: a surname, one or two characters that a given name may have, and what stands around them.

Each possible name is weighed. A surname that is little else, given names' usual characters, "my name is" before it, a
title behind it speak for it; that it begins an ordinary word speaks against it.
"""

from collections.abc import Iterator

from domain.findings import Finding, Personal
from services.checking.words import NameWords, name_words

ENOUGH, ENOUGH_SHORT = 4, 5  # what a name of three characters must weigh, and one of two
SAYS, BEFORE, TITLE = 4, 3, 3
LONGEST, FRONT = 4, 12


def find_names(text: str) -> list[Finding]:
    """The names in folded `text` (one character for each of the original), from left to right, none over another."""
    words, found, at = name_words(), [], 0
    while at < len(text):
        end = _nickname(text, at, words) or _name(text, at, words)
        if end:
            found.append(Finding(at, end, Personal.NAME))
        at = end or at + 1
    return found


def is_name(text: str) -> bool:
    """Whether folded `text` is a name and nothing else."""
    return len(text) <= LONGEST and find_names(text) == [Finding(0, len(text), Personal.NAME)]


def _nickname(text: str, at: int, words: NameWords) -> int:
    """Where a nickname that begins at `at` ends; 0 where none begins."""
    if not text.endswith(words.nickname, 0, at):
        return 0
    end = at
    while end < len(text) and end - at < LONGEST and is_han(text[end]) and text[end] not in words.never:
        end += 1
    return end if end - at >= 2 else 0


def _name(text: str, at: int, words: NameWords) -> int:
    """Where the likeliest name that begins at `at` ends; 0 where none begins."""
    best, best_end = 0, 0
    for surname, weight in _surnames(text, at, words):
        behind = at + len(surname)
        title = _starts(text, behind, words.titles)
        if title and not _is_word(text, at, behind + len(title), words) and weight > 1:
            best, best_end = max((best, best_end), (weight + TITLE, behind + len(title)))
        for count in (2, 1):
            end = behind + count
            weighed = weight + _weight(text, at, behind, end, words)
            enough = ENOUGH if count > 1 or len(surname) > 1 else ENOUGH_SHORT
            if weighed >= enough and weighed > best:
                best, best_end = weighed, end
    return best_end


def _surnames(text: str, at: int, words: NameWords) -> Iterator[tuple[str, int]]:
    """The surnames that may begin here, each with what it weighs."""
    if text[at : at + 2] in words.compound:
        yield text[at : at + 2], 3
    if text[at] in words.surnames and not (at and text[at - 1] in words.counted and text[at] in words.measures):
        yield text[at], 2
    elif text[at] in words.doubtful:
        yield text[at], 1


def _weight(text: str, at: int, behind: int, end: int, words: NameWords) -> int:
    """What speaks for text[at:end] being a name whose surname ends at `behind`; far below nothing where it can't be."""
    given = text[behind:end]
    if (
        len(given) < end - behind
        or not all(map(is_han, given))
        or not words.never.isdisjoint(given)
        or given in words.not_alone
    ):
        return -LONGEST * 10
    usual = sum(character in words.given for character in given)
    weight = usual + _left(text, at, words) + _right(text, end, words)
    if text[at:end] in words.words or _begins_word(text, at, end, words):
        return weight - 6
    if text[at : at + 2] in words.words:
        weight -= 2 if usual == 2 else 4
    if at and text[at - 1 : at + 1] in words.words:
        weight -= 3
    return weight - 2 * any(text[cut : cut + 2] in words.words for cut in range(behind, end))


def _begins_word(text: str, at: int, end: int, words: NameWords) -> bool:
    return any(text[at : end + more] in words.words for more in (1, 2))


def _is_word(text: str, at: int, end: int, words: NameWords) -> bool:
    return any(text[at:cut] in words.words for cut in range(at + 2, end + 1))


def _left(text: str, at: int, words: NameWords) -> int:
    front = text[max(0, at - FRONT) : at]
    bare = front.rstrip(words.between)
    if front.endswith(words.says) or bare.endswith(words.says):
        return SAYS
    if front.endswith(words.before) or bare.endswith(words.before):
        return BEFORE
    return int(at == 0 or not is_han(text[at - 1]) or text[at - 1] in words.never or text[at - 1] in words.joins)


def _right(text: str, end: int, words: NameWords) -> int:
    if _starts(text, end, words.titles):
        return TITLE
    return int(end == len(text) or not is_han(text[end]) or bool(_starts(text, end, words.follows)))


def _starts(text: str, at: int, listed: tuple[str, ...]) -> str:
    return next((word for word in listed if text.startswith(word, at)), "")


def is_han(character: str) -> bool:
    """Whether it is a Chinese character."""
    return "㐀" <= character <= "鿿"
