"""Reading a number however it is typed: 1, １, 一, ①, 第一个, 选2, 3、 八十块, 8岁半."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "仨": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_AROUND = re.compile(
    r"^(?:我?(?:要|选|看|点|想看|想要)?(?:第|选项)?)(.+?)(?:个|课|条|项|号|篇|节|样|种|步|吧|呢|啊)*[.。、,，!！)）]*$"
)
_MONEY = re.compile(
    r"^(?:大概|大约|约|差不多|就|要|得)*[¥￥]?(.+?)(?:多)?(?:元|块钱|块|圆|人民币|rmb)*(?:钱|左右|吧|上下)*[.。]?$",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"^(?:孩子|娃|他|她|今年|虚岁|周岁|快|刚|满|有|大概|差不多|了|是)*(.+?)(个月|周岁|岁|周)?(?:半|多|大|了|整|吧)*[.。]?$"
)


def read_choice(text: str) -> int | None:
    """The number that was meant as a choice, 1 or more; None when the text is none."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("()[]【】")
    found = _AROUND.match(plain)
    if not found or len(plain) > 12:
        return None
    number = _read(found[1].strip("()"))
    return int(number) if number is not None and number == int(number) and number >= 1 else None


def read_money(text: str) -> int | None:
    """A price in fen: "80", "80元", "八十块", "大概 298 块钱"; None when the text is none."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    if len(plain) > 20:
        return None
    found = _MONEY.match(plain)
    number = _read(found[1]) if found else None
    if number is None or number != number.quantize(Decimal("0.01")) or abs(number) >= Decimal(10_000_000):
        return None
    return int(number * 100)


def read_age(text: str) -> int | None:
    """An age in whole years: "8", "八岁", "8 岁半", "今年8岁了", "8个月" (0); None when the text is none."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    found = _AGE.match(plain)
    number = _read(found[1]) if found and len(plain) <= 16 else None
    if found is None or number is None or not 0 <= number <= 120:
        return None
    return int(number) // 12 if found[2] == "个月" else int(number)


def _read(text: str) -> Decimal | None:
    """Arabic or Chinese digits; None for anything else."""
    if re.fullmatch(r"-?\d{1,9}(\.\d{1,4})?", text):
        try:
            return Decimal(text)
        except InvalidOperation:
            return None
    if not text or any(letter not in _DIGITS and letter not in _UNITS for letter in text):
        return None
    if all(letter in _DIGITS for letter in text):
        return Decimal("".join(str(_DIGITS[letter]) for letter in text)) if len(text) <= 4 else None
    total, digit = 0, None
    for letter in text:
        if letter in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[letter]
            digit = None
        else:
            digit = _DIGITS[letter]
    return Decimal(total + (digit or 0))
