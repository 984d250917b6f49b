"""What the platform thinks of texts and pictures that others are to see. Only a mini-program may ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from wechat.calls import Calls, Repeat
from wechat.errors import Busy
from wechat.fields import rows_of, text_of, tree_of, whole_of

PICTURE = 2


class CheckScene(IntEnum):
    """Where a text or picture stands."""

    PROFILE = 1
    COMMENT = 2
    FORUM = 3
    LOG = 4


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    `suggest` is "pass", "review" or "risky", `label` the platform's number of what it is about, `keywords` what it
    found in the text.
    """

    suggest: str
    label: int
    keywords: tuple[str, ...] = ()


SUGGESTED = frozenset({"pass", "review", "risky"})


class ContentChecks(Calls):
    """Both are about one person, by her openid of the mini-program: Unreachable "inactive" where she hasn't used it lately."""

    async def check_text(self, openid: str, content: str, *, scene: CheckScene) -> Verdict:
        """
        What the platform thinks of a text of at most 2500 characters. Raises WeChatError; Busy also where its answer
        doesn't say what it thinks.
        """
        payload = {"version": 2, "openid": openid, "scene": int(scene), "content": content}
        return _verdict(await self._post("/wxa/msg_sec_check", payload))

    async def check_picture(self, openid: str, url: str, *, scene: CheckScene) -> str:
        """
        Have a picture of at most 10 MB looked at, which the platform fetches from `url`; the id that its later event
        (MediaChecked) carries. Raises WeChatError: not repeated where nobody knows what became of it, since the
        platform refuses the same address twice.
        """
        payload = {"media_url": url, "media_type": PICTURE, "version": 2, "scene": int(scene), "openid": openid}
        fields = await self._post("/wxa/media_check_async", payload, repeat=Repeat.NEVER)
        trace = text_of(fields, "trace_id")
        if not trace:
            raise Busy(errmsg="no trace_id in the answer")
        return trace


def _verdict(fields: Mapping[str, Any]) -> Verdict:
    result = tree_of(fields, "result")
    suggest = text_of(result, "suggest")
    if suggest not in SUGGESTED:
        raise Busy(errmsg="no verdict in the answer")
    details = rows_of(fields, "detail")
    words = (word for each in details for word in text_of(each, "keyword").replace("，", ",").split(",") if word)
    return Verdict(suggest, whole_of(result, "label"), tuple(dict.fromkeys(words)))
