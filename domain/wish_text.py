"""What a wish's text may not hold, found by plain rules: what nobody grants, and what would lead to the child."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")
_ACCOUNT = re.compile(r"(?<!\d)\d(?:[\s-]?\d){11,18}(?!\d)")
_CONTACT = re.compile(r"微信号|支付宝|qq\s*[::]?\s*\d{5,}|vx\s*[::]", re.IGNORECASE)
_PLACE = re.compile(
    r"[一-鿿]{2,8}(?:小学|中学|学校|幼儿园|初中|高中)|[一-鿿]{1,6}(?:村|社区|小区|胡同)|\d+\s*(?:号楼|单元|栋|室|班)"
)
_PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}")
_NAMED = re.compile(r"(?:我叫|名叫|叫做|孩子叫|姓名)\s*[::]?\s*[一-鿿]{2,4}")


def unfit(text: str, forbidden: Mapping[str, Sequence[str]]) -> str:
    """The first kind of `forbidden` (kind: words) that the text asks for, "account" for a number of one, or empty."""
    plain = unicodedata.normalize("NFKC", text).lower()
    found = next((kind for kind, words in forbidden.items() if any(word in plain for word in words)), "")
    return found or ("account" if _ACCOUNT.search(plain) and not _PHONE.fullmatch(plain.strip()) else "")


def identifying(text: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """
    What in the text would lead to the child, as stable words: "known" for one of the names and places of `known`, and
    what its form gives away.
    """
    plain = unicodedata.normalize("NFKC", text)
    rules = {
        "id_number": _ID_NUMBER,
        "phone": _PHONE,
        "contact": _CONTACT,
        "place": _PLACE,
        "plate": _PLATE,
        "name": _NAMED,
    }
    found = [word for word, rule in rules.items() if rule.search(plain)]
    if any(each and len(each) >= 2 and each in plain for each in known):
        found.append("known")
    return tuple(found)
