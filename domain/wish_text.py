"""What a wish's text may not ask for, found by plain rules: what nobody grants."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

_PHONE = re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")
_ACCOUNT = re.compile(r"(?<!\d)\d(?:[\s-]?\d){11,18}(?!\d)")


def unfit(text: str, forbidden: Mapping[str, Sequence[str]]) -> str:
    """The first kind of `forbidden` (kind: words) that the text asks for, "account" for a number of one, or empty."""
    plain = unicodedata.normalize("NFKC", text).lower()
    found = next((kind for kind, words in forbidden.items() if any(word in plain for word in words)), "")
    return found or ("account" if _ACCOUNT.search(plain) and not _PHONE.fullmatch(plain.strip()) else "")
