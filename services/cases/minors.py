"""Whether what she wrote may be about somebody under eighteen, so that staff are asked: words and ages, no judgement."""

import re
import unicodedata

from domain.safeguarding import Danger
from services.cases.guide import guide

ASKS_FOR_MINORS = frozenset({Danger.SEXUAL_ABUSE, Danger.SELF_HARM})  # abuse of a child is a minor's without asking
_UNDER_18 = re.compile(
    r"(?<![0-9.])(?:1[0-7]|[1-9])(?:周岁|岁)"
    r"|(?<![一二三四五六七八九十百])(?:十[一二三四五六七]?|[一二两三四五六七八九])(?:周岁|岁)"
    r"|(?:今年|刚满)才?(?:1[0-7]|十[一二三四五六七]?)(?![0-9一二三四五六七八九年月号日点个次万块元天])"
)


def speaks_of_minor(text: str) -> bool:
    """Whether a word of content/cases.yaml for children, pupils and schools stands in it, or an age below eighteen."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    return _UNDER_18.search(plain) is not None or any(word in plain for word in guide().minor_words)
