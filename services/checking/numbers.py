"""Numbers in a text that lead to somebody: identity cards, phones, accounts; addresses on the net, plates, dates."""

import re
from collections.abc import Iterator
from datetime import date

from domain.findings import Finding, Personal
from services.checking.words import NumberWords, number_words

_RUN = re.compile(r"\d(?:[\s\-—–_.·,，()]{0,3}\d)*[\s-]{0,2}x?")
# Whatever stands between them: then only what can be nothing else counts.
_LOOSE = re.compile(r"\d(?:[\W_]{0,4}\d){9,17}(?:[\W_]{0,2}x)?")
_SAID = re.compile(r"(?:(?:ling|yi|yao|er|san|si|wu|liu|lu|qi|ba|jiu)[^a-z0-9\u3400-\u9fff]{0,2}){7,}")
_SYLLABLES = {
    syllable: str(digit)
    for digit, said in enumerate(("ling", "yi yao", "er", "san", "si", "wu", "liu lu", "qi", "ba", "jiu"))
    for syllable in said.split()
}
_SYLLABLE = re.compile("|".join(sorted(_SYLLABLES, key=len, reverse=True)))
_MOBILE = re.compile(r"(?:86)?(1[3-9]\d{9})")
_LAND_LINE = re.compile(r"0\d{2,3}\d{7,8}|400\d{7}|800\d{7}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
NEAR = 12
LOCAL = range(7, 13)  # digits of a number that is somebody's where the words around it say so
ACCOUNT = range(12, 22)
LONG = 9  # from here on digits in a row are somebody's number, whatever it is


def find_numbers(text: str) -> Iterator[Finding]:
    """What numbers folded `text` holds."""
    words = number_words()
    plain = "".join(words.digits.get(character, character) for character in text)
    for match in _RUN.finditer(plain):
        kind = _kind(_digits(match[0]), _around(plain, match), words)
        if kind is not None:
            yield Finding(match.start(), match.start() + len(match[0].rstrip()), kind)
    for match in _LOOSE.finditer(plain):
        kind = _certain(_digits(match[0]))
        if kind is not None:
            yield Finding(*match.span(), kind)
    for match in _SAID.finditer(text):
        said = "".join(_SYLLABLES[each] for each in _SYLLABLE.findall(match[0]))
        kind = _kind(said, _around(text, match), words)
        if kind is not None:
            yield Finding(*match.span(), kind)
    for kind, pattern in words.patterns:
        for written in dict.fromkeys((text, plain)):
            for match in pattern.finditer(written):
                yield Finding(*match.span(), kind)


def _digits(run: str) -> str:
    return re.sub(r"[^\dx]", "", run)


def _around(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - NEAR) : match.end() + NEAR]


def _certain(digits: str) -> Personal | None:
    """What these digits are, whatever stands around them."""
    plain = digits.rstrip("x")
    if is_identity(digits) or _old_identity(plain):
        return Personal.ID_NUMBER
    return Personal.PHONE if _MOBILE.fullmatch(plain) or _LAND_LINE.fullmatch(plain) else None


def _kind(digits: str, around: str, words: NumberWords) -> Personal | None:
    plain = digits.rstrip("x")
    certain = _certain(digits)
    if certain is not None:
        return certain
    if len(plain) in ACCOUNT and (words.account_near.search(around) or _luhn(plain)):
        return Personal.ACCOUNT
    if len(plain) in LOCAL and words.contact_near.search(around):
        return Personal.PHONE
    return Personal.ACCOUNT if len(plain) >= LONG else None


def is_identity(digits: str) -> bool:
    """Whether it is a resident's number: a place, a day of birth, and the check character that belongs to them."""
    if not re.fullmatch(r"[1-9]\d{16}[\dx]", digits) or not _is_day(digits[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return "10x98765432"[total % 11] == digits[17]


def _old_identity(digits: str) -> bool:
    return bool(re.fullmatch(r"[1-9]\d{14}", digits)) and _is_day(f"19{digits[6:12]}")


def _is_day(digits: str) -> bool:
    try:
        return date(1900, 1, 1) <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 * (number > 9) for number in doubled) % 10 == 0
