"""Customer-service messages and subscription messages: to one person, known by no key at the platform."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from wechat.calls import Calls, Repeat
from wechat.errors import WeChatError
from wechat.replies import NewsReply

# No exchange in the last 30 s, already shown, or not known: nothing that a caller could do anything about.
_NOT_SHOWN: Final = frozenset({45072, 45080, 45081})


class CustomMessages(Calls):
    """
    Each of these is sent at most once: where nobody can tell whether it went out, Uncertain is raised and the call
    isn't repeated. Unreachable, QuotaUsedUp, NotGranted and Busy mean that it surely didn't.
    """

    async def send_text(self, openid: str, text: str) -> None:
        """Send words, at most 2048 bytes of UTF-8. Raises WeChatError."""
        await self._send(openid, "text", {"content": text})

    async def send_news(self, openid: str, article: NewsReply) -> None:
        """Send one article card (in a mini-program's chat: a link). Raises WeChatError."""
        if self.kind == "mini":
            link = {"title": article.title, "description": article.description, "url": article.url}
            await self._send(openid, "link", {**link, "thumb_url": article.picture_url})
            return
        card = {"title": article.title, "description": article.description, "url": article.url}
        await self._send(openid, "news", {"articles": [{**card, "picurl": article.picture_url}]})

    async def send_image(self, openid: str, media_id: str) -> None:
        """Send a picture. Raises WeChatError; MediaGone when it must be uploaded again."""
        await self._send(openid, "image", {"media_id": media_id})

    async def send_menu(self, openid: str, *, head: str, choices: Sequence[tuple[str, str]], tail: str = "") -> None:
        """Send tappable choices, each (id, words), between `head` and `tail`. Raises WeChatError."""
        rows = [{"id": menu_id, "content": words} for menu_id, words in choices]
        await self._send(openid, "msgmenu", {"head_content": head, "list": rows, "tail_content": tail})

    async def typing(self, openid: str) -> bool:
        """Show that an answer is being written; False when it can't be shown now. Raises WeChatError otherwise."""
        payload = {"touser": openid, "command": "Typing"}
        try:
            await self._post("/cgi-bin/message/custom/typing", payload, repeat=Repeat.NEVER)
        except WeChatError as error:
            if error.errcode in _NOT_SHOWN:
                return False
            raise
        return True

    async def send_subscription(self, openid: str, template_id: str, page: str, data: Mapping[str, str]) -> None:
        """
        Send a message that she asked for. `page` is an address (accounts) or a path (mini-program), `data` each field
        of the template with its words. Raises WeChatError; Unreachable "refused" when no right of hers is left.
        """
        payload: dict[str, Any] = {
            "touser": openid,
            "template_id": template_id,
            "page": page,
            "data": {name: {"value": value} for name, value in data.items()},
        }
        path = "/cgi-bin/message/subscribe/bizsend"
        if self.kind == "mini":
            path = "/cgi-bin/message/subscribe/send"
            payload |= {"miniprogram_state": "formal", "lang": "zh_CN"}
        await self._post(path, payload, repeat=Repeat.NEVER)

    async def _send(self, openid: str, kind: str, content: Mapping[str, Any]) -> None:
        payload = {"touser": openid, "msgtype": kind, kind: content}
        await self._post("/cgi-bin/message/custom/send", payload, repeat=Repeat.NEVER)
